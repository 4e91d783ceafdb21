"""What one may know of other systems that are told: the system administrator's business."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from engine import rights
from engine.errors import NotFound
from engine.machine import Engine
from engine.model import Actor
from engine.store import agenda, outbox
from engine.store.unit_of_work import AnyRow

SHOWN = 100  # deliveries, the newest


@dataclass(frozen=True, slots=True)
class Webhook:
    """Another system that listens; its secret is shown once, when it is entered."""

    id: str
    name: str
    url: str
    events: tuple[str, ...]
    active: bool
    created_by: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way to one of them."""

    id: str
    event_id: str
    event: str
    state: str  # ready, running, done, failed
    attempts: int
    created_at: datetime
    next_at: datetime
    error: str | None


def every(engine: Engine, actor: Actor) -> Sequence[Webhook]:
    """All of them, by name."""
    rights.refuse_unless_sys_admin(actor)
    with engine.reading() as view:
        return [_webhook(row) for row in outbox.webhooks(view)]


def get(engine: Engine, webhook_id: str, actor: Actor) -> Webhook:
    """One of them."""
    rights.refuse_unless_sys_admin(actor)
    with engine.reading() as view:
        row = outbox.webhook_row(view, webhook_id)
    if row is None:
        raise NotFound("there is no such webhook", code="WEBHOOK_NOT_FOUND")
    return _webhook(row)


def deliveries(engine: Engine, webhook_id: str, actor: Actor) -> Sequence[Delivery]:
    """Its latest deliveries, the newest first."""
    found = get(engine, webhook_id, actor)
    with engine.reading() as view:
        rows = agenda.of_type(view, "webhook", found.id, SHOWN)
    return [
        Delivery(
            id=row.id,
            event_id=row.payload["event"]["id"],
            event=row.payload["event"]["type"],
            state=row.state,
            attempts=row.attempts,
            created_at=row.created_at,
            next_at=row.next_at,
            error=row.error,
        )
        for row in rows
    ]


def _webhook(row: AnyRow) -> Webhook:
    return Webhook(row.id, row.name, row.url, tuple(row.events), row.active, row.created_by, row.created_at)
