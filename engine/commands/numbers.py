"""Numbers that were given by mistake are marked void; they stay in the register."""

from __future__ import annotations

from engine.commands._record import Act, record_system
from engine.errors import Forbidden, NotFound
from engine.machine import Engine
from engine.model import Actor
from engine.office import numbering


def void(engine: Engine, code: str, year: int, sequence: int, reason: str, actor: Actor) -> None:
    """作废: never given again, the reason stands in the register. A registrar's or a manager's work."""
    if not (actor.is_manager or numbering.REGISTRAR in actor.groups):
        raise Forbidden("only a registrar or a manager marks numbers void", code="REGISTRARS_ONLY")
    now = engine.clock.now()
    with engine.work() as uow:
        found = numbering.register(uow, code, year, after=sequence - 1, limit=1)
        if not found or found[0].sequence != sequence:
            raise NotFound("this number was never given", code="NUMBER_NOT_FOUND")
        numbering.void(uow, found[0], reason=reason, now=now, actor=actor)
        act = Act(actor, "number.void", f"number:{found[0].text}", {"reason": reason})
        record_system(uow, act, now)
