"""Registers: every number with the matter it went to, as far as the reader sees that matter."""

from __future__ import annotations

from datetime import datetime

from engine.machine import Engine
from engine.model import Actor, Page
from engine.office.registers import Entry, Wanted, entries
from engine.queries import _cursors


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


def _place(last: Entry) -> str:
    one = last.number
    return _cursors.encode(one.taken_at, one.code, one.year, one.sequence)
