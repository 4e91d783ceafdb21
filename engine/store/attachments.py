"""Rows of attachments, their versions, and who looked at a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, func, select, update

from engine.store import dialects
from engine.store.tables.attachments import attachment, attachment_version, file_access
from engine.store.tables.office import file
from engine.store.unit_of_work import AnyRow, Record, UnitOfWork, View

_a, _v, _x = attachment.c, attachment_version.c, file_access.c


def row(view: View, attachment_id: str) -> AnyRow | None:
    """One attachment."""
    return view.row(select(attachment).where(_a.id == attachment_id))


def add(uow: UnitOfWork, record: Record) -> None:
    """A new attachment."""
    uow.execute(attachment.insert(), record)


def add_version(uow: UnitOfWork, record: Record) -> None:
    """Its next version."""
    uow.execute(attachment_version.insert(), record)


def last_number(view: View, attachment_id: str) -> int:
    """How many versions there are."""
    return int(view.value(select(func.count()).where(_v.attachment_id == attachment_id)))


def versions(view: View, instance_id: str) -> Sequence[AnyRow]:
    """Every version of a matter's attachments with its file: in their order, the newest version first."""
    columns = [file.c.name, file.c.size, file.c.media_type, file.c.sha256]
    return view.rows(
        select(attachment_version, attachment.c.user_task_id, *columns)
        .join(attachment, _a.id == _v.attachment_id)
        .join(file, file.c.id == _v.file_id)
        .where(_a.process_instance_id == instance_id)
        .order_by(_a.seq, _v.attachment_id, _v.number.desc())
    )


def accesses(view: View, file_ids: Sequence[str]) -> Sequence[AnyRow]:
    """Who looked at these files, the earliest first."""
    return view.rows(select(file_access).where(_x.file_id.in_(file_ids)).order_by(_x.first_at, _x.login))


def note_access(uow: UnitOfWork, file_id: str, login: str, at: datetime, *, downloaded: bool) -> None:
    """Somebody looked at a file, or took it away."""
    blank = {"file_id": file_id, "login": login, "first_at": at, "last_at": at, "shown": 0, "downloaded": 0}
    uow.execute(dialects.upsert(file_access, uow.connection.dialect.name, update=()), blank)
    column = _x.downloaded if downloaded else _x.shown
    statement = update(file_access).where(and_(_x.file_id == file_id, _x.login == login))
    uow.execute(statement.values({column: column + 1, _x.last_at: at}))
