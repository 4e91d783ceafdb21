"""The record: history rows, chains and seals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select, update

from engine.chain import GENESIS
from engine.store import dialects
from engine.store.tables.access import fact
from engine.store.tables.history import history, large_value, seal
from engine.store.tables.instances import process_instance
from engine.store.unit_of_work import AnyRow, UnitOfWork, View

h = history.c
_SYSTEM = "system_chain"


def hold_system_chain(uow: UnitOfWork) -> tuple[int, str]:
    """The last seq and hash of the chain ``system``, locked until the transaction ends."""
    first = {"name": _SYSTEM, "revision": 0, "value": GENESIS}
    uow.execute(dialects.upsert(fact, uow.connection.dialect.name, update=()), first)
    row = uow.row(select(fact).where(fact.c.name == _SYSTEM).with_for_update())
    if row is None:
        raise AssertionError("the row was just made")
    return row.revision, row.value


def move_system_chain(uow: UnitOfWork, seq: int, head: str) -> None:
    """What the next act follows. Several acts of one transaction follow each other."""
    uow.execute(update(fact).where(fact.c.name == _SYSTEM).values(revision=seq, value=head))


def nodes(view: View, instance_id: str, *, after: int = 0, limit: int | None = None) -> Sequence[AnyRow]:
    """The flow nodes a matter left, in order; all of them, unless a page asks for so many."""
    return view.rows(
        select(history)
        .where(h.chain == instance_id, h.kind == "node", h.seq > after)
        .order_by(h.seq)
        .limit(limit)
    )


def acts(view: View, instance_id: str) -> Sequence[AnyRow]:
    """What was done in a matter, in order, with the changes of each step."""
    return view.rows(select(history).where(h.chain == instance_id, h.kind == "act").order_by(h.seq))


def last_acts(view: View, instance_id: str) -> dict[str, int]:
    """By the object of each act in a matter (``user_task:ID``): the place of the last one in the record."""
    last = select(h.object, func.max(h.seq)).where(h.chain == instance_id, h.kind == "act")
    return {row[0]: row[1] for row in view.rows(last.group_by(h.object))}


def audit(view: View, *, after: int, limit: int) -> Sequence[AnyRow]:
    """All acts in the order of commit, with the seal that covers each; without their changes."""
    columns = [c for c in history.c if c.name != "changes"]
    sealed = select(func.min(seal.c.id)).where(seal.c.last_history_id >= h.id).scalar_subquery().label("seal")
    return view.rows(
        select(*columns, sealed).where(h.kind == "act", h.id > after).order_by(h.id).limit(limit)
    )


def chain(view: View, name: str) -> Sequence[AnyRow]:
    """Every row of a chain in order."""
    return view.rows(select(history).where(h.chain == name).order_by(h.seq))


def chain_names(view: View, *, after: str, limit: int) -> Sequence[str]:
    """The names of chains, in order."""
    statement = select(h.chain).where(h.chain > after).group_by(h.chain).order_by(h.chain).limit(limit)
    return [row.chain for row in view.rows(statement)]


def last_seal(view: View) -> AnyRow | None:
    """The newest seal."""
    return view.row(select(seal).order_by(seal.c.id.desc()).limit(1))


def seals(view: View) -> Sequence[AnyRow]:
    """All seals in order."""
    return view.rows(select(seal).order_by(seal.c.id))


def heads(view: View, *, after: int, until: int) -> list[tuple[str, str]]:
    """(chain, hash of its last row) for every chain with rows in the span of ids (after, until]."""
    span = (
        select(h.chain, func.max(h.seq).label("seq")).where(h.id > after, h.id <= until).group_by(h.chain)
    ).subquery()
    statement = select(h.chain, h.hash).join(span, (span.c.chain == h.chain) & (span.c.seq == h.seq))
    return [(row.chain, row.hash) for row in view.rows(statement)]


def hold_last_seal(uow: UnitOfWork) -> AnyRow | None:
    """The newest seal; others who would seal wait, and the record up to its newest row is complete."""
    first = {"name": "seal", "revision": 0, "value": None}
    uow.execute(dialects.upsert(fact, uow.connection.dialect.name, update=()), first)
    uow.row(select(fact).where(fact.c.name == "seal").with_for_update())
    dialects.settle(uow.connection, history)
    return last_seal(uow)


def heads_that_differ(view: View) -> Sequence[AnyRow]:
    """Matters whose last row of the record is not the one they know."""
    i = process_instance.c
    last = select(h.chain).where(h.chain == i.id, h.seq == i.history_seq, h.hash == i.history_head)
    more = select(h.chain).where(h.chain == i.id, h.seq > i.history_seq)
    return view.rows(select(i.id, i.history_seq).where(or_(~last.exists(), more.exists())))


def last_id(view: View) -> int:
    """The id of the newest history row."""
    return int(view.value(select(func.coalesce(func.max(h.id), 0))))


def keep_large(uow: UnitOfWork, values: Mapping[str, bytes]) -> None:
    """Keep large values once, by their hash."""
    statement = dialects.upsert(large_value, uow.connection.dialect.name, update=())
    uow.execute(statement, [{"sha256": digest, "content": data} for digest, data in values.items()])


def large(view: View, digest: str) -> bytes | None:
    """A large value."""
    found: bytes | None = view.value(select(large_value.c.content).where(large_value.c.sha256 == digest))
    return found


def add_seal(uow: UnitOfWork, row: dict[str, Any], at: datetime) -> None:
    """Store a seal."""
    uow.execute(seal.insert(), {**row, "at": at})
