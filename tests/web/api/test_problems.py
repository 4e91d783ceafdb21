"""Every code that the program can answer stands in docs/reference/problems.md, and no other."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import errors
from engine.commands import receipts
from tests.office import ROOT
from web import problems

PAGE = ROOT / "docs" / "reference" / "problems.md"


def codes_in(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        names = (
            [t.id for t in node.targets if isinstance(t, ast.Name)] if isinstance(node, ast.Assign) else []
        )
        is_code = "code" in names or (isinstance(node, ast.keyword) and node.arg == "code")
        if is_code and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.value.value


def in_the_program() -> set[str]:
    files = [*(ROOT / "engine").rglob("*.py"), *(ROOT / "web").rglob("*.py")]
    found = {code for file in files for code in codes_in(file)} | set(problems.CODES.values())
    return {code for code in found if re.fullmatch(r"[A-Z]+(_[A-Z]+)*", code)}


def test_the_list_is_complete_and_names_nothing_else() -> None:
    listed = set(re.findall(r"`([A-Z]+(?:_[A-Z]+)*)`", PAGE.read_text("utf-8")))
    assert in_the_program() - listed == set()
    assert listed - in_the_program() == set()


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.NotFound("x"), 404),
        (errors.Forbidden("x"), 403),
        (errors.Rejected("x"), 422),
        (errors.Rejected("x", code="BAD_CURSOR"), 400),
        (errors.InvalidSubmission([]), 422),
        (errors.InvalidDeployment([]), 422),
        (errors.TooLarge("x"), 413),
        (errors.Conflict("x"), 409),
        (errors.Stale("x"), 412),
        (errors.Broken("x"), 500),
        (errors.EngineError("x"), 500),
        (problems.Unauthenticated("x"), 401),
        (problems.UnsupportedMediaType("x"), 415),
        (problems.BadRequest("x"), 400),
        (receipts.StillRunning(3), 409),
    ],
)
def test_each_kind_of_refusal_has_its_status(error: errors.EngineError, status: int) -> None:
    assert problems.status_of(error) == status


def test_the_statuses_of_the_list_are_those_of_the_program() -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \| (\d{3}) \|", PAGE.read_text("utf-8"), re.MULTILINE)
    by_kind = {cls.code: cls for cls in subclasses(errors.EngineError)}
    for code, status in rows:
        if code in by_kind and code not in problems.CODES.values():
            made = by_kind[code].__new__(by_kind[code])
            assert problems.status_of(made) == int(status), code


def subclasses(kind: type[errors.EngineError]) -> Iterator[type[errors.EngineError]]:
    yield kind
    for one in kind.__subclasses__():
        yield from subclasses(one)
