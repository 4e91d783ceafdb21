"""What the decision tables of 收文办理 say, row by row."""

from __future__ import annotations

from typing import Any

import pytest

from bpmn import dmn
from processes.incoming_document.test_story import FOLDER, HOST, PAPER, SENDER

RULES: list[tuple[dict[str, Any], list[str]]] = [
    ({}, []),
    ({"not_ours": True, "bypass": True, "memo": True, "to_person": True}, ["RETURN"] * 4),
    ({"to_person": True, "leader_ordered": True}, []),
    ({"wenzhong": "报告", "has_request": True}, ["RETURN"]),
    ({"wenzhong": "请示", "own_view": False}, ["RETURN"]),
    ({"related_units": ["czt"], "consulted": ["czt"]}, []),
    ({"short": True}, ["RETURN"]),
    ({"short": True, "ask_secretariat": True}, ["ASK_SECRETARIAT"]),
    ({"short": True, "urgency": "加急"}, ["RETURN"]),
    ({"short": True, "urgency": "加急", "urgent_reason": "急", "handling_note": "办理过程"}, []),
    ({"short": True, "very_short": True, "urgency": "加急", "urgent_reason": "急", "handling_note": "办"}, ["RETURN"]),
    ({"very_short": True, "urgency": "特急", "urgent_reason": "急", "handling_note": "办"}, ["ASK_HEAD"]),
    ({"format_defects": ["页码"], "resubmits": "收〔2026〕99999"}, ["NOTE", "NOTE"]),
    ({"secrecy": "秘密"}, ["REFUSE"]),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "found"), RULES)
def test_the_rules_of_the_examination(facts: dict[str, Any], found: list[str]) -> None:
    names = ("not_ours", "bypass", "main_to", "to_person", "leader_ordered", "cc_subordinates", "has_request", "related_units",
             "consulted", "own_view", "short", "very_short", "urgent_reason", "handling_note", "ask_secretariat", "memo",
             "format_defects", "other_defects", "resubmits", "earlier")  # fmt: skip
    table = dmn.read((FOLDER / "decisions" / "DT-3a.dmn").read_bytes()).decision("DT-3a")
    given = {
        **dict.fromkeys(names),
        **{k: PAPER[k] for k in ("wenzhong", "matters", "urgency", "secrecy")},
        **facts,
    }
    functions = {"name of": lambda key: key, "policy": lambda key: key}
    assert [one["result"] for one in table.evaluate(given, functions=functions).result] == found


@pytest.mark.parametrize(
    ("facts", "leaders"),
    [
        ({"personnel": True}, ["governor"]),
        ({"money": 5001}, ["governor"]),
        ({"multi_portfolio": True}, ["exec_vice_governor"]),
        ({"money": 5000}, ["deputy_secretary_general", "jiangbf"]),
    ],
)
def test_who_instructs(facts: dict[str, Any], leaders: list[str]) -> None:
    table = dmn.read((FOLDER / "decisions" / "DT-3b.dmn").read_bytes()).decision("DT-3b")
    given = {"from_kind": "市州", "read_only": False, "personnel": False, "money": None, "multi_portfolio": False,
             "host": HOST, **facts}  # fmt: skip
    functions = {"policy": lambda key: 5000, "leader of": lambda key: "jiangbf", "successor": lambda key: key}
    found = table.evaluate(given, functions=functions).result["leaders"]
    assert [one["group"] or one["person"] for one in found] == leaders


@pytest.mark.parametrize(("of_the_portfolio", "secretariat"), [("so_sec5", "so_sec5"), (None, "so_sec1")])
def test_which_secretariat(of_the_portfolio: str | None, secretariat: str) -> None:
    decision = dmn.read((FOLDER / "decisions" / "DT-3c.dmn").read_bytes()).decision("DT-3c")
    directory = {"secretariat of": lambda unit: of_the_portfolio}
    assert decision.evaluate({"unit": SENDER}, functions=directory).result == secretariat
