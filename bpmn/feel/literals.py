"""Ranges written as text: their endpoints are literals, or dates and the like made of literals."""

from __future__ import annotations

from collections.abc import Callable

from bpmn.feel import temporal, tree
from bpmn.feel.errors import FeelError, Null
from bpmn.feel.names import Known
from bpmn.feel.parser import Parser
from bpmn.feel.tree import Node
from bpmn.feel.values import Range, compare

READERS: dict[str, Callable[[str], object]] = {
    "date": temporal.parse_date,
    "time": temporal.parse_time,
    "date and time": temporal.parse_datetime,
    "duration": temporal.parse_duration,
}


def read_range(text: str) -> Range:
    """The range; Null when the text is no range of literals, or runs downwards."""
    try:
        node = Parser(text, Known(READERS)).whole()
    except FeelError:
        node = None
    if not isinstance(node, tree.RangeOf):
        raise Null(f"{text!r} is no range", f"“{text}”不是区间")
    start, end = _value(node.start), _value(node.end)
    order = compare(start, end)
    if order is None or order > 0:
        raise Null(f"{text!r} is no range", f"“{text}”不是区间")
    return Range(start, end, node.start_included, node.end_included)


def _value(node: Node) -> object:
    match node:
        case tree.Literal():
            return node.value
        case tree.Call(callee=tree.Name(name=name), positional=(tree.Literal(value=str(text)),)) if (
            name in READERS
        ):
            return READERS[name](text)
    raise Null("an endpoint must be a literal", "区间端点必须是字面值")
