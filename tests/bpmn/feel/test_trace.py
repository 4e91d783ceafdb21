"""A null that comes from an error says where and why, whatever was computed."""

from __future__ import annotations

import itertools

import pytest

from bpmn import feel
from bpmn.feel.functions import BUILTINS
from tests.bpmn.feel.sentences import NOW

#: One value of each kind, and those that are easily wrong; none of them is null.
VALUES = (
    *("1", "-1", "1.5", "1e6000", '"a"', '"["', "true", "[]", "[1, 2]", '["a", true]', "{a: 1}"),
    *('@"2026-03-01"', '@"10:00:00"', '@"2026-03-01T10:00:00Z"', '@"P1D"', '@"P1M"', "[1..3]"),
    "function(x) x",
)
PAIRS = tuple(itertools.product(VALUES, repeat=2))
FORMS = (
    *(f"({{0}}) {op} ({{1}})" for op in ("+", "-", "*", "/", "**", "=", "!=", "<", ">=", "and", "or", "in")),
    *("({0})[{1}]", "({0})({1})", "({0}) in ({1}, {1})", "({0}) between {1} and {1}", "[{0}..{1}]", "-({0})"),
    *("for i in {0} return {1}", "for i in {0}..{1} return i", "if {0} then 1 else 2", "({0}).foo"),
    *("some i in {0} satisfies {1}", "every i in {0} satisfies {1}", "nothing known", "nothing({0})"),
)


def silent(text: str) -> bool:
    """Whether the value is null and nobody says why."""
    trace: list[feel.Note] = []
    try:
        value = feel.parse(text).evaluate({}, now=NOW, trace=trace)
    except feel.FeelError:
        return False
    return value is None and not trace


@pytest.mark.parametrize("form", FORMS)
def test_an_operation_that_gives_null_says_why(form: str) -> None:
    assert [text for pair in PAIRS if silent(text := form.format(*pair))] == []


@pytest.mark.parametrize("name", sorted(BUILTINS))
def test_a_function_that_gives_null_says_why(name: str) -> None:
    calls = [f"{name}()", *(f"{name}({one})" for one in VALUES), *(f"{name}({a}, {b})" for a, b in PAIRS)]
    assert [text for text in calls if silent(text)] == []


def test_a_text_that_is_no_date_says_so() -> None:
    trace: list[feel.Note] = []
    assert feel.parse('1 + @"2026-13-01"').evaluate({}, trace=trace) is None
    assert trace[0] == feel.Note(
        1, 5, "'2026-13-01' is neither date nor time nor duration", "“2026-13-01”不是日期、时间或时长"
    )
