"""Which regional calendar a task is counted by: that of the organisation whose task it is (G1.9)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from engine.office.calendar import Calendar
from engine.office.directory import Directory


def has_any(directory: Directory) -> bool:
    """Whether any unit keeps days of its own."""
    return any(unit.calendar_overlay for unit in directory.units.values())


def overlay_of(names: Iterable[str], directory: Directory, calendar: Calendar, on: date) -> str | None:
    """The overlay of those a task is for: logins, ``UNIT`` or ``UNIT:ROLE``; none when they differ."""
    units = {unit for name in names if (unit := _unit(name, directory, on)) is not None}
    found = {directory.overlay_of(unit) for unit in units}
    overlay = found.pop() if len(found) == 1 else None
    return overlay if overlay in calendar.overlays else None


def _unit(name: str, directory: Directory, on: date) -> str | None:
    head = name.removeprefix("@").partition(":")[0]
    if head in directory.units:
        return head
    return directory.unit_of(head, on) if head in directory.users else None
