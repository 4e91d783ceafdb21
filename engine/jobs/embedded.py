"""The queue of a single process on SQLite: what is to be run goes straight to its threads.

Nothing of it is kept: after a restart the rows tell what was queued.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import Any

from apscheduler.schedulers.background import BackgroundScheduler

from engine.jobs import ticking


class EmbeddedQueue:
    """Runs jobs in this process."""

    def __init__(self, *, tick_seconds: float) -> None:
        self._tick_seconds = tick_seconds
        self._run: Callable[[str], None] = _nothing
        self._hands: Executor | None = None
        self._scheduler: BackgroundScheduler | None = None
        self._changing = threading.Lock()

    def defer(self, connection: Any, job_ids: Sequence[str]) -> None:
        """Nothing: the row says that it is queued."""

    def wake(self, job_ids: Sequence[str]) -> None:
        """Put them before the threads; while those are not running, the next start finds them."""
        with self._changing:
            if self._hands is not None:
                for job_id in job_ids:
                    self._hands.submit(self._one, job_id)

    def start(self, hands: Executor, run: Callable[[str], None], tick: Callable[[], None]) -> None:
        """Bring them jobs, and tick."""
        self._run = run
        with self._changing:
            self._hands = hands
            self._scheduler = ticking.begin(tick, self._tick_seconds)

    def stop(self) -> None:
        """Bring no more; what only waits for a thread is dropped, its rows stay queued."""
        with self._changing:
            stopped, self._scheduler, self._hands = self._scheduler, None, None
        self._run = _nothing
        if stopped is not None:
            ticking.end(stopped)

    def _one(self, job_id: str) -> None:
        self._run(job_id)


def _nothing(_job_id: str) -> None:
    """While the queue is not running."""
