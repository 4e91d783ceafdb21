"""ISO 8601 as timers write it: instants, durations, repetitions; strict, in the office's zone."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from engine.clock import OFFICE_ZONE

_DURATION = re.compile(
    r"(?P<sign>-)?P(?!\Z)(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?!\Z)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d{1,6})?)S)?)?\Z",
    re.ASCII,
)
_INSTANT = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?P<zone>Z|[+-]\d{2}:\d{2}|@[A-Za-z_/+-]+)?)?\Z",
    re.ASCII,
)
_REPEAT = re.compile(r"R(?P<times>\d{0,6})/(?P<first>[^/]+)(?:/(?P<second>[^/]+))?\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Duration:
    """Months are counted in the calendar, and so are days; the rest in seconds."""

    months: int = 0
    days: int = 0
    seconds: timedelta = timedelta()

    @classmethod
    def of(cls, delta: timedelta) -> Duration:
        """An exact length of time."""
        return cls(seconds=delta)

    def after(self, instant: datetime, times: int = 1) -> datetime:
        """The instant that is this duration later, ``times`` over; 31 January and a month is 28 February."""
        local = instant.astimezone(OFFICE_ZONE)
        if self.months or self.days:
            day = _add_months(local.date(), self.months * times) + timedelta(days=self.days * times)
            local = datetime.combine(day, local.timetz().replace(tzinfo=None), OFFICE_ZONE)
        return (local.astimezone(UTC) + self.seconds * times).astimezone(UTC)

    @property
    def is_positive(self) -> bool:
        """Whether time passes at all."""
        return self.months > 0 or self.days > 0 or self.seconds > timedelta()


@dataclass(frozen=True, slots=True)
class Cycle:
    """A repetition: ``times`` (None: without end), first at ``start`` when one is given."""

    times: int | None
    every: Duration
    start: datetime | None = None


def parse_duration(text: str) -> Duration:
    """``P1Y2M3W4DT5H6M7S``; ``ValueError`` says what is wrong."""
    match = _DURATION.match(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is no duration; write it as P3D or PT30M")
    if match["sign"]:
        raise ValueError(f"{text!r} lies in the past; a timer waits forwards")
    part = {name: int(match[name] or 0) for name in ("years", "months", "weeks", "days", "hours", "minutes")}
    if any(number > 1_000_000 for number in part.values()):
        raise ValueError(f"{text!r} is too long")
    seconds = timedelta(
        hours=part["hours"], minutes=part["minutes"], microseconds=_micros(match["seconds"] or "0")
    )
    return Duration(part["years"] * 12 + part["months"], part["weeks"] * 7 + part["days"], seconds)


def parse_instant(text: str) -> datetime:
    """``2026-11-22T09:00:00+08:00``; without an offset it is the office's own time."""
    text = text.strip()
    if _INSTANT.match(text) is None or "@" in text:
        raise ValueError(f"{text!r} is no instant; write it as 2026-11-22T09:00:00+08:00")
    instant = datetime.fromisoformat(text)
    return (instant if instant.tzinfo else instant.replace(tzinfo=OFFICE_ZONE)).astimezone(UTC)


def parse_cycle(text: str) -> Cycle:
    """``R3/PT1H``, ``R/P1D`` or ``R5/2026-11-22T09:00:00+08:00/P1D``."""
    match = _REPEAT.match(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is no repetition; write it as R3/PT1H or R/P1D")
    times = int(match["times"]) if match["times"] else None
    start = parse_instant(match["first"]) if match["second"] else None
    every = parse_duration(match["second"] or match["first"])
    if not every.is_positive:
        raise ValueError(f"{text!r} repeats without a pause")
    if times == 0:
        raise ValueError(f"{text!r} never happens")
    return Cycle(times, every, start)


def at_midnight(day: date) -> datetime:
    """The beginning of a day in the office's zone."""
    return datetime.combine(day, time(), OFFICE_ZONE).astimezone(UTC)


def _micros(seconds: str) -> int:
    whole, _, fraction = seconds.partition(".")
    if len(whole) > 12:
        raise ValueError(f"{seconds} seconds are too long")
    return int(whole) * 1_000_000 + int(fraction.ljust(6, "0") or 0)


def _add_months(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if year > 9998:
        raise ValueError("the date is too far away")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
