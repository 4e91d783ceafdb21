"""The working calendar: which days count, and where a limit ends.

A day counts if it is listed as a make-up working day, or is Monday to Friday and not listed as a holiday.
The yearly lists are data (``calendars/YEAR.json``), taken from the State Council's notice, never computed;
a year without a list knows only weekends, and whatever touches it is ``provisional``.
"""

from __future__ import annotations

import json
from calendar import isleap, monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

from engine.clock import OFFICE_ZONE
from engine.errors import Rejected

LISTS = Path(__file__).parent / "calendars"
DAY = timedelta(days=1)
LAST_SECOND = time(23, 59, 59)
FIRST_YEAR, LAST_YEAR = 1900, 2999  # outside, a date is a slip of the keyboard
FAR = 60  # days: beyond, they are counted and not looked at one by one
LEAP_DAY = (2, 29)


class BadCalendar(Rejected):
    """A list of holidays that cannot be read, or a date no calendar reaches."""

    code = "BAD_CALENDAR"


@dataclass(frozen=True, slots=True)
class YearList:
    """What the State Council's notice says about one year."""

    year: int
    holidays: frozenset[date]
    working: frozenset[date]
    source: str


@dataclass(frozen=True, slots=True)
class Overlay:
    """Days on which one region rests besides: the calendar of that region's own tasks only."""

    key: str
    name: str
    days: frozenset[tuple[int, int]]  # month and day, every year
    source: str


@dataclass(frozen=True, slots=True)
class Reckoned:
    """Where a computation ended. ``nominal`` is the day before rolling: extensions count from it."""

    day: date
    nominal: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """A number of days, and whether a year without a list was among them."""

    days: int
    provisional: bool


@dataclass(frozen=True, slots=True)
class Hours:
    """Office hours of one season: from the first month-day to the last, both included."""

    first: tuple[int, int]
    last: tuple[int, int]
    spans: tuple[tuple[time, time], ...]

    def cover(self, day: date) -> bool:
        """Whether this season holds on a day."""
        return self.first <= (day.month, day.day) <= self.last


