"""Limits that stand still and go on, and requests for more time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from flask import Response
from pydantic import BaseModel, Field, RootModel

from engine.commands import deadlines as commands
from engine.commands import extensions as extension_commands
from engine.errors import FieldError, InvalidSubmission
from engine.machine import Engine
from engine.model import ProcessInstance
from engine.queries import extensions as queries
from engine.queries import process_instances
from engine.queries.extensions import Extension
from web.api import calls, previews
from web.api.previews import PreviewAnswer, Previewing
from web.api.process_instances import ProcessInstanceAnswer
from web.api.shapes import OPTIONAL, Answer, Body, ById, Nothing, Paged, Reason, Shown

deadlines = calls.noun("deadlines", "Limits: paused, resumed, extended")


class Reminder(Answer):
    """When somebody is told of a deadline, and who."""

    level: str
    at: Shown
    to: list[str]


class DeadlineAnswer(Answer):
    """A limit of the matter or of one of its activities."""

    id: str
    key: str
    element_id: str
    policy: str
    started_at: Shown
    due_at: Shown
    provisional: bool
    paused: bool
    paused_at: Shown | None
    met_at: Shown | None
    late_minutes: int | None
    reminders: list[Reminder]


class DeadlinesAnswer(RootModel[list[DeadlineAnswer]]):
    """All limits."""


class ByDeadline(BaseModel):
    """A limit of a matter."""

    id: str
    deadline: str = Field(description="`id` of the deadline")


class Pause(Body):
    """Why its days do not count."""

    ground: str = Field(max_length=100, description="one of policy `deadline.pause_reasons`")
    reason: Reason


class Asked(Body):
    """More time: until a day, or by an amount."""

    to: str | None = Field(None, max_length=10, description="a day: 2026-06-05")
    by: str | None = Field(None, max_length=20, description="an amount: 5WD, 30CD, 1M")
    reason: Reason


class Decision(Body):
    """Why, if it is to be known."""

    model_config = OPTIONAL
    reason: Reason | None = None


class Refusal(Body):
    """Why not."""

    reason: Reason


class ExtensionAnswer(Answer):
    """A request for more time."""

    id: str
    process_instance: str
    process: str
    title: str
    key: str
    element_id: str
    asked_by: str
    on_behalf_of: str | None
    asked_at: Shown
    reason: str
    to: str
    state: str
    decided_by: str | None
    decided_at: Shown | None
    decision: str | None
    due_before: Shown
    due_after: Shown | None
    may_decide: bool

    @classmethod
    def of(cls, one: Extension) -> ExtensionAnswer:
        """As the API shows it."""
        own = {"process_instance", "process"}
        values = {name: getattr(one, name) for name in cls.model_fields if name not in own}
        return cls.model_validate(
            {**values, "process_instance": one.process_instance_id, "process": one.process_key}
        )


class MatterOrPreview(RootModel[ProcessInstanceAnswer | PreviewAnswer]):
    """The matter after it, or what would happen."""


class ExtensionOrPreview(RootModel[ExtensionAnswer | PreviewAnswer]):
    """The request after it, or what would happen."""


class ExtensionsAnswer(Answer):
    """A piece of the list."""

    items: list[ExtensionAnswer]
    next: str | None


class ExtensionsQuery(Paged):
    """Which, and which piece."""

    state: Literal["asked", "approved", "refused", "lapsed"] = "asked"


@deadlines.get("/process-instances/<id>/deadlines", responses={"200": DeadlinesAnswer})
def get_deadlines(path: ById) -> Response:
    """Its limits: when they are due, whether they were met, who is reminded when."""
    found = process_instances.deadlines(calls.machine(), path.id, calls.actor())
    return calls.answer([DeadlineAnswer.model_validate(one).model_dump() for one in found])


@deadlines.post(
    "/process-instances/<id>/deadlines/<deadline>/pause",
    responses={"200": MatterOrPreview},
    openapi_extensions=calls.IF_MATCH,
)
def pause_deadline(path: ByDeadline, query: Previewing, body: Pause) -> Response:
    """Its days do not count until it is resumed: who handles it, or a manager; never limits by the clock."""
    actor = calls.actor()

    def act(machine: Engine) -> ProcessInstance:
        return commands.pause(
            machine, path.id, path.deadline, body.ground, body.reason, actor, revision=calls.revision()
        )

    return _acted(path.id, query, act)


@deadlines.post(
    "/process-instances/<id>/deadlines/<deadline>/resume",
    responses={"200": MatterOrPreview},
    openapi_extensions=calls.IF_MATCH,
)
def resume_deadline(path: ByDeadline, query: Previewing, body: Nothing) -> Response:
    """It goes on; the days it stood still are added to its end."""
    actor = calls.actor()

    def act(machine: Engine) -> ProcessInstance:
        return commands.resume(machine, path.id, path.deadline, actor, revision=calls.revision())

    return _acted(path.id, query, act)


@deadlines.post(
    "/process-instances/<id>/deadlines/<deadline>/extensions",
    responses={"200": PreviewAnswer, "201": ExtensionAnswer},
    openapi_extensions=calls.IF_MATCH,
)
def ask_for_extension(path: ByDeadline, query: Previewing, body: Asked) -> Response:
    """Ask for more time; somebody else decides, as the diagram or policy `deadline.extension.by` says."""
    if (body.to is None) == (body.by is None):
        raise InvalidSubmission([FieldError("/to", "say either to (a day) or by (an amount)")])
    actor, to = calls.actor(), body.to or body.by or ""

    def act(machine: Engine) -> str:
        return extension_commands.ask(
            machine, path.id, path.deadline, to, body.reason, actor, revision=calls.revision()
        )

    if query.preview:
        return previews.told(act)
    return _extension(calls.once(act, made=str), 201)


@deadlines.get("/process-instances/<id>/extensions", responses={"200": ExtensionsAnswer})
def list_extensions_of_instance(path: ById) -> Response:
    """Every request for more time of a matter."""
    found = queries.of_instance(calls.machine(), path.id, calls.actor())
    return calls.answer({"items": [ExtensionAnswer.of(one).model_dump() for one in found], "next": None})


@deadlines.get("/extensions", responses={"200": ExtensionsAnswer})
def list_extensions(query: ExtensionsQuery) -> Response:
    """Those the caller asked for or may decide on, the oldest first."""
    page = queries.page(
        calls.machine(), calls.actor(), state=query.state, cursor=query.cursor, limit=query.limit
    )
    return calls.listed(page, ExtensionAnswer.of)


@deadlines.post("/extensions/<id>/approve", responses={"200": ExtensionOrPreview})
def approve_extension(path: ById, query: Previewing, body: Decision) -> Response:
    """The limit ends later and its reminders are armed anew; never one's own."""
    actor = calls.actor()
    return _decided(
        path.id, query, lambda m: extension_commands.approve(m, path.id, actor, body.reason or "")
    )


@deadlines.post("/extensions/<id>/refuse", responses={"200": ExtensionOrPreview})
def refuse_extension(path: ById, query: Previewing, body: Refusal) -> Response:
    """The limit stays as it is."""
    actor = calls.actor()
    return _decided(path.id, query, lambda m: extension_commands.refuse(m, path.id, body.reason, actor))


def _decided(extension_id: str, query: Previewing, act: Callable[[Engine], str]) -> Response:
    if query.preview:
        return previews.told(act)
    calls.once(act, made=str)
    return _extension(extension_id)


def _acted(instance_id: str, query: Previewing, act: Callable[[Engine], ProcessInstance]) -> Response:
    if query.preview:
        return previews.told(act)
    actor = calls.actor()
    return _matter(calls.once(act, made=lambda _: process_instances.get(calls.machine(), instance_id, actor)))


def _extension(extension_id: str, status: int = 200) -> Response:
    return calls.answer(ExtensionAnswer.of(queries.get(calls.machine(), extension_id, calls.actor())), status)


def _matter(one: ProcessInstance) -> Response:
    return calls.answer(ProcessInstanceAnswer.of(one), tag=one.revision)
