"""The short way of tests against constants: `> 5`, `= "ok"`, `in [1..5]`, `in ("a", "b")`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from bpmn.feel import tree
from bpmn.feel.operators import PYTHON
from bpmn.feel.values import PLAIN

Scope = Mapping[str, Any]
Quick = Callable[[Scope], Any]


class Unsure(Exception):
    """The whole way must be gone."""


def with_constant(left: Quick, op: str, b: Any) -> Quick | None:
    """A comparison with a constant."""
    holds = PYTHON[op]
    if b is None or isinstance(b, bool):
        return _with_word(left, op, b)
    if type(b) is Decimal:
        return _with_number(left, holds, b)
    kind = type(b)
    if kind not in PLAIN:
        return None

    def run(scope: Scope) -> bool:
        a = left(scope)
        if type(a) is kind:
            return holds(a, b)
        raise Unsure

    return run


def _with_word(left: Quick, op: str, word: bool | None) -> Quick | None:
    """`= true`, `!= null`."""
    if op not in {"=", "!="}:
        return None
    same = op == "="
    if word is None:
        return lambda scope: (left(scope) is None) is same

    def run(scope: Scope) -> bool:
        a = left(scope)
        if a is True or a is False:
            return (a is word) is same
        raise Unsure

    return run


def _with_number(left: Quick, holds: Callable[[Any, Any], bool], b: Decimal) -> Quick:
    whole = _whole(b)

    def run(scope: Scope) -> bool:
        a = left(scope)
        given = type(a)
        if given is int:
            return holds(a, whole)
        if given is Decimal:
            return holds(a, b)
        raise Unsure

    return run


def _whole(b: Decimal) -> int | Decimal:
    """What an int is sooner compared with."""
    return int(b) if b.adjusted() < 18 and b == b.to_integral_value() else b


def inside(value: Quick, limits: tree.RangeOf) -> Quick | None:
    """Between two constants of one plain type."""
    if not isinstance(limits.start, tree.Literal) or not isinstance(limits.end, tree.Literal):
        return None
    low: Any = limits.start.value
    high: Any = limits.end.value
    kind = type(low)
    if kind is not type(high) or kind not in PLAIN or low > high:
        return None
    if not (limits.start_included and limits.end_included):
        return _inside_open(value, limits, low, high)
    also, least, most = (int, _whole(low), _whole(high)) if kind is Decimal else (kind, low, high)

    def run(scope: Scope) -> Any:
        a = value(scope)
        given = type(a)
        if given is also:
            return least <= a <= most
        if given is kind:
            return low <= a <= high
        raise Unsure

    return run


def _inside_open(value: Quick, limits: tree.RangeOf, low: Any, high: Any) -> Quick:
    kind = type(low)
    also = int if kind is Decimal else kind
    above, below = (
        PYTHON[">=" if limits.start_included else ">"],
        PYTHON["<=" if limits.end_included else "<"],
    )

    def run(scope: Scope) -> bool:
        a = value(scope)
        if type(a) is kind or type(a) is also:
            return above(a, low) and below(a, high)
        raise Unsure

    return run


def member(value: Quick, tests: tuple[tree.Node, ...]) -> Quick | None:
    """One test, or several constants of one plain type."""
    only = tests[0] if len(tests) == 1 else None
    if isinstance(only, tree.UnaryTest):
        operand = only.operand
        return with_constant(value, only.op, operand.value) if isinstance(operand, tree.Literal) else None
    if isinstance(only, tree.RangeOf):
        return inside(value, only)
    parts = only.items if isinstance(only, tree.ListOf) else tests
    values = [part.value for part in parts if isinstance(part, tree.Literal)]
    kinds = {type(one) for one in values}
    if len(values) < len(parts) or len(kinds) != 1 or not kinds <= PLAIN:
        return None
    kind, known = kinds.pop(), frozenset(values)
    also = int if kind is Decimal else kind

    def run(scope: Scope) -> bool:
        a = value(scope)
        if type(a) is kind or type(a) is also:
            try:
                return a in known
            except TypeError:  # a signalling NaN of the host's has no hash
                raise Unsure from None
        raise Unsure

    return run
