"""Ledgers 台账: which lists a process keeps of its matters, and how a line is read from what a matter says.

A file ``ledgers/KEY.json`` beside the diagram names the columns and, in FEEL over the matter's variables,
its lines. Several processes may keep one ledger together: the seal register holds what any of them sealed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from bpmn import feel
from engine import json
from engine.model import Actor, Json
from engine.office.directory import Directory

TYPES = ("text", "long", "day", "instant", "number", "unit", "units", "person", "choice", "lamp")
LAMPS = ("green", "yellow", "red", "grey")
MOST = 1000  # lines of one matter
_KEYS = {"title", "note", "readers", "lines", "columns"}
_COLUMN_KEYS = {"name", "title", "type", "filter", "choices"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what a line says under ``name``."""

    name: str
    title: str
    type: str = "text"
    filter: bool = False
    choices: Mapping[str, str | None] | None = None  # titles by value; a value without one is its own


@dataclass(frozen=True, slots=True)
class Ledger:
    """A list a process keeps."""

    title: str
    note: str
    readers: tuple[str, ...]  # groups and system roles that see every line, not only of their own matters
    lines: str
    columns: tuple[Column, ...]

    @property
    def has_lamps(self) -> bool:
        """Whether its lines are green, yellow or red."""
        return any(one.type == "lamp" for one in self.columns)

    def is_open_to(self, actor: Actor) -> bool:
        """Whether this person sees every line of it."""
        return actor.is_manager or not (actor.groups | actor.roles).isdisjoint(self.readers)


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is entered."""

    values: Mapping[str, Json]
    words: str
    marks: tuple[tuple[str, str], ...]
    lamp: str | None = None
    yellow_at: datetime | None = None
    red_at: datetime | None = None


def read(content: bytes) -> Ledger:
    """A ledger's file; ``ValueError`` says what is wrong with it."""
    said = json.load(content)
    if not isinstance(said, dict) or not _KEYS - {"note", "readers"} <= set(said) <= _KEYS:
        raise ValueError(f"a ledger says {', '.join(sorted(_KEYS))}, and nothing else")
    columns = tuple(_column(one) for one in said["columns"])
    if not columns or len({one.name for one in columns}) < len(columns):
        raise ValueError("a ledger has columns, each with a name of its own")
    if sum(one.type == "lamp" for one in columns) > 1:
        raise ValueError("a ledger has one column of lamps at most")
    try:
        feel.parse_value(said["lines"])
    except feel.FeelError as wrong:
        raise ValueError(f"lines: {wrong.message}") from wrong
    return Ledger(said["title"], said.get("note", ""), tuple(said.get("readers", ())), said["lines"], columns)


def _column(said: Any) -> Column:
    if not isinstance(said, dict) or not {"name", "title"} <= set(said) <= _COLUMN_KEYS:
        raise ValueError(f"a column says {', '.join(sorted(_COLUMN_KEYS))}, and nothing else")
    choices = said.get("choices")
    one = Column(**{**said, "choices": dict.fromkeys(choices) if isinstance(choices, list) else choices})
    if one.type not in TYPES:
        raise ValueError(f"{one.name}: there is no column of type {one.type!r}; there are {', '.join(TYPES)}")
    if (one.type == "choice") != bool(one.choices):
        raise ValueError(f"{one.name}: a choice, and nothing else, has choices")
    return one


def functions(ledger: Ledger) -> frozenset[str]:
    """The functions its expression calls that are not FEEL's own."""
    return feel.parse_value(ledger.lines).functions


def masked(ledger: Ledger, variables: Iterable[str]) -> list[str]:
    """What a ledger would show that the diagram hides from some of its readers."""
    expression = feel.parse_value(ledger.lines)
    return sorted(set(variables) & (expression.names | expression.possible))


def lines(ledger: Ledger, said: object, directory: Directory) -> list[Line]:
    """What the expression gave: a list of contexts, one, or nothing."""
    found = said if isinstance(said, list) else [said]
    return [_line(ledger, one, directory) for one in found[:MOST] if isinstance(one, dict)]


def _line(ledger: Ledger, said: Mapping[str, object], directory: Directory) -> Line:
    values: dict[str, Json] = {}
    words: list[str] = []
    marks: list[tuple[str, str]] = []
    lamp: object = None
    for column in ledger.columns:
        value = said.get(column.name)
        if column.type == "lamp":
            lamp = value
            continue
        values[column.name] = cast("Json", feel.to_json(value))
        words += _words(column, values[column.name], directory)
        if column.filter:
            marks += [(column.name, text[:200]) for text in _marks(values[column.name])]
    times = lamp if isinstance(lamp, dict) else {}
    return Line(
        values, "\n".join(words).lower(), tuple(dict.fromkeys(marks)),
        lamp=lamp if isinstance(lamp, str) and lamp in LAMPS else None,
        yellow_at=_instant(times.get("yellow")), red_at=_instant(times.get("red")),
    )  # fmt: skip


def _instant(value: object) -> datetime | None:
    return value if isinstance(value, datetime) and value.tzinfo is not None else None


def _marks(value: Json) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        if one is not None and one != "":
            yield str(one)


def _words(column: Column, value: Json, directory: Directory) -> Iterator[str]:
    """What a cell is found by: units and people by their names, choices by their titles."""
    for text in _marks(value):
        yield text
        if column.type in {"unit", "units"} and text in directory.units:
            yield from (directory.units[text].name_zh, directory.units[text].name_en)
        elif column.type == "person" and text in directory.users:
            yield directory.users[text].name
        elif title := (column.choices or {}).get(text):
            yield title


def together(kept: Sequence[Ledger]) -> Ledger:
    """A ledger several processes keep: the first one's words, everybody's readers and columns."""
    columns = {one.name: one for ledger in reversed(kept) for one in ledger.columns}
    order = dict.fromkeys(one.name for ledger in kept for one in ledger.columns)
    readers = dict.fromkeys(name for ledger in kept for name in ledger.readers)
    first = kept[0]
    return Ledger(first.title, first.note, tuple(readers), "", tuple(columns[name] for name in order))
