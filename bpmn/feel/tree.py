"""The tree of an expression: immutable, one class for each construct of the language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

from bpmn.feel.types import Type


@dataclass(frozen=True, slots=True)
class Node:
    """A construct and the offset at which it stands in the text."""

    at: int


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A number, string, boolean, null, or what `@"…"` means."""

    value: object


@dataclass(frozen=True, slots=True)
class Unreadable(Node):
    """`@"…"` around a text that means no date, time or duration: null, and why."""

    message: str
    message_zh: str


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A variable."""

    name: str


@dataclass(frozen=True, slots=True)
class Path(Node):
    """`base.name`."""

    base: Node
    name: str


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """`base[condition]`."""

    base: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """`callee(a, b)` or `callee(x: a, y: b)`."""

    callee: Node
    positional: tuple[Node, ...]
    named: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Negate(Node):
    """`-operand`."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """`left op right` for + - * / **."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    """`left op right` for = != < <= > >=."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Logic(Node):
    """`a and b and c`, or with `or`."""

    op: str
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Between(Node):
    """`value between low and high`."""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class In(Node):
    """`value in (tests)`."""

    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class UnaryTest(Node):
    """`< 5`, standing alone: a test, or as a value the range it describes."""

    op: str
    operand: Node


@dataclass(frozen=True, slots=True)
class UnaryTests(Node):
    """The unary tests of a decision table's cell. No tests: `-`, which is true for anything."""

    tests: tuple[Node, ...]
    negated: bool


@dataclass(frozen=True, slots=True)
class If(Node):
    """`if condition then yes else no`."""

    condition: Node
    yes: Node
    no: Node


@dataclass(frozen=True, slots=True)
class Binding(Node):
    """`name in start` or `name in start..end`."""

    name: str
    start: Node
    end: Node | None


@dataclass(frozen=True, slots=True)
class For(Node):
    """`for iterators return body`."""

    iterators: tuple[Binding, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """`some` or `every` iterators `satisfies` body."""

    every: bool
    iterators: tuple[Binding, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    """`value instance of type`."""

    value: Node
    type: Type


@dataclass(frozen=True, slots=True)
class FunctionDef(Node):
    """`function(parameters) body`."""

    parameters: tuple[tuple[str, Type | None], ...]
    body: Node
    external: bool


@dataclass(frozen=True, slots=True)
class ListOf(Node):
    """`[a, b]`."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Context(Node):
    """`{a: 1, "b": 2}`."""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class RangeOf(Node):
    """`[a..b)`."""

    start: Node
    end: Node
    start_included: bool
    end_included: bool


def children(node: Node) -> Iterator[Node]:
    """The nodes directly below."""
    for field in fields(node):
        yield from _nodes(getattr(node, field.name))


def _nodes(value: object) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _nodes(item)


def measure(root: Node) -> tuple[int, int]:
    """How many nodes the tree has, and how high it is."""
    count = height = 0
    stack = [(root, 1)]
    while stack:
        node, level = stack.pop()
        count += 1
        height = max(height, level)
        stack.extend((child, level + 1) for child in children(node))
    return count, height


def walk(root: Node) -> Iterator[Node]:
    """All nodes of the tree."""
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(children(node))


def mentions(root: Node, name: str) -> bool:
    """Whether this variable is read anywhere in the tree."""
    return any(isinstance(node, Name) and node.name == name for node in walk(root))
