from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest

from engine.clock import FixedClock
from engine.errors import Rejected
from engine.settings import BadSetting
from engine.store import stored_clock
from engine.store.stored_clock import StoredClock
from engine.store.unit_of_work import Database

MONDAY = datetime(2026, 3, 2, 9, tzinfo=timezone(timedelta(hours=8)))
HOUR = timedelta(hours=1)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    made = Database(database_url)
    yield made
    made.dispose()


def test_it_stands_until_it_is_moved_and_all_processes_see_it(database: Database) -> None:
    mine, another = StoredClock(database, MONDAY), StoredClock(Database(database.url), MONDAY)
    assert mine.now() == another.now() == MONDAY
    mine.set(MONDAY + HOUR)
    assert another.now() == MONDAY + HOUR
    assert another.now().tzinfo is UTC
    another._database.dispose()


def test_a_restart_does_not_set_it_back(database: Database) -> None:
    StoredClock(database, MONDAY).set(MONDAY + HOUR)
    assert StoredClock(database, MONDAY).now() == MONDAY + HOUR


def test_it_only_moves_forward(database: Database) -> None:
    clock = StoredClock(database, MONDAY)
    clock.set(MONDAY)
    with pytest.raises(Rejected, match="forward"):
        clock.set(MONDAY - HOUR)
    assert clock.now() == MONDAY


@pytest.mark.parametrize(
    ("setting", "start"),
    [
        ("system", None),
        ("manual", MONDAY + HOUR),
        ("manual:2026-03-02T09:00:00+08:00", MONDAY),
        ("manual:2026-03-02T01:00:00Z", MONDAY),
    ],
)
def test_the_setting_says_which_clock(setting: str, start: datetime | None) -> None:
    assert stored_clock.read_setting(setting, FixedClock(MONDAY + HOUR)) == start


@pytest.mark.parametrize(
    "setting", ["", "sundial", "system:now", "manual:soon", "manual:2026-03-02T09:00:00"]
)
def test_a_setting_that_says_no_clock_is_refused(setting: str) -> None:
    with pytest.raises(BadSetting, match="LIYE_CLOCK"):
        stored_clock.read_setting(setting, FixedClock(MONDAY))
