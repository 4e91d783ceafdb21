"""Messages and signals: who waits, and what came before anybody did."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import and_, delete, or_, select, update

from engine.store import dialects
from engine.store.tables.instances import process_instance
from engine.store.tables.work import conversation, message, message_start, subscription
from engine.store.unit_of_work import AnyRow, Record, UnitOfWork, View

s = subscription.c
m = message.c
c = conversation.c
i = process_instance.c


def waiting_instances(view: View, name: str, key: str | None, business_key: str | None) -> Sequence[AnyRow]:
    """Message subscriptions of running matters that a message may match, in the order they were opened.

    A subscription without a correlation key takes any message of its name; ``key`` None asks for all.
    """
    statement = (
        select(subscription)
        .join(process_instance, i.id == s.process_instance_id)
        .where(s.kind == "message", s.name == name, i.state.in_(("active", "incident", "suspended")))
        .order_by(s.created_at, s.id)
    )
    if key is not None:
        statement = statement.where(or_(s.correlation_key == key, s.correlation_key.is_(None)))
    if business_key is not None:
        statement = statement.where(i.business_key == business_key)
    return view.rows(statement)


def waiting_starts(view: View, kind: str, name: str) -> Sequence[AnyRow]:
    """Start events of the newest versions that wait for a message or signal."""
    return view.rows(
        select(subscription).where(s.kind == kind, s.name == name, s.process_definition_id.is_not(None))
    )


def waiting_for_signal(view: View, name: str) -> Sequence[AnyRow]:
    """Signal subscriptions of running matters."""
    return view.rows(
        select(subscription)
        .join(process_instance, i.id == s.process_instance_id)
        .where(s.kind == "signal", s.name == name, i.state.in_(("active", "incident", "suspended")))
        .order_by(s.process_instance_id, s.created_at)
    )


def of_instance(view: View, instance_id: str) -> Sequence[AnyRow]:
    """What a matter waits for."""
    return view.rows(select(subscription).where(s.process_instance_id == instance_id))


def of_instances(view: View, instance_ids: Sequence[str]) -> Sequence[AnyRow]:
    """What several matters wait to hear."""
    return view.rows(select(subscription).where(subscription.c.process_instance_id.in_(instance_ids)))


def still_waits(view: View, subscription_id: str) -> AnyRow | None:
    """A subscription, if it is still there."""
    return view.row(select(subscription).where(s.id == subscription_id))


def close(uow: UnitOfWork, subscription_ids: Iterable[str]) -> None:
    """These wait no longer."""
    uow.execute(delete(subscription).where(s.id.in_(list(subscription_ids))))


def replace_starts(uow: UnitOfWork, process_key: str, rows: Sequence[Record]) -> None:
    """The start events of a newer version take the place of the older one's."""
    uow.execute(
        delete(subscription).where(s.process_key == process_key, s.process_definition_id.is_not(None))
    )
    if rows:
        uow.execute(subscription.insert(), list(rows))


def started_by(view: View, process_key: str, name: str, key: str) -> bool:
    """Whether an instance that still runs was started by this message and key."""
    found = view.row(
        select(message_start.c.process_instance_id)
        .join(process_instance, i.id == message_start.c.process_instance_id)
        .where(
            and_(
                message_start.c.process_key == process_key,
                message_start.c.name == name,
                message_start.c.correlation_key == key,
                i.state.in_(("active", "incident", "suspended")),
            )
        )
    )
    return found is not None


def partners(view: View, instance_id: str) -> frozenset[str]:
    """The matters this one has talked with along message flows."""
    rows = view.rows(select(c.partner_id).where(c.process_instance_id == instance_id))
    return frozenset(row.partner_id for row in rows)


def introduce(uow: UnitOfWork, instance_id: str, others: Iterable[str]) -> None:
    """These have talked now."""
    pairs = [pair for other in others if other != instance_id
             for pair in ((instance_id, other), (other, instance_id))]  # fmt: skip
    if pairs:
        rows = [{"process_instance_id": one, "partner_id": other} for one, other in sorted(set(pairs))]
        uow.execute(dialects.upsert(conversation, uow.connection.dialect.name, update=()), rows)


def seen(view: View, name: str, message_id: str) -> AnyRow | None:
    """A message that came before under the same id."""
    return view.row(select(message).where(m.name == name, m.message_id == message_id))


def kept(view: View, name: str, key: str | None, now: datetime) -> Sequence[AnyRow]:
    """Messages that still wait for somebody, the oldest first."""
    statement = select(message).where(m.name == name, m.answer.is_(None), m.expires_at > now)
    if key is not None:
        statement = statement.where(or_(m.correlation_key == key, m.correlation_key.is_(None)))
    return view.rows(statement.order_by(m.created_at, m.id).with_for_update(skip_locked=True))


def is_any_kept(view: View, name: str, now: datetime) -> bool:
    """Whether a message of this name waits for somebody."""
    statement = select(m.id).where(m.name == name, m.answer.is_(None), m.expires_at > now).limit(1)
    return view.row(statement) is not None


def answered(uow: UnitOfWork, message_row_id: str, answer: object) -> None:
    """A kept message was delivered."""
    uow.execute(update(message).where(m.id == message_row_id).values(answer=answer))
