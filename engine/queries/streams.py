"""What a person is told while his window is open: how his inbox and his notifications stand."""

from __future__ import annotations

from dataclasses import dataclass

from engine.machine import Engine
from engine.model import Actor
from engine.queries.user_tasks import SOON
from engine.store import changes, notifications, user_tasks
from engine.store.user_tasks import Wanted

MOST = 200  # tasks whose coming and going is told one by one; the counts are of all


@dataclass(frozen=True, slots=True)
class Standing:
    """One person's inbox at a moment."""

    tasks: frozenset[str]  # the newest
    open: int
    late: int
    unread: int


def mark(engine: Engine) -> tuple[int, int]:
    """Changes whenever anything happened."""
    with engine.reading() as view:
        return changes.mark(view)


def standing(engine: Engine, actor: Actor) -> Standing:
    """How it stands now."""
    now = engine.clock.now()
    mine = Wanted(visible_to=(actor.login, tuple(sorted(actor.groups))))
    with engine.reading() as view:
        rows = user_tasks.page(view, mine, sort="-created", offset=0, limit=MOST)
        late, soon, other = user_tasks.colours(view, mine, now, now + SOON)
        unread = notifications.unread(view, actor.login)
    return Standing(frozenset(row.id for row in rows), late + soon + other, late, unread)
