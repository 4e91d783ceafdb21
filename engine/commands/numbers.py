"""Number books: begun behind what was given before; a number given by mistake is void and stays."""

from __future__ import annotations

from engine.commands._record import Act, record_system
from engine.errors import Forbidden, NotFound
from engine.machine import Engine
from engine.model import Actor
from engine.office import numbering


def begin(engine: Engine, code: str, year: int, last: int, actor: Actor) -> None:
    """The book goes on behind ``last``, the number given before this system; once, and before any other.

    ``Conflict`` (BOOK_BEGUN) when it has given a number, or was begun already. ``year`` says nothing of a
    book that counts through the years.
    """
    _refuse_unless_registrar(actor)
    with engine.work() as uow:
        numbering.begin_after(uow, code, year=year, last=last)
        act = Act(actor, "number.begin", f"book:{code}", {"year": year, "last": last})
        record_system(uow, act, engine.clock.now())


def void(engine: Engine, code: str, year: int, sequence: int, reason: str, actor: Actor) -> None:
    """作废: never given again, the reason stands in the register. A registrar's or a manager's work."""
    _refuse_unless_registrar(actor)
    now = engine.clock.now()
    with engine.work() as uow:
        found = numbering.register(uow, code, year, after=sequence - 1, limit=1)
        if not found or found[0].sequence != sequence:
            raise NotFound("this number was never given", code="NUMBER_NOT_FOUND")
        numbering.void(uow, found[0], reason=reason, now=now, actor=actor)
        act = Act(actor, "number.void", f"number:{found[0].text}", {"reason": reason})
        record_system(uow, act, now)


def _refuse_unless_registrar(actor: Actor) -> None:
    if not (actor.is_manager or numbering.REGISTRAR in actor.groups):
        raise Forbidden("only a registrar or a manager keeps the number books", code="REGISTRARS_ONLY")
