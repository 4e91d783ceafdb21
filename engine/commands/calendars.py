"""A year's list of holidays is taken in; every open limit is then counted anew, matter by matter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from engine.commands import _case, _rows
from engine.commands._record import Act, record_system
from engine.commands._settle import settle
from engine.errors import Rejected
from engine.machine import Engine
from engine.model import SYSTEM, Actor, Json, new_id
from engine.office import desk
from engine.office.calendar import YearList
from engine.office.deadlines import Deadline
from engine.rights import refuse_unless_sys_admin
from engine.store import agenda, instances
from engine.store.unit_of_work import AnyRow, UnitOfWork


def load_year(engine: Engine, content: object, actor: Actor) -> YearList:
    """Take in one year as the State Council's notice gives it; it replaces what was known of that year."""
    refuse_unless_sys_admin(actor)
    if not isinstance(content, Mapping):
        raise Rejected("a yearly list is a JSON object", code="BAD_CALENDAR")
    with engine.work() as uow:
        listed = desk.load_year(uow, content)
        now = engine.clock.now()
        data: dict[str, Json] = {
            "source": listed.source,
            "holidays": len(listed.holidays),
            "working": len(listed.working),
        }
        record_system(uow, Act(actor, "calendar.load", f"calendar:{listed.year}", data), now)
        recount_open_limits(uow, now)
    engine.desks.forget()
    return listed


def recount_open_limits(uow: UnitOfWork, now: datetime) -> None:
    """Put the work of counting anew on the agenda: a job for each running matter."""
    for instance_id in instances.running(uow):
        uow.put_job(_rows.entry("recompute", new_id(), now, now, process_instance_id=instance_id))


def recompute(engine: Engine, job: AnyRow) -> None:
    """The open limits of one matter by the calendar as it is now; the record keeps both ends of each."""
    engine.desks.forget()  # another process may have taken the list in
    with engine.work() as uow:
        held = uow.hold_job(job.id)
        if held is None or held.job_state != "running" or held.job_attempts != job.attempts:
            return
        if held.state in instances.RUNNING:
            opened = _case.load(engine, uow, held, SYSTEM, moving=False)
            moved = opened.world.deadlines.recompute()
            if moved:
                data: dict[str, Json] = {"moved": [_both(before, after) for before, after in moved]}
                act = Act(SYSTEM, "deadline.recompute", f"process_instance:{held.id}", data)
                settle(engine, uow, opened, act)
        agenda.finish(uow, job.id, job.attempts)


def _both(before: Deadline, after: Deadline) -> dict[str, Json]:
    return {
        "key": after.key,
        "element_id": after.element_id,
        "from": before.due_at.isoformat(),
        "to": after.due_at.isoformat(),
        "provisional": after.provisional,
    }
