"""What a person keeps to look for in his inbox, and what his groups share."""

from __future__ import annotations

from collections.abc import Sequence

from engine.machine import Engine
from engine.model import Actor, SavedFilter
from engine.store import saved_filters as store


def of(engine: Engine, actor: Actor) -> Sequence[SavedFilter]:
    """His own first."""
    with engine.reading() as view:
        return [SavedFilter(**row._asdict()) for row in store.of(view, actor.login, actor.groups)]
