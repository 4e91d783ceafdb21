"""What may be begun once: the first matter that names it has it, for good.

A message that comes twice begins nothing while the matter it began runs (``engine.commands.messages``). What
must hold afterwards too, such as one supervision item for a decision of a meeting, is kept here.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from engine.store.tables.office import once
from engine.store.unit_of_work import UnitOfWork


def holder(uow: UnitOfWork, kind: str, key: str, process_instance: str, now: datetime) -> str:
    """The matter that has this; the one that asks, when nobody had it."""
    uow.meet(f"once {kind} {key}", alone=True)  # two that ask at the same time are answered one by one
    if (found := known(uow, kind, key)) is not None:
        return found
    uow.add(once, {"kind": kind, "key": key, "process_instance_id": process_instance, "at": now})
    uow.flush()
    return process_instance


def known(uow: UnitOfWork, kind: str, key: str) -> str | None:
    """The matter that has this, if one has."""
    wanted = select(once.c.process_instance_id).where(once.c.kind == kind, once.c.key == key)
    for row in uow.rows(wanted):
        return str(row.process_instance_id)
    return None
