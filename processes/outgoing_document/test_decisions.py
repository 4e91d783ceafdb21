"""The rows of the tables that a form or another rule keeps a story from: asked directly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bpmn import dmn

TABLES = dmn.read((Path(__file__).parent / "decisions" / "outgoing_document.dmn").read_bytes())
CORRECT: dict[str, Any] = {
    "issuer": "省政府办公厅", "direction": "down", "wenzhong": "通知", "kind": "一般", "secrecy": "公开",
    "openness": "主动公开", "urgency": "无", "main_to": ["changsha"], "title": "关于春耕的通知",
    "is_normative": False, "is_major_decision": False, "code": None, "touches": [], "consulted": [], "cc": [],
}  # fmt: skip
FUNCTIONS = {
    "unit of": lambda who: "szf" if who == "zhouyz" else None,
    "type of": lambda _: "city",
    "name of": lambda key: key,
    "leader of": lambda _: None,
    "add limit": lambda *_: None,
    "people of": lambda _: [],
    "head of": lambda _: None,
    "successor": lambda unit: unit,
}


def decide(decision: str, **changed: Any) -> Any:
    """The answer for a correct notice of the General Office, but for what is changed."""
    return TABLES.decision(decision).evaluate(CORRECT | changed, functions=FUNCTIONS).result


def rows(**changed: Any) -> set[str]:
    """The rows of the form check that hit."""
    return {str(hit["row"]) for hit in decide("form_check", **changed)}


def test_a_correct_notice_hits_no_row() -> None:
    assert rows() == set()


@pytest.mark.parametrize(
    ("changed", "row"),
    [
        ({"secrecy": "机密"}, "1"),
        ({"main_to": ["zhouyz"]}, "6"),
        ({"issuer": "文电处"}, "7"),
        ({"openness": None}, "9"),
        ({"openness": "不予公开", "openness_reason": None}, "10"),
        ({"urgency": "特提"}, "14"),
        ({"code": "湘政发"}, "1b"),
    ],
)
def test_a_row_that_the_form_keeps_out_hits_all_the_same(changed: dict[str, Any], row: str) -> None:
    assert row in rows(**changed)


def test_a_telegram_may_be_of_the_highest_urgency() -> None:
    assert "14" not in rows(urgency="特提", kind="明电")


@pytest.mark.parametrize(
    ("changed", "book"),
    [
        ({"issuer": "联合", "wenzhong": "函"}, "湘政办函"),
        ({"issuer": "文电处"}, None),
    ],
)
def test_the_book(changed: dict[str, Any], book: str | None) -> None:
    assert decide("book", **changed) == book


@pytest.mark.parametrize(
    ("changed", "role"),
    [
        ({"issuer": "省政府", "is_normative": True}, "governor"),
        ({"kind": "经省政府同意"}, "secretary_general"),
        ({"direction": "up", "wenzhong": "报告"}, "secretary_general"),
        ({"issuer": "文电处"}, "secretary_general"),
    ],
)
def test_the_signer(changed: dict[str, Any], role: str) -> None:
    assert decide("signer", portfolio_leaders=[], **changed)["role"] == role


@pytest.mark.parametrize(
    ("wenzhong", "directions"),
    [("意见", ["up", "down", "parallel", "public"]), ("公告", ["public"]), ("便条", [])],
)
def test_where_a_kind_of_document_may_go(wenzhong: str, directions: list[str]) -> None:
    assert decide("wenzhong_direction", wenzhong=wenzhong) == directions
