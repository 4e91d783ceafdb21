"""Registers: every number with the matter it went to, as far as the reader sees that matter."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from engine.machine import Engine
from engine.model import Actor, Page
from engine.office import numbering, registers
from engine.office.registers import Entry
from engine.queries import _cursors
from engine.store import numbers as store
from engine.store.unit_of_work import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which entries; None does not narrow. A book that is not in the register gives nothing."""

    register: str
    book: str | None = None
    year: int | None = None
    is_void: bool | None = None
    dated_from: date | None = None
    dated_to: date | None = None
    q: str | None = None


def page(
    engine: Engine, wanted: Wanted, actor: Actor, *, cursor: str | None = None, limit: int = 50
) -> Page[Entry]:
    """Entries, the newest first."""
    after = _cursors.decode(cursor, datetime, str, int, int)
    limit = _cursors.limited(limit)
    with engine.reading() as view:
        found = entries(view, wanted, actor, after=after, limit=limit + 1)
    shown, more = _cursors.cut(found, limit)
    return Page(tuple(shown), _place(shown[-1]) if more else None)


def entries(
    view: View, wanted: Wanted, actor: Actor, *, after: tuple[datetime, str, int, int] | None, limit: int
) -> list[Entry]:
    """The same, within a view."""
    books = registers.register(wanted.register).books
    knows_all = numbering.REGISTRAR in actor.groups or "audit_admin" in actor.roles
    narrowed = store.Entries(
        codes=books if wanted.book is None else tuple(code for code in books if code == wanted.book),
        year=wanted.year,
        is_void=wanted.is_void,
        dated_from=wanted.dated_from,
        dated_to=wanted.dated_to,
        q=wanted.q,
        reader=None if actor.is_manager else actor.login,
        groups=tuple(sorted(actor.groups)),
    )
    found = []
    for row in store.entries(view, narrowed, after=after, limit=limit):
        number = numbering.from_row(row)
        if not row.seen and not knows_all:
            number = replace(number, process_instance=None)
        title, state = (row.title, row.state) if row.seen else (None, None)
        found.append(Entry(number, title, row.process_key, state))
    return found


def _place(last: Entry) -> str:
    one = last.number
    return _cursors.encode(one.taken_at, one.code, one.year, one.sequence)
