"""Circulations' rows, and who may read a matter because something was sent to him."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, exists, func, or_, select, update

from engine.model import Standing
from engine.store.tables.circulation import circulation, circulation_receiver
from engine.store.tables.instances import process_instance
from engine.store.unit_of_work import AnyRow, Record, UnitOfWork, View

c = circulation.c
r = circulation_receiver.c
# Who has it, and who has answered, whatever became of it since.
_REACHED = and_(r.delivered_at.is_not(None), or_(r.recalled_at.is_(None), r.answered_at.is_not(None)))
_IS_READER = select(
    exists().where(r.process_instance_id == bindparam("id"), r.login == bindparam("login"), _REACHED)
)
_IS_READER_SINCE = select(
    exists().where(
        r.process_instance_id == bindparam("id"),
        r.login == bindparam("login"),
        r.delivered_at >= bindparam("since"),
        _REACHED,
    )
)
_BY_ID = select(circulation).where(c.id == bindparam("id"))
_WAITING = and_(r.delivered_at.is_not(None), r.answered_at.is_(None), r.recalled_at.is_(None))


def is_reader(view: View, instance_id: str, login: str, since: datetime | None = None) -> bool:
    """Whether a matter was sent to a person, or has been since an instant."""
    if since is not None:
        return bool(view.value(_IS_READER_SINCE, id=instance_id, login=login, since=since))
    return bool(view.value(_IS_READER, id=instance_id, login=login))


def sent_to(login: str) -> Any:
    """The ids of the matters that were sent to a person, as a sub-select."""
    return select(r.process_instance_id).where(r.login == login, _REACHED)


def answered_in(instance_id: str) -> Any:
    """Who has read or answered something of a matter, as a sub-select."""
    return select(r.answered_by).where(r.process_instance_id == instance_id, r.answered_by.is_not(None))


def row(view: View, circulation_id: str) -> AnyRow | None:
    """One circulation."""
    return view.row(_BY_ID, id=circulation_id)


def of_instance(view: View, instance_id: str) -> Sequence[AnyRow]:
    """All of a matter, the oldest first."""
    return view.rows(
        select(circulation).where(c.process_instance_id == instance_id).order_by(c.sent_at, c.seq, c.id)
    )


def below(view: View, circulation_ids: Sequence[str]) -> Sequence[AnyRow]:
    """What readers of these sent on."""
    return view.rows(
        select(circulation).where(c.parent_id.in_(circulation_ids)).order_by(c.sent_at, c.seq, c.id)
    )


def asked_for(view: View, user_task_ids: Sequence[str]) -> Sequence[AnyRow]:
    """Consultations somebody has still to answer, sent from these tasks."""
    waits = select(r.circulation_id).where(r.answered_at.is_(None), r.recalled_at.is_(None))
    wanted = c.user_task_id.in_(user_task_ids), c.kind == "consult", c.id.in_(waits)
    return view.rows(select(circulation).where(*wanted).order_by(c.sent_at, c.seq, c.id))


def receivers(view: View, circulation_ids: Sequence[str]) -> Sequence[AnyRow]:
    """Everybody they were sent to, in their order."""
    return view.rows(
        select(circulation_receiver)
        .where(r.circulation_id.in_(circulation_ids))
        .order_by(r.circulation_id, r.place, r.id)
    )


def receiver(view: View, circulation_id: str, login: str) -> AnyRow | None:
    """One person it was sent to."""
    return view.row(select(circulation_receiver).where(r.circulation_id == circulation_id, r.login == login))


def unread(view: View, instance_id: str, login: str) -> Sequence[AnyRow]:
    """What of a matter a person has still to read or answer, his turn come or not."""
    open_ = r.answered_at.is_(None), r.recalled_at.is_(None)
    return view.rows(
        select(circulation_receiver)
        .where(r.process_instance_id == instance_id, r.login == login, *open_)
        .order_by(r.id)
    )


def latest_of(view: View, instance_id: str, login: str) -> AnyRow | None:
    """What a person was last sent to read of a matter."""
    return view.row(
        select(circulation)
        .join(circulation_receiver, r.circulation_id == c.id)
        .where(r.process_instance_id == instance_id, r.login == login, c.kind == "read", _REACHED)
        .order_by(c.sent_at.desc(), c.seq.desc(), c.id)
    )


def add(uow: UnitOfWork, sent: Record, people: Sequence[Record]) -> None:
    """Send one."""
    uow.add(circulation, sent)
    for person in people:
        uow.add(circulation_receiver, person)


def change(uow: UnitOfWork, circulation_id: str, values: Mapping[str, Any]) -> None:
    """Write some columns of one."""
    uow.execute(update(circulation).where(c.id == circulation_id).values(**values))


def change_receivers(uow: UnitOfWork, ids: Iterable[str], values: Mapping[str, Any]) -> None:
    """Write some columns of people it was sent to."""
    uow.execute(update(circulation_receiver).where(r.id.in_(list(ids))).values(**values))


def mark_opened(uow: UnitOfWork, receiver_id: str, at: datetime) -> None:
    """He looked at it for the first time."""
    statement = update(circulation_receiver).where(r.id == receiver_id, r.opened_at.is_(None))
    uow.execute(statement.values(opened_at=at))


def page(
    view: View, login: str, holders: Sequence[Standing], *, answered: bool, q: str,
    after: tuple[datetime, str] | None, limit: int,
) -> Sequence[AnyRow]:  # fmt: skip
    """What was sent to a person and to those he acts for: still to read or answer, or done; newest first."""
    shown = [column.label(f"sent_{column.name}") for column in circulation.c]
    matter = [process_instance.c.title, process_instance.c.process_key, process_instance.c.business_key]
    statement = (
        select(circulation_receiver, *shown, *matter)
        .join(circulation, r.circulation_id == c.id)
        .join(process_instance, process_instance.c.id == r.process_instance_id)
        .where(_read_by(login, holders), r.answered_at.is_not(None) if answered else _WAITING)
        .order_by(r.delivered_at.desc(), r.id.desc())
        .limit(limit)
    )
    if q:
        text = q.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        statement = statement.where(process_instance.c.title.like(f"%{text}%", escape="\\"))
    if after is not None:
        at, last = after
        statement = statement.where(or_(r.delivered_at < at, and_(r.delivered_at == at, r.id < last)))
    return view.rows(statement)


_COUNT = select(func.count()).select_from(circulation_receiver).where(r.login == bindparam("login"), _WAITING)


def count(view: View, login: str, holders: Sequence[Standing] = ()) -> int:
    """How many a person has still to read or answer, and those he acts for."""
    if not holders:
        return int(view.value(_COUNT, login=login))
    matters = circulation_receiver.join(process_instance, process_instance.c.id == r.process_instance_id)
    statement = select(func.count()).select_from(matters)
    return int(view.value(statement.where(_read_by(login, holders), _WAITING)))


def _read_by(login: str, holders: Sequence[Standing]) -> Any:
    """His own; of each he acts for, what the proxy is for (as ``engine.rights.readers``)."""
    ways: list[Any] = [r.login == login]
    for one in holders:
        way = [r.login == one.holder]
        if one.processes is not None:
            way.append(process_instance.c.process_key.in_(sorted(one.processes)))
        if one.since is not None:
            way.append(r.delivered_at >= one.since)
        ways.append(and_(*way))
    return or_(*ways)
