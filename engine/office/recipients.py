"""Who a reminder's words mean: its owner, his deputy, his head, the leader of his department.

``owner`` and what is relative to him come from the task: its assignee, or while it has none whoever may take
it. ``office_in_charge`` is the head of the unit that answers for the matter. Anything else is a group.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from engine.office.directory import Directory


@dataclass(frozen=True, slots=True)
class Ownership:
    """Whose a task is: logins or candidate groups, and the unit that answers for the matter."""

    owners: tuple[str, ...]
    in_charge: str | None = None


def recipients(to: Iterable[str], ownership: Ownership, directory: Directory, on: date) -> tuple[str, ...]:
    """The logins a reminder goes to on a day, each once; whoever nobody is, is nobody."""
    found: list[str] = []
    for word in to:
        meant = _RELATIVE.get(word)
        found.extend(meant(ownership, directory, on) if meant else directory.people(word, on))
    return tuple(dict.fromkeys(found))


def _owner(ownership: Ownership, directory: Directory, on: date) -> list[str]:
    return [login for owner in ownership.owners for login in directory.people(owner, on)]


def _deputy(ownership: Ownership, directory: Directory, on: date) -> list[str]:
    owners = _owner(ownership, directory, on)
    return [deputy for login in owners for deputy in directory.deputies_of(login, on)]


def _office_head(ownership: Ownership, directory: Directory, on: date) -> list[str]:
    units = _units(ownership, directory, on)
    return [login for unit in units for login in directory.holders(f"{unit}:office_head", on)]


def _dept_leader(ownership: Ownership, directory: Directory, on: date) -> list[str]:
    """The head of a unit that is no part of the office itself: a department, a municipality, a bureau."""
    own = {"leadership", "general_office", "sub_office"}
    units = [u for u in _units(ownership, directory, on) if directory.units[u].type not in own]
    return [head for unit in units if (head := directory.head_of(unit, on)) is not None]


def _office_in_charge(ownership: Ownership, directory: Directory, on: date) -> list[str]:
    if ownership.in_charge is None:
        return []
    head = directory.head_of(ownership.in_charge, on)
    return [] if head is None else [head]


def _units(ownership: Ownership, directory: Directory, on: date) -> tuple[str, ...]:
    units = []
    for owner in ownership.owners:
        named = owner.partition(":")[0]
        if named in directory.units:
            units.append(directory.current(named, on))
            continue
        units.extend(u for login in directory.people(owner, on) if (u := directory.unit_of(login, on)))
    return tuple(dict.fromkeys(units))


_RELATIVE: Mapping[str, Callable[[Ownership, Directory, date], list[str]]] = {
    "owner": _owner,
    "deputy": _deputy,
    "office_head": _office_head,
    "dept_leader": _dept_leader,
    "office_in_charge": _office_in_charge,
}
