"""When a timer is due. The runtime computes instants; firing is a command's business.

A timer fires when now >= due. After an outage a repetition fires once for all it missed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from bpmn import cron, feel
from engine.clock import OFFICE_ZONE
from engine.runtime.expressions import Expression
from engine.runtime.failures import Failure
from engine.runtime.iso import Cycle, Duration, at_midnight, parse_cycle, parse_duration, parse_instant
from engine.runtime.limits import Limits
from engine.runtime.tokens import Token


@dataclass(frozen=True, slots=True)
class Timer:
    """What a timer event says: one of date, duration and cycle."""

    kind: Literal["date", "duration", "cycle"]
    expression: Expression


@dataclass(frozen=True, slots=True)
class Due:
    """When it fires next, and how the repetition goes on: by ``every`` or by ``cron``, or not at all."""

    at: datetime
    every: Duration | None = None
    first: datetime | None = None
    done: int = 0
    times: int | None = None
    cron: str | None = None

    def next(self, now: datetime) -> Due | None:
        """The repetition after this one fired at ``now``: one that is not past, or None when all are over."""
        if self.cron is not None:
            return by_cron(self.cron, now)
        if self.every is None or self.first is None:
            return None
        done = self.done + 1
        while self.times is None or done < self.times:
            at = self.every.after(self.first, done)
            if at > now:
                return Due(at, self.every, self.first, done, self.times)
            done += self._skip(now, at)
        return None

    def _skip(self, now: datetime, at: datetime) -> int:
        """How many repetitions may be passed over at once without jumping over one that is still to come."""
        assert self.every is not None
        days = self.every.days + self.every.months * 31
        longest = self.every.seconds + timedelta(days=days, hours=1 if days else 0)
        return max(1, int((now - at) / longest))


def first_due(timer: Timer, token: Token) -> Due:
    """When the timer that opens now fires; a Failure when that cannot be said."""
    try:
        due = _first(timer, timer.expression.over(token), token.tree.now)
        _within(due, token.tree.now, token.tree.limits)
    except (ValueError, OverflowError) as error:
        raise Failure("TIMER_INVALID", str(error)) from None
    return due


def _first(timer: Timer, value: object, now: datetime) -> Due:
    if timer.kind == "date":
        return Due(instant(value))
    if timer.kind == "duration":
        return Due(duration(value).after(now))
    if isinstance(value, str) and cron.is_cron(value):
        return by_cron(value, now)
    cycle = parse_cycle(value) if isinstance(value, str) else Cycle(None, duration(value))
    if not cycle.every.is_positive:
        raise ValueError(f"{timer.expression.text} repeats without a pause")
    if cycle.start is None:
        first = cycle.every.after(now)
        return Due(first, cycle.every, first, 0, cycle.times)
    begun = Due(cycle.start, cycle.every, cycle.start, 0, cycle.times)
    return begun if cycle.start >= now else (begun.next(now) or begun)


def by_cron(text: str, now: datetime) -> Due:
    """The next time a cron text names, in the office's zone."""
    return Due(cron.after(text, now.astimezone(OFFICE_ZONE)).astimezone(UTC), cron=text)


def check_cycle(text: str) -> None:
    """``ValueError`` says what is wrong with a literal cycle."""
    if cron.is_cron(text):
        cron.after(text, datetime(2026, 1, 1, tzinfo=UTC))
    else:
        parse_cycle(text)


def _within(due: Due, now: datetime, limits: Limits) -> None:
    if due.at > now + limits.timer_horizon:
        raise ValueError(f"the timer would fire on {due.at.date()}, which is too far away")
    if due.every is not None and due.every.after(now) < now + limits.shortest_cycle:
        raise ValueError(f"a timer repeats at most every {limits.shortest_cycle.total_seconds():g} seconds")


def instant(value: object) -> datetime:
    """An instant from FEEL or ISO text; a date begins at midnight in the office's zone."""
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=OFFICE_ZONE)).astimezone(UTC)
    if isinstance(value, date):
        return at_midnight(value)
    if isinstance(value, str):
        return parse_instant(value)
    raise ValueError(f"{'null' if value is None else value!r} is no instant")


def duration(value: object) -> Duration:
    """A duration from FEEL or ISO text."""
    if isinstance(value, timedelta):
        return Duration.of(value)
    if isinstance(value, feel.YearsMonths):
        return Duration(months=value.months)
    if isinstance(value, str):
        return parse_duration(value)
    raise ValueError(f"{'null' if value is None else value!r} is no duration")


def start_due(timer: Timer, now: datetime) -> Due:
    """When the timer of a start event fires first; it reads no variables."""
    return _first(timer, timer.expression.alone(now), now)
