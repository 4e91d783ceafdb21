"""How a timer's due instant and its repetition are kept in the state."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast

from engine.runtime.iso import Duration
from engine.runtime.timers import Due


def write_due(due: Due) -> list[object]:
    """A due as JSON."""
    if due.cron is not None:
        return [due.at.isoformat(), due.cron]
    if due.every is None or due.first is None:
        return [due.at.isoformat()]
    every = [due.every.months, due.every.days, due.every.seconds // timedelta(microseconds=1)]
    return [due.at.isoformat(), every, due.first.isoformat(), due.done, due.times]


def read_due(row: list[object]) -> Due:
    """A due from JSON."""
    at = datetime.fromisoformat(str(row[0]))
    if len(row) == 1:
        return Due(at)
    if isinstance(row[1], str):
        return Due(at, cron=row[1])
    months, days, micros = cast("list[int]", row[1])
    every = Duration(months, days, timedelta(microseconds=micros))
    return Due(at, every, datetime.fromisoformat(str(row[2])), row[3], row[4])  # type: ignore[arg-type]
