"""Taking a register out of the house: who took what is recorded."""

from __future__ import annotations

from engine.commands._record import Act, record_system
from engine.errors import TooLarge
from engine.machine import Engine
from engine.model import Actor
from engine.office.registers import Entry, Wanted, entries

MOST = 10_000


def export(engine: Engine, wanted: Wanted, form: str, actor: Actor) -> list[Entry]:
    """Every entry a list shows, the newest first."""
    with engine.work() as uow:
        found = entries(uow, wanted, actor, after=None, limit=MOST + 1)
        if len(found) > MOST:
            raise TooLarge(f"more than {MOST} entries: narrow the list by book, year or date")
        data = {"book": wanted.book, "year": wanted.year, "form": form, "entries": len(found)}
        act = Act(actor, "register.export", f"register:{wanted.register}", data)
        record_system(uow, act, engine.clock.now())
    return found
