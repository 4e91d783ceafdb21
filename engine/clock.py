"""Time is asked from the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo


class Zone(ZoneInfo):
    """The zone of this office's days and hours: one for the process, said once at its edge."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self._zone = ZoneInfo(key)

    def become(self, key: str) -> None:
        """What ``LIYE_TIMEZONE`` says; an unknown name is a ``ValueError``."""
        try:
            self._zone = ZoneInfo(key)
        except (KeyError, OSError) as error:
            raise ValueError(f"there is no time zone {key!r}") from error

    @property
    def key(self) -> str:
        """Its name."""
        return self._zone.key

    def __str__(self) -> str:
        return self._zone.key

    def utcoffset(self, dt: datetime | None) -> timedelta | None:
        """As the zone says."""
        return self._zone.utcoffset(dt)

    def dst(self, dt: datetime | None) -> timedelta | None:
        """As the zone says."""
        return self._zone.dst(dt)

    def tzname(self, dt: datetime | None) -> str | None:
        """As the zone says."""
        return self._zone.tzname(dt)

    def fromutc(self, dt: datetime) -> datetime:
        """As the zone says."""
        return self._zone.fromutc(dt.replace(tzinfo=self._zone)).replace(tzinfo=self)


OFFICE_ZONE = Zone("Asia/Shanghai")


class Clock(Protocol):
    """Says what time it is. The business clock may be moved by tests; the wall clock never is."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present instant in UTC."""
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands still until it is told otherwise; it only moves forward."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock needs an aware instant")
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        """The instant it was set to."""
        return self._now

    def set(self, to: datetime) -> None:
        """Move to an instant that is not earlier than the present one."""
        if to < self._now:
            raise ValueError("a clock only moves forward")
        self._now = to.astimezone(UTC)
