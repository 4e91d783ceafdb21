"""Move the manual clock: everything that falls due on the way happens, each at its own instant."""

from __future__ import annotations

from datetime import datetime, timedelta

from engine import rights
from engine.commands import audit, jobs, searching
from engine.commands._record import Act, record_system
from engine.errors import NotFound, Rejected
from engine.machine import Engine
from engine.model import Actor
from engine.store import agenda
from engine.store.stored_clock import StoredClock

HORIZON = timedelta(days=3653)  # ten years at once are enough for anybody


def advance(
    engine: Engine, actor: Actor, *, to: datetime | None = None, by: timedelta | None = None
) -> datetime:
    """Fire every timer due by the new time at its own due instant, run every job ready then, and answer.

    ``by`` zero runs what is due now. Only with ``LIYE_CLOCK=manual``.
    """
    clock = engine.clock
    if not isinstance(clock, StoredClock):
        raise NotFound("the clock is the system's; start with LIYE_CLOCK=manual", code="CLOCK_NOT_MANUAL")
    rights.refuse_unless_manager(actor)
    with engine.work() as uow:  # what a killed process left running is taken up again
        agenda.take_over_expired(uow, engine.wall.now(), begin_by=engine.wall.now())
    start = clock.now()
    target = to if to is not None else start + (by or timedelta())
    if target < start:
        raise Rejected("the clock only moves forward", code="CLOCK_BACKWARDS")
    if target - start > HORIZON:
        raise Rejected("at most ten years at once", code="CLOCK_TOO_FAR")
    run_until(engine, clock, target)
    clock.set(target)
    with engine.work() as uow:
        record_system(uow, Act(actor, "clock.advance", "clock", {"to": target.isoformat()}), target)
    audit.seal(engine)
    searching.index_all(engine)
    return target


def run_until(engine: Engine, clock: StoredClock, target: datetime) -> None:
    """Run what is due, one entry after another by their instants, those these create included."""
    stuck: set[tuple[str, datetime, int]] = set()
    while True:
        with engine.reading() as view:
            entry = agenda.next_due(view, target)
        if entry is None:
            return
        if (entry.id, entry.next_at, entry.attempts) in stuck:
            raise AssertionError(f"the agenda does not move on: {entry.kind} {entry.id}")
        stuck.add((entry.id, entry.next_at, entry.attempts))
        if entry.next_at > clock.now():
            clock.set(entry.next_at)
        jobs.run(engine, entry.id)
