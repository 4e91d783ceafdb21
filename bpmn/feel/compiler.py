"""Turns a tree into closures, once: names, paths, literals, collections, functions; the rest is beside."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bpmn.feel import properties, tree
from bpmn.feel.errors import Null
from bpmn.feel.functions import BUILTINS
from bpmn.feel.lexer import Source
from bpmn.feel.names import HOST_PARAMETERS
from bpmn.feel.operators import KINDS_ZH
from bpmn.feel.run import Closure, Env, Run, Spot
from bpmn.feel.tree import Node
from bpmn.feel.values import Function, Range, Runner, compare, kind

#: What each scope around a node binds, outermost first; None is a filter's item, whose names nobody knows.
Scopes = tuple[frozenset[str] | None, ...]

COMPILERS: dict[type[Node], Callable[..., Closure]] = {}
MISSING = object()


def compiles(*types: type[Node]) -> Callable[[Callable[..., Closure]], Callable[..., Closure]]:
    """Registers the function that makes closures of these nodes."""

    def register(function: Callable[..., Closure]) -> Callable[..., Closure]:
        for node in types:
            COMPILERS[node] = function
        return function

    return register


class Compiler:
    """One compilation: what it learns about the names on its way."""

    def __init__(self, source: Source, shadowed: frozenset[str]) -> None:
        self.source = source
        self.shadowed = shadowed
        self.names: set[str] = set()
        self.possible: set[str] = set()
        self.functions: set[str] = set()

    def compile(self, node: Node, scopes: Scopes) -> Closure:
        """The closure of a node."""
        return COMPILERS[type(node)](self, node, scopes)

    def spot(self, node: Node) -> Spot:
        """Where the node stands."""
        return self.source.spot(node.at)

    def lookup(self, name: str, scopes: Scopes) -> tuple[Callable[[Env], object], bool]:
        """A closure that gives a variable or MISSING; and whether an enclosing construct surely binds it."""
        for hops, names in enumerate(reversed(scopes)):
            if names is None:
                return _walk(name), False
            if name in names:
                return _bound(name, hops), True
        return _root(name, len(scopes)), False


def _root(name: str, hops: int) -> Callable[[Env], object]:
    if hops == 0:

        def here(env: Env) -> object:
            try:
                return env.values[name]
            except KeyError:
                return MISSING

        return here
    return _walk(name)


def _bound(name: str, hops: int) -> Callable[[Env], object]:
    if hops == 0:
        return lambda env: env.values[name]
    if hops == 1:
        return lambda env: env.outer.values[name]  # type: ignore[union-attr]

    def outwards(env: Env) -> object:
        for _ in range(hops):
            env = env.outer  # type: ignore[assignment]
        return env.values[name]

    return outwards


def _walk(name: str) -> Callable[[Env], object]:
    def walk(env: Env | None) -> object:
        while env is not None:
            values = env.values
            if name in values:
                return values[name]
            env = env.outer
        return MISSING

    return walk


@compiles(tree.Literal)
def _literal(_compiler: Compiler, node: tree.Literal, _scopes: Scopes) -> Closure:
    value = node.value
    return lambda _env: value


@compiles(tree.Unreadable)
def _unreadable(compiler: Compiler, node: tree.Unreadable, _scopes: Scopes) -> Closure:
    spot = compiler.spot(node)
    return lambda env: env.run.null(spot, node.message, node.message_zh)


@compiles(tree.Name)
def _name(compiler: Compiler, node: tree.Name, scopes: Scopes) -> Closure:
    name, spot = node.name, compiler.spot(node)
    find, bound = compiler.lookup(name, scopes)
    if bound:
        return find
    if name not in BUILTINS or name in compiler.shadowed:
        (compiler.possible if None in scopes else compiler.names).add(name)
    if not scopes:

        def at_root(env: Env) -> object:
            try:
                return env.values[name]
            except KeyError:
                return _unknown(env.run, name, spot)

        return at_root

    def anywhere(env: Env) -> object:
        value = find(env)
        return _unknown(env.run, name, spot) if value is MISSING else value

    return anywhere


def _unknown(run: Run, name: str, spot: Spot) -> object:
    if name in BUILTINS:
        return BUILTINS[name]
    if name in run.functions:
        return host(name, run.functions[name])
    run.null(spot, f"there is no variable {name!r}", f"没有变量“{name}”")
    return None


def host(name: str, function: Callable[..., object]) -> Function:
    """A function of the host as a value."""

    def call(run: Runner, arguments: list[object]) -> object:
        assert isinstance(run, Run)
        return ask(run, name, function, arguments, {})

    return Function(name, None, call)


def ask(
    run: Run, name: str, function: Callable[..., object], arguments: list[object], given: dict[str, object]
) -> object:
    """What a function of the host answers; Null where the arguments are not those of its signature."""
    wanted = HOST_PARAMETERS.get(name)
    if wanted is not None and given and given.keys() == set(wanted):
        arguments, given = [given[label] for label in wanted], {}
    if wanted is not None and (given or len(arguments) != len(wanted)):
        listed = ", ".join(wanted)
        raise Null(f"{name} takes ({listed})", f"{name} 的参数为（{listed}）")
    answer = function(*arguments, **given)
    run.asked()
    return answer


@compiles(tree.Path)
def _path(compiler: Compiler, node: tree.Path, scopes: Scopes) -> Closure:
    base, name, spot = compiler.compile(node.base, scopes), node.name, compiler.spot(node)

    def run(env: Env) -> object:
        value = base(env)
        if type(value) is dict and name in value:
            return value[name]
        return member(env.run, value, name, spot)

    return run


def member(run: Run, value: object, name: str, spot: Spot) -> object:
    """What a path reads from any value; from a list, what it reads from each item."""
    if isinstance(value, Mapping):
        if name in value:
            return value[name]
        run.null(spot, f"the context has no entry {name!r}", f"上下文中没有“{name}”")
        return None
    if isinstance(value, list | tuple):
        run.charge(len(value))
        return [member(run, item, name, spot) for item in value]
    found, read = properties.read(value, name)
    if not found:
        run.null(spot, f"a {kind(value)} has no {name!r}", f"{KINDS_ZH[kind(value)]}没有“{name}”")
    return read


@compiles(tree.ListOf)
def _list(compiler: Compiler, node: tree.ListOf, scopes: Scopes) -> Closure:
    items = [compiler.compile(item, scopes) for item in node.items]
    return lambda env: [item(env) for item in items]


@compiles(tree.Context)
def _context(compiler: Compiler, node: tree.Context, scopes: Scopes) -> Closure:
    known = frozenset[str]()
    entries = list[tuple[str, Closure]]()
    for name, value in node.entries:
        # a function may call itself; any other entry sees only those before it
        visible = known | {name} if isinstance(value, tree.FunctionDef) else known
        entries.append((name, compiler.compile(value, (*scopes, visible))))
        known |= {name}

    def run(env: Env) -> object:
        values = dict[str, object]()
        inner = Env(values, env, env.run)
        for name, value in entries:
            values[name] = value(inner)
        return values

    return run


@compiles(tree.RangeOf)
def _range(compiler: Compiler, node: tree.RangeOf, scopes: Scopes) -> Closure:
    start, end = compiler.compile(node.start, scopes), compiler.compile(node.end, scopes)
    opened, closed, spot = node.start_included, node.end_included, compiler.spot(node)

    def run(env: Env) -> object:
        low, high = start(env), end(env)
        if low is None or high is None or compare(low, high) is None:
            env.run.null(spot, "these are no endpoints of a range", "区间端点不成立")
            return None
        return Range(low, high, opened, closed)

    return run


@compiles(tree.UnaryTest)
def _open_range(compiler: Compiler, node: tree.UnaryTest, scopes: Scopes) -> Closure:
    operand, op, spot = compiler.compile(node.operand, scopes), node.op, compiler.spot(node)

    def run(env: Env) -> object:
        value = operand(env)
        if value is None or compare(value, value) is None or op == "!=":
            env.run.null(spot, f"'{op}' makes no range of a {kind(value)}", f"“{op}”不构成区间")
            return None
        match op:
            case "=":
                return Range(value, value)
            case "<" | "<=":
                return Range(None, value, start_included=False, end_included=op == "<=")
        return Range(value, None, start_included=op == ">=", end_included=False)

    return run


@compiles(tree.FunctionDef)
def _function(compiler: Compiler, node: tree.FunctionDef, scopes: Scopes) -> Closure:
    names = tuple(name for name, _ in node.parameters)
    types = tuple(type_ for _, type_ in node.parameters)
    spot = compiler.spot(node)
    if node.external:

        def refuse(env: Env) -> object:
            env.run.null(spot, "external functions are not allowed", "不允许外部函数")
            return None

        return refuse
    body = compiler.compile(node.body, (*scopes, frozenset(names)))
    size = tree.measure(node.body)[0] + 15

    def define(env: Env) -> object:
        def call(run: Runner, arguments: list[object]) -> object:
            assert isinstance(run, Run)
            values = dict[str, object]()
            for name, type_, value in zip(names, types, arguments, strict=True):
                fits, values[name] = (True, value) if type_ is None else type_.coerce(value)
                if not fits:
                    run.null(spot, f"{name!r} must be a {type_}", f"“{name}”必须是 {type_}")
                    return None
            run.charge(size)
            run.enter()
            result = body(Env(values, env, run))
            run.depth -= 1
            return result

        return Function("", names, call)

    return define
