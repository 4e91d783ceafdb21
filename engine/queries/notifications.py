"""What a person was told."""

from __future__ import annotations

from datetime import datetime

from engine.machine import Engine
from engine.model import Actor, Page
from engine.office import notifications
from engine.office.notifications import Notification
from engine.queries import _cursors


def page(engine: Engine, actor: Actor, *, cursor: str | None = None, limit: int = 50) -> Page[Notification]:
    """The caller's notifications, the newest first."""
    after = _cursors.decode(cursor, datetime, str)
    limit = _cursors.limited(limit)
    with engine.reading() as view:
        found = notifications.of(view, actor.login, after=after, limit=limit + 1)
    shown, more = _cursors.cut(found, limit)
    return Page(tuple(shown), _cursors.encode(shown[-1].at, shown[-1].id) if more else None)


def unread(engine: Engine, actor: Actor) -> int:
    """How many he has not read."""
    with engine.reading() as view:
        return notifications.unread(view, actor.login)
