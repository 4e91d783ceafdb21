"""The office's zone, which days and hours are counted in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bpmn import feel
from engine.clock import OFFICE_ZONE
from engine.settings import BadSetting
from tests import databases
from tests.office import build


@pytest.fixture(autouse=True)
def afterwards() -> Iterator[None]:
    yield
    OFFICE_ZONE.become("Asia/Shanghai")


def test_the_setting_decides_which_day_it_is(tmp_path: Path):
    url = databases.new_sqlite(tmp_path)
    evening = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
    assert build(url, tmp_path, evening).today().day == 3  # one o'clock in Changsha
    assert build(url, tmp_path, evening, timezone="Europe/Vienna").today().day == 2


def test_a_zone_that_does_not_exist_is_refused(tmp_path: Path):
    with pytest.raises(BadSetting, match="Asia/Changsha"):
        build(databases.new_sqlite(tmp_path), tmp_path, timezone="Asia/Changsha")


def test_summer_time_there_and_back():
    OFFICE_ZONE.become("Europe/Vienna")
    twice = [datetime(2026, 10, 25, hour, 30, tzinfo=UTC).astimezone(OFFICE_ZONE) for hour in (0, 1)]
    assert [at.hour for at in twice] == [2, 2]
    assert [at.fold for at in twice] == [0, 1]
    assert twice[1].astimezone(UTC) - twice[0].astimezone(UTC) == timedelta(hours=1)
    assert [at.tzname() for at in twice] == ["CEST", "CET"]
    assert feel.parse("string(at)").evaluate({"at": twice[0]}) == "2026-10-25T02:30:00@Europe/Vienna"
