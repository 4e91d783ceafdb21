"""The queue of any number of workers on PostgreSQL: procrastinate, in the same database.

A job is deferred on the connection of the transaction that wrote its row, so both are there or neither.
LISTEN/NOTIFY wakes a worker at the commit. Of procrastinate only carrying is used: not its retries, not
``schedule_at``, not its locks; what it has delivered it forgets. A worker whose heart stopped loses its
deliveries to the others.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import Any

import procrastinate
import psycopg
from apscheduler.schedulers.background import BackgroundScheduler
from procrastinate.exceptions import ConnectorException
from procrastinate.types import JSONDict

from engine.jobs import ticking

QUEUE = "liye"
TASK = "run_job"
_PAUSE = 1.0  # before a worker that lost its database tries again
_TIMEOUT = 5.0  # how long it waits for a connection before it calls the database lost
_CONNECT: dict[str, Any] = {"connect_timeout": 5, "tcp_user_timeout": 15_000}  # milliseconds, the second

log = logging.getLogger(__name__)


class DistributedQueue:
    """Defers anywhere; runs jobs where it is started."""

    def __init__(self, conninfo: str, *, threads: int, tick_seconds: float, lease_seconds: float) -> None:
        self._conninfo = conninfo
        self._threads = threads
        self._tick_seconds = tick_seconds
        self._lease_seconds = lease_seconds
        # Never opened: it only writes on connections it is given.
        self._deferring = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())
        self._ticking: BackgroundScheduler | None = None
        self._loop: _Loop | None = None

    def defer(self, connection: Any, job_ids: Sequence[str]) -> None:
        """Deliver these when the transaction commits; one statement for all of them."""
        task = self._deferring.configure_task(TASK, queue=QUEUE, connection=connection)
        arguments: list[JSONDict] = [{"job_id": job_id} for job_id in job_ids]
        task.batch_defer(*arguments)

    def wake(self, job_ids: Sequence[str]) -> None:
        """Nothing: the commit itself notified the workers."""

    def start(self, hands: Executor, run: Callable[[str], None], tick: Callable[[], None]) -> None:
        """Start the ticks and a thread with procrastinate's loop."""
        self._loop = _Loop(self._conninfo, hands, run, self._threads, self._lease_seconds)
        self._loop.start()
        self._ticking = ticking.begin(tick, self._tick_seconds)

    def stop(self) -> None:
        """Wait for the jobs that run; the ticks go on until then, since they renew the leases."""
        if self._loop is not None and self._ticking is not None:
            self._loop.stop()
            ticking.end(self._ticking)
            self._loop = self._ticking = None


class _Loop(threading.Thread):
    """procrastinate's worker in a thread of its own; it comes back when the database went away."""

    def __init__(
        self,
        conninfo: str,
        hands: Executor,
        run: Callable[[str], None],
        threads: int,
        lease_seconds: float,
    ) -> None:
        super().__init__(name="liye-queue", daemon=True)
        self._conninfo = conninfo
        self._hands = hands
        self._run_job = run
        self._threads = threads
        self._lease_seconds = lease_seconds
        self._loop = asyncio.new_event_loop()
        self._working: asyncio.Task[None] | None = None

    def run(self) -> None:
        """Until stopped."""
        self._working = self._loop.create_task(self._work())
        try:
            self._loop.run_until_complete(self._working)
        except asyncio.CancelledError:
            log.debug("the queue has stopped")
        finally:
            self._loop.close()

    def stop(self) -> None:
        """Ask the worker to end after its running jobs, and wait for it."""
        self._loop.call_soon_threadsafe(self._cancel)
        self.join()

    def _cancel(self) -> None:
        if self._working is not None:
            self._working.cancel()

    async def _work(self) -> None:
        while True:
            try:
                await self._work_while_connected()
            except (ConnectorException, psycopg.Error) as error:
                log.warning("the queue lost its database and tries again: %s", error)
            except Exception:
                log.exception("the queue broke off and begins again")
            await asyncio.sleep(_PAUSE)

    async def _work_while_connected(self) -> None:
        # A pool waits longer and longer between its tries to connect; so it is opened when that will work.
        await (await psycopg.AsyncConnection.connect(self._conninfo, **_CONNECT)).close()
        app = procrastinate.App(
            connector=procrastinate.PsycopgConnector(
                conninfo=self._conninfo, min_size=1, max_size=4, timeout=_TIMEOUT, kwargs=_CONNECT
            )
        )

        @app.task(name=TASK, queue=QUEUE)
        async def run_job(job_id: str) -> None:
            await self._loop.run_in_executor(self._hands, self._run_job, job_id)

        async with app.open_async():
            rescuing = self._loop.create_task(self._rescue(app))
            try:
                await app.run_worker_async(
                    queues=[QUEUE],
                    concurrency=self._threads,
                    fetch_job_polling_interval=1.0,
                    delete_jobs="always",
                    install_signal_handlers=False,
                    update_heartbeat_interval=self._lease_seconds / 3,
                    stalled_worker_timeout=self._lease_seconds,
                )
            finally:
                rescuing.cancel()

    async def _rescue(self, app: procrastinate.App) -> None:
        """Deliver again what dead workers had taken."""
        while True:
            await asyncio.sleep(self._lease_seconds / 3)
            try:
                for job in await app.job_manager.get_stalled_jobs(
                    queue=QUEUE, seconds_since_heartbeat=self._lease_seconds
                ):
                    await app.job_manager.retry_job(job)
            except ConnectorException:
                log.info("another worker was faster, or the database is away", exc_info=True)
