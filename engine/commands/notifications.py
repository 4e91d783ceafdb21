"""A person has read what he was told."""

from __future__ import annotations

from engine.machine import Engine
from engine.model import Actor
from engine.office import notifications


def mark_all_read(engine: Engine, actor: Actor) -> None:
    """All of the caller's; nobody else's."""
    with engine.work() as uow:
        notifications.mark_read(uow, actor.login, engine.clock.now())
