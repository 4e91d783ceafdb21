"""APScheduler as a clock that may be lost and made again: it ticks."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from engine.clock import SystemClock

# A tick that takes longer than its interval is no news; what fails in a tick is told by the tick itself.
log = logging.getLogger(__name__)
log.setLevel(logging.ERROR)


def begin(tick: Callable[[], None], seconds: float) -> BackgroundScheduler:
    """A scheduler that calls ``tick`` at once and then every so many seconds, in a thread of its own."""
    scheduler = BackgroundScheduler(
        executors={"default": ThreadPoolExecutor(1)},
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        timezone=UTC,
        logger=log,
    )
    scheduler.add_job(tick, "interval", seconds=seconds, next_run_time=SystemClock().now())
    scheduler.start()
    return scheduler


def end(scheduler: BackgroundScheduler) -> None:
    """Stop it when what runs has ended. It must have nothing to start by then, or its thread breaks off."""
    scheduler.pause()
    scheduler.remove_all_jobs()
    scheduler.shutdown(wait=True)
