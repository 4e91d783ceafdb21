"""The rows of DT-22b that send a reply back for its class."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpmn import dmn

TABLE = dmn.read((Path(__file__).parent / "decisions" / "DT-22b.dmn").read_bytes()).decision("DT-22b")


@pytest.mark.parametrize(
    ("facts", "note"),
    [
        ({"class": "B", "promise_date": None}, "B类答复必须写明承诺解决日期"),
        ({"class": "A", "situation": "受条件限制"}, "受条件限制的应标为C类"),
        ({"class": "A", "situation": "仅供参考"}, "留作参考的应标为D类"),
    ],
)
def test_a_reply_of_the_wrong_class_goes_back(facts: dict[str, str | None], note: str) -> None:
    found = TABLE.evaluate(
        {"promise_date": None, "planned_this_year": False, "situation": None} | facts
    ).result
    assert found == {"result": "退回", "note": note}
