"""The bulletin of overdue matters (通报): the ladder's last rung drafts a line, a manager decides on it."""

from __future__ import annotations

from engine import rights
from engine.answering import About, offered
from engine.commands._record import Act, record_system
from engine.errors import FieldError, InvalidSubmission, NotFound
from engine.machine import Engine
from engine.model import Actor
from engine.office.deadlines import Deadline
from engine.store import bulletins, user_tasks
from engine.store.unit_of_work import UnitOfWork


def draft(
    engine: Engine, uow: UnitOfWork, about: About, deadline: Deadline, entry_id: str, title: str, process: str
) -> None:
    """A line of the draft, once for each limit."""
    bulletins.add(
        uow,
        {
            "id": entry_id,
            "process_instance_id": about.instance_id,
            "process_key": process,
            "element_id": deadline.element_id,
            "title": title,
            "unit": _unit(engine, uow, about),
            "due_at": deadline.due_at,
            "at": engine.clock.now(),
            "state": "draft",
        },
    )


def decide(engine: Engine, entry_id: str, state: str, actor: Actor) -> None:
    """A line is published, left out, or goes back into the draft."""
    rights.refuse_unless_manager(actor)
    if state not in bulletins.STATES:
        raise InvalidSubmission([FieldError("/state", f"one of {', '.join(bulletins.STATES)}")])
    now = engine.clock.now()
    with engine.work() as uow:
        row = bulletins.row(uow, entry_id)
        if row is None:
            raise NotFound("there is no such line of the bulletin", code="BULLETIN_ENTRY_NOT_FOUND")
        bulletins.decide(uow, entry_id, {"state": state, "decided_by": actor.login, "decided_at": now})
        data = {"state": state, "process_instance": row.process_instance_id}
        record_system(uow, Act(actor, "bulletin.decide", f"bulletin_entry:{entry_id}", data), now)


def _unit(engine: Engine, uow: UnitOfWork, about: About) -> str | None:
    """The unit of whoever has the task the limit is about."""
    directory, today = engine.desk.directory, engine.today()
    tasks = [task for task in user_tasks.of_instance(uow, about.instance_id) if task.state == "open"]
    own = [task for task in tasks if task.id == about.token_id] or tasks
    for name in (name.removeprefix("@") for task in own for name in offered(uow, task)):
        head = name.partition(":")[0]
        if head in directory.units:
            return head
        if head in directory.users and (unit := directory.unit_of(head, today)):
            return unit
    return None
