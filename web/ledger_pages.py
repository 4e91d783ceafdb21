"""What the page of a ledger shows for the filters in its address, and the same as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask import url_for

from engine.clock import OFFICE_ZONE
from engine.ledgers import Kept, Line, Wanted
from engine.model import Actor, Json
from engine.office import registers
from engine.office.ledgers import LAMPS, Column
from engine.queries import ledgers as queries
from web import current, languages, naming, people, register_pages
from web.exports import Cell
from web.languages import gettext as _


@dataclass(frozen=True, slots=True)
class Filter:
    """What a column may be narrowed to."""

    name: str
    title: str
    chosen: str
    choices: tuple[tuple[str, str], ...]


def tabs() -> list[tuple[str, str]]:
    """Every list of the office, with its address: registers of numbers, then ledgers."""
    numbered = [
        (url_for("registers.show", key=one.key), register_pages.name_of(one))
        for one in registers.registers().values()
    ]
    kept = queries.every(current.engine()).values()
    return [*numbered, *((url_for("ledgers.show", key=one.key), title_of(one)) for one in kept)]


def one(key: str) -> Kept:
    """One ledger; an unknown one is not found."""
    return queries.one(current.engine(), key)


def title_of(kept: Kept) -> str:
    """A ledger's name in the language of the page."""
    return _said(kept, "", kept.ledger.title)


def note_of(kept: Kept) -> str:
    """What stands in it."""
    return _said(kept, ".note", kept.ledger.note)


def of(kept: Kept, actor: Actor, args: Mapping[str, str]) -> dict[str, Any]:
    """Everything the page needs."""
    machine, asked = current.engine(), wanted(kept, args)
    return {
        "kept": kept,
        "tabs": tabs(),
        "asked": asked,
        "entered_by": languages.listed(naming.process_name(one) for one in kept.processes),
        "query": dict(_query(asked)),
        "page": queries.page(machine, asked, actor, cursor=args.get("cursor") or None),
        "lamps": queries.lamps(machine, asked, actor) if kept.ledger.has_lamps else None,
        "filters": _filters(kept, asked, queries.choices(machine, kept.key, actor)),
    }


def wanted(kept: Kept, args: Mapping[str, str]) -> Wanted:
    """The filters as the query takes them; anything else in the address counts as nothing."""
    filters = [column.name for column in kept.ledger.columns if column.filter]
    lamp = args.get("lamp", "")
    return Wanted(
        ledger=kept.key,
        marks={name: args[name][:200] for name in filters if args.get(name)},
        lamp=lamp if lamp in LAMPS else None,
        entered_from=_day(args.get("from", "")),
        entered_to=_day(args.get("to", "")),
        q=args.get("q", "").strip()[:200].replace("\0", "") or None,
    )


def heads(kept: Kept) -> list[str]:
    """The columns of an export."""
    columns = [_said(kept, f".{column.name}", column.title) for column in kept.ledger.columns]
    return [*columns, _("Matter"), _("Entered"), _("Changed")]


def rows(kept: Kept, lines: Sequence[Line]) -> Iterator[list[Cell]]:
    """One row for each line."""
    for line in lines:
        cells = [cell(kept, column, line) for column in kept.ledger.columns]
        times = [at.astimezone(OFFICE_ZONE) for at in (line.entered_at, line.changed_at)]
        yield [*cells, state_of(line), *times]


def cell(kept: Kept, column: Column, line: Line) -> Cell:
    """What stands in a column of a line."""
    if column.type == "lamp":
        return lamp_name(line.lamp)
    value = line.values.get(column.name)
    if column.type == "day" and isinstance(value, str):
        return _day(value[:10]) or value
    if column.type == "number" and isinstance(value, int | Decimal):
        return int(value) if value == int(value) else str(value)
    if column.type == "instant" and isinstance(value, str):
        return _instant(value)
    return _text(kept, column, value)


def lamp_name(lamp: str | None) -> str:
    """A lamp's word, for a colour never stands alone."""
    words = {"green": _("green"), "yellow": _("yellow"), "red": _("red"), "grey": _("grey")}
    return words.get(lamp or "", "")


def state_of(line: Line) -> str:
    """How the matter stands."""
    if line.state == "cancelled" or line.outcome is not None:
        return _("Cancelled") if line.state == "cancelled" else _("Completed")
    return _("Suspended") if line.state == "suspended" else _("In progress")


def _text(kept: Kept, column: Column, value: Json) -> str:
    if isinstance(value, list):
        return languages.listed([_text(kept, column, item) for item in value])
    if value is None:
        return ""
    text = str(value)
    if column.type in {"unit", "units"}:
        return people.unit_name(text)
    if column.type == "person":
        return people.person_of(text).name
    if column.choices is not None and text in column.choices:
        return _said(kept, f".{column.name}={text}", column.choices[text] or text)
    return text


def _said(kept: Kept, key: str, chinese: str) -> str:
    """A word of the ledger in the language of the page, as the process that has it says."""
    if naming.is_chinese():
        return chinese
    for process in kept.processes:
        version = naming.newest(process)
        if version is not None and (text := version.compiled.texts.get(f"ledger.{kept.key}{key}")):
            return text
    return chinese


def _filters(kept: Kept, asked: Wanted, choices: Mapping[str, Sequence[str]]) -> list[Filter]:
    found = []
    for column in kept.ledger.columns:
        if column.filter:
            named = [(value, _text(kept, column, value)) for value in choices[column.name]]
            order = list(column.choices or ())
            named.sort(key=lambda pair: (order.index(pair[0]) if pair[0] in order else -1, pair[1]))
            title = _said(kept, f".{column.name}", column.title)
            found.append(Filter(column.name, title, asked.marks.get(column.name, ""), tuple(named)))
    return found


def _query(asked: Wanted) -> Iterator[tuple[str, str]]:
    """The filters as an address carries them."""
    yield from asked.marks.items()
    said = {"q": asked.q, "lamp": asked.lamp, "from": asked.entered_from, "to": asked.entered_to}
    yield from ((name, str(value)) for name, value in said.items() if value)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None


def _instant(text: str) -> Cell:
    try:
        return datetime.fromisoformat(text).astimezone(OFFICE_ZONE)
    except ValueError:
        return text
