"""What expressions may ask of the office: ``leader of(unit)``, ``add working days(date, 5)`` and the like.

A unit is its key, a person his login, as forms give them. Who or what is not there is null, and so is the
answer to an argument of a wrong type, as FEEL has it; a limit or policy that is none is an error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial

from engine.clock import OFFICE_ZONE
from engine.office.calendar import Calendar, local_day
from engine.office.directory import Directory
from engine.office.limits import Limit
from engine.office.policies import Policies

NAMES = (
    "leader of", "secretariat of", "head of", "successor", "unit of",
    "name of", "people of", "rank of", "type of",
    "add working days", "add working hours", "working days between", "is working day", "next working day",
    "add limit", "policy",
)  # fmt: skip
OF_A_MATTER = ("deadline", "starter", "actor", "on behalf of", "matter")  # answered by the matter that asks
MOST = 100_000  # days or hours to add


class _WrongType(Exception):
    """An argument the function does not understand."""


def functions(
    directory: Directory, policies: Policies, calendar: Calendar, now: datetime
) -> Mapping[str, Callable[..., object]]:
    """By the name an expression calls them by, answered as of now."""
    asked = _Asked(directory, policies, calendar, local_day(now))
    return {name: partial(_answer, getattr(asked, name.replace(" ", "_"))) for name in NAMES}


def _answer(function: Callable[..., object], *arguments: object, **named: object) -> object:
    try:
        return function(*arguments, **named)
    except (_WrongType, OverflowError):  # the latter: an instant that has no day in the office
        return None


@dataclass(frozen=True, slots=True)
class _Asked:
    """The functions, under their names with underscores."""

    directory: Directory
    policies: Policies
    calendar: Calendar
    today: date

    def leader_of(self, unit: object) -> str | None:
        """The login of the leader whose portfolio a unit is in."""
        return self.directory.leader_of(_text(unit), self.today)

    def secretariat_of(self, unit: object) -> str | None:
        """The sub-office that prepares what a unit asks for."""
        return self.directory.secretariat_of(_text(unit), self.today)

    def head_of(self, unit: object) -> str | None:
        """The login of the holder of a unit's highest post."""
        return self.directory.head_of(_text(unit), self.today)

    def successor(self, unit: object) -> str:
        """What became of a unit; itself while it exists."""
        return self.directory.current(_text(unit), self.today)

    def unit_of(self, login: object) -> str | None:
        """The unit of a person's highest post."""
        return self.directory.unit_of(_text(login), self.today)

    def type_of(self, unit: object) -> str | None:
        """What kind of unit it is: department, city, sub_office and so on."""
        found = self.directory.units.get(_text(unit))
        return found.type if found else None

    def people_of(self, group: object) -> list[str]:
        """The logins of everybody who holds a candidate group today."""
        return list(self.directory.holders(_text(group), self.today))

    def rank_of(self, login: object) -> Decimal | None:
        """The rank of a person's highest post; 1 is the highest."""
        posts = self.directory.posts_of(_text(login), self.today)
        return Decimal(posts[0].rank) if posts else None

    def name_of(self, key: object) -> str | None:
        """A unit's or a person's Chinese name."""
        text = _text(key)
        if text in self.directory.units:
            return self.directory.units[text].name_zh
        return self.directory.label(text, self.today) if text in self.directory.users else None

    def add_working_days(self, start: object, days: object) -> date:
        """The n-th working day after a day; back, when n is negative."""
        return self.calendar.add_working_days(_day(start), _whole(days)).day

    def add_working_hours(self, start: object, hours: object) -> datetime:
        """So many office hours after an instant."""
        return self.calendar.add_working_hours(_instant(start), float(_number(hours)))

    def working_days_between(self, start: object, end: object) -> Decimal:
        """How many working days lie after the first day, up to the second."""
        return Decimal(self.calendar.working_days_between(_day(start), _day(end)).days)

    def is_working_day(self, day: object) -> bool:
        """Whether a day counts."""
        return self.calendar.is_working_day(_day(day))

    def next_working_day(self, day: object) -> date:
        """This day if it counts, else the next that does."""
        return self.calendar.roll(_day(day))

    def add_limit(self, start: object, limit: object) -> datetime:
        """When a limit (``5WD``) or a policy's limit ends that begins at an instant or with a day."""
        text = _text(limit)
        found = self.policies.limit(text) if text in self.policies else Limit.parse(text)
        return found.from_(_instant(start), self.calendar).at

    def policy(self, key: object) -> object:
        """The office's figure under a key; for what is no limit and so has no end to work out."""
        value = self.policies.get(_text(key)).value
        return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def day_of(value: object) -> date | None:
    """The day a value says, as forms and FEEL give days; None when it says none."""
    try:
        return _day(value)
    except _WrongType:
        return None


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _WrongType
    return value


def _day(value: object) -> date:
    if isinstance(value, datetime):
        return local_day(_aware(value))
    if isinstance(value, date):
        return value
    return local_day(_instant(value))


def _instant(value: object) -> datetime:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise _WrongType from None
    if isinstance(value, datetime):
        return _aware(value)
    if isinstance(value, date):
        return datetime.combine(value, time.min, OFFICE_ZONE)
    raise _WrongType


def _aware(value: datetime) -> datetime:
    return value if value.tzinfo is not None else value.replace(tzinfo=OFFICE_ZONE)


def _number(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise _WrongType
    number = Decimal(value)
    if abs(number) > MOST:
        raise _WrongType
    return number


def _whole(value: object) -> int:
    number = _number(value)
    if number != number.to_integral_value():
        raise _WrongType
    return int(number)
