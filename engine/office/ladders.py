"""When somebody is reminded of a limit, and who: the rungs between the opening and long after the end.

A rung's time is written ``opening``, ``3WD before``, ``due day``, ``1WD after`` or ``50%`` (of the time from
opening to end). ``short`` holds instead for limits of three days and less and for limits by the clock,
``urgent`` for policies of 特急 (their key ends in ``.teji``). Days mean the hour the office opens,
and so does a share of days that falls into the night.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

from engine.errors import EngineError
from engine.office.calendar import Calendar, local_day
from engine.office.limits import BadLimit, Limit

DATA = Path(__file__).with_name("ladders.json")
SHORT_DAYS = 3  # G9: limits of 3WD and less


class BadLadder(EngineError):
    """A ladder that cannot be climbed."""

    code = "BAD_LADDER"


@dataclass(frozen=True, slots=True)
class Reminder:
    """One rung of one deadline: told once, to those roles. ``every`` goes on until it is answered."""

    level: str
    at: datetime
    to: tuple[str, ...]
    every: str | None = None

    def again(self, calendar: Calendar) -> Reminder | None:
        """The same rung once more, if it repeats."""
        if self.every is None:
            return None
        limit = Limit.parse(self.every)
        due = limit.from_(self.at, calendar)
        at = due.at if limit.by_the_clock else calendar.opens_at(local_day(due.at))
        return Reminder(self.level, at, self.to, self.every)

    def later_than(self, after: datetime, calendar: Calendar) -> Reminder | None:
        """This rung, or the first repetition of it, after an instant."""
        rung: Reminder | None = self
        while rung is not None and rung.at <= after:
            rung = rung.again(calendar)
        return rung


@dataclass(frozen=True, slots=True)
class Run:
    """What a ladder leans on: a limit that counts from ``started_at`` and was opened, perhaps later."""

    policy: str
    limit: Limit
    started_at: datetime
    opened_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Rung:
    """One level as data says it."""

    level: str
    when: str
    to: tuple[str, ...]
    short: str | None
    urgent: str | None
    every: str | None

    def how(self, run: Run) -> str:
        """Which of the three ways to say the time holds for a run."""
        if self.urgent and run.policy.endswith(".teji"):
            return self.urgent
        return self.short if self.short and is_short(run.limit) else self.when

    def at(self, run: Run, calendar: Calendar, how: str) -> datetime:
        """The instant of this rung."""
        if how == "due day":
            return calendar.opens_at(local_day(run.due_at))
        if how.endswith("%"):
            at = run.started_at + (run.due_at - run.started_at) * int(how[:-1]) / 100
            by_day = not run.limit.by_the_clock and not calendar.is_open(at)
            return calendar.add_working_hours(at, 0) if by_day else at  # nobody is reminded of days at night
        amount, _, side = how.partition(" ")
        limit = Limit.parse(f"-{amount}" if side == "before" else amount)
        due = limit.from_(run.due_at, calendar)
        return due.at if limit.by_the_clock else calendar.opens_at(local_day(due.at))


@dataclass(frozen=True, slots=True)
class Ladder:
    """The rungs for some policies; the one without policies is everybody else's."""

    name: str
    policies: tuple[str, ...]
    rungs: tuple[Rung, ...]

    def climb(self, run: Run, calendar: Calendar) -> tuple[Reminder, ...]:
        """The reminders of one deadline; a level that is not after the opening is left out."""
        found = []
        for rung in self.rungs:
            how = rung.how(run)
            if how == "opening":
                found.append(Reminder(rung.level, run.opened_at, rung.to))
                continue
            first = Reminder(rung.level, rung.at(run, calendar, how), rung.to, rung.every)
            reminder = first.later_than(run.opened_at, calendar)
            if reminder is not None:
                found.append(reminder)
        return tuple(found)


def is_short(limit: Limit) -> bool:
    """Whether a limit is by the clock, or of three days and less."""
    return limit.by_the_clock or (limit.unit in {"WD", "CD"} and abs(limit.count) <= SHORT_DAYS)


def ladder_of(policy: str) -> Ladder:
    """The ladder that reminds of a policy, or of a limit written out."""
    for ladder in ladders():
        if any(fnmatchcase(policy, pattern) for pattern in ladder.policies):
            return ladder
    return ladders()[0]


@cache
def ladders() -> tuple[Ladder, ...]:
    """All ladders; the first is the default."""
    return tuple(_ladder(content) for content in json.loads(DATA.read_text("utf-8")))


def _ladder(content: dict[str, Any]) -> Ladder:
    rungs = tuple(
        Rung(
            level["level"],
            level["when"],
            tuple(level["to"]),
            level.get("short"),
            level.get("urgent"),
            level.get("every"),
        )
        for level in content["levels"]
    )
    _check(content["name"], rungs)
    return Ladder(content["name"], tuple(content["policies"]), rungs)


def _check(name: str, rungs: Iterable[Rung]) -> None:
    for rung in rungs:
        for how in filter(None, (rung.when, rung.short, rung.urgent)):
            amount, _, side = how.partition(" ")
            known = how in {"opening", "due day"} or (how.endswith("%") and how[:-1].isdigit())
            if known:
                continue
            try:
                Limit.parse(amount)
            except BadLimit as error:
                raise BadLadder(f"ladder {name}, {rung.level}: {how!r}: {error}") from error
            if side not in {"before", "after"}:
                raise BadLadder(f"ladder {name}, {rung.level}: {how!r} says neither before nor after")
