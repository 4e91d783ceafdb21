"""What one may know of matters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from engine import asking, masking, rights, running_deadlines, views, world
from engine.errors import NotFound
from engine.machine import Engine
from engine.model import Actor, HistoryItem, Incident, Json, Page, ProcessInstance
from engine.office import numbering, stored_deadlines
from engine.office.numbering import Number
from engine.queries import _cases, _cursors
from engine.runtime import Case
from engine.store import incidents, instances, messages, records
from engine.store.instances import Wanted
from engine.store.unit_of_work import AnyRow, View


def get(engine: Engine, instance_id: str, actor: Actor) -> ProcessInstance:
    """A matter the caller may see."""
    with engine.reading() as view:
        return views.process_instance(_visible(view, instance_id, actor)._asdict())


def page(
    engine: Engine, wanted: Wanted, actor: Actor, *, cursor: str | None = None, limit: int = 50
) -> Page[ProcessInstance]:
    """Matters the caller may see, the newest first: all for managers, his own for others."""
    if not actor.is_manager:
        wanted = replace(wanted, party=actor.login, groups=tuple(sorted(actor.groups)), acting=actor)
    after = _cursors.decode(cursor, datetime, str)
    limit = _cursors.limited(limit)
    with engine.reading() as view:
        rows = instances.page(view, wanted, after=after, limit=limit + 1)
    shown, more = _cursors.cut(rows, limit)
    last = _cursors.encode(shown[-1].started_at, shown[-1].id) if more else None
    return Page(tuple(views.process_instance(row._asdict()) for row in shown), last)


def variables(engine: Engine, instance_id: str, actor: Actor, *, scope: str | None = None) -> dict[str, Json]:
    """The variables of the root scope, or of an element instance (a token's id or a scope's path).

    What the process hides from the caller is null.
    """
    with engine.reading() as view:
        row = _visible(view, instance_id, actor)
        case = _cases.of(engine, view, row)
        unseen = masking.hidden(engine, view, row, actor)
    try:
        return masking.masked(case.variables(scope), unseen)
    except KeyError:
        raise NotFound(f"there is no scope {scope!r}", code="SCOPE_NOT_FOUND") from None


def history(
    engine: Engine, instance_id: str, actor: Actor, *, cursor: str | None = None, limit: int = 200
) -> Page[HistoryItem]:
    """The flow nodes it left, in the order of execution."""
    after = _cursors.decode(cursor, int)
    limit = _cursors.limited(limit)
    with engine.reading() as view:
        _visible(view, instance_id, actor)
        rows = records.nodes(view, instance_id, after=after[0] if after else 0, limit=limit + 1)
    shown, more = _cursors.cut(rows, limit)
    last = _cursors.encode(shown[-1].seq) if more else None
    return Page(tuple(views.history_item(row._asdict()) for row in shown), last)


def whole_history(engine: Engine, instance_id: str, actor: Actor) -> Iterator[HistoryItem]:
    """The same, however many pages it has."""
    cursor: str | None = None
    while True:
        page = history(engine, instance_id, actor, cursor=cursor)
        yield from page.items
        cursor = page.next
        if cursor is None:
            return


def deadlines(engine: Engine, instance_id: str, actor: Actor) -> list[dict[str, object]]:
    """The last deadline of each key and element (api.md: deadlines)."""
    now = engine.clock.now()
    with engine.reading() as view:
        case = _cases.of(engine, view, _visible(view, instance_id, actor))
    found = [stored_deadlines.from_json(one) for one in case.extras.get(running_deadlines.KEY, ())]
    return [
        {"id": running_deadlines.agenda_id(instance_id, one), **one.view(now), "paused_at": one.paused_at}
        for one in found
    ]


@dataclass(frozen=True, slots=True)
class ActOn:
    """Who did what in a matter, for its trail."""

    seq: int
    at: datetime
    actor: str
    on_behalf_of: str | None
    verb: str
    object: str
    data: dict[str, Any]


def numbers(engine: Engine, instance_id: str, actor: Actor) -> Sequence[Number]:
    """The numbers a matter was given, the void ones too."""
    with engine.reading() as view:
        _visible(view, instance_id, actor)
        return numbering.of_matter(view, instance_id)


def trail(engine: Engine, instance_id: str, actor: Actor) -> Sequence[ActOn]:
    """Everything people and the machine did in a matter, in order."""
    with engine.reading() as view:
        _visible(view, instance_id, actor)
        rows = records.acts(view, instance_id)
    return [
        ActOn(row.seq, row.at, row.actor, row.on_behalf_of, row.verb, row.object, row.data or {})
        for row in rows
    ]


def deeds(engine: Engine, instance_id: str, actor: Actor) -> list[str]:
    """What this person may set off now: event sub-processes, activities of ad hoc sub-processes."""
    with engine.reading() as view:
        row = _visible(view, instance_id, actor)
        if row.state not in {"active", "incident"}:
            return []
        version = engine.versions.get(view, row.process_definition_id)
        of_it = world.World(engine, view, version, row.id, actor, row.started_by)
        case = Case.load(row.snapshot, version.definition, of_it)
        waiting = {one.element_id for one in messages.of_instance(view, row.id)}
        found = dict.fromkeys(one.element_id for one in asking.deeds(of_it, case, actor))
        return [element_id for element_id in found if element_id in waiting]


def is_unsigned(engine: Engine, instance_id: str, actor: Actor) -> bool:
    """Whether nobody but its starter has handed in a step of it."""
    with engine.reading() as view:
        return rights.is_unsigned(view, _visible(view, instance_id, actor))


def incidents_of(engine: Engine, instance_id: str, actor: Actor) -> Sequence[Incident]:
    """All incidents of a matter."""
    with engine.reading() as view:
        row = _visible(view, instance_id, actor)
        found = incidents.of_instance(view, instance_id, open_only=False)
    matter = {"process_key": row.process_key, "title": row.title}
    return [views.incident({**one._asdict(), **matter}) for one in found]


def _visible(view: View, instance_id: str, actor: Actor) -> AnyRow:
    return rights.visible_instance(view, instances.row(view, instance_id), actor)
