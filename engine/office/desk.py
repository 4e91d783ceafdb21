"""What lies on every desk: who is who, the figures, the calendar. Read once, kept until it changes."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.errors import FieldError, InvalidSubmission, Rejected
from engine.office import calendar, policies, staff
from engine.office.calendar import Calendar
from engine.office.directory import Directory
from engine.office.policies import Policies
from engine.office.standings import Absence, Proxy, Standings
from engine.store import directory as directory_store
from engine.store import facts
from engine.store import standings as standing_store
from engine.store.unit_of_work import Reading, UnitOfWork, View

POLICIES = "policies"  # {key: value}: what this office set
CALENDAR = "calendar"  # {year: list}: what was loaded since
FACTS = (directory_store.FACT, POLICIES, CALENDAR, standing_store.FACT)


@dataclass(frozen=True, slots=True)
class Desk:
    """One state of it; immutable and shared by all threads."""

    directory: Directory
    policies: Policies
    calendar: Calendar
    standings: Standings
    revisions: Mapping[str, int]


class Desks:
    """Gives out the present desk; looks at most every so many seconds whether it is still the present one.

    A change made in this process is seen at once (call ``forget`` after the commit), one made by another
    process within that time.
    """

    def __init__(self, reading: Reading, *folders: Path, look_after: float = 1.0) -> None:
        self._reading = reading
        self._folders = folders
        self._look_after = look_after
        self._lock = threading.Lock()
        self._desk: Desk | None = None
        self._looked = 0.0

    def current(self) -> Desk:
        """The desk as it is."""
        desk = self._desk
        if desk is not None and time.monotonic() - self._looked < self._look_after:
            return desk
        with self._lock:
            return self._look()

    def forget(self) -> None:
        """Look anew when asked next."""
        self._looked = float("-inf")

    def _look(self) -> Desk:
        looked = time.monotonic()
        with self._reading() as view:
            revisions = facts.revisions(view, FACTS)
            if self._desk is None or self._desk.revisions != revisions:
                self._desk = read(view, revisions, *self._folders, before=self._desk)
        self._looked = looked
        return self._desk


def read(view: View, revisions: Mapping[str, int], *folders: Path, before: Desk | None = None) -> Desk:
    """The desk as the database has it; of the one before what has not changed."""
    standings = _standings(view)
    if before is not None and _changed(before.revisions, revisions) == {standing_store.FACT}:
        return Desk(before.directory, before.policies, before.calendar, standings, revisions)
    figures = policies.defaults().with_values(facts.value(view, POLICIES) or {})
    lists = [calendar.year_from(content) for content in (facts.value(view, CALENDAR) or {}).values()]
    reckoned = figures.calendar(*folders).with_years(lists)
    return Desk(staff.load(view), figures, reckoned, standings, revisions)


def _changed(before: Mapping[str, int], now: Mapping[str, int]) -> set[str]:
    return {name for name in before.keys() | now.keys() if before.get(name) != now.get(name)}


def _standings(view: View) -> Standings:
    proxies = (
        Proxy(**{**row, "processes": _tuple(row["processes"]), "kinds": _tuple(row["kinds"])})
        for row in standing_store.all_standing(view, "proxy")
    )
    absences = (Absence(**row) for row in standing_store.all_standing(view, "absence"))
    return Standings(tuple(proxies), tuple(absences))


def _tuple(names: list[str] | None) -> tuple[str, ...] | None:
    return None if names is None else tuple(names)


def set_policies(uow: UnitOfWork, values: Mapping[str, object]) -> Policies:
    """Set figures of this office; what is not named stays as it was set before."""
    known = facts.value(uow, POLICIES) or {}
    figures = policies.defaults()
    try:
        named = {figures.get(key).key: value for key, value in values.items()}
        changed = figures.with_values({**known, **named})
        changed.calendar()
    except Rejected as error:
        raise InvalidSubmission([FieldError("/", error.message)]) from error
    facts.change(uow, POLICIES, {**known, **named})
    return changed


def load_year(uow: UnitOfWork, content: Mapping[str, Any]) -> calendar.YearList:
    """Take in one year's list of holidays. Open provisional deadlines are the caller's to recompute."""
    listed = calendar.year_from(content)
    known = facts.value(uow, CALENDAR) or {}
    facts.change(uow, CALENDAR, {**known, str(listed.year): content})
    return listed
