"""A limit of a matter that a person acts on: found, held, and whose it is."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine import rights
from engine.commands import _case
from engine.errors import Conflict, FieldError, Forbidden, InvalidSubmission, NotFound, Stale
from engine.machine import Engine
from engine.model import Actor
from engine.office.deadlines import Deadline
from engine.office.limits import Limit
from engine.running_deadlines import agenda_id
from engine.store import instances, user_tasks
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Held:
    """A limit with its matter, held by this transaction."""

    opened: _case.OpenCase
    deadline: Deadline

    @property
    def object(self) -> str:
        """As the record names it."""
        return f"process_instance:{self.opened.instance_id}"


def held(
    engine: Engine, uow: UnitOfWork, instance_id: str, deadline_id: str, actor: Actor, revision: int | None
) -> Held:
    """The limit of a matter that runs, if it is this person's to speak of."""
    rights.visible_instance(uow, instances.row(uow, instance_id), actor)
    row = uow.hold_instance(instance_id)
    if row is None:
        raise NotFound("there is no such process instance", code="PROCESS_INSTANCE_NOT_FOUND")
    if revision is not None and revision != row.revision:
        raise Stale("the matter changed since you looked at it")
    opened = _case.load(engine, uow, row, actor, moving=False)
    for deadline in opened.world.deadlines:
        if agenda_id(instance_id, deadline) == deadline_id:
            if not deadline.is_open:
                raise Conflict("the deadline was met already", code="DEADLINE_MET")
            return Held(opened, deadline)
    raise NotFound("there is no such deadline", code="DEADLINE_NOT_FOUND")


def handler(uow: UnitOfWork, found: Held, actor: Actor) -> Actor:
    """Who handles what the limit is about, as himself or for whom; or a manager. Others are refused."""
    capacity = _capacity(uow, found.opened.instance_id, found.deadline, actor)
    if capacity is None and not actor.is_manager:
        raise Forbidden("only who handles it, or a manager, may do this", code="NOT_YOUR_DEADLINE")
    return actor if capacity is None else replace(actor, on_behalf_of=capacity.holder)


def _capacity(uow: UnitOfWork, instance_id: str, deadline: Deadline, actor: Actor) -> rights.Capacity | None:
    """As whom somebody has the task a limit is about; of a whole matter's limit, any of its tasks."""
    tasks = [task for task in user_tasks.of_instance(uow, instance_id) if task.state == "open"]
    about = [task for task in tasks if task.id == deadline.token_id]
    ways = [way for task in about or tasks if (way := rights.capacity(uow, task, actor)) is not None]
    return rights.OWN if rights.OWN in ways else next(iter(ways), None)


def refuse_the_clock(deadline: Deadline) -> None:
    """A limit by the clock is never paused (G1.5)."""
    if Limit.parse(deadline.limit).by_the_clock:
        raise Conflict("a limit by the clock is never paused", code="NEVER_PAUSED")


def reason_of(reason: str) -> str:
    """What a person gave as his reason; an empty one is refused."""
    if not reason.strip():
        raise InvalidSubmission([FieldError("/reason", "say why")])
    return reason.strip()[:500]
