"""The short way of the conditions that diagrams are full of: comparisons of variables, joined.

`quick` makes a closure of the variables alone. Whenever anything is not as plain as it hoped (another type,
null, a name that is not there) it raises one of `UNSURE`, and the expression is evaluated the whole way,
which knows null logic, counts steps and keeps the trace. What loops or calls is never quick, so nothing here
needs to be counted.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from bpmn.feel import tree
from bpmn.feel.numbers import CONTEXT, SURELY_EXACT
from bpmn.feel.operators import PYTHON
from bpmn.feel.quick_tests import Quick, Scope, Unsure, inside, member, with_constant
from bpmn.feel.values import PLAIN

UNSURE = (Unsure, KeyError, ArithmeticError)
#: Numbers that Python compares exactly with each other.
EXACT = frozenset({Decimal, int})
CALCULATE = {"+": CONTEXT.add, "-": CONTEXT.subtract, "*": CONTEXT.multiply}


def quick(node: tree.Node) -> Quick | None:
    """The closure; None where there is no short way."""
    make = MAKERS.get(type(node))
    return None if make is None else make(node)


def _several(nodes: tuple[tree.Node, ...]) -> list[Quick] | None:
    found = [made for node in nodes if (made := quick(node)) is not None]
    return found if len(found) == len(nodes) else None


def _literal(node: tree.Literal) -> Quick:
    value = node.value
    return lambda _scope: value


def _name(node: tree.Name) -> Quick:
    name = node.name
    return lambda scope: scope[name]


def _comparison(node: tree.Comparison) -> Quick | None:
    if isinstance(node.right, tree.Literal):
        left = quick(node.left)
        return None if left is None else with_constant(left, node.op, node.right.value)
    both, holds = _several((node.left, node.right)), PYTHON[node.op]
    if both is None:
        return None
    left, right = both

    def run(scope: Scope) -> bool:
        a, b = left(scope), right(scope)
        given = type(a)
        if (given is type(b) and given in PLAIN) or (given in EXACT and type(b) in EXACT):
            return holds(a, b)
        raise Unsure

    return run


def _logic(node: tree.Logic) -> Quick | None:
    parts, decisive = _several(node.parts), node.op == "or"
    if parts is None:
        return None
    other, first, rest = not decisive, parts[0], parts[1:]
    second = rest[0] if len(rest) == 1 else None

    def two(scope: Scope) -> Any:
        a = first(scope)
        if a is decisive:
            return decisive
        if a is other:
            b = second(scope)  # type: ignore[misc]
            if b is True or b is False:
                return b
        raise Unsure

    def several(scope: Scope) -> Any:
        for part in parts:
            value = part(scope)
            if value is decisive:
                return decisive
            if value is not other:
                raise Unsure
        return other

    return several if second is None else two


def _not(node: tree.Call) -> Quick | None:
    if node.callee != tree.Name(node.callee.at, "not") or len(node.positional) != 1:
        return None
    operand = quick(node.positional[0])
    if operand is None:
        return None

    def run(scope: Scope) -> bool:
        value = operand(scope)
        if value is True or value is False:
            return not value
        raise Unsure

    return run


def _between(node: tree.Between) -> Quick | None:
    value = quick(node.value)
    limits = tree.RangeOf(node.at, node.low, node.high, start_included=True, end_included=True)
    return None if value is None else inside(value, limits)


def _in(node: tree.In) -> Quick | None:
    value = quick(node.value)
    return None if value is None else member(value, node.tests)


def _cell(node: tree.UnaryTests) -> Quick | None:
    if not node.tests:
        return lambda _scope: True
    holds = member(lambda scope: scope["?"], node.tests)
    if holds is None or not node.negated:
        return holds
    return lambda scope: not holds(scope)


def _if(node: tree.If) -> Quick | None:
    all_three = _several((node.condition, node.yes, node.no))
    if all_three is None:
        return None
    condition, yes, no = all_three

    def run(scope: Scope) -> Any:
        answer = condition(scope)
        if answer is True:
            return yes(scope)
        if answer is False or answer is None:
            return no(scope)
        raise Unsure

    return run


def _arithmetic(node: tree.Arithmetic) -> Quick | None:
    both, calculate = _several((node.left, node.right)), CALCULATE.get(node.op)
    if both is None or calculate is None:
        return None
    left, right = both

    def run(scope: Scope) -> Decimal:
        a, b = left(scope), right(scope)
        if type(a) is int and -SURELY_EXACT < a < SURELY_EXACT:
            a = Decimal(a)
        if type(a) is Decimal and type(b) is Decimal:
            return calculate(a, b)
        raise Unsure

    return run


MAKERS: dict[type[tree.Node], Callable[[Any], Quick | None]] = {
    tree.Literal: _literal,
    tree.Name: _name,
    tree.Comparison: _comparison,
    tree.Logic: _logic,
    tree.Call: _not,
    tree.Between: _between,
    tree.In: _in,
    tree.UnaryTests: _cell,
    tree.If: _if,
    tree.Arithmetic: _arithmetic,
}
