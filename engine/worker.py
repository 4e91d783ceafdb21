"""The hands of the machine: what is due is handed to the queue, what the queue brings is done.

Any number of workers may tick: whoever comes second finds the rows claimed. While the clock is manual
nothing is taken here; whoever moves the clock runs what becomes due.
"""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.clock import Clock
from engine.jobs.hands import Hands
from engine.jobs.queue import JobQueue, this_worker
from engine.settings import Settings
from engine.store import agenda
from engine.store.unit_of_work import AnyRow, Database

BATCH = 500  # rows handed over in one tick
PATIENCE = 10  # leases after which the queue is told again of what it did not begin

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Chore:
    """Something to do every so many seconds; harmless when several workers do it."""

    every: float
    do: Callable[[], object]


class Worker:
    """Runs the jobs of a database.

    ``run`` does all of one job: the try and what follows. ``run_begun`` does one whose try is counted.
    """

    def __init__(
        self,
        database: Database,
        queue: JobQueue,
        settings: Settings,
        run: Callable[[str], None],
        run_begun: Callable[[AnyRow], None],
        *,
        clock: Clock,
        wall: Clock,
        chores: Sequence[Chore] = (),
    ) -> None:
        self._database = database
        self._queue = queue
        self._run = run
        self._run_begun = run_begun
        self._clock = clock
        self._wall = wall
        self._lease = timedelta(seconds=settings.lease_seconds)
        self._hands = Hands(settings.workers, self.run_begun, wall=wall, lease=self._lease)
        self._takes_jobs = not settings.clock.startswith("manual")
        self._running: Counter[str] = Counter()
        self._counting = threading.Lock()
        self._broke_off: deque[str] = deque()
        self._next_look = 0.0
        self._chores = dict.fromkeys(chores, 0.0)
        self._failed = False
        self._stopping = False

    def start(self) -> None:
        """Begin. Rows that the process before this one held are free again where there was only that one."""
        if self._database.embedded:
            with self._database.work() as uow:
                agenda.take_over_all(uow)
        if not self._takes_jobs:
            log.info("the clock is manual: no jobs are taken")
            return
        self._stopping = False
        self._hands.start()
        self._database.attach(self._queue, self._hands)
        self._queue.start(self._hands, self.run_job, self.tick)

    def stop(self) -> None:
        """End; returns when the running jobs have ended. What waits for a thread is given back."""
        self._stopping = True
        self._hands.promise_no_more()
        self._queue.stop()
        self._hands.stop()
        try:
            self._give_back()
        except Exception:  # their time to be begun by runs out
            log.warning("what the queue had brought could not be given back", exc_info=True)

    def work_until_told(self) -> None:
        """What ``liye worker`` does: run until SIGTERM or SIGINT, then end in good order."""
        told = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: told.set())
        self.start()
        told.wait()
        self.stop()

    def tick(self) -> None:
        """Hand over what is due, renew our leases, free what others left."""
        try:
            self._give_back()
            self._hand_over()
            if time.monotonic() >= self._next_look:
                self._renew()
                self._take_over()
                self._next_look = time.monotonic() + self._lease.total_seconds() / 4
            self._do_chores()
            self._failed = False
        except Exception as error:  # the next tick tries again
            log.log(logging.ERROR, "a tick failed: %s", error, exc_info=not self._failed)  # in full once
            self._failed = True

    def run_job(self, job_id: str) -> None:
        """Do one job. Whatever goes wrong stays here; the next tick gives the row back."""
        if self._stopping:
            self._broke_off.append(job_id)
        else:
            self._whatever_happens(job_id, lambda: self._run(job_id))

    def run_begun(self, job: AnyRow) -> None:
        """The same for a job that was begun as it was made."""
        self._whatever_happens(job.id, lambda: self._run_begun(job))

    def _whatever_happens(self, job_id: str, do: Callable[[], None]) -> None:
        self._count(job_id, 1)
        try:
            do()
        except BaseException:  # a handler may say sys.exit(); its worker goes on
            log.exception("job %s broke off", job_id)
            self._broke_off.append(job_id)
        finally:
            self._count(job_id, -1)

    def _do_chores(self) -> None:
        for chore, next_at in self._chores.items():
            if time.monotonic() >= next_at:
                self._chores[chore] = time.monotonic() + chore.every
                chore.do()

    def _count(self, job_id: str, change: int) -> None:
        """The queue may bring a job that is running already."""
        with self._counting:
            self._running[job_id] += change
            if not self._running[job_id]:
                del self._running[job_id]

    def _give_back(self) -> None:
        broke_off = list(self._broke_off)
        with self._counting:
            given = [job_id for job_id in broke_off if not self._running[job_id]]
        if given:
            with self._database.work() as uow:
                agenda.give_back(uow, this_worker(), given)
        for _ in broke_off:
            self._broke_off.popleft()

    def _hand_over(self) -> None:
        now = self._clock.now()
        with self._database.reading() as view:
            if not agenda.is_due(view, now):
                return
        with self._database.work() as uow:
            agenda.claim_due(uow, now, BATCH, begin_by=self._begin_by())

    def _renew(self) -> None:
        with self._counting:
            running = list(self._running)
        if running:
            with self._database.work() as uow:
                agenda.renew(uow, this_worker(), running, self._wall.now() + self._lease)

    def _take_over(self) -> None:
        now = self._wall.now()
        with self._database.reading() as view:
            if not agenda.has_silent(view, now):
                return
        with self._database.work() as uow:
            freed = agenda.take_over_expired(uow, now, begin_by=self._begin_by())
        if freed:
            log.warning("%d jobs were given up by their worker or lost by the queue; they run again", freed)

    def _begin_by(self) -> datetime:
        return self._wall.now() + self._lease * PATIENCE
