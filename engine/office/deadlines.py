"""Deadlines of a matter or an activity: what limit, since when, until when, kept or missed by how much."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from engine.clock import OFFICE_ZONE
from engine.errors import Conflict, Rejected
from engine.office.calendar import Calendar, local_day
from engine.office.ladders import Reminder, Run, ladder_of
from engine.office.limits import BadLimit, Due, Limit
from engine.office.policies import Policies, UnknownPolicy

_MINUTE = timedelta(minutes=1)
PERSON = "person"  # who paused a limit, beside tokens of the diagram


class BadDeadline(Rejected):
    """A start that is no day or instant, or a policy that is no limit."""

    code = "BAD_DEADLINE"


@dataclass(frozen=True, slots=True)
class Granted:
    """An extension: to a day (which stands even if it is a rest day), or by a limit."""

    to: str
    paused: int  # days of pauses before it

    def from_(self, due: Due, calendar: Calendar, *, paused: int) -> Due:
        """Where it moves an end to."""
        try:
            day = date.fromisoformat(self.to)
        except ValueError:
            return self._by(Limit.parse(self.to), due, calendar, paused)
        if not paused:
            return Due(calendar.ends_at(day), day, calendar.is_provisional(day))
        end = calendar.add_calendar_days(day, 0, paused=paused)
        return Due(calendar.ends_at(end.day), end.nominal, end.provisional)

    @staticmethod
    def _by(limit: Limit, due: Due, calendar: Calendar, paused: int) -> Due:
        if limit.by_the_clock:
            return limit.from_(due.at, calendar)
        from_day = datetime.combine(due.nominal, time.min, OFFICE_ZONE)
        return limit.from_(from_day, calendar, paused=paused)


@dataclass(frozen=True, slots=True)
class Deadline:
    """One limit that runs, was met, or was missed. Stored with the matter's state."""

    key: str
    element_id: str
    token_id: str | None  # None: of the whole matter
    policy: str  # a policy's key, or the limit as the diagram writes it
    limit: str
    started_at: datetime
    opened_at: datetime  # later than the start when it counts from an earlier day
    due_at: datetime
    nominal: date  # its last day before rolling
    provisional: bool
    pauses: tuple[str, ...] = ()  # what it waits for now: tokens of the diagram, or PERSON
    paused_at: datetime | None = None
    paused_days: int = 0
    granted: tuple[Granted, ...] = ()  # extensions, the oldest first
    overlay: str | None = None  # the regional calendar it is counted by
    met_at: datetime | None = None
    lapsed: bool = False  # what it was counted from is no more: it begins anew when that is known again
    reminders: tuple[Reminder, ...] = ()
    process: str | None = None  # the token of the called process whose limit it is; None: the matter's own

    @property
    def paused(self) -> bool:
        """Whether its days do not count now."""
        return bool(self.pauses)

    @property
    def is_open(self) -> bool:
        """Not yet met."""
        return self.met_at is None

    def late_minutes(self, now: datetime) -> int:
        """Begun minutes past the end: until it was met or paused, or until now. 0 as long as it is kept."""
        late = (self.met_at or self.paused_at or now) - self.due_at
        return max(0, -(-late // _MINUTE))

    def next_reminder(self, after: datetime, calendar: Calendar) -> Reminder | None:
        """The earliest reminder later than an instant, while nobody has answered."""
        if not self.is_open or self.paused:
            return None
        later = [r for one in self.reminders if (r := one.later_than(after, calendar)) is not None]
        return min(later, key=lambda r: r.at) if later else None

    def view(self, now: datetime) -> dict[str, object]:
        """As the API shows it."""
        return {
            "key": self.key,
            "element_id": self.element_id,
            "policy": self.policy,
            "started_at": self.started_at,
            "due_at": self.due_at,
            "provisional": self.provisional,
            "paused": self.paused,
            "met_at": self.met_at,
            "late_minutes": self.late_minutes(now),
            "reminders": [{"level": r.level, "at": r.at, "to": list(r.to)} for r in self.reminders],
        }


def open_deadline(
    key: str,
    *,
    policy: str,
    now: datetime,
    start: object = None,
    element_id: str,
    token_id: str | None,
    process: str | None = None,
    policies: Policies,
    calendar: Calendar,
) -> Deadline:
    """A limit begins now, or at an instant, or with a day (which is then the one not counted).

    It keeps the region of the calendar it is counted by.
    """
    name, limit = limit_of(policy, policies)
    started_at = now if start is None else instant(start)
    due = limit.from_(started_at, calendar)
    run = Run(name, limit, started_at, max(now, started_at), due.at)
    return Deadline(
        key=key,
        element_id=element_id,
        token_id=token_id,
        policy=name,
        limit=str(limit),
        started_at=started_at,
        opened_at=run.opened_at,
        due_at=due.at,
        nominal=due.nominal,
        provisional=due.provisional,
        overlay=calendar.overlay.key if calendar.overlay else None,
        reminders=ladder_of(name).climb(run, calendar),
        process=process,
    )


def meet(deadline: Deadline, at: datetime) -> Deadline:
    """What was to be done is done; reminders stop."""
    if deadline.met_at is not None:
        raise Conflict(f"deadline {deadline.key} was met already", details={"at": deadline.met_at})
    return replace(deadline, met_at=at, pauses=(), paused_at=None)


def lapse(deadline: Deadline, at: datetime) -> Deadline:
    """What it was counted from is no more."""
    return replace(meet(deadline, at), lapsed=True)


def move(
    deadline: Deadline, *, policy: str, start: object, now: datetime, policies: Policies, calendar: Calendar
) -> Deadline:
    """The same limit by another policy or from another start; the very same one when nothing changed."""
    name, limit = limit_of(policy, policies)
    started_at = deadline.started_at if start is None else instant(start)
    if name == deadline.policy and started_at == deadline.started_at:
        return deadline
    moved = replace(deadline, policy=name, limit=str(limit), started_at=started_at)
    return reckoned(moved, calendar, now=now)


def pause(deadline: Deadline, by: str, at: datetime) -> Deadline:
    """Its days do not count until what it waits for is over; a limit by the clock goes on (G1.5)."""
    if not deadline.is_open or by in deadline.pauses or Limit.parse(deadline.limit).by_the_clock:
        return deadline
    return replace(deadline, pauses=(*deadline.pauses, by), paused_at=deadline.paused_at or at)


def resume(deadline: Deadline, by: str, at: datetime, calendar: Calendar) -> Deadline:
    """One of the things it waits for is over; after the last of them its end is so many days later."""
    if by not in deadline.pauses or deadline.paused_at is None:
        return deadline
    left = tuple(one for one in deadline.pauses if one != by)
    if left:
        return replace(deadline, pauses=left)
    days = (local_day(at) - local_day(deadline.paused_at)).days
    going = replace(deadline, pauses=(), paused_at=None, paused_days=deadline.paused_days + days)
    return reckoned(going, calendar, now=at)


def extend(deadline: Deadline, to: str, at: datetime, calendar: Calendar) -> Deadline:
    """To a day, or by an amount counted from the last day before rolling; reminders are armed anew."""
    granted = Granted(to, deadline.paused_days)
    return reckoned(replace(deadline, granted=(*deadline.granted, granted)), calendar, now=at)


def recompute(deadline: Deadline, calendar: Calendar, now: datetime | None = None) -> Deadline:
    """The same limit by another calendar; one that was met keeps its result."""
    if not deadline.is_open:
        return deadline
    return reckoned(deadline, calendar, now=now or deadline.opened_at)


def reckoned(deadline: Deadline, calendar: Calendar, *, now: datetime) -> Deadline:
    """Its end and its reminders worked out anew; what was told before ``now`` is not told again."""
    calendar = calendar.of(deadline.overlay if deadline.overlay in calendar.overlays else None)
    limit = Limit.parse(deadline.limit)
    due = end_of(limit, deadline, calendar)
    opened_at = max(deadline.opened_at, deadline.started_at)
    run = Run(deadline.policy, limit, deadline.started_at, opened_at, due.at)
    told = tuple(one for one in deadline.reminders if one.at <= now and not one.every)
    ahead = [one for one in ladder_of(deadline.policy).climb(run, calendar) if one.at > now or one.every]
    levels = {one.level for one in ahead}
    return replace(
        deadline,
        due_at=due.at,
        nominal=due.nominal,
        provisional=due.provisional,
        reminders=(*(one for one in told if one.level not in levels), *ahead),
    )


def end_of(limit: Limit, deadline: Deadline, calendar: Calendar) -> Due:
    """Where it ends with its extensions; each pause is added to the end it interrupted."""
    pauses = [*(one.paused for one in deadline.granted), deadline.paused_days]
    due = limit.from_(deadline.started_at, calendar, paused=pauses[0])
    for one, until in zip(deadline.granted, pauses[1:], strict=True):
        due = one.from_(due, calendar, paused=until - one.paused)
    return due


def limit_of(policy: str, policies: Policies) -> tuple[str, Limit]:
    """A policy's own key and its limit; a limit written out names itself."""
    try:
        return policy, Limit.parse(policy)
    except BadLimit:
        pass
    try:
        return policies.get(policy).key, policies.limit(policy)
    except UnknownPolicy:
        raise BadDeadline(f"{policy!r} is neither a policy nor a limit (5WD, 30CD, 3M, 4H)") from None


def instant(start: object) -> datetime:
    """An instant, or the beginning of a day in the office; both also as text."""
    if isinstance(start, str):
        try:
            start = (
                date.fromisoformat(start)
                if len(start) == len("2026-01-01")
                else datetime.fromisoformat(start)
            )
        except ValueError:
            raise BadDeadline(f"{start!r} is neither a day (2026-03-04) nor an instant") from None
    if isinstance(start, datetime):
        return start if start.tzinfo is not None else start.replace(tzinfo=OFFICE_ZONE)
    if isinstance(start, date):
        return datetime.combine(start, time.min, OFFICE_ZONE)
    raise BadDeadline(f"{start!r} is neither a day nor an instant")
