"""The queue of a single process on SQLite: a pool of threads.

Nothing of it is kept: after a restart the rows tell what was queued.
"""

from __future__ import annotations

import threading
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
        self._changing = threading.Lock()

    def defer(self, connection: Any, job_ids: Sequence[str]) -> None:
        """Nothing: the row says that it is queued."""

    def wake(self, job_ids: Sequence[str]) -> None:
        """Put them before the pool; while it is not running, the next start finds them."""
        with self._changing:
            if self._scheduler is not None:
                for job_id in job_ids:
                    self._scheduler.add_job(self._one, args=(job_id,), executor=ticking.JOBS)

    def start(self, run: Callable[[str], None], tick: Callable[[], None]) -> None:
        """Start the threads."""
        self._run = run
        with self._changing:
            self._scheduler = ticking.begin(tick, self._tick_seconds, threads=self._threads)

    def stop(self) -> None:
        """Wait for the jobs that run; what only waits in the pool is dropped, its rows stay queued."""
        with self._changing:
            stopped, self._scheduler = self._scheduler, None
        self._run = _nothing
        if stopped is not None:
            ticking.end(stopped)

    def _one(self, job_id: str) -> None:
        self._run(job_id)


def _nothing(_job_id: str) -> None:
    """While the queue is not running."""
