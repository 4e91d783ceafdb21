"""What the directory is made of: units, posts, people, appointments, groups, portfolios."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

UNIT_TYPES = (
    "leadership", "general_office", "sub_office", "department", "agency",
    "city", "rep_office", "sub_bureau", "external",
)  # fmt: skip
SYSTEM_ROLES = ("staff", "designer", "manager", "sys_admin", "sec_admin", "audit_admin")
KINDS = ("A", "B", "acting")  # holder, deputy, acting holder


@dataclass(frozen=True, slots=True)
class Unit:
    """An organisation, between its first and its last day."""

    key: str
    name_zh: str
    name_en: str
    short_name: str
    type: str
    parent: str | None = None
    code_for_docs: str | None = None
    calendar_overlay: str | None = None
    active_from: date | None = None
    active_to: date | None = None
    successor: str | None = None

    def exists_on(self, day: date) -> bool:
        """Whether it is there on a day."""
        return _within(day, self.active_from, self.active_to)


@dataclass(frozen=True, slots=True)
class Post:
    """A chair in a unit, with what its holder may do. Rank 1 is the highest."""

    id: str
    unit: str
    title: str
    title_en: str
    rank: int
    role_keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class User:
    """A person who may sign in; ``roles`` are those of the system."""

    login: str
    name: str
    roles: tuple[str, ...] = ()
    locked: bool = False


@dataclass(frozen=True, slots=True)
class Appointment:
    """Somebody holds a post for a time: as its holder A, its deputy B, or acting."""

    user: str
    post: str
    kind: str
    from_day: date
    to_day: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it is in force; a deputy holds nothing by himself."""
        return self.kind != "B" and _within(day, self.from_day, self.to_day)

    def deputises_on(self, day: date) -> bool:
        """Whether the person is the post's deputy."""
        return self.kind == "B" and _within(day, self.from_day, self.to_day)


@dataclass(frozen=True, slots=True)
class Group:
    """People who take tasks together, whatever their posts."""

    key: str
    name: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Portfolio:
    """What a leader is in charge of, and the sub-office that prepares what these units ask for."""

    leader: str
    units: tuple[str, ...]
    topics: tuple[str, ...]
    from_day: date
    to_day: date | None = None
    secretariat: str | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it is in force."""
        return _within(day, self.from_day, self.to_day)


def _within(day: date, first: date | None, last: date | None) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)
