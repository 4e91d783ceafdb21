"""Who is signed in where, and how often somebody tried in vain. Real time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam, delete, func, select, update

from engine.store.tables.access import failed_sign_in, session
from engine.store.unit_of_work import AnyRow, Record, UnitOfWork, View

s = session.c
f = failed_sign_in.c
_BY_ID = select(session).where(s.id == bindparam("id"))
_FAILURES = select(func.count()).where(f.key == bindparam("key"), f.at > bindparam("since"))


def row(view: View, session_id: str) -> AnyRow | None:
    """A session."""
    return view.row(_BY_ID, id=session_id)


def add(uow: UnitOfWork, record: Record) -> None:
    """A new session."""
    uow.execute(session.insert(), record)


def seen(uow: UnitOfWork, session_id: str, at: datetime) -> None:
    """Its browser was here."""
    uow.execute(update(session).where(s.id == session_id).values(seen_at=at))


def remove(uow: UnitOfWork, session_id: str) -> None:
    """End a session."""
    uow.execute(delete(session).where(s.id == session_id))


def remove_of(uow: UnitOfWork, login: str, *, but: str | None = None) -> None:
    """End all sessions of a person but one."""
    uow.execute(delete(session).where(s.login == login, s.id != (but or "")))


def remove_expired(uow: UnitOfWork, now: datetime, failures_before: datetime) -> None:
    """Forget what no longer counts."""
    uow.execute(delete(session).where(s.expires_at < now))
    uow.execute(delete(failed_sign_in).where(f.at < failures_before))


def failures(view: View, key: str, since: datetime) -> int:
    """How often it failed since then."""
    return int(view.value(_FAILURES, key=key, since=since))


def add_failures(uow: UnitOfWork, keys: Iterable[str], at: datetime) -> None:
    """It failed once more."""
    uow.execute(failed_sign_in.insert(), [{"key": key, "at": at} for key in keys])


def forget_failures(uow: UnitOfWork, key: str) -> None:
    """It succeeded: what went before no longer counts."""
    uow.execute(delete(failed_sign_in).where(f.key == key))
