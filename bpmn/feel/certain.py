"""What is null whatever the variables are: a day that does not exist, a call that no function takes.

The standard makes it null and no error; who writes an expression or a table wants to be told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from bpmn.feel import regex, tree
from bpmn.feel.errors import FeelError, Note, Null
from bpmn.feel.expression import Expression
from bpmn.feel.functions import BUILTINS, Builtin
from bpmn.feel.lexer import Source
from bpmn.feel.names import HOST_PARAMETERS
from bpmn.feel.run import Run

MOST = 5
#: What takes a regular expression: its parameter, and how many arguments there are without flags.
PATTERNS = {"matches": ("pattern", 2), "replace": ("pattern", 3), "split": ("delimiter", 2)}


def always_null(expression: Expression, names: Iterable[str] = ()) -> list[Note]:
    """Where and why something in an expression can only be null; `names` are the variables of the place."""
    source = Source(expression.text)
    own = {*names, *_bound(expression.tree)}
    run = Run({}, None, [])  # one evaluation pays for all constants, however many there are
    return list(islice(_nulls(expression.tree, source, own, run), MOST))


def _bound(root: tree.Node) -> Iterator[str]:
    """The names an expression itself gives a meaning."""
    for node in tree.walk(root):
        match node:
            case tree.Binding(name=name):
                yield name
            case tree.FunctionDef(parameters=parameters):
                yield from (name for name, _ in parameters)
            case tree.Context(entries=entries):
                yield from (name for name, _ in entries)


def _nulls(root: tree.Node, source: Source, own: set[str], run: Run) -> Iterator[Note]:
    for node in tree.walk(root):
        match node:
            case tree.Unreadable():
                yield Note(*source.spot(node.at), node.message, node.message_zh)
            case tree.FunctionDef(external=True):
                message = "a function is written in FEEL, not in another language"
                yield Note(*source.spot(node.at), message, "函数须用 FEEL 编写，不能用其他语言")
            case tree.Call(callee=tree.Name(name=name)) if name in BUILTINS and name not in own:
                yield from _called(node, BUILTINS[name], source, run)
            case tree.Call(callee=tree.Name(name=name)) if name in HOST_PARAMETERS and name not in own:
                yield from _asked(node, name, source)


def _asked(node: tree.Call, name: str, source: Source) -> Iterator[Note]:
    """A function of the office that is given other arguments than it takes."""
    wanted, names = HOST_PARAMETERS[name], {label for label, _ in node.named}
    if names != set(wanted) if names else len(node.positional) != len(wanted):
        listed = ", ".join(wanted)
        yield Note(*source.spot(node.at), f"{name} takes ({listed})", f"{name} 的参数为（{listed}）")


def _called(node: tree.Call, builtin: Builtin, source: Source, run: Run) -> Iterator[Note]:
    names = [name for name, _ in node.named]
    if not builtin.takes(len(node.positional), names):
        wanted = "; ".join(overload.signature for overload in builtin.overloads)
        given = ", ".join(names) if names else str(len(node.positional))
        yield Note(
            *source.spot(node.at),
            f"{wanted} cannot be called with ({given})"
            if names
            else f"{wanted} does not take {given} arguments",
            f"{wanted} 没有这些参数（{given}）" if names else f"{wanted} 不接受 {given} 个参数",
        )
        return
    pattern = _pattern(node, builtin.name)
    if pattern is not None:
        try:
            regex.read(pattern, "")
        except Null as null:
            yield Note(*source.spot(node.at), null.message, null.message_zh)
            return
    given_values = [*node.positional, *(value for _, value in node.named)]
    constant = all(isinstance(value, tree.Literal) and value.value is not None for value in given_values)
    if given_values and constant:
        yield from _evaluated(node, source, run)


def _pattern(node: tree.Call, name: str) -> str | None:
    """The regular expression a call is given, where it stands there and no flags change its meaning."""
    wanted, most = PATTERNS.get(name, ("", 0))
    found = dict(node.named).get(wanted) or next(iter(node.positional[1:2]), None)
    plain = isinstance(found, tree.Literal) and len(node.positional) + len(node.named) <= most
    return found.value if plain and isinstance(found.value, str) else None  # type: ignore[union-attr]


def _evaluated(node: tree.Call, source: Source, run: Run) -> list[Note]:
    """Why a call with nothing but constants is null, if it is."""
    trace = run.trace = []
    try:
        value = Expression("", node, source, frozenset()).evaluate_in({}, run)
    except FeelError:
        return []
    return trace[:1] if value is None else []
