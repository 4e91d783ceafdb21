"""What one may know of the bulletin of overdue matters: managers prepare it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine import rights
from engine.errors import NotFound
from engine.machine import Engine
from engine.model import Actor, Page
from engine.queries import _cursors
from engine.store import bulletins

STATES = bulletins.STATES


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One overdue matter in the bulletin."""

    id: str
    process_instance_id: str
    process_key: str
    element_id: str
    title: str
    unit: str | None
    due_at: datetime
    at: datetime
    state: str
    decided_by: str | None
    decided_at: datetime | None


def page(
    engine: Engine, actor: Actor, *, state: str = "draft", cursor: str | None = None, limit: int = 50
) -> Page[Entry]:
    """Its lines, the oldest first."""
    rights.refuse_unless_manager(actor)
    after = _cursors.decode(cursor, datetime, str)
    limit = _cursors.limited(limit)
    with engine.reading() as view:
        rows = bulletins.page(view, state, after=after, limit=limit + 1)
    shown, more = _cursors.cut(rows, limit)
    last = _cursors.encode(shown[-1].at, shown[-1].id) if more else None
    return Page(tuple(Entry(**row._asdict()) for row in shown), last)


def get(engine: Engine, entry_id: str, actor: Actor) -> Entry:
    """One of its lines."""
    rights.refuse_unless_manager(actor)
    with engine.reading() as view:
        row = bulletins.row(view, entry_id)
    if row is None:
        raise NotFound("there is no such line of the bulletin", code="BULLETIN_ENTRY_NOT_FOUND")
    return Entry(**row._asdict())
