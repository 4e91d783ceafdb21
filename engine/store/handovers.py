"""What one person has, and what of it was handed over to another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, or_, select, union, update

from engine.store.tables.circulation import circulation_receiver
from engine.store.tables.instances import process_instance, user_task, user_task_candidate
from engine.store.tables.standing import handover, handover_item
from engine.store.tables.talk import follower
from engine.store.unit_of_work import AnyRow, Record, UnitOfWork, View

h = handover.c
t = user_task.c
c = user_task_candidate.c
f, r, p = follower.c, circulation_receiver.c, process_instance.c


def _has(login: str) -> Any:
    """Open tasks that are this person's own: assigned, given to be prepared, or offered to him by name."""
    name = f"@{login}"
    mine = t.assignee == login, t.owner == login, t.offered_to == name
    among = t.id.in_(select(c.user_task_id).where(c.name == name))
    return and_(t.state == "open", or_(*mine, among))


def matters_of(view: View, login: str) -> Sequence[str]:
    """The matters in which he has any, follows or has still to read, in the order in which they are held."""
    tasks = select(t.process_instance_id).where(_has(login))
    followed = select(f.process_instance_id).join(process_instance, p.id == f.process_instance_id)
    unread = select(r.process_instance_id).join(process_instance, p.id == r.process_instance_id)
    found = union(
        tasks,
        followed.where(f.login == login, p.ended_at.is_(None)),
        unread.where(r.login == login, r.answered_at.is_(None), r.recalled_at.is_(None)),
    )
    return sorted(row.process_instance_id for row in view.rows(found))


def open_of_person(view: View, login: str, matter: str) -> Sequence[AnyRow]:
    """What he has in one matter."""
    mine = and_(t.process_instance_id == matter, _has(login))
    return view.rows(select(user_task).where(mine).order_by(t.id))


def rename_candidate(uow: UnitOfWork, task_id: str, from_: str, to: str) -> bool:
    """One of several candidates is another; False where he is none."""
    of_task = c.user_task_id == task_id
    gone = uow.execute(delete(user_task_candidate).where(of_task, c.name == f"@{from_}")).rowcount
    if gone and uow.row(select(c.name).where(of_task, c.name == f"@{to}")) is None:
        uow.execute(user_task_candidate.insert(), {"user_task_id": task_id, "name": f"@{to}"})
    return bool(gone)


def add(uow: UnitOfWork, record: Record) -> None:
    """A new one."""
    uow.execute(handover.insert(), record)


def add_items(
    uow: UnitOfWork, handover_id: str, matter: str | None, moved: Iterable[tuple[str, str]],
    successor: str | None = None,
) -> None:  # fmt: skip
    """What it moved: kind and id."""
    common = {"handover_id": handover_id, "process_instance_id": matter, "successor": successor}
    for kind, moved_id in moved:
        uow.add(handover_item, common | {"kind": kind, "object": moved_id})


def hold(uow: UnitOfWork, handover_id: str) -> AnyRow | None:
    """One, locked until the transaction ends."""
    return uow.row(select(handover).where(h.id == handover_id).with_for_update())


def row(view: View, handover_id: str) -> AnyRow | None:
    """One."""
    return view.row(select(handover).where(h.id == handover_id))


def last_from(view: View, login: str) -> AnyRow | None:
    """The last time somebody's work was handed over and not taken back."""
    of_him = h.from_login == login, h.taken_back_at.is_(None)
    return view.row(select(handover).where(*of_him).order_by(h.at.desc(), h.id.desc()).limit(1))


def items_of(view: View, handover_id: str) -> Sequence[AnyRow]:
    """What it moved."""
    return view.rows(select(handover_item).where(handover_item.c.handover_id == handover_id))


def close(uow: UnitOfWork, handover_id: str, at: datetime, by: str) -> None:
    """It was taken back."""
    uow.execute(update(handover).where(h.id == handover_id).values(taken_back_at=at, taken_back_by=by))


def page(view: View, *, after: tuple[datetime, str] | None, limit: int) -> Sequence[AnyRow]:
    """The newest first; ``after``: at and id of the last seen."""
    statement = select(handover).order_by(h.at.desc(), h.id.desc()).limit(limit)
    if after is not None:
        at, last = after
        statement = statement.where(or_(h.at < at, and_(h.at == at, h.id < last)))
    return view.rows(statement)
