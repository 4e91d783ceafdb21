"""Who decides on a request, row by row."""

from __future__ import annotations

from typing import Any

import pytest

from bpmn import dmn
from processes.request_review.test_story import FOLDER


@pytest.mark.parametrize(
    ("facts", "level", "deciders"),
    [
        ({"beyond_power": True}, "beyond", ["governor"]),
        ({"needs_law": True}, "meeting", []),
        ({"money": 5001}, "meeting", []),
        ({"money": 5000}, "governor", ["exec_vice_governor", "governor"]),
        ({"money": 501}, "governor", ["exec_vice_governor", "governor"]),
        ({"cross_portfolio": True, "money": 100}, "cross", ["jiangbf", "exec_vice_governor"]),
        ({"money": 500}, "vice_governor", ["jiangbf", "exec_vice_governor"]),
        ({}, "vice_governor", ["jiangbf"]),
        ({"portfolio_leaders": []}, "vice_governor", ["exec_vice_governor"]),
    ],
)
def test_who_decides(facts: dict[str, Any], level: str, deciders: list[str]) -> None:
    table = dmn.read((FOLDER / "decisions" / "DT-4.dmn").read_bytes()).decision("DT-4")
    given = {"beyond_power": False, "needs_law": False, "major_decision": False, "money": None,
             "cross_portfolio": False, "portfolio_leaders": ["jiangbf"], **facts}  # fmt: skip
    figures = {"authority.money.low": 500, "authority.money.high": 5000}
    found = table.evaluate(given, functions={"policy": figures.__getitem__}).result
    assert found["level"] == level
    assert [one["group"] or one["person"] for one in found["deciders"]] == deciders
    assert found["by_meeting"] is (level == "meeting")
