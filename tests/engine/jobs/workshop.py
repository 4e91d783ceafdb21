"""A worker with a plain function in the place of the commands, and a table that tells what was done.

Run as a program it is a worker in another process:

    python -m tests.engine.jobs.workshop URL LEASE_SECONDS
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import Column, Integer, MetaData, String, Table, select

from engine import jobs
from engine.clock import SystemClock
from engine.jobs.queue import this_worker
from engine.model import new_id
from engine.settings import Settings
from engine.store import agenda
from engine.store.tables.work import job
from engine.store.unit_of_work import Database, UnitOfWork
from engine.worker import Worker

metadata = MetaData()
effect = Table(
    "effect",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("job_id", String(32)),  # not unique: a second effect must show
    Column("worker", String(200)),
)
CLOCK = SystemClock()


@dataclass
class Workshop:
    """Two tables and a worker."""

    url: str
    lease_seconds: int = 60
    clock: str = "system"
    handlers: dict[str, Callable[[Any], object]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.settings = Settings(tick_seconds=0.05, lease_seconds=self.lease_seconds, clock=self.clock)
        self.database = Database(self.url)
        self.queue = jobs.open_queue(self.url, self.settings)
        self.worker = Worker(
            self.database, self.queue, self.settings, self.run, self.run_begun, clock=CLOCK, wall=CLOCK
        )
        self.begun: list[tuple[str, int]] = []
        with self.database.writer.begin() as connection:
            metadata.create_all(connection)

    def put(self, uow: UnitOfWork, kind: str = "note", **values: object) -> str:
        """A row on the agenda, due now, for the handler named."""
        row = {
            "id": new_id(), "kind": "service", "process_instance_id": None, "process_definition_id": None,
            "token_id": None, "element_id": "e", "type": kind, "external": False, "state": "ready",
            "queued": True, "attempts": 0, "retries": 3, "next_at": CLOCK.now(), "payload": None,
            "error": None, "worker": None, "locked_until": None, "created_at": CLOCK.now(), **values,
        }  # fmt: skip
        uow.put_job(row)
        return row["id"]

    def new(self, kind: str = "note", **values: object) -> str:
        """Such a row, committed."""
        with self.database.work() as uow:
            return self.put(uow, kind, **values)

    def run(self, job_id: str) -> None:
        """What ``engine.commands.jobs.run`` does, without cases."""
        until = CLOCK.now() + timedelta(seconds=self.lease_seconds)
        with self.database.work() as uow:
            row = agenda.begin_attempt(uow, job_id, worker=this_worker(), now=CLOCK.now(), until=until)
        if row is not None:
            self.run_begun(row)

    def run_begun(self, row: Any) -> None:
        """The same where the try was counted as the job was made."""
        job_id = row.id
        self.begun.append((job_id, row.attempts))
        try:
            self.handlers.get(row.type, id)(row)
        except ValueError as error:
            with self.database.work() as uow:
                if row.attempts < row.retries:
                    agenda.back_off(uow, job_id, row.attempts, next_at=CLOCK.now(), error=str(error))
                else:
                    agenda.fail(uow, job_id, row.attempts, error=str(error))
            return
        with self.database.work() as uow:
            if agenda.finish(uow, job_id, row.attempts):
                uow.execute(effect.insert(), {"job_id": job_id, "worker": this_worker()})

    def row(self, job_id: str) -> Any:
        """The row as it is now."""
        with self.database.reading() as view:
            return view.row(select(job).where(job.c.id == job_id))

    def states(self) -> dict[str, int]:
        """How many rows are in which state."""
        with self.database.reading() as view:
            found = [row.state for row in view.rows(select(job.c.state))]
        return {state: found.count(state) for state in found}

    def effects(self) -> list[str]:
        """The jobs whose effect was written, as often as it was."""
        with self.database.reading() as view:
            return [row.job_id for row in view.rows(select(effect.c.job_id))]

    def close(self) -> None:
        """Stop and leave."""
        self.worker.stop()
        self.database.dispose()


def eventually(holds: Callable[[], object], *, within: float = 20) -> None:
    """Wait until it holds; fail when it does not in time."""
    deadline = time.monotonic() + within
    pause = threading.Event()
    while not holds():
        assert time.monotonic() < deadline, "it did not come to that"
        pause.wait(0.02)


def say(word: str) -> None:
    """To the process that started us."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def main(url: str, lease_seconds: str) -> None:
    """Work until told; a job ``stuck`` never ends here."""
    shop = Workshop(url, int(lease_seconds))
    shop.handlers["stuck"] = lambda row: (say(row.id), threading.Event().wait())
    shop.handlers["told"] = lambda row: (say(row.id), sys.stdin.readline())
    threading.Timer(0, say, ["up"]).start()
    shop.worker.work_until_told()
    say("down")


if __name__ == "__main__":
    main(*sys.argv[1:])
