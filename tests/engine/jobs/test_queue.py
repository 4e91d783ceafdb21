"""The contract of the queue, on both adapters."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import update

from engine.model import new_id
from engine.store import agenda
from engine.store.tables.work import job
from tests.engine.jobs.conftest import Process
from tests.engine.jobs.workshop import CLOCK, Workshop, eventually

Shops = Callable[..., Workshop]
HOUR = timedelta(hours=1)


def test_what_is_rolled_back_never_runs(shop: Workshop) -> None:
    shop.worker.start()

    def put_and_break() -> None:
        with shop.database.work() as uow:
            undone.append(shop.put(uow))
            uow.flush()
            raise ZeroDivisionError

    undone: list[str] = []
    with pytest.raises(ZeroDivisionError):
        put_and_break()
    done = shop.new()
    eventually(lambda: shop.effects() == [done])
    shop.worker.stop()
    assert undone[0] not in {job_id for job_id, _ in shop.begun}


def test_what_is_committed_runs_soon_and_once(shop: Workshop) -> None:
    shop.worker.start()
    job_id = shop.new()
    eventually(lambda: shop.effects() == [job_id])
    assert shop.row(job_id).state == "done"
    assert shop.row(job_id).attempts == 1


def test_a_job_is_run_at_its_time_and_not_before(shop: Workshop) -> None:
    shop.worker.start()
    due = CLOCK.now() + timedelta(seconds=1)
    times: list[timedelta] = []
    shop.handlers["note"] = lambda row: times.append(CLOCK.now() - row.next_at)
    shop.new(queued=False, next_at=due)
    eventually(lambda: times)
    assert timedelta() <= times[0] < timedelta(seconds=5)


def test_two_hundred_jobs_of_two_workers_are_done_once_each(workshops: Shops, database_url: str) -> None:
    first = workshops()
    first.worker.start()
    if not first.database.embedded:
        workshops().worker.start()
    with first.database.work() as uow:
        ids = {first.put(uow) for _ in range(200)}
    eventually(lambda: first.states() == {"done": 200})
    effects = first.effects()
    assert set(effects) == ids
    assert len(effects) == 200


def test_a_job_that_raises_is_tried_as_often_as_its_row_says(shop: Workshop) -> None:
    def refuse(row: object) -> None:
        raise ValueError("not today")

    shop.handlers["bad"] = refuse
    shop.worker.start()
    job_id = shop.new("bad", retries=3)
    eventually(lambda: shop.row(job_id).state == "failed")
    assert [attempt for _, attempt in shop.begun] == [1, 2, 3]
    assert shop.row(job_id).error == "not today"


def test_a_handler_that_exits_does_not_take_its_worker_along(shop: Workshop) -> None:
    shop.handlers["exit"] = lambda row: sys.exit(3) if row.attempts == 1 else None
    shop.worker.start()
    job_id = shop.new("exit")
    eventually(lambda: shop.effects() == [job_id])
    assert shop.row(job_id).attempts == 2  # given back at once, not when its lease ran out


@pytest.mark.slow
def test_a_long_job_keeps_its_lease(workshops: Shops) -> None:
    shop = workshops(lease_seconds=3)
    go_on = threading.Event()
    shop.handlers["long"] = lambda row: go_on.wait(20)
    shop.worker.start()
    job_id = shop.new("long")
    eventually(lambda: shop.begun)
    lapsed = CLOCK.now() + timedelta(seconds=4.5)
    eventually(lambda: CLOCK.now() > lapsed)
    go_on.set()
    eventually(lambda: shop.effects() == [job_id])
    assert shop.begun == [(job_id, 1)]


def test_stop_waits_for_what_runs_and_leaves_the_rest(shop: Workshop) -> None:
    go_on = threading.Event()
    shop.handlers["long"] = lambda row: go_on.wait(20)
    shop.worker.start()
    ids = [shop.new("long") for _ in range(shop.settings.workers + 3)]
    eventually(lambda: len(shop.begun) == shop.settings.workers)
    with ThreadPoolExecutor(1) as other:
        stopping = other.submit(shop.worker.stop)
        assert not stopping.done()
        go_on.set()
        stopping.result(timeout=20)
    assert len(shop.effects()) == shop.settings.workers
    assert shop.states() == {"done": shop.settings.workers, "ready": 3}

    shop.worker.start()
    eventually(lambda: sorted(shop.effects()) == sorted(ids))


@pytest.mark.slow
def test_sigterm_ends_a_worker_after_its_job(shop: Workshop, processes: Callable[..., Process]) -> None:
    job_id = shop.new("told", queued=False)
    process = processes()
    assert process.stdout is not None
    assert process.stdout.readline() == f"{job_id}\n"
    process.send_signal(signal.SIGTERM)
    out, _ = process.communicate("go on\n", timeout=20)
    assert out == "down\n"
    assert process.returncode == 0
    assert shop.effects() == [job_id]


@pytest.mark.slow
def test_a_killed_workers_job_is_taken_over_and_its_effect_is_there_once(
    workshops: Shops, processes: Callable[..., Process]
) -> None:
    shop = workshops(lease_seconds=2)
    job_id = shop.new("stuck", queued=False)
    victim = processes(lease_seconds=2)
    assert victim.stdout is not None
    assert victim.stdout.readline() == f"{job_id}\n"
    assert shop.row(job_id).attempts == 1  # written before the try
    victim.kill()
    victim.wait()
    shop.worker.start()  # here the handler ends
    eventually(lambda: shop.effects() == [job_id])
    assert shop.begun == [(job_id, 2)]


@pytest.mark.slow
def test_jobs_a_killed_worker_had_been_given_are_not_lost(
    workshops: Shops, processes: Callable[..., Process]
) -> None:
    shop = workshops(lease_seconds=2)
    shop.database.attach(shop.queue)
    victim = processes(lease_seconds=2)
    assert victim.stdout is not None
    with shop.database.work() as uow:
        ids = [shop.put(uow, "stuck", queued=False) for _ in range(10)]
    victim.stdout.readline()
    victim.kill()
    victim.wait()
    shop.worker.start()
    eventually(lambda: sorted(shop.effects()) == sorted(ids))


def test_a_worker_that_was_given_up_and_comes_back_changes_nothing(shop: Workshop) -> None:
    job_id = shop.new()
    begin = {"worker": "one", "now": CLOCK.now(), "until": CLOCK.now() - HOUR}
    with shop.database.work() as uow:
        old = agenda.begin_attempt(uow, job_id, **begin)
    with shop.database.work() as uow:
        assert agenda.take_over_expired(uow, CLOCK.now(), begin_by=CLOCK.now()) == 1
    with shop.database.work() as uow:
        assert not agenda.finish(uow, job_id, old.attempts)  # nobody has it yet
    with shop.database.work() as uow:
        new = agenda.begin_attempt(uow, job_id, **begin)
    with shop.database.work() as uow:
        assert not agenda.finish(uow, job_id, old.attempts)
        assert not agenda.fail(uow, job_id, old.attempts, error="late")
        assert not agenda.back_off(uow, job_id, old.attempts, next_at=CLOCK.now(), error="late")
        assert agenda.finish(uow, job_id, new.attempts)
    assert shop.row(job_id).state == "done"


@pytest.mark.slow
def test_ticks_race_and_each_row_is_claimed_once(shop: Workshop, processes: Callable[..., Process]) -> None:
    racers = [processes(), processes()]
    with shop.database.work() as uow:
        ids = [shop.put(uow, queued=False) for _ in range(200)]
    eventually(lambda: shop.states() == {"done": 200})
    assert sorted(shop.effects()) == sorted(ids)
    assert all(racer.poll() is None for racer in racers)


def test_when_the_database_comes_back_the_worker_does_too(shop: Workshop) -> None:
    if shop.database.embedded:  # its database cannot go away
        return
    shop.worker.start()
    before = shop.new()
    eventually(lambda: shop.effects() == [before])
    with psycopg.connect(shop.url, autocommit=True) as connection:
        everyone_else = "datname = current_database() AND pid <> pg_backend_pid()"
        connection.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {everyone_else}")
    shop.database.dispose()  # both pools begin anew; the queue has connections of its own
    after = shop.new()
    eventually(lambda: after in shop.effects(), within=20)


def test_a_try_that_breaks_off_before_it_is_counted_is_made_again(shop: Workshop) -> None:
    broken = ["the database", "was away"]
    run = shop.worker._run

    def run_when_mended(job_id: str) -> None:
        if broken:
            raise OSError(broken.pop())
        run(job_id)

    shop.worker._run = run_when_mended
    shop.worker.start()
    job_id = shop.new()
    eventually(lambda: shop.effects() == [job_id])
    assert shop.begun == [(job_id, 1)]


def test_a_row_the_queue_lost_is_told_again(workshops: Shops) -> None:
    shop = workshops(lease_seconds=1)
    shop.worker.start()
    job_id = shop.new(queued=False, next_at=CLOCK.now() + HOUR)
    with shop.database.work() as uow:  # as if it had been carried, and dropped
        values = {"queued": True, "next_at": CLOCK.now(), "locked_until": CLOCK.now()}
        uow.execute(update(job).where(job.c.id == job_id).values(values))
    eventually(lambda: shop.effects() == [job_id])


def test_without_a_queue_a_row_waits_for_the_tick(shop: Workshop) -> None:
    job_id = shop.new(queued=True)
    assert not shop.row(job_id).queued
    shop.worker.start()
    eventually(lambda: shop.effects() == [job_id])


def test_telling_the_queue_of_five_jobs_costs_one_execution(shop: Workshop) -> None:
    executed: list[object] = []

    class Counting(psycopg.Cursor):
        def execute(self, query, *values, **options):
            executed.append(query)
            return super().execute(query, *values, **options)

    shop.database.attach(shop.queue)
    with shop.database.work() as uow:
        if not shop.database.embedded:
            uow.driver_connection.cursor_factory = Counting
        shop.queue.defer(uow.driver_connection, [new_id() for _ in range(5)])
    assert len(executed) == (0 if shop.database.embedded else 1)


def test_while_the_clock_is_manual_no_worker_takes_a_job(workshops: Shops) -> None:
    idle, busy = workshops(clock="manual:2026-03-02T09:00:00+08:00"), workshops()
    idle.worker.start()
    for _ in range(20):
        idle.new()
    assert idle.states() == {"ready": 20}
    busy.worker.start()
    eventually(lambda: busy.states() == {"done": 20})
    assert idle.begun == []
