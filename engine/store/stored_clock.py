"""A clock that stands in the database: all processes see the same time, and it moves only when told.

For tests, demonstrations and acceptance (``LIYE_CLOCK=manual``). It survives restarts.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import bindparam, select, update

from engine.clock import Clock
from engine.errors import Broken, Rejected
from engine.settings import BadSetting
from engine.store import dialects
from engine.store.tables.access import fact
from engine.store.unit_of_work import Database

_NAME = "clock"
_READ = select(fact.c.value).where(fact.c.name == _NAME)
_HOLD = _READ.with_for_update()
_SET = (
    update(fact).where(fact.c.name == _NAME).values(value=bindparam("instant"), revision=fact.c.revision + 1)
)


class StoredClock:
    """Reads its row each time it is asked."""

    def __init__(self, database: Database, start: datetime) -> None:
        self._database = database
        with database.work() as uow:  # the first process sets it; INSTANT is not looked at again
            insert = dialects.upsert(fact, uow.connection.dialect.name, update=())
            uow.execute(insert, {"name": _NAME, "revision": 0, "value": _text(start)})

    def now(self) -> datetime:
        """The instant it was set to."""
        with self._database.reading() as view:
            value = view.value(_READ)
        if value is None:
            raise Broken("the manual clock's row is gone from the database")
        return datetime.fromisoformat(value)

    def set(self, to: datetime) -> None:
        """Move to an instant that is not earlier than the present one."""
        with self._database.work() as uow:
            if to < datetime.fromisoformat(uow.value(_HOLD)):
                raise Rejected("the clock only moves forward", code="CLOCK_BACKWARDS")
            uow.execute(_SET, {"instant": _text(to)})


def read_setting(setting: str, wall: Clock) -> datetime | None:
    """Where a manual clock starts, or None when ``LIYE_CLOCK`` says to use the system's."""
    kind, _, instant = setting.partition(":")
    if kind == "system" and not instant:
        return None
    if kind != "manual":
        raise BadSetting(f"LIYE_CLOCK: {setting!r} is neither system nor manual[:INSTANT]")
    if not instant:
        return wall.now()
    try:
        start = datetime.fromisoformat(instant)
    except ValueError:
        raise BadSetting(f"LIYE_CLOCK: {instant!r} is not an RFC 3339 instant") from None
    if start.tzinfo is None:
        raise BadSetting(f"LIYE_CLOCK: {instant!r} needs an offset, such as +08:00")
    return start


def _text(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat()
