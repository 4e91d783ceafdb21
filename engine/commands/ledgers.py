"""Taking a ledger out of the house: who took what is recorded."""

from __future__ import annotations

from engine.commands._record import Act, record_system
from engine.errors import TooLarge
from engine.ledgers import Line, Wanted, lines
from engine.machine import Engine
from engine.model import Actor, Variables

MOST = 10_000


def export(engine: Engine, wanted: Wanted, form: str, actor: Actor) -> list[Line]:
    """Every line a list shows, what was entered last first."""
    with engine.work() as uow:
        found = lines(engine, uow, wanted, actor, limit=MOST + 1)
        if len(found) > MOST:
            raise TooLarge(f"more than {MOST} lines: narrow the list by filters or days")
        data: Variables = {
            "form": form,
            "lines": len(found),
            "filters": dict(wanted.marks),
            "lamp": wanted.lamp,
        }
        act = Act(actor, "ledger.export", f"ledger:{wanted.ledger}", data)
        record_system(uow, act, engine.clock.now())
    return found
