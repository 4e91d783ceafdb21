"""The threads of this process that do jobs, whoever brings them; and what a transaction promises them.

A transaction that puts a job on the agenda may begin it there and then, where a thread here is free: its
row is written as being tried, with the try counted, and once that is committed the thread goes to work.
That saves the transaction in which the try would be counted, and the queue's own. Where no thread is free
the queue carries the job as ever. If the process dies before the thread begins, the try counts all the same.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from engine.clock import Clock
from engine.jobs.queue import this_worker

log = logging.getLogger(__name__)
LAST_PROMISES = 5.0  # seconds in which transactions that promised something may still commit at the end


class Hands(Executor):
    """So many threads. ``run`` does one job whose try is counted, and swallows its errors."""

    def __init__(self, threads: int, run: Callable[[Any], None], *, wall: Clock, lease: timedelta) -> None:
        self._threads = threads
        self._run = run
        self._wall = wall
        self._lease = lease
        self._pool: ThreadPoolExecutor | None = None
        self._promising = False
        self._changing = threading.Condition()
        self._busy = 0  # what runs and what waits for a thread
        self._promised = 0

    def start(self) -> None:
        """From now on jobs are done and promised."""
        with self._changing:
            self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix="liye-job")
            self._promising = True

    def promise_no_more(self) -> None:
        """What is put on the agenda from now on is the queue's."""
        with self._changing:
            self._promising = False
            self._changing.wait_for(lambda: not self._promised, timeout=LAST_PROMISES)

    def stop(self) -> None:
        """Returns when everything that was brought or promised has ended."""
        self.promise_no_more()
        with self._changing:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=True)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Do this as soon as a thread is free."""
        with self._changing:
            if self._pool is None:
                raise RuntimeError("the worker has stopped")
            self._busy += 1
            return self._pool.submit(self._counted, fn, args, kwargs)

    def _counted(self, do: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
        try:
            return do(*args, **kwargs)
        finally:
            with self._changing:
                self._busy -= 1

    # what transactions ask (engine.store.unit_of_work.Hands)

    def promise(self, wanted: int) -> int:
        """How many of so many jobs may be begun; each is then to be taken, or released."""
        with self._changing:
            free = self._threads - self._promised - self._busy if self._promising else 0
            granted = max(0, min(wanted, free))
            self._promised += granted
            return granted

    def release(self, promised: int) -> None:
        """Their transaction came to nothing."""
        with self._changing:
            self._promised -= promised
            self._changing.notify_all()

    def begun(self) -> dict[str, Any]:
        """What the row of a job that is begun here says of it."""
        return {"worker": this_worker(), "locked_until": self._wall.now() + self._lease}

    def take(self, jobs: Sequence[Any]) -> None:
        """They are committed: go to work."""
        for job in jobs:
            try:
                self.submit(self._run, job)
            except RuntimeError:  # its lease runs out, or the next start frees it
                log.warning("job %s was begun while the worker stopped", job.id)
        self.release(len(jobs))
