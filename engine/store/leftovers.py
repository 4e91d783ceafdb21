"""Rows nobody needs any more."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, delete, or_, select

from engine.store.tables.access import receipt
from engine.store.tables.instances import draft, user_task
from engine.store.tables.work import job, message
from engine.store.unit_of_work import UnitOfWork

_CLOSED = select(user_task.c.id).where(user_task.c.state != "open")


def forget_drafts(uow: UnitOfWork) -> None:
    """Drafts of tasks that are closed."""
    uow.execute(delete(draft).where(draft.c.user_task_id.in_(_CLOSED)))


def forget_receipts(uow: UnitOfWork, before: datetime) -> None:
    """Answers nobody can ask for again (real time)."""
    uow.execute(delete(receipt).where(receipt.c.created_at < before))


def forget_messages(uow: UnitOfWork, now: datetime, answered_before: datetime) -> None:
    """Messages nobody came for, and delivered ones whose id need not be known any longer."""
    m = message.c
    unwanted = and_(m.answer.is_(None), m.expires_at < now)
    uow.execute(delete(message).where(or_(unwanted, m.created_at < answered_before)))


def forget_entries(uow: UnitOfWork, before: datetime) -> None:
    """Entries of the agenda that are done with."""
    j = job.c
    uow.execute(delete(job).where(j.state.in_(("done", "cancelled")), j.next_at < before))
