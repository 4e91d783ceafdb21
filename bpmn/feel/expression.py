"""An expression: parsed and compiled once, evaluated often."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from bpmn.feel import calls, logic, loops, parser, tree
from bpmn.feel.compiler import Compiler
from bpmn.feel.errors import FeelLimit, Note
from bpmn.feel.functions import BUILTINS
from bpmn.feel.lexer import Source
from bpmn.feel.names import HOST_FUNCTIONS
from bpmn.feel.run import Env, Run

NO_FUNCTIONS: Mapping[str, Callable[..., object]] = {}
TOO_DEEP = ("the calculation is nested too deeply", "计算嵌套层次过深")

_COMPILING = (calls, logic, loops)  # imported so that they register what they compile


class Expression:
    """Compiled FEEL; immutable, to be shared between threads.

    `names` are the variables it surely reads from outside, `possible` those inside a filter that may be
    an item's own, `functions` the functions it calls that are neither built in nor its own.
    """

    __slots__ = ("_closure", "functions", "names", "possible", "text", "tree")

    def __init__(self, text: str, node: tree.Node, source: Source, shadowed: frozenset[str]) -> None:
        compiler = Compiler(source, shadowed)
        self.text = text
        self.tree = node
        self._closure = compiler.compile(node, ())
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
        return self.evaluate_in(scope, Run(functions, now, trace))

    def evaluate_in(self, scope: Mapping[str, object], run: Run) -> object:
        """The value, paid for by an evaluation that is under way."""
        try:
            return self._closure(Env(scope, None, run))
        except RecursionError:
            raise FeelLimit(1, 1, *TOO_DEEP) from None

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"


def parse(
    text: str, *, names: Iterable[str] = (), functions: Iterable[str] = (), shadow: bool = False
) -> Expression:
    """Compile an expression; FeelError if it is none.

    `names` are the variables known at the place: only then may a name hold a sign or a keyword, as in
    `a-b`. With `shadow`, they also stand before built-in functions of the same name.
    """
    return _parse(text, frozenset(names), frozenset(functions), shadow, False)


def parse_unary(
    text: str, *, names: Iterable[str] = (), functions: Iterable[str] = (), shadow: bool = False
) -> Expression:
    """Compile the unary tests of a decision table's cell; the input is the variable `?`."""
    return _parse(text, frozenset(names), frozenset(functions), shadow, True)


def parse_value(text: str, *, names: Iterable[str] = (), functions: Iterable[str] = ()) -> Expression:
    """Compile what is FEEL when it begins with `=`, and otherwise is meant as it stands."""
    if text.startswith("="):
        return parse(text[1:], names=names, functions=functions)
    return _constant(text)


@lru_cache(maxsize=4096)
def _parse(
    text: str, names: frozenset[str], functions: frozenset[str], shadow: bool, unary: bool
) -> Expression:
    read = parser.parse_tests if unary else parser.parse
    try:
        node, source = read(text, [*BUILTINS, *HOST_FUNCTIONS, *functions, *names])
        return Expression(text, node, source, names if shadow else frozenset())
    except RecursionError:
        raise FeelLimit(1, 1, *TOO_DEEP) from None


@lru_cache(maxsize=1024)
def _constant(text: str) -> Expression:
    return Expression(text, tree.Literal(0, text), Source(text), frozenset())
