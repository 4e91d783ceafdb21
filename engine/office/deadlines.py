"""Deadlines of a matter or an activity: what limit, since when, until when, kept or missed by how much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from engine.clock import OFFICE_ZONE
from engine.errors import Conflict, Rejected
from engine.office.calendar import Calendar
from engine.office.ladders import Reminder, Run, ladder_of
from engine.office.limits import BadLimit, Limit
from engine.office.policies import Policies, UnknownPolicy

_MINUTE = timedelta(minutes=1)


class BadDeadline(Rejected):
    """A start that is no day or instant, or a policy that is no limit."""

    code = "BAD_DEADLINE"


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
    paused: bool = False
    paused_days: int = 0
    met_at: datetime | None = None
    lapsed: bool = False  # what it was counted from is no more: it begins anew when that is known again
    reminders: tuple[Reminder, ...] = ()

    @property
    def is_open(self) -> bool:
        """Not yet met."""
        return self.met_at is None

    def late_minutes(self, now: datetime) -> int:
        """Begun minutes past the end: until it was met, or until now. 0 as long as it is kept."""
        late = (self.met_at or now) - self.due_at
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
    policies: Policies,
    calendar: Calendar,
) -> Deadline:
    """A limit begins now, or at an instant, or with a day (which is then the one not counted)."""
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
        reminders=ladder_of(name).climb(run, calendar),
    )


def meet(deadline: Deadline, at: datetime) -> Deadline:
    """What was to be done is done; reminders stop."""
    if deadline.met_at is not None:
        raise Conflict(f"deadline {deadline.key} was met already", details={"at": deadline.met_at})
    return replace(deadline, met_at=at, paused=False)


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
    due = limit.from_(started_at, calendar, paused=deadline.paused_days)
    run = Run(name, limit, started_at, max(now, started_at), due.at)
    return replace(
        deadline,
        policy=name,
        limit=str(limit),
        started_at=started_at,
        due_at=due.at,
        nominal=due.nominal,
        provisional=due.provisional,
        reminders=ladder_of(name).climb(run, calendar),
    )


def recompute(deadline: Deadline, calendar: Calendar) -> Deadline:
    """The same limit by another calendar; one that was met keeps its result."""
    if not deadline.is_open:
        return deadline
    limit = Limit.parse(deadline.limit)
    due = limit.from_(deadline.started_at, calendar, paused=deadline.paused_days)
    run = Run(deadline.policy, limit, deadline.started_at, deadline.opened_at, due.at)
    return replace(
        deadline,
        due_at=due.at,
        nominal=due.nominal,
        provisional=due.provisional,
        reminders=ladder_of(deadline.policy).climb(run, calendar),
    )


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


def to_json(deadline: Deadline) -> dict[str, object]:
    """As it is stored."""
    return {
        "key": deadline.key,
        "element_id": deadline.element_id,
        "token_id": deadline.token_id,
        "policy": deadline.policy,
        "limit": deadline.limit,
        "started_at": deadline.started_at.isoformat(),
        "opened_at": deadline.opened_at.isoformat(),
        "due_at": deadline.due_at.isoformat(),
        "nominal": deadline.nominal.isoformat(),
        "provisional": deadline.provisional,
        "paused": deadline.paused,
        "paused_days": deadline.paused_days,
        "met_at": deadline.met_at.isoformat() if deadline.met_at else None,
        "lapsed": deadline.lapsed,
        "reminders": [
            {"level": r.level, "at": r.at.isoformat(), "to": list(r.to), "every": r.every}
            for r in deadline.reminders
        ],
    }


def from_json(stored: Mapping[str, Any]) -> Deadline:
    """As it was stored."""
    return Deadline(
        key=stored["key"],
        element_id=stored["element_id"],
        token_id=stored["token_id"],
        policy=stored["policy"],
        limit=stored["limit"],
        started_at=datetime.fromisoformat(stored["started_at"]),
        opened_at=datetime.fromisoformat(stored["opened_at"]),
        due_at=datetime.fromisoformat(stored["due_at"]),
        nominal=date.fromisoformat(stored["nominal"]),
        provisional=stored["provisional"],
        paused=stored["paused"],
        paused_days=stored["paused_days"],
        met_at=datetime.fromisoformat(stored["met_at"]) if stored["met_at"] else None,
        lapsed=stored.get("lapsed", False),
        reminders=tuple(
            Reminder(r["level"], datetime.fromisoformat(r["at"]), tuple(r["to"]), r["every"])
            for r in stored["reminders"]
        ),
    )