@dataclass(frozen=True, slots=True)
class Calendar:
    """The lists by year, and how a day ends. Immutable; a loaded list makes a new calendar."""

    years: Mapping[int, YearList]
    overlays: Mapping[str, Overlay] = field(default_factory=dict)
    hours: tuple[Hours, ...] = ()  # the first season that covers a day holds
    cutoff: str = "midnight"
    overlay: Overlay | None = None

    def of(self, overlay: str | None) -> Calendar:
        """The calendar of an organisation: with its region's overlay, if it has one."""
        if overlay is None:
            return self if self.overlay is None else replace(self, overlay=None)
        if overlay not in self.overlays:
            raise BadCalendar(f"there is no regional calendar {overlay!r}; known are {sorted(self.overlays)}")
        return replace(self, overlay=self.overlays[overlay])

    def with_years(self, lists: Iterable[YearList]) -> Calendar:
        """This calendar with lists added or replaced."""
        return replace(self, years=MappingProxyType({**self.years, **{y.year: y for y in lists}}))

    def is_working_day(self, day: date) -> bool:
        """Whether a day counts."""
        if self.overlay is not None and (day.month, day.day) in self.overlay.days:
            return False
        listed = self.years.get(day.year)
        if listed is not None and day in listed.working:
            return True
        return day.weekday() < 5 and (listed is None or day not in listed.holidays)

    def is_provisional(self, *days: date) -> bool:
        """Whether a year from the earliest to the latest of these days has no list."""
        return any(year not in self.years for year in range(min(days).year, max(days).year + 1))

    def roll(self, day: date, *, back: bool = False) -> date:
        """This day if it counts, else the next one that does, or the last one before."""
        while not self.is_working_day(day):
            day += -DAY if back else DAY
        return day

    def add_working_days(self, start: date, days: int, *, paused: int = 0) -> Reckoned:
        """The n-th working day after the start, which is not counted; a negative n counts back.

        Zero is the start itself, or the first working day after it.
        """
        step = -DAY if days < 0 else DAY
        day, left = start, abs(days)
        while left > FAR:  # so many days hold no more working days than that: no need to look at each
            there = _shifted(day, left if days > 0 else -left)
            left -= self._working(day + DAY, there) if days > 0 else self._working(there, day - DAY)
            day = there
        while left:
            day = _reached(day + step)
            left -= self.is_working_day(day)
        end = _reached(day + paused * DAY)
        return self._rolled(start, end, self.roll(end))

    def add_calendar_days(self, start: date, days: int, *, paused: int = 0, roll: bool = True) -> Reckoned:
        """So many days later, rolled to the next working day; back in time, to the one before."""
        end = _shifted(start, days + paused)
        return self._rolled(start, end, self.roll(end, back=days < 0) if roll else end)

    def add_months(self, start: date, months: int, *, paused: int = 0, roll: bool = True) -> Reckoned:
        """The same day so many months later, or that month's last; then rolled as days are."""
        year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise BadCalendar(f"{months} months from {start} is outside every calendar")
        day = min(start.day, monthrange(year, month + 1)[1])
        end = _shifted(date(year, month + 1, day), paused)
        return self._rolled(start, end, self.roll(end, back=months < 0) if roll else end)

    def working_days_between(self, start: date, end: date) -> Counted:
        """How many working days lie after the start up to the end; negative when it lies before."""
        if start == end:
            return Counted(0, self.is_provisional(start))
        # counting back, the start is the day that is not counted
        days = self._working(start + DAY, end) if start < end else -self._working(end, start - DAY)
        return Counted(days, self.is_provisional(start, end))

    def _working(self, first: date, last: date) -> int:
        """How many days from the first to the last count: the weekdays, and what the lists change."""
        weeks, rest = divmod((last - first).days + 1, 7)
        found = 5 * weeks + sum((first.weekday() + more) % 7 < 5 for more in range(rest))
        listed = {day for one in self.years.values() for day in (*one.working, *one.holidays)}
        if self.overlay is not None:
            listed |= {
                date(year, *day)
                for year in range(first.year, last.year + 1)
                for day in self.overlay.days
                if day != LEAP_DAY or isleap(year)
            }
        changed = (day for day in listed if first <= day <= last)
        return found + sum(self.is_working_day(day) - (day.weekday() < 5) for day in changed)

    def ends_at(self, day: date) -> datetime:
        """The instant a limit of days ends: the last second of the day, or the close of business."""
        if self.cutoff == "midnight":
            return datetime.combine(day, LAST_SECOND, OFFICE_ZONE)
        return datetime.combine(day, self.hours_on(day)[-1][1], OFFICE_ZONE)

    def opens_at(self, day: date) -> datetime:
        """When the office opens."""
        return datetime.combine(day, self.hours_on(day)[0][0], OFFICE_ZONE)

    def hours_on(self, day: date) -> tuple[tuple[time, time], ...]:
        """The office hours of the season."""
        for season in self.hours:
            if season.cover(day):
                return season.spans
        raise BadCalendar(f"no office hours are said for {day}; look at calendar.hours")

    def is_open(self, at: datetime) -> bool:
        """Whether the office works at an instant."""
        local = at.astimezone(OFFICE_ZONE)
        spans = self.hours_on(local.date())
        return self.is_working_day(local.date()) and any(a <= local.time() < b for a, b in spans)

    def add_working_hours(self, start: datetime, hours: float) -> datetime:
        """So many hours later, counting only those the office is open."""
        left, at = timedelta(hours=hours), start.astimezone(OFFICE_ZONE)
        day = at.date()
        while True:
            for opens, closes in self.hours_on(day) if self.is_working_day(day) else ():
                begins = max(at, datetime.combine(day, opens, OFFICE_ZONE))
                ends = datetime.combine(day, closes, OFFICE_ZONE)
                if begins < ends and left <= ends - begins:
                    return begins + left
                left -= max(ends - begins, timedelta())
            day = _reached(day + DAY)

    def working_time(self, start: datetime, end: datetime) -> timedelta:
        """How long the office was open between two instants."""
        found, first, last = timedelta(), start.astimezone(OFFICE_ZONE), end.astimezone(OFFICE_ZONE)
        for day in each_day(first.date(), last.date()):
            for opens, closes in self.hours_on(day) if self.is_working_day(day) else ():
                begins = max(first, datetime.combine(day, opens, OFFICE_ZONE))
                ends = min(last, datetime.combine(day, closes, OFFICE_ZONE))
                found += max(ends - begins, timedelta())
        return found

    def _rolled(self, start: date, nominal: date, day: date) -> Reckoned:
        return Reckoned(day, nominal, self.is_provisional(start, nominal, day))


