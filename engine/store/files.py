"""Files' rows: what was uploaded, and which matters hold it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, select, update

from engine.store import dialects
from engine.store.tables.office import file, file_holder
from engine.store.unit_of_work import AnyRow, Record, UnitOfWork, View

f = file.c
h = file_holder.c
_BY_ID = select(file).where(f.id == bindparam("id"))
_HOLD = select(file).where(f.id.in_(bindparam("ids", expanding=True))).order_by(f.id).with_for_update()
_HOLDERS = select(h.process_instance_id).where(h.file_id == bindparam("id"))
_OF_INSTANCE = (
    select(file)
    .join(file_holder, h.file_id == f.id)
    .where(h.process_instance_id == bindparam("instance_id"))
    .order_by(f.uploaded_at.desc(), f.id)
)
_UNUSED = (
    select(f.id)
    .where(~f.held, f.uploaded_at < bindparam("before"))
    .order_by(f.uploaded_at)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)


def row(view: View, file_id: str) -> AnyRow | None:
    """A file."""
    return view.row(_BY_ID, id=file_id)


def holders(view: View, file_id: str) -> frozenset[str]:
    """The matters that hold a file."""
    return frozenset(instance_id for (instance_id,) in view.rows(_HOLDERS, id=file_id))


def of_instance(view: View, instance_id: str) -> Sequence[AnyRow]:
    """The files a matter holds, the newest first."""
    return view.rows(_OF_INSTANCE, instance_id=instance_id)


def add(uow: UnitOfWork, record: Record) -> None:
    """A file was uploaded."""
    uow.execute(file.insert(), record)


def hold(uow: UnitOfWork, ids: Iterable[str]) -> Sequence[AnyRow]:
    """Files, locked against being swept away; those that are there."""
    return uow.rows(_HOLD, ids=sorted(ids))


def set_holder(uow: UnitOfWork, ids: Sequence[str], process_instance_id: str) -> None:
    """A matter holds these files from now on."""
    uow.execute(update(file).where(f.id.in_(ids)).values(held=True))
    insert = dialects.upsert(file_holder, uow.connection.dialect.name, update=())
    uow.execute(insert, [{"file_id": i, "process_instance_id": process_instance_id} for i in ids])


def unused(uow: UnitOfWork, before: datetime, limit: int) -> Sequence[str]:
    """Files no matter holds, uploaded before an instant; locked."""
    return [file_id for (file_id,) in uow.rows(_UNUSED, before=before, limit=limit)]


def remove(uow: UnitOfWork, ids: Sequence[str]) -> None:
    """Forget files no matter holds."""
    uow.execute(delete(file).where(f.id.in_(ids), ~f.held))


def ids(view: View) -> list[str]:
    """Every file there is."""
    return [row.id for row in view.rows(select(file.c.id).order_by(file.c.id))]
