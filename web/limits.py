"""A matter's limits that still run, as its page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import Flask

from engine.commands.deadlines import GROUNDS
from engine.model import Actor, ProcessInstance
from engine.office.calendar import local_day
from engine.office.deadlines import PERSON
from engine.office.limits import Limit as Limited
from engine.queries import deadlines
from engine.queries.deadlines import Running
from web import current, naming, showing
from web.languages import ngettext


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit."""

    id: str
    title: str
    policy: str
    due_at: datetime
    provisional: bool
    paused_at: datetime | None
    next_level: str | None
    next_at: datetime | None
    may_pause: bool
    may_resume: bool
    may_ask: bool
    is_asked_for: bool
    extended: int  # how often
    by_the_clock: bool  # extended by hours, not to a day

    @property
    def ends_on(self) -> date:
        """Its last day, as a date field has it."""
        return local_day(self.due_at)


def of(matter: ProcessInstance, actor: Actor) -> Sequence[Limit]:
    """Those nobody has met yet, the nearest first."""
    return [_limit(matter, one) for one in deadlines.running(current.engine(), matter.id, actor)]


def grounds() -> Sequence[str]:
    """What a limit may be paused for."""
    return current.engine().desk.policies.texts(GROUNDS)


def in_words(text: str) -> str:
    """What somebody asks for: a day (2026-06-05), or so much more (5WD)."""
    try:
        return showing.calendar_day(date.fromisoformat(text))
    except ValueError:
        limit = Limited.parse(text)
    n = limit.count
    match limit.unit:
        case "WD":
            return ngettext("%(num)s more working day", "%(num)s more working days", n)
        case "CD":
            return ngettext("%(num)s more day", "%(num)s more days", n)
        case "M":
            return ngettext("%(num)s more month", "%(num)s more months", n)
        case "H":
            return ngettext("%(num)s more hour", "%(num)s more hours", n)
    return text


def init(app: Flask) -> None:
    """Give the templates what they show of it."""
    app.jinja_env.globals.update(limit_in_words=in_words)


def _limit(matter: ProcessInstance, one: Running) -> Limit:
    said = one.deadline
    own = said.element_id == matter.process_key
    by_person = PERSON in said.pauses
    return Limit(
        id=one.id,
        title=naming.process_name(said.element_id) if own else naming.element_name(matter, said.element_id),
        policy=said.policy,
        due_at=said.due_at,
        provisional=said.provisional,
        paused_at=said.paused_at,
        next_level=one.next.level if one.next else None,
        next_at=one.next.at if one.next else None,
        may_pause=one.may_act and one.may_pause and not by_person,
        may_resume=one.may_act and by_person,
        may_ask=one.may_act and not one.is_asked_for,
        is_asked_for=one.is_asked_for,
        extended=len(said.granted),
        by_the_clock=not one.may_pause,
    )