def local_day(at: datetime) -> date:
    """The office's date at an instant."""
    return at.astimezone(OFFICE_ZONE).date()


def each_day(first: date, last: date) -> Iterator[date]:
    """Every date from the first to the last."""
    while first <= last:
        yield first
        first += DAY


def load(*folders: Path, hours: Iterable[Hours] = (), cutoff: str = "midnight") -> Calendar:
    """The lists that come with the software, then those of the folders, which replace them year by year."""
    years: dict[int, YearList] = {}
    overlays: dict[str, Overlay] = {}
    for folder in (LISTS, *folders):
        for file in sorted(folder.glob("*.json")):
            content = _read(file)
            if file.stem == "overlays":
                overlays.update((o.key, o) for o in map(overlay_from, content))
                continue
            listed = year_from(content)
            years[listed.year] = listed
    return Calendar(MappingProxyType(years), MappingProxyType(overlays), tuple(hours), cutoff)


def year_from(content: Mapping[str, Any]) -> YearList:
    """One year's list out of its JSON; what does not fit is refused by name."""
    try:
        year = int(content["year"])
        spans = [
            (date.fromisoformat(one["from"]), date.fromisoformat(one["to"])) for one in content["holidays"]
        ]
        working = frozenset(date.fromisoformat(day) for day in content["working"])
        source = str(content["source"])
    except (KeyError, TypeError, ValueError) as error:
        raise BadCalendar(f"a yearly list needs year, source, holidays and working: {error}") from error
    named = {*working, *(end for span in spans for end in span)}
    if strangers := sorted(day for day in named if day.year != year):
        raise BadCalendar(f"the list of {year} names days of another year: {', '.join(map(str, strangers))}")
    holidays = frozenset(day for span in spans for day in each_day(*span))
    if both := sorted(holidays & working):
        raise BadCalendar(f"the list of {year} has days that rest and work: {', '.join(map(str, both))}")
    return YearList(year, holidays, working, source)


def overlay_from(content: Mapping[str, Any]) -> Overlay:
    """One region's own holidays out of their JSON."""
    try:
        days = frozenset(month_day(day["on"]) for day in content["days"])
        return Overlay(str(content["key"]), str(content["name"]), days, str(content["source"]))
    except (KeyError, TypeError, ValueError) as error:
        raise BadCalendar(f"a regional calendar needs key, name, source and days: {error}") from error


def hours_from(text: str) -> Hours:
    """A season as policies write it: ``07-01..09-30 09:00-12:00 13:30-17:30``."""
    try:
        season, *spans = text.split()
        first, last = season.split("..")
        pairs = [tuple(time.fromisoformat(t) for t in span.split("-")) for span in spans]
        return Hours(month_day(first), month_day(last), tuple((a, b) for a, b in pairs if a < b))
    except ValueError as error:
        raise BadCalendar(f"{text!r} says no office hours: {error}") from error


def month_day(text: str) -> tuple[int, int]:
    """``09-20`` as month and day; ``ValueError`` for what is none."""
    day = date.fromisoformat(f"2024-{text}")  # a leap year, so that 02-29 can be said
    return day.month, day.day


def _read(file: Path) -> Any:
    try:
        return json.loads(file.read_text("utf-8"))
    except ValueError as error:
        raise BadCalendar(f"{file}: {error}") from error


def _reached(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadCalendar(f"{day} is outside every calendar")
    return day


def _shifted(day: date, days: int) -> date:
    try:
        return _reached(day + days * DAY)
    except OverflowError:
        raise BadCalendar(f"{days} days from {day} is outside every calendar") from None
