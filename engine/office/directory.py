"""Who is who: units that are renamed and merged, posts, people, appointments, groups, portfolios.

A ``Directory`` is one state of it, immutable and in memory; every question names the day it is asked for.
Candidate groups are ``ROLE``, ``UNIT`` (everyone posted there), ``UNIT:ROLE``, and free groups. A unit that
ceased lives on in its successor: whoever is posted there holds the old unit's groups too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import TypeAlias, TypeVar

from engine.office.units import KINDS, Appointment, Group, Portfolio, Post, Unit, User

T = TypeVar("T")
Answers: TypeAlias = "dict[date, Mapping[str, tuple[str, ...]]]"
DAYS_KEPT = 8  # answers for days before and after today


@dataclass(frozen=True)
class Directory:
    """One state of the directory."""

    units: Mapping[str, Unit] = field(default_factory=dict)
    posts: Mapping[str, Post] = field(default_factory=dict)
    users: Mapping[str, User] = field(default_factory=dict)
    appointments: tuple[Appointment, ...] = ()
    groups: Mapping[str, Group] = field(default_factory=dict)
    portfolios: tuple[Portfolio, ...] = ()

    def __post_init__(self) -> None:
        by_user: dict[str, list[Appointment]] = {}
        by_post: dict[str, list[Appointment]] = {}
        for appointment in self.appointments:
            by_user.setdefault(appointment.user, []).append(appointment)
            by_post.setdefault(appointment.post, []).append(appointment)
        groups: dict[str, set[str]] = {}
        for group in self.groups.values():
            for login in group.members:
                groups.setdefault(login, set()).add(group.key)
        names: dict[str, int] = {}
        for user in self.users.values():
            names[user.name] = names.get(user.name, 0) + 1
        object.__setattr__(self, "_by_user", by_user)
        object.__setattr__(self, "_by_post", by_post)
        object.__setattr__(self, "_free_groups", groups)
        object.__setattr__(self, "_names", names)
        object.__setattr__(self, "_by_group", {})
        object.__setattr__(self, "_heirs", {})

    _by_user: Mapping[str, list[Appointment]] = field(init=False, repr=False, compare=False)
    _by_post: Mapping[str, list[Appointment]] = field(init=False, repr=False, compare=False)
    _free_groups: Mapping[str, set[str]] = field(init=False, repr=False, compare=False)
    _names: Mapping[str, int] = field(init=False, repr=False, compare=False)
    _by_group: Answers = field(init=False, repr=False, compare=False)
    _heirs: Answers = field(init=False, repr=False, compare=False)

    # -- people ----------------------------------------------------------------------------------

    def groups_of(self, login: str, on: date) -> frozenset[str]:
        """Every candidate group a person holds on a day; nobody and the locked hold none."""
        user = self.users.get(login)
        if user is None or user.locked:
            return frozenset()
        found = set(self._free_groups.get(login, ()))
        for post in self.posts_of(login, on):
            found.update(self.groups_of_post(post, on))
        return frozenset(found)

    def groups_of_post(self, post: Post, on: date) -> frozenset[str]:
        """The candidate groups that come with a post."""
        found = set(post.role_keys)
        for unit in (post.unit, *self.predecessors(post.unit, on)):
            found.add(unit)
            found.update(f"{unit}:{role}" for role in post.role_keys)
        return frozenset(found)

    def posts_of(self, login: str, on: date) -> tuple[Post, ...]:
        """The posts a person holds on a day in units that exist, the highest first."""
        held = (self.posts[a.post] for a in self._by_user.get(login, ()) if a.holds_on(on))
        return tuple(sorted((p for p in held if self.units[p.unit].exists_on(on)), key=lambda p: p.rank))

    def unit_of(self, login: str, on: date) -> str | None:
        """The unit of a person's highest post."""
        posts = self.posts_of(login, on)
        return posts[0].unit if posts else None

    def holders(self, group: str, on: date) -> tuple[str, ...]:
        """Who holds a candidate group on a day."""
        return _remembered(self._by_group, on, self._holders).get(group, ())

    def people(self, name: str, on: date) -> tuple[str, ...]:
        """The person of this login, or everyone who holds the group."""
        return (name,) if name in self.users else self.holders(name, on)

    def deputies_of(self, login: str, on: date) -> tuple[str, ...]:
        """Who deputises for a person in one of the posts he holds."""
        posts = self.posts_of(login, on)
        return tuple(user for post in posts for user in self.deputies_of_post(post.id, on))

    def deputies_of_post(self, post: str, on: date) -> tuple[str, ...]:
        """Who deputises in a post."""
        return tuple(a.user for a in self._by_post.get(post, ()) if a.deputises_on(on))

    def deputised_by(self, login: str, on: date) -> tuple[tuple[Post, tuple[str, ...]], ...]:
        """The posts a person is the deputy of, each with those who hold it."""
        found = []
        for own in self._by_user.get(login, ()):
            post = self.posts[own.post]
            if own.deputises_on(on) and self.units[post.unit].exists_on(on):
                held = (a.user for a in self._by_post[own.post] if a.holds_on(on) and a.user != login)
                found.append((post, tuple(one for one in held if not self.users[one].locked)))
        return tuple(found)

    def successor_of(self, login: str, on: date) -> str | None:
        """Who took over: whoever holds one of his posts, else the head of his unit or of its successor."""
        posts = [a.post for a in self._by_user.get(login, ()) if a.kind != "B"]
        for appointment in (a for post in posts for a in self._by_post[post] if a.holds_on(on)):
            if appointment.user != login and not self.users[appointment.user].locked:
                return appointment.user
        heads = (self.head_of(self.posts[post].unit, on) for post in posts)
        return next((head for head in heads if head not in {None, login}), None)

    def label(self, login: str, on: date) -> str:
        """A name that tells people apart: with the unit, where another has the same."""
        user = self.users.get(login)
        if user is None:
            return login
        if self._names[user.name] == 1:
            return user.name
        unit = self.unit_of(login, on)
        return f"{user.name}（{self.units[unit].short_name if unit else login}）"

    # -- units -----------------------------------------------------------------------------------

    def current(self, unit: str, on: date) -> str:
        """The unit itself while it exists, else what became of it."""
        while unit in self.units:
            found = self.units[unit]
            if found.exists_on(on) or found.successor is None:
                break
            unit = found.successor
        return unit

    def predecessors(self, unit: str, on: date) -> tuple[str, ...]:
        """The units that ceased and whose work this one goes on with."""
        return _remembered(self._heirs, on, self._ceased).get(unit, ())

    def head_of(self, unit: str, on: date) -> str | None:
        """Who holds the highest post of a unit, or of what became of it."""
        unit = self.current(unit, on)
        found = [
            (self.posts[a.post].rank, KINDS.index(a.kind), a.from_day, a.user)
            for a in self.appointments
            if a.holds_on(on) and self.posts[a.post].unit == unit and not self.users[a.user].locked
        ]
        return min(found)[3] if found else None

    def leader_of(self, unit: str, on: date) -> str | None:
        """Whose portfolio a unit is in, or what became of it."""
        portfolio = self._portfolio_with(unit, on)
        return portfolio.leader if portfolio else None

    def secretariat_of(self, unit: str, on: date) -> str | None:
        """Which sub-office prepares what a unit asks for: that of the portfolio it is in."""
        portfolio = self._portfolio_with(unit, on)
        return portfolio.secretariat if portfolio else None

    def overlay_of(self, unit: str | None) -> str | None:
        """The regional calendar of a unit, or of the nearest one above it."""
        while unit is not None and unit in self.units:
            if (overlay := self.units[unit].calendar_overlay) is not None:
                return overlay
            unit = self.units[unit].parent
        return None

    # -- groups ----------------------------------------------------------------------------------

    def known_groups(self, on: date) -> frozenset[str]:
        """Every group somebody could hold: roles, units that exist, their pairs, and free groups."""
        found = set(self.groups)
        for post in self.posts.values():
            if self.units[post.unit].exists_on(on):
                found.update(post.role_keys)
                found.update(f"{post.unit}:{role}" for role in post.role_keys)
        return frozenset(found | {u.key for u in self.units.values() if u.exists_on(on)})

    # -- looking up ------------------------------------------------------------------------------

    def find_users(self, q: str, on: date, limit: int = 50) -> tuple[User, ...]:
        """People whose name, login or unit has the text."""
        q = q.casefold()
        return _first(
            limit,
            (
                user
                for user in self.users.values()
                if not user.locked and any(q in text for text in self._words_about(user, on))
            ),
        )

    def find_units(self, q: str, on: date, limit: int = 200) -> tuple[Unit, ...]:
        """Units that exist and whose names have the text."""
        q = q.casefold()
        return _first(
            limit,
            (
                unit
                for unit in self.units.values()
                if unit.exists_on(on)
                and any(q in t.casefold() for t in (unit.key, unit.name_zh, unit.short_name, unit.name_en))
            ),
        )

    def _portfolio_with(self, unit: str, on: date) -> Portfolio | None:
        wanted = {unit, self.current(unit, on)}
        return next((one for one in self.portfolios if one.holds_on(on) and wanted & set(one.units)), None)

    def _words_about(self, user: User, on: date) -> Iterable[str]:
        unit = self.unit_of(user.login, on)
        yield user.login.casefold()
        yield user.name.casefold()
        if unit is not None:
            yield self.units[unit].short_name.casefold()

    def _holders(self, on: date) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for login in self.users:
            for name in self.groups_of(login, on):
                found.setdefault(name, []).append(login)
        return {name: tuple(logins) for name, logins in found.items()}

    def _ceased(self, on: date) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for unit in self.units.values():
            if not unit.exists_on(on) and (heir := self.current(unit.key, on)) != unit.key:
                found[heir] = (*found.get(heir, ()), unit.key)
        return found


def _first(limit: int, found: Iterable[T]) -> tuple[T, ...]:
    return tuple(islice(found, limit))


def _remembered(
    answers: Answers, on: date, ask: Callable[[date], Mapping[str, tuple[str, ...]]]
) -> Mapping[str, tuple[str, ...]]:
    if (known := answers.get(on)) is None:
        if len(answers) >= DAYS_KEPT:
            answers.clear()
        known = answers[on] = ask(on)
    return known
