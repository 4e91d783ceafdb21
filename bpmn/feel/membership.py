"""Compiles membership: `in`, and the unary tests of a decision table's cells. Constant ones are made fast."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from bpmn.feel import tree
from bpmn.feel.compiler import Compiler, Scopes, compiles
from bpmn.feel.logic import slowly
from bpmn.feel.operators import COMPARE, KINDS_ZH, PYTHON
from bpmn.feel.run import Closure, Env, Run, Spot
from bpmn.feel.tree import Node
from bpmn.feel.values import PLAIN, Range, equal, kind

Check = Callable[[Env, object], "bool | None"]


def check(compiler: Compiler, node: Node, scopes: Scopes) -> Check:
    """A test as a function of the value tested."""
    general = _general(compiler, node, scopes)
    if isinstance(node, tree.UnaryTest):
        return _quick(_constants(node.operand), general, PYTHON[node.op])
    if isinstance(node, tree.RangeOf):
        low, high = (">=" if node.start_included else ">"), ("<=" if node.end_included else "<")
        return _quick(_constants(node.start, node.end), general, PYTHON[low], PYTHON[high])
    return _quick(_constants(node), general, PYTHON["="])


def _constants(*nodes: Node) -> tuple[object, ...]:
    """The values of literals of one plain type; nothing when they are anything else."""
    values = tuple(node.value for node in nodes if isinstance(node, tree.Literal))
    kinds = {type(value) for value in values}
    return values if len(values) == len(nodes) and len(kinds) == 1 and kinds <= PLAIN else ()


def _quick(constants: tuple[object, ...], general: Check, *holds: Callable[[Any, Any], bool]) -> Check:
    """The same as the general test, at once for values of the constants' type."""
    if not constants:
        return general
    kind = type(constants[0])
    also = int if kind is Decimal else kind  # Python compares the two exactly
    first, first_holds = constants[0], holds[0]
    if len(constants) == 1:

        def one(env: Env, value: object) -> bool | None:
            if type(value) is kind or type(value) is also:
                try:
                    return first_holds(value, first)
                except ArithmeticError:  # no number
                    pass
            return general(env, value)

        return one
    last, last_holds = constants[1], holds[1]

    def both(env: Env, value: object) -> bool | None:
        if type(value) is kind or type(value) is also:
            try:
                return first_holds(value, first) and last_holds(value, last)
            except ArithmeticError:  # no number
                pass
        return general(env, value)

    return both


def _general(compiler: Compiler, node: Node, scopes: Scopes) -> Check:
    if isinstance(node, tree.UnaryTest):
        operand, operation = compiler.compile(node.operand, scopes), COMPARE[node.op]
        spot = compiler.spot(node)
        return lambda env, value: slowly(env.run, operation, value, operand(env), spot)  # type: ignore[return-value]
    expected, spot = compiler.compile(node, scopes), compiler.spot(node)
    is_range = isinstance(node, tree.RangeOf)

    def run(env: Env, value: object) -> bool | None:
        wanted = expected(env)
        if is_range and wanted is None:
            return None  # its endpoints were told of already
        answer = belongs(env.run, value, wanted)
        if answer is None:
            _incomparable(env.run, value, wanted, spot)
        return answer

    return run


def _incomparable(run: Run, value: object, wanted: object, spot: Spot) -> None:
    given, other = kind(value), kind(wanted)
    run.null(
        spot, f"{given} in {other} has no meaning", f"{KINDS_ZH[given]}与{KINDS_ZH[other]}不能作“in”判断"
    )


def belongs(run: Run, value: object, expected: object) -> bool | None:
    """Whether the value is the expected one, lies in the expected range, or is among the expected ones."""
    if isinstance(expected, Range):
        return value == expected if isinstance(value, Range) else expected.includes(value)
    if isinstance(expected, list | tuple):
        run.charge(len(expected))
        if any(belongs_to_item(run, value, item) for item in expected):
            return True
        return equal(value, expected, run.charge) if isinstance(value, list) else False
    return equal(value, expected, run.charge)


def belongs_to_item(run: Run, value: object, item: object) -> bool:
    """The same for one item of a list."""
    if isinstance(item, Range) and not isinstance(value, Range):
        return item.includes(value) is True
    return equal(value, item, run.charge) is True


@compiles(tree.In)
def _in(compiler: Compiler, node: tree.In, scopes: Scopes) -> Closure:
    value = compiler.compile(node.value, scopes)
    checks = [check(compiler, test, scopes) for test in node.tests]
    if len(checks) == 1:
        only = checks[0]
        return lambda env: only(env, value(env))

    def run(env: Env) -> object:
        return _any(checks, env, value(env))

    return run


def _any(checks: Sequence[Check], env: Env, value: object) -> bool | None:
    outcome: bool | None = False
    for holds in checks:
        result = holds(env, value)
        if result is True:
            return True
        if result is None:
            outcome = None
    return outcome


@compiles(tree.UnaryTests)
def _unary_tests(compiler: Compiler, node: tree.UnaryTests, scopes: Scopes) -> Closure:
    if not node.tests:
        return lambda _env: True
    checks = [_cell(compiler, test, scopes) for test in node.tests]
    if len(checks) == 1 and not node.negated:
        only = checks[0]
        return lambda env: only(env, env.values["?"])
    negated = node.negated

    def run(env: Env) -> object:
        result = _any(checks, env, env.values["?"])
        return (None if result is None else not result) if negated else result

    return run


def _cell(compiler: Compiler, node: Node, scopes: Scopes) -> Check:
    """One test of a cell: an expression with `?` is the answer, any other is what the input must be."""
    if not tree.mentions(node, "?"):
        return check(compiler, node, scopes)
    answer = compiler.compile(node, scopes)

    def run(env: Env, value: object) -> bool | None:
        result = answer(env)
        return result if isinstance(result, bool) else belongs(env.run, value, result)

    return run
