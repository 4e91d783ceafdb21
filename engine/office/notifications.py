"""Telling people in the window. The same thing is told once, however often the job that tells it runs.

A notification holds a key of the message catalogue and its parameters, so that each reads it in his own
language. Who may not see a matter is not told of it: that is the caller's to decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from engine.model import Json, new_id
from engine.store import notifications as store
from engine.store.unit_of_work import UnitOfWork, View

KINDS = ("task", "reminder", "red", "notice")


@dataclass(frozen=True, slots=True)
class Notification:
    """Something one person is told."""

    recipient: str
    at: datetime
    kind: str
    text: str  # a key of the catalogue: task.opened, reminder.L1, …
    params: Mapping[str, Json] = field(default_factory=dict)
    process_instance: str | None = None
    user_task: str | None = None
    read_at: datetime | None = None
    id: str = ""


def tell(
    uow: UnitOfWork,
    recipients: Iterable[str],
    *,
    about: str,
    kind: str,
    text: str,
    at: datetime,
    params: Mapping[str, Json] | None = None,
    process_instance: str | None = None,
    user_task: str | None = None,
) -> None:
    """Tell each of them, unless he was told: ``about`` names the occasion (``TASK:L1``)."""
    if kind not in KINDS:
        raise ValueError(f"a notification is one of {', '.join(KINDS)}, not {kind!r}")
    store.add(
        uow,
        [
            {
                "id": new_id(),
                "key": f"{about}:{recipient}",
                "recipient": recipient,
                "at": at,
                "kind": kind,
                "process_instance_id": process_instance,
                "user_task_id": user_task,
                "text": text,
                "params": dict(params or {}),
            }
            for recipient in dict.fromkeys(recipients)
        ],
    )


def of(
    view: View,
    recipient: str,
    *,
    unread: bool = False,
    after: tuple[datetime, str] | None = None,
    limit: int = 50,
) -> list[Notification]:
    """What a person was told, the newest first."""
    return [
        Notification(
            row.recipient,
            row.at,
            row.kind,
            row.text,
            row.params,
            row.process_instance_id,
            row.user_task_id,
            row.read_at,
            row.id,
        )
        for row in store.page(view, recipient, unread=unread, after=after, limit=limit)
    ]


def unread(view: View, recipient: str) -> int:
    """How many he has not read."""
    return store.unread(view, recipient)


def mark_read(uow: UnitOfWork, recipient: str, at: datetime, ids: Iterable[str] | None = None) -> None:
    """He has read these, or all of them; other people's are not touched."""
    store.set_read(uow, recipient, None if ids is None else list(ids), at)
