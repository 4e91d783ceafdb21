"""What the caller was told."""

from __future__ import annotations

from typing import Any

from flask import Response
from pydantic import Field

from engine.office.notifications import Notification
from engine.queries import notifications as queries
from web.api import calls
from web.api.shapes import Answer, Paged, Shown

notifications = calls.noun("notifications", "What the caller was told")


class NotificationAnswer(Answer):
    """Something the caller was told."""

    id: str
    at: Shown
    kind: str
    text: str = Field(description="a key: task.opened, reminder.L1, …")
    params: dict[str, Any]
    process_instance: str | None
    user_task: str | None
    read_at: Shown | None

    @classmethod
    def of(cls, one: Notification) -> NotificationAnswer:
        """As the API shows it."""
        return cls.model_validate({name: getattr(one, name) for name in cls.model_fields})


class NotificationsAnswer(Answer):
    """A piece of the list."""

    items: list[NotificationAnswer]
    next: str | None


class NotificationsQuery(Paged):
    """Which piece."""


@notifications.get("/notifications", responses={"200": NotificationsAnswer})
def list_notifications(query: NotificationsQuery) -> Response:
    """The caller's, the newest first."""
    page = queries.page(calls.machine(), calls.actor(), cursor=query.cursor, limit=query.limit)
    return calls.listed(page, NotificationAnswer.of)
