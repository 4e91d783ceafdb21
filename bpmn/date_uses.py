"""Where an expression takes a date for a text, or a day for an instant: FEEL makes that null."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bpmn.dates import NONE, Kind, Kinds
from bpmn.feel import tree

TEXT = "text"
MOMENTS = frozenset({"date", "datetime"})
_MAKES: Mapping[str, str] = {
    "date": "date", "today": "date", "now": "datetime", "date and time": "datetime", "add limit": "datetime",
    "add working days": "date", "next working day": "date", "add working hours": "datetime",
    "string": TEXT, "substring": TEXT, "upper case": TEXT, "lower case": TEXT, "replace": TEXT,
    "string join": TEXT, "substring before": TEXT, "substring after": TEXT,
}  # fmt: skip
_OF_TEXTS = frozenset(
    {
        "substring", "string length", "upper case", "lower case", "substring before", "substring after",
        "replace", "contains", "starts with", "ends with", "matches", "split",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Misuse:
    """What is taken for something else, in the words of the expression, and what to write instead."""

    what: str
    why: str
    why_zh: str
    instead: str


def misuses(node: tree.Node, kinds: Kinds) -> Iterator[Misuse]:
    """Every place where a date surely meets what it cannot be compared or joined with."""
    match node:
        case tree.Arithmetic(op="+") | tree.Comparison():
            yield from _pair(node, node.left, node.right, kinds)
        case tree.Between():
            yield from _pair(node, node.value, node.low, kinds)
        case tree.In():
            for test in node.tests:
                yield from _pair(node, node.value, test, kinds)
        case tree.Call(callee=tree.Name(name=name)) if name in _OF_TEXTS:
            for argument in (*node.positional[:1], *(value for _, value in node.named[:1])):
                if kind_of(argument, kinds) in MOMENTS:
                    yield _not_a_text(argument, f"{name}()", f"{name}()")
    for below, seen in _below(node, kinds):
        yield from misuses(below, seen)


def _pair(node: tree.Node, left: tree.Node, right: tree.Node, kinds: Kinds) -> Iterator[Misuse]:
    one, other = kind_of(left, kinds), kind_of(right, kinds)
    sides = {side for side in (one, other) if isinstance(side, str)}
    if TEXT in sides and sides & MOMENTS:
        where = (
            ("+", "+") if isinstance(node, tree.Arithmetic) else ("a comparison with a text", "与文字的比较")
        )
        yield _not_a_text(left if one in MOMENTS else right, *where)
    elif sides == MOMENTS and not isinstance(node, tree.Arithmetic):
        moment = left if one == "datetime" else right
        word = _word(moment)
        yield Misuse(word, "a day is compared with an instant", "日期与日期时间不能直接比较", f"date({word})")


def _not_a_text(moment: tree.Node, where: str, where_zh: str) -> Misuse:
    word = _word(moment)
    why, why_zh = f"a date is no text for {where}", f"日期不是文字，不能用于{where_zh}"
    return Misuse(word, why, why_zh, f"string({word})")


def kind_of(node: tree.Node, kinds: Kinds) -> Kind | None:
    """What is surely known of a value: text, date, datetime, or its parts."""
    match node:
        case tree.Literal(value=str()):
            return TEXT
        case tree.Literal(value=dt.datetime()):
            return "datetime"
        case tree.Literal(value=dt.date()):
            return "date"
        case tree.Name(name=name):
            return kinds.get(name)
        case tree.Path(base=base, name=name):
            parts = kind_of(base, kinds)
            return parts.get(name) if isinstance(parts, Mapping) else None
        case tree.Filter(base=base):
            return kind_of(base, kinds)
        case tree.Call(callee=tree.Name(name=name)):
            return _MAKES.get(name)
        case tree.Arithmetic(op="+"):
            return TEXT if kind_of(node.left, kinds) == kind_of(node.right, kinds) == TEXT else None
        case tree.If():
            ways = [kind_of(way, kinds) for way in (node.yes, node.no) if not _is_null(way)]
            return ways[0] if ways and all(way == ways[0] for way in ways) else None
    return None


def _is_null(node: tree.Node) -> bool:
    return isinstance(node, tree.Literal) and node.value is None


def _below(node: tree.Node, kinds: Kinds) -> Iterator[tuple[tree.Node, Kinds]]:
    """The nodes below, each with what is known of the names that can be read there."""
    match node:
        case tree.Filter():
            parts = kind_of(node.base, kinds)
            yield node.base, kinds
            yield node.condition, parts if isinstance(parts, Mapping) else NONE
        case tree.For() | tree.Quantified():
            inner = dict(kinds)
            for binding in node.iterators:
                yield from ((end, inner.copy()) for end in (binding.start, binding.end) if end is not None)
                inner.pop(binding.name, None)
                if isinstance(parts := kind_of(binding.start, kinds), Mapping):
                    inner[binding.name] = parts
            yield node.body, inner
        case tree.FunctionDef():
            own = {name for name, _ in node.parameters}
            yield node.body, {name: kind for name, kind in kinds.items() if name not in own}
        case tree.Context():
            own = {name for name, _ in node.entries}
            yield from (
                (value, {name: kind for name, kind in kinds.items() if name not in own or name == key})
                for key, value in node.entries
            )
        case _:
            yield from ((below, kinds) for below in tree.children(node))


def _word(node: tree.Node) -> str:
    """How the expression names it."""
    match node:
        case tree.Name(name=name):
            return name
        case tree.Path(base=base, name=name):
            return f"{_word(base)}.{name}"
        case tree.Filter(base=base):
            return f"{_word(base)}[…]"
        case tree.Call(callee=tree.Name(name=name)):
            return f"{name}(…)"
    return "…"
