"""An expression: parsed and compiled once, evaluated often."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from bpmn.feel import calls, logic, loops, membership, parser, tree
from bpmn.feel.compiler import Compiler
from bpmn.feel.errors import FeelLimit, Note
from bpmn.feel.functions import BUILTINS
from bpmn.feel.lexer import Source
from bpmn.feel.names import HOST_FUNCTIONS, Known
from bpmn.feel.quick import UNSURE, quick
from bpmn.feel.run import Env, Run
from bpmn.feel.types import Type

NO_FUNCTIONS: Mapping[str, Callable[..., object]] = {}
#: Longer texts are compiled each time they are parsed, so that nobody fills the memory with them.
LONGEST_CACHED = 500
#: The names of several words that every expression knows.
EVERYWHERE = Known([*BUILTINS, *HOST_FUNCTIONS]).own
TOO_DEEP = ("the calculation is nested too deeply", "计算嵌套层次过深")

_COMPILING = (calls, logic, loops, membership)  # imported so that they register what they compile


class Expression:
    """Compiled FEEL; immutable, to be shared between threads.

    `names` are the variables it surely reads from outside, `possible` those inside a filter that may be
    an item's own, `functions` the functions it calls that are neither built in nor its own.
    """

    __slots__ = ("_closure", "_quick", "functions", "names", "possible", "text", "tree")

    def __init__(self, text: str, node: tree.Node, source: Source, shadowed: frozenset[str]) -> None:
        compiler = Compiler(source, shadowed)
        self.text = text
        self.tree = node
        self._closure = compiler.compile(node, ())
        self._quick = None if "not" in shadowed else quick(node)
        self.names = frozenset(compiler.names)
        self.possible = frozenset(compiler.possible)
        self.functions = frozenset(compiler.functions)

    def evaluate(
        self,
        scope: Mapping[str, object],
        *,
        functions: Mapping[str, Callable[..., object]] = NO_FUNCTIONS,
        now: dt.datetime | None = None,
        trace: list[Note] | None = None,
    ) -> object:
        """The value; FeelLimit if it asks for too much. Why a null is null goes to the trace."""
        if self._quick is not None:
            try:
                return self._quick(scope)
            except UNSURE:
                pass
        return self._whole(scope, Run(functions, now, trace))

    def evaluate_in(self, scope: Mapping[str, object], run: Run) -> object:
        """The value, paid for by an evaluation that is under way."""
        if self._quick is not None:
            try:
                return self._quick(scope)
            except UNSURE:
                pass
        return self._whole(scope, run)

    def _whole(self, scope: Mapping[str, object], run: Run) -> object:
        try:
            return self._closure(Env(scope, None, run))
        except RecursionError:
            raise FeelLimit(1, 1, *TOO_DEEP) from None

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"


def parse(
    text: str,
    *,
    names: Iterable[str] = (),
    functions: Iterable[str] = (),
    types: Mapping[str, Type] | None = None,
) -> Expression:
    """Compile an expression; FeelError if it is none.

    `names` are the variables known at the place, `functions` other names to know: only a name that is
    known may hold a sign or a keyword, as in `a-b`. A known variable that holds a function stands before
    the built-in function of the same name. `types` are those that `instance of` may name beside FEEL's own.
    """
    if types or len(text) > LONGEST_CACHED:
        return _compiled(parser.parse, text, frozenset(names), functions, types)
    return _cached(parser.parse, text, frozenset(names), frozenset(functions))


def parse_unary(
    text: str,
    *,
    names: Iterable[str] = (),
    functions: Iterable[str] = (),
    types: Mapping[str, Type] | None = None,
) -> Expression:
    """Compile the unary tests of a decision table's cell; the input is the variable `?`."""
    if types or len(text) > LONGEST_CACHED:
        return _compiled(parser.parse_tests, text, frozenset(names), functions, types)
    return _cached(parser.parse_tests, text, frozenset(names), frozenset(functions))


def parse_value(text: str, *, names: Iterable[str] = (), functions: Iterable[str] = ()) -> Expression:
    """Compile what is FEEL when it begins with `=`, and otherwise is meant as it stands."""
    if text.startswith("="):
        return parse(text[1:], names=names, functions=functions)
    return _constant(text)


@lru_cache(maxsize=2048)
def _cached(
    read: Callable[..., tuple[tree.Node, Source]],
    text: str,
    names: frozenset[str],
    functions: frozenset[str],
) -> Expression:
    return _compiled(read, text, names, functions, None)


def _compiled(
    read: Callable[..., tuple[tree.Node, Source]],
    text: str,
    names: frozenset[str],
    functions: Iterable[str],
    types: Mapping[str, Type] | None,
) -> Expression:
    try:
        node, source = read(text, Known([*functions, *names], EVERYWHERE), types)
        return Expression(text, node, source, names)
    except RecursionError:
        raise FeelLimit(1, 1, *TOO_DEEP) from None


@lru_cache(maxsize=1024)
def _constant(text: str) -> Expression:
    return Expression(text, tree.Literal(0, text), Source(text), frozenset())
