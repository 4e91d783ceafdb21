"""How long something may take: ``5WD`` working days, ``30CD`` calendar days, ``3M`` months, ``4H`` hours.

Also ``2Y`` years and ``30min`` minutes; a leading ``-`` counts back from an event; ``10CD no roll`` ends on
a rest day if it falls on one. Hours and minutes run day and night.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from engine.errors import Rejected
from engine.office.calendar import Calendar, local_day

_WRITTEN = re.compile(r"(-?)([0-9]{1,4})(WD|CD|M|Y|H|min)( no roll)?")
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
    unit: str  # WD, CD, M, Y, H, min
    roll: bool = True

    @classmethod
    def parse(cls, text: str) -> Limit:
        """Read it, or refuse naming what can be written."""
        match = _WRITTEN.fullmatch(text)
        if match is None:
            raise BadLimit(f"{text!r} is no limit: write 5WD, 30CD, 3M, 2Y, 4H or 30min")
        sign, digits, unit, no_roll = match.groups()
        if no_roll and unit not in {"CD", "M", "Y"}:
            raise BadLimit(f"{text!r}: {unit} never rolls, leave out 'no roll'")
        return cls(-int(digits) if sign else int(digits), unit, not no_roll)

    def __str__(self) -> str:
        return f"{self.count}{self.unit}{'' if self.roll else ' no roll'}"

    @property
    def by_the_clock(self) -> bool:
        """Hours and minutes: no calendar, no rolling, no pause."""
        return self.unit in _CLOCK

    def from_(self, start: datetime, calendar: Calendar, *, paused: int = 0) -> Due:
        """When it ends for something that began at an instant; ``paused`` days do not count."""
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
