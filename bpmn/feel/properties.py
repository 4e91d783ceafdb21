"""What a path reads from a value that is no context: `start date.year`, `duration.days`, `range.start`."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Callable
from decimal import Decimal

from bpmn.feel import temporal
from bpmn.feel.temporal import YearsMonths
from bpmn.feel.values import Range, kind


def _part(of: Callable[[int], int]) -> Callable[[object], Decimal]:
    def read(value: object) -> Decimal:
        assert isinstance(value, dt.timedelta)
        total = abs(temporal.micros(value))
        part = of(total // 1_000_000)
        return Decimal(part if value >= dt.timedelta() else -part)

    return read


def _months(value: object) -> tuple[int, int]:
    assert isinstance(value, YearsMonths)
    years, months = divmod(abs(value.months), 12)
    return (years, months) if value.months >= 0 else (-years, -months)


def _offset(value: object) -> object:
    if isinstance(value, dt.time):
        return temporal.time_offset(value)
    assert isinstance(value, dt.datetime)
    return value.utcoffset()


def _zone(value: object) -> object:
    zone = getattr(value, "tzinfo", None)
    return zone.key if isinstance(zone, zoneinfo.ZoneInfo) else None


def _number(name: str) -> Callable[[object], Decimal]:
    return lambda value: Decimal(getattr(value, name))


_DATE: dict[str, Callable[[object], object]] = {
    "year": _number("year"),
    "month": _number("month"),
    "day": _number("day"),
    "weekday": lambda value: Decimal(value.isoweekday()),  # type: ignore[attr-defined]
}
_TIME: dict[str, Callable[[object], object]] = {
    "hour": _number("hour"),
    "minute": _number("minute"),
    "second": _number("second"),
    "time offset": _offset,
    "timezone": _zone,
}
_PROPERTIES: dict[str, dict[str, Callable[[object], object]]] = {
    "date": _DATE,
    "time": _TIME,
    "date and time": _DATE | _TIME,
    "days and time duration": {
        "days": _part(lambda seconds: seconds // 86400),
        "hours": _part(lambda seconds: seconds // 3600 % 24),
        "minutes": _part(lambda seconds: seconds // 60 % 60),
        "seconds": _part(lambda seconds: seconds % 60),
    },
    "years and months duration": {
        "years": lambda value: Decimal(_months(value)[0]),
        "months": lambda value: Decimal(_months(value)[1]),
    },
}


def read(value: object, name: str) -> tuple[bool, object]:
    """Whether the value has this property, and what it is."""
    if isinstance(value, Range):
        match name:
            case "start" | "end" | "start included" | "end included":
                return True, getattr(value, name.replace(" ", "_"))
        return False, None
    reader = _PROPERTIES.get(kind(value), {}).get(name)
    return (False, None) if reader is None else (True, reader(value))
