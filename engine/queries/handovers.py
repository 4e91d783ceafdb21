"""What was handed over, for those who hand over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine import rights
from engine.errors import NotFound
from engine.machine import Engine
from engine.model import Actor, Page
from engine.queries import _cursors
from engine.store import handovers as stored
from engine.store.unit_of_work import AnyRow, View


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """Everything one person had went to another."""

    id: str
    from_login: str
    to_login: str
    reason: str
    at: datetime
    by: str
    taken_back_at: datetime | None
    taken_back_by: str | None
    items: dict[str, int]  # how many of each kind


def page(engine: Engine, actor: Actor, *, cursor: str | None = None, limit: int = 50) -> Page[Handover]:
    """The newest first."""
    rights.refuse_unless_hands_over(actor)
    after = _cursors.decode(cursor, datetime, str)
    limit = _cursors.limited(limit)
    with engine.reading() as view:
        rows = stored.page(view, after=after, limit=limit + 1)
        shown, more = _cursors.cut(rows, limit)
        items = tuple(_handover(view, row) for row in shown)
    return Page(items, _cursors.encode(shown[-1].at, shown[-1].id) if more else None)


def get(engine: Engine, handover_id: str, actor: Actor) -> Handover:
    """One."""
    rights.refuse_unless_hands_over(actor)
    with engine.reading() as view:
        row = stored.row(view, handover_id)
        if row is None:
            raise NotFound("there is no such handover", code="HANDOVER_NOT_FOUND")
        return _handover(view, row)


def _handover(view: View, row: AnyRow) -> Handover:
    counts: dict[str, int] = {}
    for item in stored.items_of(view, row.id):
        counts[item.kind] = counts.get(item.kind, 0) + 1
    values = row._asdict()
    return Handover(**{"by": values.pop("by_login"), **values, "items": counts})
