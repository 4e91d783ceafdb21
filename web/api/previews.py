"""`?preview=true`: what a call would do. Nothing is done, so nothing is kept under an Idempotency-Key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from flask import Response
from pydantic import Field

from engine.commands import preview as previews
from engine.commands.preview import Preview
from engine.machine import Engine
from engine.model import UserTask
from web.api import calls
from web.api.shapes import Answer, Query, Shown


class Previewing(Query):
    """Do it, or only tell what it would do."""

    preview: bool = Field(False, description="only tell what it would cancel, create and notify")


class TaskInPreview(Answer):
    """A task that would end, begin or change hands."""

    id: str | None = Field(description="null while it is not there yet")
    element_id: str
    name: str
    process_instance: str
    assignee: str | None
    candidate_groups: list[str]
    candidate_users: list[str]
    due_at: Shown | None


class WaitInPreview(Answer):
    """A timer, deadline, message, signal or job that would end or begin to be waited for."""

    change: Literal["ended", "armed"]
    kind: Literal["timer", "deadline", "message", "signal", "job"]
    element_id: str
    process_instance: str
    due_at: Shown | None
    name: str | None


class ToldInPreview(Answer):
    """Who would be told, and of what."""

    to: str
    text: str
    params: dict[str, Any]


class BesideInPreview(Answer):
    """What else would change hands: a proxy, a followed matter, something still to read."""

    kind: Literal["proxy", "follow", "reading"]
    process_instance: str | None
    sent: Literal["read", "copy", "consult"] | None = Field(description="of a reading")
    sent_by: str | None
    holder: str | None = Field(description="of a proxy: who is acted for")
    deputy: str | None
    until: Shown | None
    passes_on: bool | None = Field(
        description="of a proxy: whether the other acts from then on; else it ends"
    )


class PreviewAnswer(Answer):
    """What would happen."""

    cancelled: list[TaskInPreview]
    created: list[TaskInPreview]
    handed: list[TaskInPreview] = Field(description="open tasks that would change hands, as they would be")
    left: list[str] = Field(description="elements at which the matter would wait no longer")
    reached: list[str] = Field(description="elements at which it would wait then")
    timers: list[WaitInPreview]
    opinions: list[dict[str, Any]] = Field(description="given already; they stay, and are asked for again")
    beside: list[BesideInPreview] = Field(description="of a handover: what goes over beside tasks")
    notified: list[ToldInPreview]


def told(command: Callable[[Engine], object]) -> Response:
    """Try it and tell."""
    return calls.answer(shown(previews.preview(calls.machine(), command)))


def shown(found: Preview) -> PreviewAnswer:
    """As the API tells it."""
    return PreviewAnswer.model_validate(
        {
            "cancelled": [_task(one) for one in found.cancelled],
            "created": [_task(one) | {"id": None} for one in found.created],
            "handed": [_task(one) for one in found.handed],
            "left": list(found.left),
            "reached": list(found.reached),
            "timers": [
                {
                    "change": one.change,
                    "kind": one.kind,
                    "element_id": one.element_id,
                    "process_instance": one.process_instance_id,
                    "due_at": one.due_at,
                    "name": one.name,
                }
                for one in found.timers
            ],
            "opinions": [dict(one) for one in found.opinions],
            "beside": [
                {name: one.get(name) for name in BesideInPreview.model_fields} for one in found.beside
            ],
            "notified": [
                {"to": one.recipient, "text": one.text, "params": dict(one.params)} for one in found.notified
            ],
        }
    )


def _task(one: UserTask) -> dict[str, Any]:
    return {
        "id": one.id,
        "element_id": one.element_id,
        "name": one.name,
        "process_instance": one.process_instance_id,
        "assignee": one.assignee,
        "candidate_groups": list(one.candidate_groups),
        "candidate_users": list(one.candidate_users),
        "due_at": one.due_at,
    }
