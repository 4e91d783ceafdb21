"""What the machine refuses of a field is said in the reader's language, and in no other words than are known."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from engine.errors import FieldError
from tests.office import OpenOffice
from tests.web.apps import app_of
from web import field_words, refusals

pytestmark = pytest.mark.parametrize("open_office", ["sqlite"], indirect=True)
ROOT = Path(__file__).parents[2]
# Modules whose refusals a page of staff shows. Directory files, settings and accounts speak to administrators,
# circulations and notification settings have sentences of their own.
COMMANDS = [
    "_limits",
    "absences",
    "attachments",
    "comments",
    "delegations",
    "extensions",
    "handovers",
    "opinions",
    "returns",
    "saved_filters",
    "signers",
    "urges",
    "user_tasks",
    "proxies",
]
PROGRAMS = ("one of ", "it is one of ", "there is none named", "nothing waits at", "the form has no such field",
            "rewalk or jump_back", "at most 200 characters", "name at least one")  # fmt: skip


@pytest.fixture
def app(open_office: OpenOffice) -> Flask:
    return app_of(open_office().engine)


def _messages(file: Path) -> Iterator[str]:
    """The sentences of a module; what is filled in reads 3, or 'x' in quotes."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "FieldError":
            text = node.args[1]
            if isinstance(text, ast.Constant):
                yield str(text.value)
            elif isinstance(text, ast.JoinedStr):
                parts = [one.value if isinstance(one, ast.Constant) else _filled(one) for one in text.values]
                yield "".join(map(str, parts))


def _filled(part: ast.expr) -> str:
    return "'x'" if isinstance(part, ast.FormattedValue) and part.conversion == ord("r") else "3"


def test_every_refusal_of_a_field_has_its_words(app: Flask) -> None:
    files = [ROOT / f"engine/commands/{name}.py" for name in COMMANDS]
    messages = {one for file in files for one in _messages(file)}
    assert len(messages) > 15
    with app.test_request_context("/", headers={"Cookie": "liye_language=zh_CN"}):
        unknown = [one for one in messages if not one.startswith(PROGRAMS) and field_words.said(one) is None]
    assert unknown == []


def test_a_name_of_two_people_asks_which(app: Flask) -> None:
    with app.test_request_context("/"):
        several = refusals.field_error(FieldError("/add/0", "there is no active account '彭揭车'"))
        nobody = refusals.field_error(FieldError("/to", "there is no active account '屈平'"))
        day = refusals.field_error(FieldError("/to", "a day after the present end"))
    assert several == "有多人名为“彭揭车”，请从列表中选择。"
    assert nobody == "没有“屈平”这个有效账号，请从列表中选择。"
    assert "期限" in day


def test_a_file_that_is_not_taken_says_which_are(app: Flask) -> None:
    with app.test_request_context("/"):
        said = field_words.said("files of this kind are not taken: .exe; .docx .pdf are")
        lying = field_words.said("the name says .pdf, but the content is zip")
    assert said == "不能上传此类文件。可上传：.docx .pdf"
    assert lying == "文件内容与扩展名（.pdf）不符。"
