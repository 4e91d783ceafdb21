"""liye itself: the chain through its commands, its service job through the real queue.

With history, audit chain, rights and a receipt for each command, as a request with an Idempotency-Key has.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from uuid import uuid4

from sqlalchemy import func, select

from engine.commands import deployments, process_instances, receipts, user_tasks
from engine.handlers import service_task
from engine.machine import Engine
from engine.model import SYSTEM
from engine.office import staff
from engine.settings import Settings
from engine.store.tables.instances import process_instance, user_task
from tests.bench.places import Place
from tests.diagrams import REWORK, W1
from web import compose

STEPS = ("first", "second", "left", "right")


_filed = threading.Semaphore(0)  # so that whoever waits for the jobs takes no time from them


@service_task("w1.file")
def file_it(amount: int) -> dict[str, object]:
    """What the chain ends with."""
    _filed.release()
    return {"filed": amount}


def machine(place: Place, threads: int) -> Engine:
    """An engine of so many job threads on that place."""
    settings = Settings(
        home=place.home,
        database_url=place.url,
        processes=place.home / "none",
        secret_key="bench",
        workers=threads,
    )
    built = compose.engine(settings)
    return replace(built, handlers={"w1.file": file_it})


def prepare(place: Place) -> None:
    """One clerk and the diagrams."""
    engine = machine(place, 1)
    with engine.work() as uow:
        staff.add_user(uow, "bob", "鲍", groups=("clerks",), now=engine.clock.now())
    engine.desks.forget()
    deployments.deploy(engine, {"w1.bpmn": W1}, SYSTEM)
    deployments.deploy(engine, {"rework.bpmn": REWORK}, SYSTEM)
    engine.database.dispose()


@contextmanager
def working(place: Place, threads: int) -> Iterator[Engine]:
    """The machine with its worker running."""
    engine = machine(place, threads)
    worker = compose.worker(engine)
    worker.start()
    try:
        yield engine
    finally:
        worker.stop()
        engine.database.dispose()


def claims(engine: Engine, chains: int) -> list[str]:
    """A receipt for each command, as HTTP claims one for a request with an Idempotency-Key."""
    found = [
        receipts.begin(engine, "bob", "POST", "/bench", uuid4().hex, b"")
        for _ in range(chains * (1 + len(STEPS)))
    ]
    return [one.claim for one in found if isinstance(one, receipts.Receipt)]


def run(engine: Engine, threads: int, chains: int, claimed: list[str]) -> None:
    """That many chains, shared by the threads; returns when the last service task is done."""
    before = finished(engine)
    share = [claimed[number::threads] for number in range(threads)]
    workers = [threading.Thread(target=ask, args=(engine, chains // threads, mine)) for mine in share]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    asked = chains // threads * threads
    wait(asked)
    while finished(engine) < before + asked:  # the last ones commit
        time.sleep(0.002)


def wait(jobs: int) -> None:
    """Until so many service jobs were run."""
    for _ in range(jobs):
        assert _filed.acquire(timeout=60), "a job was lost"


def ask(engine: Engine, chains: int, claimed: list[str]) -> None:
    """Start so many chains and complete their tasks, step by step."""
    bob = engine.actor("bob")
    assert bob is not None
    mine = [
        process_instances.start(engine.under(claimed.pop()), "w1", bob, variables={"amount": 2000}).id
        for _ in range(chains)
    ]
    for step in STEPS:
        for task_id in _inbox(engine, mine, step):
            user_tasks.complete(engine.under(claimed.pop()), task_id, {}, bob)


def _inbox(engine: Engine, matters: list[str], step: str) -> list[str]:
    """The open tasks at a step."""
    t = user_task.c
    wanted = select(t.id).where(t.process_instance_id.in_(matters), t.element_id == step, t.state == "open")
    with engine.reading() as view:
        found = [row.id for row in view.rows(wanted)]
    assert len(found) == len(matters)
    return found


def finished(engine: Engine) -> int:
    """How many chains are done."""
    p = process_instance.c
    ended = select(func.count()).select_from(process_instance)
    with engine.reading() as view:
        return int(view.value(ended.where(p.process_key == "w1", p.state == "completed")))
