"""What was sent round: of a matter, one, and what one was sent oneself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from engine import readings, rights
from engine.errors import NotFound
from engine.machine import Engine
from engine.model import Actor, Page
from engine.office import circulations
from engine.office.circulations import Circulation
from engine.queries import _cursors
from engine.store import circulations as store
from engine.store import instances
from engine.store.unit_of_work import AnyRow, View


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Something one was sent, as a line of one's list."""

    circulation_id: str
    kind: str
    process_instance_id: str
    process_key: str
    business_key: str | None
    title: str
    text: str
    sent_by: str
    on_behalf_of: str | None
    delivered_at: datetime
    due_at: datetime | None
    opened_at: datetime | None
    answered_at: datetime | None
    opinion: str | None
    urges: int
    holder: str | None = None  # whose it is, where I act for somebody


def of_instance(engine: Engine, instance_id: str, actor: Actor) -> Sequence[Circulation]:
    """All of a matter, the oldest first, for whoever sees it."""
    with engine.reading() as view:
        matter = rights.visible_instance(view, instances.row(view, instance_id), actor)
        found = circulations.load(view, store.of_instance(view, instance_id))
        return [one for each in found if (one := _seen(view, each, matter.process_key, actor)) is not None]


def get(engine: Engine, circulation_id: str, actor: Actor) -> Circulation:
    """One."""
    with engine.reading() as view:
        row = store.row(view, circulation_id)
        matter = instances.row(view, row.process_instance_id) if row is not None else None
        if row is None or matter is None or not rights.sees_instance(view, matter, actor):
            raise _unknown()
        found = _seen(view, next(circulations.load(view, [row])), matter.process_key, actor)
        if found is None:
            raise _unknown()
        return found


def of_task(engine: Engine, task_id: str, instance_id: str, actor: Actor) -> Sequence[Circulation]:
    """What was sent from a task."""
    return [one for one in of_instance(engine, instance_id, actor) if one.user_task_id == task_id]


def mine(
    engine: Engine, actor: Actor, *, answered: bool = False, q: str = "", cursor: str | None = None,
    limit: int = 50,
) -> Page[Reading]:  # fmt: skip
    """What I was sent, or whom I act for, and is still to be read or answered; or what was."""
    after = _cursors.decode(cursor, datetime, str)
    limit = _cursors.limited(limit)
    with engine.reading() as view:
        rows = store.page(
            view, actor.login, actor.stands_for, answered=answered, q=q, after=after, limit=limit + 1
        )
    shown, more = _cursors.cut(rows, limit)
    last = _cursors.encode(shown[-1].delivered_at, shown[-1].id) if more else None
    return Page(tuple(_reading(row, actor) for row in shown), last)


def to_read(engine: Engine, actor: Actor) -> int:
    """How many I have still to read or answer, and those I act for."""
    with engine.reading() as view:
        return store.count(view, actor.login, actor.stands_for)


def _seen(view: View, found: Circulation, process_key: str, actor: Actor) -> Circulation | None:
    """Answers to a question are for those who take part; who was asked sees his own."""
    if found.kind != "consult" or actor.is_manager or found.sent_by == actor.login:
        return found
    if instances.is_party(view, found.process_instance_id, actor.login):
        return found
    own = readings.reached(found, process_key, actor)
    return replace(found, receivers=(own,)) if own else None


def _reading(row: AnyRow, actor: Actor) -> Reading:
    return Reading(
        circulation_id=row.circulation_id,
        kind=row.sent_kind,
        process_instance_id=row.process_instance_id,
        process_key=row.process_key,
        business_key=row.business_key,
        title=row.title,
        text=row.sent_text,
        sent_by=row.sent_sent_by,
        on_behalf_of=row.sent_on_behalf_of,
        delivered_at=row.delivered_at,
        due_at=row.sent_due_at,
        opened_at=row.opened_at,
        answered_at=row.answered_at,
        opinion=row.opinion,
        urges=row.sent_urges,
        holder=None if row.login == actor.login else row.login,
    )


def _unknown() -> NotFound:
    return NotFound("there is no such circulation", code="CIRCULATION_NOT_FOUND")
