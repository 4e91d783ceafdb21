"""Rows of phrases, signatures, ink and corrections."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, delete, or_, select, update

from engine.store.tables.instances import user_task
from engine.store.tables.office import file
from engine.store.tables.opinions import correction, ink, phrase, signature
from engine.store.unit_of_work import AnyRow, Record, UnitOfWork, View

_p, _s, _i, _c = phrase.c, signature.c, ink.c, correction.c


def phrases(view: View, login: str) -> list[str]:
    """A person's own, in his order."""
    return [row.text for row in view.rows(select(phrase).where(_p.login == login).order_by(_p.place))]


def set_phrases(uow: UnitOfWork, login: str, texts: Sequence[str]) -> None:
    """These and no others."""
    uow.execute(delete(phrase).where(_p.login == login))
    if texts:
        rows = [{"login": login, "place": place, "text": text} for place, text in enumerate(texts)]
        uow.execute(phrase.insert(), rows)


def add_signature(uow: UnitOfWork, record: Record) -> None:
    """From now on he signs with this picture, or with none."""
    uow.execute(signature.insert(), record)


def signatures(view: View, logins: Sequence[str]) -> Sequence[AnyRow]:
    """Every picture these people ever signed with, the oldest first."""
    return view.rows(select(signature).where(_s.login.in_(logins)).order_by(_s.number))


def keep_file(uow: UnitOfWork, file_id: str) -> None:
    """No matter holds it, and yet it stays."""
    uow.execute(update(file).where(file.c.id == file_id).values(held=True))


def ink_of(view: View, task_id: str, login: str) -> AnyRow | None:
    """What somebody wrote by hand for a task."""
    return view.row(select(ink).where(_i.user_task_id == task_id, _i.login == login))


def set_ink(uow: UnitOfWork, record: Record | None, task_id: str, login: str) -> None:
    """This picture, or none."""
    uow.execute(delete(ink).where(_i.user_task_id == task_id, _i.login == login))
    if record is not None:
        uow.execute(ink.insert(), record)


def inks(view: View, instance_id: str, login: str) -> Sequence[AnyRow]:
    """What was written by hand in a matter: for tasks that are done by who did them, and one's own."""
    done = and_(user_task.c.state == "completed", user_task.c.closed_by == _i.login)
    statement = select(ink).join(user_task, user_task.c.id == _i.user_task_id)
    return view.rows(
        statement.where(_i.process_instance_id == instance_id, or_(done, _i.login == login)).order_by(_i.at)
    )


def add_correction(uow: UnitOfWork, record: Record) -> None:
    """Something is put right."""
    uow.add(correction, record)


def corrections(view: View, instance_id: str) -> Sequence[AnyRow]:
    """Of a matter, the oldest first."""
    return view.rows(select(correction).where(_c.process_instance_id == instance_id).order_by(_c.seq))


def signed_before(rows: Sequence[AnyRow], login: str, at: datetime) -> str | None:
    """The picture a person signed with at a moment."""
    found = [row for row in rows if row.login == login and row.at <= at]
    return found[-1].file_id if found else None
