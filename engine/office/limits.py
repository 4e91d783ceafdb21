"""How long something may take: ``5WD`` working days, ``30CD`` calendar days, ``3M`` months, ``4H`` hours.

Also ``2Y`` years and ``30min`` minutes; a leading ``-`` counts back from an event; ``10CD no roll`` ends on
a rest day if it falls on one. Hours and minutes run day and night. ``08:00 17:00 daily`` ends at the next of
those times of the day, rest days too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from engine.clock import OFFICE_ZONE
from engine.errors import Rejected
from engine.office.calendar import Calendar, local_day

_WRITTEN = re.compile(r"(-?)([0-9]{1,4})(WD|CD|M|Y|H|min)( no roll)?")
_DAILY = re.compile(r"((?:(?:[01][0-9]|2[0-3]):[0-5][0-9] ){1,24})daily")
_CLOCK = {"H": timedelta(hours=1), "min": timedelta(minutes=1)}


class BadLimit(Rejected):
    """A text that says no limit."""

    code = "BAD_LIMIT"


@dataclass(frozen=True, slots=True)
class Due:
    """When a limit ends. ``nominal`` is its last day before rolling: an extension counts from it."""

    at: datetime
    nominal: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class Limit:
    """A duration as rules write it."""

    count: int
    unit: str  # WD, CD, M, Y, H, min, daily
    roll: bool = True
    times: tuple[time, ...] = ()  # of a daily limit, the earliest first

    @classmethod
    def parse(cls, text: str) -> Limit:
        """Read it, or refuse naming what can be written."""
        if daily := _DAILY.fullmatch(text):
            times = sorted({time.fromisoformat(one) for one in daily[1].split()})
            return cls(0, "daily", times=tuple(times))
        match = _WRITTEN.fullmatch(text)
        if match is None:
            raise BadLimit(f"{text!r} is no limit: write 5WD, 30CD, 3M, 2Y, 4H, 30min or 08:00 daily")
        sign, digits, unit, no_roll = match.groups()
        if no_roll and unit not in {"CD", "M", "Y"}:
            raise BadLimit(f"{text!r}: {unit} never rolls, leave out 'no roll'")
        return cls(-int(digits) if sign else int(digits), unit, not no_roll)

    def __str__(self) -> str:
        if self.times:
            return " ".join(f"{one:%H:%M}" for one in self.times) + " daily"
        return f"{self.count}{self.unit}{'' if self.roll else ' no roll'}"

    @property
    def by_the_clock(self) -> bool:
        """Hours, minutes and times of the day: no calendar, no rolling, no pause."""
        return self.unit in _CLOCK or bool(self.times)

    def from_(self, start: datetime, calendar: Calendar, *, paused: int = 0) -> Due:
        """When it ends for something that began at an instant; ``paused`` days do not count."""
        if self.times:
            at = self._next_time(start)
            return Due(at, local_day(at), provisional=False)
        if self.by_the_clock:
            at = start + self.count * _CLOCK[self.unit]
            return Due(at, local_day(at), provisional=False)
        day = local_day(start)
        if self.unit == "WD":
            end = calendar.add_working_days(day, self.count, paused=paused)
        elif self.unit == "CD":
            end = calendar.add_calendar_days(day, self.count, paused=paused, roll=self.roll)
        else:
            months = self.count * (12 if self.unit == "Y" else 1)
            end = calendar.add_months(day, months, paused=paused, roll=self.roll)
        return Due(calendar.ends_at(end.day), end.nominal, end.provisional)

    def _next_time(self, start: datetime) -> datetime:
        """The first of its times after an instant."""
        today = local_day(start)
        instants = (
            datetime.combine(day, one, OFFICE_ZONE)
            for day in (today, today + timedelta(days=1))
            for one in self.times
        )
        return next(at for at in instants if at > start)
