"""The short way of plain conditions answers as the whole way does, or not at all."""

from __future__ import annotations

import datetime as dt
import itertools
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings

from bpmn import feel
from bpmn.feel.quick import UNSURE, quick
from bpmn.feel.run import Run
from tests.bpmn.feel.sentences import NOW, SCOPE, SENTENCES

VALUES = (
    *(None, True, False, 0, 5, -1, 10**40, Decimal(5), Decimal("5.5"), Decimal(10), "5", "ok", ""),
    *([5], {"a": 5}, dt.date(2026, 3, 2), NOW, dt.timedelta(days=5)),
)
CONDITIONS = (
    *(f"a {op} {b}" for op in ("=", "!=", "<", "<=", ">", ">=") for b in ("5", "5.5", '"ok"', "b")),
    *("a = true", "a != false", "a = null", "a != null", "null = a", "5 < a", 'a = @"2026-03-02"'),
    *("a and b", "a or b", "a and b and true", "a or b or false", "not(a)", "not(a) and not(b)"),
    *("a between 1 and 5", "a between 5.5 and 10", "a in [1..5]", "a in (1..5)", "a in (5..10]", "a in > 4"),
    *('a in ("ok", "late")', 'a in ["ok"]', "a in (5, 10)", 'a in ["a".."z"]', "a in [b]", "a in (< 1, 5)"),
    *('if a then b else "no"', "if a > 1 then 1 else b", "a + 1", "a - b", "a * b > 3", "a + b * 2", "a / b"),
    *('if a + 1 > b then "x" else "y"', "a * 1e6144 * 10", "[a, b][item > 4]", "[a, b][item = a]", "a", "c"),
    *("[{a: a}, {a: 7}][a > 4]", "[{x: a}, {x: b}][x = b]", "[a, b][not(item)]", "[a, b][item + 1 > 5]"),
)


def both(expression: feel.Expression, scope: dict[str, object]) -> tuple[object, object]:
    """What the two ways say; the short one may have nothing to say."""
    whole = expression._whole(scope, Run({}, NOW, None))
    short = quick(expression.tree)
    with suppress(*UNSURE):
        return (whole if short is None else short(scope)), whole
    return whole, whole


@pytest.mark.parametrize("text", CONDITIONS)
def test_a_condition_is_answered_alike_both_ways(text: str) -> None:
    expression = feel.parse(text)
    for a, b in itertools.product(VALUES, repeat=2):
        short, whole = both(expression, {"a": a, "b": b})
        assert (short, type(short)) == (whole, type(whole)), (a, b)


@pytest.mark.parametrize(
    "cell", ["-", "5", "< 5", "[1..5)", "5, 10", '"ok", "late"', 'not("ok")', "not(5)", "true", "null", "> b"]
)
def test_a_cell_is_answered_alike_both_ways(cell: str) -> None:
    expression = feel.parse_unary(cell)
    for value in VALUES:
        short, whole = both(expression, {"?": value, "b": 4})
        assert short is whole, value


def test_what_is_short_is_what_diagrams_write() -> None:
    for text in ("amount > 1000", 'status = "ok" and not(urgent)', 'unit in ("czt", "fgw")', "x != null"):
        assert quick(feel.parse(text).tree) is not None
    for text in ("sum(items) > 1", "leader of(unit)", "for i in items return i", "a.b > 1"):
        assert quick(feel.parse(text).tree) is None


def test_a_function_of_the_hosts_called_not_is_asked() -> None:
    upside_down = feel.parse("{not: function(x) x, r: not(true)}.r", names=["not"])
    assert upside_down.evaluate({}) is True
    assert feel.parse("not(a)", names=["not"]).evaluate({"a": True, "not": upside_down}) is False


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(SENTENCES)
def test_every_sentence_is_answered_alike_both_ways(text: str) -> None:
    with suppress(feel.FeelError):
        short, whole = both(feel.parse(text), SCOPE)
        assert feel.text(feel.to_json(short)) == feel.text(feel.to_json(whole))
