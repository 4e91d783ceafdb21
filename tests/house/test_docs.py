"""The documentation says what is so."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import fields
from pathlib import Path

import pytest

from bpmn.reader import extensions
from engine.errors import EngineError
from engine.settings import Settings
from tests.house import table_page
from tests.house.sources import PACKAGES, ROOT, files, tree
from web.cli import main

REFERENCE = ROOT / "docs" / "reference"
PAGES = sorted(files("docs", "processes", "web", suffixes=(".md",))) + sorted(ROOT.glob("*.md"))
LINK = re.compile(r"(?<!\!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")


def text(name: str) -> str:
    return (REFERENCE / name).read_text("utf-8")


def test_every_setting_is_documented_with_its_default():
    page = text("settings.md")
    for one in fields(Settings):
        if one.name != "origins":
            default = getattr(Settings(), one.name)
            said = int(default) if isinstance(default, bool) else default
            cell = f"`{said}` |" if default != "" else "("  # what is said in words
            assert f"| `LIYE_{one.name.upper()}` | {cell}" in page, one.name
    named = set(re.findall(r"`LIYE_([A-Z_]+)`", page))
    known = {one.name.upper() for one in fields(Settings)} | {"CONFIG", "DMN_TCK"}
    assert {name.removesuffix("_FILE") for name in named} <= known


def test_every_command_is_documented():
    page = text("commands.md")

    def walk(command: object, path: str) -> None:
        inner = getattr(command, "commands", {})
        if not inner:
            assert f"`{path}" in page, path
        for name, found in inner.items():
            walk(found, f"{path} {name}")

    walk(main, "liye")
    targets = re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text("utf-8"), flags=re.MULTILINE)
    assert len(targets) > 5
    for target in targets:
        assert f"`make {target}`" in page, target


def test_every_word_of_the_vocabularies_is_documented_with_its_attributes():
    page = text("vocabulary.md")
    for word in extensions.words():
        assert f"`{word}`" in page, word
    for kind in json.loads((ROOT / "bpmn/schema/liye.moddle.json").read_text("utf-8"))["types"]:
        word = kind["name"][0].lower() + kind["name"][1:]
        attributes = " ".join(f"`{one['name']}`" for one in kind["properties"])
        assert f"| `liye:{word}` {attributes} |" in page, word


def test_every_word_of_ours_can_be_edited_in_the_studio():
    panel = "".join(one.read_text("utf-8") for one in (ROOT / "web/islands/liye").glob("*.js"))
    for kind in json.loads((ROOT / "bpmn/schema/liye.moddle.json").read_text("utf-8"))["types"]:
        assert f"'liye:{kind['name']}'" in panel, kind["name"]
        for one in kind["properties"]:
            assert f"'{one['name']}'" in panel, f"{kind['name']}/{one['name']}"


def test_the_page_of_tables_is_as_the_tables_are():
    made = "python -m tests.house.table_page"
    assert table_page.PAGE.read_text("utf-8") == table_page.page(), f"write it anew: {made}"


def raised_codes() -> dict[str, str]:
    """code -> file, of every refusal in the code."""
    found: dict[str, str] = {}
    for path in files(*PACKAGES):
        if path.name.startswith("test_"):
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.keyword) and node.arg == "code" and isinstance(node.value, ast.Constant):
                value = node.value.value
                if isinstance(value, str) and re.fullmatch(r"[A-Z][A-Z_]{3,}", value):
                    found[value] = path.name
    return found


def class_codes(kind: type[EngineError]) -> set[str]:
    return {kind.code}.union(*(class_codes(sub) for sub in kind.__subclasses__()))


def test_every_refusal_is_documented():
    page = text("problems.md")
    missing = {c for c in raised_codes().keys() | class_codes(EngineError) if f"`{c}`" not in page}
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path):
    content = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    for target in (a or b for a, b in LINK.findall(content)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path) if path else page
        assert there.exists(), f"{target} leads nowhere"
        if anchor and there.suffix == ".md":
            assert anchor in anchors(there), f"{target}: no such heading"


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), flags=re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", heading.replace("`", "")).strip().lower().replace(" ", "-")
        for heading in headings
    }


def test_decisions_are_numbered_and_listed():
    folder = ROOT / "docs" / "decisions"
    pages = sorted(path.name for path in folder.glob("[0-9]*.md"))
    assert [int(name[:4]) for name in pages] == list(range(1, len(pages) + 1))
    index = (folder / "README.md").read_text("utf-8")
    for name in pages:
        title = (folder / name).read_text("utf-8").splitlines()[0].removeprefix("# ")
        number, _, words = title.partition(" ")
        assert f"| [{number}]({name}) | {words} |" in index, name
