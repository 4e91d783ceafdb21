"""What has to be done now and then: forget what nobody needs any more."""

from __future__ import annotations

from datetime import timedelta

from engine.machine import Engine
from engine.office import files
from engine.store import leftovers, sessions

KEPT_ENTRIES = timedelta(days=30)  # of the agenda and of messages, after they are done
KEPT_RECEIPTS = timedelta(hours=24)  # api.md: the same answer for 24 h
KEPT_FAILURES = timedelta(days=1)  # failed sign-ins


def sweep(engine: Engine) -> None:
    """Harmless when several processes do it at once."""
    now, wall_now = engine.clock.now(), engine.wall.now()
    with engine.work() as uow:
        gone = files.sweep(uow, wall_now)
        leftovers.forget_drafts(uow)
        leftovers.forget_receipts(uow, wall_now - KEPT_RECEIPTS)
        leftovers.forget_messages(uow, now, now - KEPT_ENTRIES)
        leftovers.forget_entries(uow, now - KEPT_ENTRIES)
        sessions.remove_expired(uow, wall_now, wall_now - KEPT_FAILURES)
    files.removed(engine.files, gone)
