"""Receipts of requests that carry an Idempotency-Key. Real time."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, select, update

from engine.store import dialects
from engine.store.tables.access import receipt
from engine.store.unit_of_work import AnyRow, Record, UnitOfWork

r = receipt.c
_HOLD = select(receipt).where(r.id == bindparam("id")).with_for_update()


def put(uow: UnitOfWork, record: Record) -> AnyRow:
    """The receipt under this id, locked: the record given, or the one that was there."""
    uow.execute(dialects.upsert(receipt, uow.connection.dialect.name, update=()), record)
    found = uow.row(_HOLD, id=record["id"])
    if found is None:
        raise AssertionError("a receipt that was just written is there")
    return found


def replace(uow: UnitOfWork, record: Record) -> None:
    """Begin it anew: whoever held it before can write no more."""
    uow.execute(update(receipt).where(r.id == record["id"]).values(**record))


def keep_answer(uow: UnitOfWork, claim: str, values: Record) -> None:
    """What was answered, for whoever asks again."""
    uow.execute(update(receipt).where(r.claim == claim).values(**values))


def drop_undone(uow: UnitOfWork, claim: str) -> None:
    """Nothing was done under it: the next request is a first one."""
    uow.execute(delete(receipt).where(r.claim == claim, r.state == "running"))
