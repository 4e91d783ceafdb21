"""What one may know of requests for more time: of one's own, of those one decides, of a matter one sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from engine import rights
from engine.answering import may_decide
from engine.errors import NotFound
from engine.machine import Engine
from engine.model import Actor, Page
from engine.queries import _cursors
from engine.store import extensions, instances
from engine.store.unit_of_work import AnyRow, View

STATES = ("asked", "approved", "refused", "lapsed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """A request for more time, as this person meets it."""

    id: str
    process_instance_id: str
    process_key: str
    title: str
    key: str
    element_id: str
    asked_by: str
    on_behalf_of: str | None
    asked_at: datetime
    reason: str
    to: str
    state: str
    decided_by: str | None
    decided_at: datetime | None
    decision: str | None
    due_before: datetime
    due_after: datetime | None
    may_decide: bool
    sees_matter: bool


def get(engine: Engine, extension_id: str, actor: Actor) -> Extension:
    """One request."""
    with engine.reading() as view:
        row = extensions.row(view, extension_id)
        found = _seen(engine, view, row, actor) if row is not None else None
    if found is None:
        raise NotFound("there is no such extension", code="EXTENSION_NOT_FOUND")
    return found


def of_instance(engine: Engine, instance_id: str, actor: Actor) -> Sequence[Extension]:
    """All requests of a matter the caller may see, the oldest first."""
    with engine.reading() as view:
        rights.visible_instance(view, instances.row(view, instance_id), actor)
        rows = extensions.of_instance(view, instance_id)
        return [found for row in rows if (found := _seen(engine, view, row, actor)) is not None]


def page(
    engine: Engine, actor: Actor, *, state: str = "asked", cursor: str | None = None, limit: int = 50
) -> Page[Extension]:
    """Requests the caller made or may decide on, the oldest first."""
    after = _cursors.decode(cursor, datetime, str)
    limit = _cursors.limited(limit)
    with engine.reading() as view:
        rows = extensions.page(view, state, after=after, limit=limit + 1)
        shown, more = _cursors.cut(rows, limit)
        found = [one for row in shown if (one := _seen(engine, view, row, actor, mine=True)) is not None]
    last = _cursors.encode(shown[-1].asked_at, shown[-1].id) if more else None
    return Page(tuple(found), last)


def _seen(engine: Engine, view: View, row: AnyRow, actor: Actor, *, mine: bool = False) -> Extension | None:
    """As this person sees it; None when it is not his business. ``mine``: his own and what he decides."""
    matter = instances.row(view, row.process_instance_id)
    if matter is None:
        return None
    decides = may_decide(engine, view, row, matter.started_by, actor)
    own = decides or actor.login in {row.asked_by, row.on_behalf_of, row.decided_by}
    sees = rights.sees_instance(view, matter, actor)
    if not own and (mine or not sees):
        return None
    return Extension(
        id=row.id,
        process_instance_id=row.process_instance_id,
        process_key=matter.process_key,
        title=matter.title,
        key=row.key,
        element_id=row.element_id,
        asked_by=row.asked_by,
        on_behalf_of=row.on_behalf_of,
        asked_at=row.asked_at,
        reason=row.reason,
        to=row.to,
        state=row.state,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        decision=row.decision,
        due_before=row.due_before,
        due_after=row.due_after,
        may_decide=decides and row.state == "asked",
        sees_matter=sees,
    )
