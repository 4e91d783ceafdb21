"""The limits of a matter that still run, as a person may act on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine import rights, running_deadlines
from engine.machine import Engine
from engine.model import Actor
from engine.office import stored_deadlines
from engine.office.deadlines import Deadline
from engine.office.ladders import Reminder
from engine.office.limits import Limit
from engine.queries import _cases
from engine.store import extensions, instances, user_tasks


@dataclass(frozen=True, slots=True)
class Running:
    """One limit, and what this person may do with it."""

    id: str
    deadline: Deadline
    next: Reminder | None
    may_act: bool
    may_pause: bool  # one by the clock never stands still
    is_asked_for: bool  # an extension waits for a decision


def running(engine: Engine, instance_id: str, actor: Actor) -> Sequence[Running]:
    """Those nobody has met yet, the nearest first."""
    now, calendar = engine.clock.now(), engine.desk.calendar
    with engine.reading() as view:
        row = rights.visible_instance(view, instances.row(view, instance_id), actor)
        if row.state not in instances.RUNNING:
            return []
        stored = _cases.of(engine, view, row).extras.get(running_deadlines.KEY, ())
        found = [one for one in map(stored_deadlines.from_json, stored) if one.is_open]
        tasks = [task for task in user_tasks.of_instance(view, instance_id) if task.state == "open"]
        mine = {task.id for task in tasks if actor.is_manager or rights.may_do(view, task, actor)}
        asked = {(e.key, e.token_id) for e in extensions.of_instance(view, instance_id) if e.state == "asked"}
    ids = {task.id for task in tasks}
    return [
        Running(
            id=running_deadlines.agenda_id(instance_id, one),
            deadline=one,
            next=one.next_reminder(now, calendar),
            may_act=actor.is_manager or (one.token_id in mine if one.token_id in ids else bool(mine)),
            may_pause=not Limit.parse(one.limit).by_the_clock,
            is_asked_for=(one.key, one.token_id) in asked,
        )
        for one in sorted(found, key=lambda one: one.due_at)
    ]
