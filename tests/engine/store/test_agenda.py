from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from engine.model import new_id
from engine.store import agenda
from engine.store.tables.work import job
from engine.store.unit_of_work import Database

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LATER = NOW + 10 * MINUTE


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    made = Database(database_url)
    yield made
    made.dispose()


def put(database: Database, **values: object) -> str:
    row = {
        "id": new_id(), "kind": "timer", "process_instance_id": None, "process_definition_id": None,
        "token_id": None, "element_id": "e", "type": "t", "external": False, "state": "ready", "queued": False,
        "attempts": 0, "retries": 3, "next_at": NOW, "payload": None, "error": None, "worker": None,
        "locked_until": None, "created_at": NOW - MINUTE, **values,
    }  # fmt: skip
    with database.work() as uow:
        uow.execute(job.insert(), row)
    return row["id"]


def claim(database: Database, limit: int = 10) -> list[str]:
    with database.work() as uow:
        return list(agenda.claim_due(uow, NOW, limit, begin_by=LATER))


def test_what_is_due_is_claimed_once_the_most_overdue_first(database: Database) -> None:
    second = put(database, next_at=NOW)
    first = put(database, next_at=NOW - MINUTE)
    third = put(database, next_at=NOW, created_at=NOW)
    with database.reading() as view:
        assert agenda.is_due(view, NOW)
    assert claim(database, limit=2) == [first, second]
    assert claim(database) == [third]
    assert claim(database) == []
    with database.reading() as view:
        assert not agenda.is_due(view, NOW)


@pytest.mark.parametrize(
    "values",
    [
        {"next_at": NOW + MINUTE},
        {"external": True},
        {"queued": True},
        {"state": "running"},
        {"state": "failed"},
        {"state": "done"},
        {"state": "cancelled"},
    ],
)
def test_nothing_else_is_claimed(database: Database, values: dict[str, object]) -> None:
    put(database, **values)
    assert claim(database) == []


def test_a_row_another_transaction_is_claiming_is_passed_over(database: Database) -> None:
    if database.embedded:  # there nobody can be claiming at the same time
        return
    mine, other = put(database, next_at=NOW - MINUTE), put(database)
    with database.work() as uow:
        assert list(agenda.claim_due(uow, NOW, 1, begin_by=LATER)) == [mine]
        uow.flush()
        assert claim(database) == [other]


def test_an_attempt_is_begun_by_one_and_counted_before_the_try(database: Database) -> None:
    job_id = put(database, payload={"amount": 1})
    begin = {"now": NOW, "until": LATER}
    with database.work() as uow:
        row = agenda.begin_attempt(uow, job_id, worker="a", **begin)
        assert row is not None
        assert (row.attempts, row.state, row.worker, row.queued) == (1, "running", "a", False)
        assert row.payload == {"amount": 1}
    with database.work() as uow:
        assert agenda.begin_attempt(uow, job_id, worker="b", **begin) is None


def test_a_row_that_was_put_off_is_not_begun_by_a_late_delivery(database: Database) -> None:
    job_id = put(database, next_at=NOW + MINUTE)
    with database.work() as uow:
        assert agenda.begin_attempt(uow, job_id, worker="a", now=NOW, until=LATER) is None


@pytest.mark.parametrize(
    ("values", "freed"),
    [
        ({"state": "running", "worker": "dead", "locked_until": NOW - MINUTE}, True),
        ({"state": "running", "worker": "dead", "locked_until": NOW - MINUTE, "external": True}, True),
        ({"state": "running", "worker": "alive", "locked_until": NOW + MINUTE}, False),
        ({"queued": True, "locked_until": NOW - MINUTE}, True),
        ({"queued": True, "locked_until": None}, False),
        ({"state": "done", "locked_until": NOW - MINUTE}, False),
    ],
)
def test_who_fell_silent_is_taken_over(database: Database, values: dict[str, object], freed: bool) -> None:
    job_id = put(database, **values)
    with database.work() as uow:
        assert agenda.take_over_expired(uow, NOW, begin_by=LATER) == int(freed)
    with database.reading() as view:
        row = view.row(select(job).where(job.c.id == job_id))
        assert (row.state == "ready" and not row.queued and row.worker is None) == freed
        assert not agenda.has_silent(view, NOW)


def test_a_row_the_commands_queued_is_given_its_time_and_then_told_again(database: Database) -> None:
    put(database, queued=True)
    with database.reading() as view:
        assert agenda.has_silent(view, NOW)
    with database.work() as uow:
        agenda.take_over_expired(uow, NOW, begin_by=LATER)
    with database.reading() as view:
        assert not agenda.has_silent(view, NOW)
        assert agenda.has_silent(view, LATER + MINUTE)


def test_a_new_start_frees_everything_but_what_workers_outside_hold(database: Database) -> None:
    running = put(database, state="running", worker="dead", locked_until=LATER)
    queued = put(database, queued=True)
    outside = put(database, state="running", external=True, worker="theirs", locked_until=LATER)
    done = put(database, state="done", queued=True)
    with database.work() as uow:
        assert agenda.take_over_all(uow) == 2
    assert sorted(claim(database)) == sorted([running, queued])
    with database.reading() as view:
        states = {row.id: row.state for row in view.rows(select(job.c.id, job.c.state))}
    assert (states[outside], states[done]) == ("running", "done")


def test_a_lease_is_renewed_by_its_holder_only(database: Database) -> None:
    job_id = put(database, state="running", worker="a", locked_until=NOW)
    for worker, until in (("b", NOW), ("a", LATER)):
        with database.work() as uow:
            agenda.renew(uow, worker, [job_id], LATER)
        with database.reading() as view:
            assert view.value(select(job.c.locked_until).where(job.c.id == job_id)) == until


def test_moved_by_hand_rows_come_in_the_order_of_their_instants(database: Database) -> None:
    late = put(database, next_at=NOW + 2 * MINUTE)
    early = put(database, next_at=NOW + MINUTE, queued=True)
    put(database, next_at=NOW, external=True)
    seen = []
    while True:
        with database.reading() as view:
            row = agenda.next_due(view, LATER)
        if row is None:
            break
        seen.append(row.id)
        with database.work() as uow:
            uow.execute(update(job).where(job.c.id == row.id).values(state="done"))
    assert seen == [early, late]
    with database.reading() as view:
        assert agenda.next_due(view, NOW) is None
