"""The queue of a single process on SQLite: a pool of threads.

Nothing of it is kept: after a restart the rows tell what was queued.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from apscheduler.schedulers.background import BackgroundScheduler

from engine.jobs import ticking


class EmbeddedQueue:
    """Runs jobs in this process."""

    def __init__(self, *, threads: int, tick_seconds: float) -> None:
        self._threads = threads
        self._tick_seconds = tick_seconds
        self._run: Callable[[str], None] = _nothing
        self._scheduler: BackgroundScheduler | None = None

    def defer(self, connection: Any, job_ids: Sequence[str]) -> None:
        """Nothing: the row says that it is queued."""

    def wake(self, job_ids: Sequence[str]) -> None:
        """Put them before the pool."""
        scheduler = self._scheduler
        if scheduler is None:  # not started, or stopping: the next start finds them
            return
        for job_id in job_ids:
            scheduler.add_job(self._one, args=(job_id,), executor=ticking.JOBS)

    def start(self, run: Callable[[str], None], tick: Callable[[], None]) -> None:
        """Start the threads."""
        self._run = run
        self._scheduler = ticking.scheduler(tick, self._tick_seconds, threads=self._threads)
        self._scheduler.start()

    def stop(self) -> None:
        """Wait for the jobs that run; what only waits in the pool is dropped, its rows stay queued."""
        if self._scheduler is not None:
            stopped, self._scheduler = self._scheduler, None
            self._run = _nothing
            stopped.shutdown(wait=True)

    def _one(self, job_id: str) -> None:
        self._run(job_id)


def _nothing(_job_id: str) -> None:
    """While the queue is not running."""
