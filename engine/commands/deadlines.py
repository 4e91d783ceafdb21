"""Limits that stand still and go on, by a person's word: with one of the grounds the rules know."""

from __future__ import annotations

from engine.commands import _limits
from engine.commands._record import Act
from engine.commands._settle import settle
from engine.errors import Conflict, FieldError, InvalidSubmission
from engine.machine import Engine
from engine.model import Actor, Json, ProcessInstance
from engine.office import deadlines

GROUNDS = "deadline.pause_reasons"  # the policy


def pause(
    engine: Engine, instance_id: str, deadline_id: str, ground: str, reason: str, actor: Actor,
    *, revision: int | None = None,
) -> ProcessInstance:  # fmt: skip
    """The days of a limit do not count until it is resumed; its reminders wait."""
    _refuse_unknown_ground(engine, ground)
    reason = _limits.reason_of(reason)
    with engine.work() as uow:
        found = _limits.held(engine, uow, instance_id, deadline_id, actor, revision)
        actor = _limits.handler(uow, found, actor)
        _limits.refuse_the_clock(found.deadline)
        if deadlines.PERSON in found.deadline.pauses:
            raise Conflict("the deadline is paused already", code="DEADLINE_PAUSED")
        now = engine.clock.now()
        paused = deadlines.pause(found.deadline, deadlines.PERSON, now)
        found.opened.world.deadlines.change(found.deadline, paused)
        data = {"key": paused.key, "element_id": paused.element_id, "ground": ground, "reason": reason}
        return settle(engine, uow, found.opened, Act(actor, "deadline.pause", found.object, data))


def resume(
    engine: Engine, instance_id: str, deadline_id: str, actor: Actor, *, revision: int | None = None
) -> ProcessInstance:
    """It goes on; the days it stood still are added to its end."""
    with engine.work() as uow:
        found = _limits.held(engine, uow, instance_id, deadline_id, actor, revision)
        actor = _limits.handler(uow, found, actor)
        if deadlines.PERSON not in found.deadline.pauses:
            raise Conflict("nobody paused the deadline", code="DEADLINE_NOT_PAUSED")
        going = deadlines.resume(found.deadline, deadlines.PERSON, engine.clock.now(), engine.desk.calendar)
        found.opened.world.deadlines.change(found.deadline, going)
        data: dict[str, Json] = {
            "key": going.key,
            "element_id": going.element_id,
            "days": going.paused_days - found.deadline.paused_days,
            "from": found.deadline.due_at.isoformat(),
            "to": going.due_at.isoformat(),
        }
        return settle(engine, uow, found.opened, Act(actor, "deadline.resume", found.object, data))


def _refuse_unknown_ground(engine: Engine, ground: str) -> None:
    known = engine.desk.policies.texts(GROUNDS)
    if ground not in known:
        raise InvalidSubmission([FieldError("/ground", f"one of {', '.join(known)}")])
