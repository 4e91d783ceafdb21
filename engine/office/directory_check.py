"""Whether a directory holds together: nothing refers to what is not there, nothing runs in a circle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from engine.errors import FieldError
from engine.office.directory import Directory
from engine.office.units import Unit

ADMINISTRATORS = {"sys_admin", "sec_admin", "audit_admin"}  # three different persons


def faults(records: Mapping[str, Sequence[Any]], merged: Directory) -> Iterator[FieldError]:
    """What is wrong with the records of a file, seen with all that is there."""
    yield from _units(records["units"], merged)
    for i, post in enumerate(records["posts"]):
        yield from _known(f"/posts/{i}/unit", post.unit, merged.units, "unit")
    for i, user in enumerate(records["users"]):
        if len(ADMINISTRATORS & set(user.roles)) > 1:
            yield FieldError(
                f"/users/{i}/roles", "sys_admin, sec_admin and audit_admin are different persons"
            )
    yield from _appointments(records["appointments"], merged)
    for i, group in enumerate(records["groups"]):
        for j, login in enumerate(group.members):
            yield from _known(f"/groups/{i}/members/{j}", login, merged.users, "user")
    for i, portfolio in enumerate(records["portfolios"]):
        yield from _known(f"/portfolios/{i}/leader", portfolio.leader, merged.users, "user")
        yield from _order(f"/portfolios/{i}/to", portfolio.from_day, portfolio.to_day)
        for j, unit in enumerate(portfolio.units):
            yield from _known(f"/portfolios/{i}/units/{j}", unit, merged.units, "unit")
        yield from _known(f"/portfolios/{i}/secretariat", portfolio.secretariat, merged.units, "unit")


def _units(units: Sequence[Unit], merged: Directory) -> Iterator[FieldError]:
    for i, unit in enumerate(units):
        for attribute in ("parent", "successor"):
            yield from _known(f"/units/{i}/{attribute}", getattr(unit, attribute), merged.units, "unit")
            if _circles(unit, attribute, merged):
                yield FieldError(f"/units/{i}/{attribute}", "leads back to where it began")
        yield from _order(f"/units/{i}/active_to", unit.active_from, unit.active_to)
        if unit.successor is not None and unit.active_to is None:
            yield FieldError(f"/units/{i}/successor", "only a unit that ceases (active_to) has a successor")


def _appointments(appointments: Sequence[Any], merged: Directory) -> Iterator[FieldError]:
    for i, appointment in enumerate(appointments):
        yield from _known(f"/appointments/{i}/user", appointment.user, merged.users, "user")
        yield from _known(f"/appointments/{i}/post", appointment.post, merged.posts, "post")
        yield from _order(f"/appointments/{i}/to", appointment.from_day, appointment.to_day)


def _known(place: str, key: str | None, known: Mapping[str, object], what: str) -> Iterator[FieldError]:
    if key is not None and key not in known:
        yield FieldError(place, f"there is no {what} {key!r}")


def _order(place: str, first: date | None, last: date | None) -> Iterator[FieldError]:
    if first is not None and last is not None and last < first:
        yield FieldError(place, f"{last} is before {first}")


def _circles(unit: Unit, attribute: str, merged: Directory) -> bool:
    seen = {unit.key}
    key = getattr(unit, attribute)
    while key in merged.units:
        if key in seen:
            return True
        seen.add(key)
        key = getattr(merged.units[key], attribute)
    return False
