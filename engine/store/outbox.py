"""What leaves the house: choices of people, what was mailed, who else listens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from engine.store import dialects
from engine.store.tables.office import notification
from engine.store.tables.outbox import mailing, notification_choice, webhook
from engine.store.unit_of_work import AnyRow, UnitOfWork, View

_CHOICE = ("email", "language", "mail", "digest_at", "quiet", "changed_at")


def choice(view: View, login: str) -> AnyRow | None:
    """What a person chose."""
    return view.row(select(notification_choice).where(notification_choice.c.login == login))


def choose(uow: UnitOfWork, values: Mapping[str, Any]) -> None:
    """Keep it; the newest holds."""
    put = dialects.upsert(notification_choice, uow.connection.dialect.name, update=_CHOICE)
    uow.execute(put, dict(values))


def told(view: View, keys: Sequence[str]) -> Sequence[AnyRow]:
    """Notifications by their keys, the oldest first."""
    n = notification.c
    return view.rows(select(notification).where(n.key.in_(keys)).order_by(n.at, n.id))


def mailed(view: View, key: str) -> AnyRow | None:
    """What became of one by mail."""
    return view.row(select(mailing).where(mailing.c.notification_key == key))


def note_mailing(uow: UnitOfWork, key: str, login: str, state: str, at: datetime) -> None:
    """What became of it, once and for all but for those that wait for a digest."""
    put = dialects.upsert(mailing, uow.connection.dialect.name, update=("state", "at"))
    uow.execute(put, {"notification_key": key, "login": login, "state": state, "at": at})


def waiting_for_digest(view: View, login: str) -> Sequence[str]:
    """The keys of what a person is to be told in his next digest."""
    mine = mailing.c.login == login, mailing.c.state == "digest"
    return [row.notification_key for row in view.rows(select(mailing.c.notification_key).where(*mine))]


def webhooks(view: View) -> Sequence[AnyRow]:
    """Everybody who listens, by name."""
    return view.rows(select(webhook).order_by(webhook.c.name, webhook.c.id))


def webhook_row(view: View, webhook_id: str) -> AnyRow | None:
    """One of them."""
    return view.row(select(webhook).where(webhook.c.id == webhook_id))


def change_webhook(uow: UnitOfWork, webhook_id: str, values: Mapping[str, Any]) -> None:
    """Write some columns."""
    uow.execute(update(webhook).where(webhook.c.id == webhook_id).values(**values))


def remove_webhook(uow: UnitOfWork, webhook_id: str) -> None:
    """It listens no more."""
    uow.execute(delete(webhook).where(webhook.c.id == webhook_id))
