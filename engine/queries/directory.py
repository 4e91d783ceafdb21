"""Who is who, for those who look things up."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from engine.errors import Forbidden, NotFound
from engine.machine import Engine
from engine.model import Actor, Json, Page
from engine.office import directory_file
from engine.office.units import Group, Unit
from engine.queries import _cursors

T = TypeVar("T")
ALL = 1_000_000
MAY_EXPORT = frozenset({"sys_admin", "sec_admin", "audit_admin", "manager"})


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account, and what he holds today."""

    login: str
    name: str
    unit: str | None
    groups: tuple[str, ...]


def units(engine: Engine, q: str, *, cursor: str | None = None, limit: int = 50) -> Page[Unit]:
    """Units that exist today and whose names have the text, by key."""
    found = engine.desk.directory.find_units(q, engine.today(), ALL)
    return _piece(found, lambda unit: unit.key, cursor, limit)


def users(engine: Engine, q: str, *, cursor: str | None = None, limit: int = 50) -> Page[Person]:
    """People whose name, login or unit has the text, by login; nobody who is locked."""
    directory, today = engine.desk.directory, engine.today()
    page = _piece(directory.find_users(q, today, ALL), lambda user: user.login, cursor, limit)
    people = [
        Person(
            user.login,
            user.name,
            directory.unit_of(user.login, today),
            tuple(sorted(directory.groups_of(user.login, today))),
        )
        for user in page.items
    ]
    return Page(people, page.next)


def groups(engine: Engine, q: str, *, cursor: str | None = None, limit: int = 50) -> Page[Group]:
    """Free groups whose key or name has the text, by key."""
    q = q.casefold()
    found = [
        one
        for one in engine.desk.directory.groups.values()
        if q in one.key.casefold() or q in one.name.casefold()
    ]
    return _piece(found, lambda one: one.key, cursor, limit)


def group(engine: Engine, key: str) -> Group:
    """One free group."""
    found = engine.desk.directory.groups.get(key)
    if found is None:
        raise NotFound(f"there is no group {key!r}", code="GROUP_NOT_FOUND")
    return found


def export(engine: Engine, actor: Actor) -> Json:
    """Everything but passwords, as it is imported."""
    if actor.roles.isdisjoint(MAY_EXPORT):
        raise Forbidden("only administrators and managers take the directory out", code="ADMINS_ONLY")
    return directory_file.export(engine.desk.directory)  # type: ignore[return-value]  # days are text there


def _piece(found: Iterable[T], key: Callable[[T], str], cursor: str | None, limit: int) -> Page[T]:
    after = _cursors.decode(cursor, str)
    limit = _cursors.limited(limit)
    rest = [one for one in sorted(found, key=key) if after is None or key(one) > after[0]]
    shown, more = _cursors.cut(rest, limit)
    return Page(tuple(shown), _cursors.encode(key(shown[-1])) if more else None)
