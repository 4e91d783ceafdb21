"""A job is begun in the transaction that makes it, where a thread of this process is free."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from engine.jobs.queue import this_worker
from engine.store import agenda
from tests.engine.jobs.workshop import CLOCK, Workshop, eventually

HOUR = timedelta(hours=1)


@pytest.fixture
def gate(shop: Workshop) -> threading.Event:
    """Jobs of the kind ``long`` wait for it."""
    opened = threading.Event()
    shop.handlers["long"] = lambda row: opened.wait(20)
    return opened


def test_the_try_is_counted_in_the_commit_that_makes_the_job(shop: Workshop, gate: threading.Event) -> None:
    shop.worker.start()
    shop.worker._run = lambda job_id: pytest.fail("the queue was asked")
    job_id = shop.new("long")
    row = shop.row(job_id)
    assert (row.state, row.attempts, row.queued, row.worker) == ("running", 1, False, this_worker())
    gate.set()
    eventually(lambda: shop.effects() == [job_id])


def test_where_no_thread_is_free_the_queue_carries_the_job(shop: Workshop, gate: threading.Event) -> None:
    shop.worker.start()
    busy = [shop.new("long") for _ in range(shop.settings.workers)]
    eventually(lambda: len(shop.begun) == len(busy))
    carried = shop.new()
    row = shop.row(carried)
    assert (row.state, row.attempts, row.queued) == ("ready", 0, True)
    gate.set()
    eventually(lambda: sorted(shop.effects()) == sorted([*busy, carried]))


def test_of_many_at_once_as_many_are_begun_as_there_are_threads(
    shop: Workshop, gate: threading.Event
) -> None:
    shop.worker.start()
    with shop.database.work() as uow:
        ids = [shop.put(uow, "long") for _ in range(shop.settings.workers + 2)]
    states = [shop.row(job_id).state for job_id in ids]
    assert states == ["running"] * shop.settings.workers + ["ready"] * 2
    gate.set()
    eventually(lambda: sorted(shop.effects()) == sorted(ids))


def test_a_promise_of_a_transaction_that_comes_to_nothing_is_given_back(
    shop: Workshop, gate: threading.Event
) -> None:
    def put_and_break() -> None:
        with shop.database.work() as uow:
            shop.put(uow)
            uow.flush()
            raise ZeroDivisionError

    shop.worker.start()
    for _ in range(shop.settings.workers + 1):
        with pytest.raises(ZeroDivisionError):
            put_and_break()
    assert shop.row(shop.new("long")).state == "running"
    gate.set()


def test_a_process_that_dies_between_commit_and_try_loses_nothing(shop: Workshop) -> None:
    shop.worker.start()
    hands = shop.worker._hands
    hands.take = lambda jobs: hands.release(len(jobs))  # type: ignore[method-assign]
    job_id = shop.new()
    assert (shop.row(job_id).state, shop.begun) == ("running", [])
    shop.worker.stop()
    with shop.database.work() as uow:
        assert agenda.take_over_expired(uow, CLOCK.now() + HOUR, begin_by=CLOCK.now()) == 1
    shop.worker.start()
    eventually(lambda: shop.effects() == [job_id])
    assert shop.begun == [(job_id, 2)]


def test_an_entry_that_comes_again_goes_on_counting(shop: Workshop, gate: threading.Event) -> None:
    job_id = shop.new("long", queued=False)
    for _ in range(2):
        with shop.database.work() as uow:
            agenda.begin_attempt(uow, job_id, worker="one", now=CLOCK.now(), until=CLOCK.now() + HOUR)
        with shop.database.work() as uow:
            agenda.give_back(uow, "one", [job_id])
    shop.database.attach(shop.queue, shop.worker._hands)
    shop.worker._hands.start()
    again = shop.new("long", id=job_id)
    row = shop.row(again)
    assert (again, row.state, row.attempts, row.retries) == (job_id, "running", 3, 5)
    gate.set()
    eventually(lambda: shop.effects() == [job_id])
    assert shop.begun == [(job_id, 3)]
    shop.worker._hands.stop()


def test_a_worker_that_stops_promises_nothing_more(shop: Workshop) -> None:
    shop.worker.start()
    shop.worker.stop()
    row = shop.row(shop.new())
    assert (row.state, row.attempts) == ("ready", 0)
