"""Compiles arithmetic, comparisons, three-valued logic, tests, `if` and `instance of`."""

from __future__ import annotations

from decimal import Decimal

from bpmn.feel import tree
from bpmn.feel.calls import guarded
from bpmn.feel.compiler import Compiler, Scopes, compiles
from bpmn.feel.errors import FeelLimit, Null
from bpmn.feel.operators import ARITHMETIC, COMPARE, KINDS_ZH, PYTHON, Operation, negate
from bpmn.feel.run import Closure, Env, Run, Spot
from bpmn.feel.values import MOST_PARTS, PLAIN, Meter, kind

#: Numbers that Python compares exactly with each other.
EXACT = frozenset({Decimal, int})
#: A power with a fraction takes about 100 microseconds.
POWER_PRICE = 500


def _binary(left: Closure, right: Closure, operation: Operation, spot: Spot) -> Closure:
    def run(env: Env) -> object:
        try:
            return operation(left(env), right(env))
        except Null as null:
            env.run.null(spot, null.message, null.message_zh)
        except ArithmeticError:
            env.run.null(spot, "the number is too large", "数值过大")
        except FeelLimit as limit:
            raise limit.placed(spot) from None
        return None

    return run


@compiles(tree.Arithmetic)
def _arithmetic(compiler: Compiler, node: tree.Arithmetic, scopes: Scopes) -> Closure:
    left, right = compiler.compile(node.left, scopes), compiler.compile(node.right, scopes)
    plain = _binary(left, right, ARITHMETIC[node.op], compiler.spot(node))
    if node.op == "**":

        def dear(env: Env) -> object:
            env.run.charge(POWER_PRICE)
            return plain(env)

        return dear
    if node.op != "+":
        return plain

    def charged(env: Env) -> object:
        value = plain(env)
        if type(value) is str:
            env.run.charge(len(value) >> 4)
        return value

    return charged


@compiles(tree.Negate)
def _negate(compiler: Compiler, node: tree.Negate, scopes: Scopes) -> Closure:
    operand, spot = compiler.compile(node.operand, scopes), compiler.spot(node)
    return lambda env: guarded(env.run, spot, lambda: negate(operand(env)))


@compiles(tree.Comparison)
def _comparison(compiler: Compiler, node: tree.Comparison, scopes: Scopes) -> Closure:
    left, spot = compiler.compile(node.left, scopes), compiler.spot(node)
    quick, slow = PYTHON[node.op], COMPARE[node.op]
    if isinstance(node.right, tree.Literal) and type(node.right.value) in PLAIN:
        return _with_constant(left, node.right.value, quick, slow, spot)
    right = compiler.compile(node.right, scopes)

    def run(env: Env) -> object:
        a, b = left(env), right(env)
        kind_, other = type(a), type(b)
        if (kind_ is other and kind_ in PLAIN) or (kind_ in EXACT and other in EXACT):
            try:
                return quick(a, b)
            except ArithmeticError:  # no number
                pass
        return slowly(env.run, slow, a, b, spot)

    return run


def _with_constant(left: Closure, b: object, quick: Operation, slow: Operation, spot: Spot) -> Closure:
    kind_ = type(b)
    also = int if kind_ is Decimal else kind_  # Python compares the two exactly

    def run(env: Env) -> object:
        a = left(env)
        given = type(a)
        if given is kind_ or given is also:
            try:
                return quick(a, b)
            except ArithmeticError:  # no number
                pass
        return slowly(env.run, slow, a, b, spot)

    return run


def slowly(run: Run, operation: Operation, a: object, b: object, spot: Spot) -> object:
    """The result for any two values; null, with the reason in the trace, where there is none."""
    if isinstance(a, list | dict) and isinstance(b, list | dict):
        run.charge(_parts(a))
    try:
        return operation(a, b)
    except Null as null:
        run.null(spot, null.message, null.message_zh)
        return None


def _parts(value: object) -> int:
    """How many parts a comparison of this value may look at."""
    meter = Meter()
    stack = [value]
    while stack:
        part = stack.pop()
        if isinstance(part, list | dict):
            meter.charge(len(part) + 1)
            stack.extend(part if isinstance(part, list) else part.values())
    return MOST_PARTS - meter.left


@compiles(tree.Logic)
def _logic(compiler: Compiler, node: tree.Logic, scopes: Scopes) -> Closure:
    parts = tuple(compiler.compile(part, scopes) for part in node.parts)
    decisive, spot = node.op == "or", compiler.spot(node)
    if len(parts) == 2:
        return _logic_of_two(*parts, decisive, spot)

    def run(env: Env) -> object:
        result: bool | None = not decisive
        for part in parts:
            value = part(env)
            if value is decisive:
                return decisive
            if value is not (not decisive):
                undecided(env.run, value, spot)
                result = None
        return result

    return run


def _logic_of_two(first: Closure, second: Closure, decisive: bool, spot: Spot) -> Closure:
    other = not decisive

    def run(env: Env) -> object:
        a = first(env)
        if a is decisive:
            return decisive
        b = second(env)
        if b is decisive:
            return decisive
        if a is other and b is other:
            return other
        undecided(env.run, a, spot)
        undecided(env.run, b, spot)
        return None

    return run


def undecided(run: Run, value: object, spot: Spot) -> None:
    """Note that a value is no truth value, where it is not null already."""
    if value is not None and not isinstance(value, bool):
        run.null(spot, f"a {kind(value)} is neither true nor false", f"{KINDS_ZH[kind(value)]}不是真假值")


@compiles(tree.Between)
def _between(compiler: Compiler, node: tree.Between, scopes: Scopes) -> Closure:
    value, spot = compiler.compile(node.value, scopes), compiler.spot(node)
    low, high = compiler.compile(node.low, scopes), compiler.compile(node.high, scopes)
    at_least, at_most = COMPARE[">="], COMPARE["<="]

    def run(env: Env) -> object:
        given, least, most = value(env), low(env), high(env)
        if type(given) in EXACT and type(least) in EXACT and type(most) in EXACT:
            try:
                return least <= given <= most  # type: ignore[operator]
            except ArithmeticError:  # no number
                pass
        above = slowly(env.run, at_least, given, least, spot)
        below = slowly(env.run, at_most, given, most, spot)
        if above is None or below is None:
            return None
        return above and below

    return run


@compiles(tree.If)
def _if(compiler: Compiler, node: tree.If, scopes: Scopes) -> Closure:
    condition = compiler.compile(node.condition, scopes)
    yes, no = compiler.compile(node.yes, scopes), compiler.compile(node.no, scopes)
    spot = compiler.spot(node.condition)

    def run(env: Env) -> object:
        answer = condition(env)
        if answer is True:
            return yes(env)
        if answer is False or answer is None:
            return no(env)
        env.run.null(spot, f"a {kind(answer)} is no condition", f"{KINDS_ZH[kind(answer)]}不能作条件")
        return None

    return run


@compiles(tree.InstanceOf)
def _instance_of(compiler: Compiler, node: tree.InstanceOf, scopes: Scopes) -> Closure:
    value, type_ = compiler.compile(node.value, scopes), node.type
    return lambda env: type_.holds(value(env))
