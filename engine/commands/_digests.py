"""What was done in somebody's name while he was away: told to him once a day, by the agenda."""

from __future__ import annotations

from datetime import datetime

from engine.commands import _rows
from engine.machine import Engine
from engine.model import new_id
from engine.office import notifications
from engine.office.calendar import local_day
from engine.store import agenda, user_tasks
from engine.store.unit_of_work import AnyRow, UnitOfWork

TIME = "proxy.digest"  # a policy: at what time of the day
NAMED = 5  # titles a digest names


def plan(engine: Engine, uow: UnitOfWork, holder: str, start: datetime, end: datetime) -> None:
    """The first digest after an instant; the last comes on the day the absence ends."""
    limit = engine.desk.policies.limit(TIME)
    at = limit.from_(start, engine.desk.calendar).at
    payload = {"holder": holder, "since": start.isoformat(), "end": end.isoformat()}
    uow.put_job(_rows.entry("digest", new_id(), at, engine.clock.now(), type=holder, payload=payload))


def send(engine: Engine, job: AnyRow) -> None:
    """Tell the holder what others did for him since the last time, and plan the next."""
    with engine.work() as uow:
        if not agenda.finish(uow, job.id, job.attempts):
            return
        holder, now = job.payload["holder"], job.next_at
        since, end = (datetime.fromisoformat(job.payload[name]) for name in ("since", "end"))
        done = user_tasks.done_for(uow, holder, since, now)
        if done:
            notifications.tell(
                uow,
                [holder],
                about=f"digest:{local_day(now).isoformat()}",
                kind="notice",
                text="proxy.digest",
                at=engine.clock.now(),
                params={
                    "n": len(done),
                    "by": sorted({task.closed_by for task in done}),
                    "titles": list(dict.fromkeys(task.title for task in done))[:NAMED],
                },
            )
        if now < end:
            plan(engine, uow, holder, now, end)
