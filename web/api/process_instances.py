"""Matters: begun, looked at, repaired."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any, Literal

from flask import Response
from pydantic import Field, RootModel

from engine.commands import process_instances as commands
from engine.machine import Engine
from engine.model import HistoryItem, ProcessInstance
from engine.queries import jobs, state_at
from engine.queries import process_instances as queries
from engine.queries.waiting import Waiting
from engine.store.instances import Wanted
from web import waiting
from web.api import calls
from web.api.shapes import (
    LARGEST,
    OPTIONAL,
    Answer,
    Body,
    ById,
    Instant,
    Paged,
    Query,
    Reason,
    Shown,
    Text,
    Variables,
    Whole,
)
from web.api.waits import WaitingAnswer

process_instances = calls.noun("process-instances", "Matters: runs of a process")
State = Literal["active", "suspended", "incident", "completed", "cancelled"]
LOOK_AGAIN = 0.05  # seconds between looks while a caller waits


class Process(Answer):
    """Which process it runs."""

    id: str
    key: str
    version: int


class Outcome(Answer):
    """How it ended."""

    kind: Literal["normal", "error", "escalation", "terminated", "cancelled"]
    code: str | None


class ProcessInstanceAnswer(Answer):
    """A matter."""

    id: str
    process: Process
    business_key: str | None
    title: str
    state: State
    outcome: Outcome | None
    waiting_at: list[str] = Field(description="element ids")
    started_by: str
    started_at: Shown
    ended_at: Shown | None
    due_at: Shown | None = Field(description="the earliest open deadline")
    waiting: list[WaitingAnswer] = Field(description="why it waits, the weightiest reason first")

    @classmethod
    def of(cls, one: ProcessInstance, reasons: Sequence[Waiting] | None = None) -> ProcessInstanceAnswer:
        """As the API shows it."""
        found = waiting.of_matter(one) if reasons is None else reasons
        return cls.model_validate(
            {
                "id": one.id,
                "process": {"id": one.process_definition_id, "key": one.process_key, "version": one.version},
                "business_key": one.business_key,
                "title": one.title,
                "state": one.state,
                "outcome": {"kind": one.outcome.kind, "code": one.outcome.code} if one.outcome else None,
                "waiting_at": list(one.waiting_at),
                "started_by": one.started_by,
                "started_at": one.started_at,
                "ended_at": one.ended_at,
                "due_at": one.due_at,
                "waiting": [WaitingAnswer.of(why, one.process_key) for why in found],
            }
        )


class ProcessInstancesAnswer(Answer):
    """A piece of the list."""

    items: list[ProcessInstanceAnswer]
    next: str | None


class NewProcessInstance(Body):
    """What to begin."""

    process: Text = Field(description="the process's key")
    version: Whole | None = Field(None, ge=1, le=LARGEST, description="the newest, when not said")
    business_key: Text | None = None
    variables: Variables = Field(default_factory=dict)


class ProcessInstancesQuery(Paged):
    """Which matters."""

    process: str | None = None
    state: State | None = None
    business_key: str | None = None
    started_by: str | None = None
    followed: bool = Field(False, description="only those the caller follows")


class WaitQuery(Query):
    """How patiently."""

    wait: float = Field(
        0, ge=0, le=30, description="seconds to wait until none of its jobs is ready or running"
    )


class ScopeQuery(Query):
    """Whose variables."""

    scope: str | None = Field(None, description="an element instance; the root scope, when not said")


class TimeQuery(Query):
    """When."""

    time: Instant


class VariablesAnswer(RootModel[dict[str, Any]]):
    """Values by name."""


class HistoryItemAnswer(Answer):
    """A flow node that was left."""

    seq: int
    element_id: str
    element_type: str
    state: Literal["completed", "cancelled", "failed"]
    started_at: Shown | None
    ended_at: Shown
    actor: str
    on_behalf_of: str | None
    path: str

    @classmethod
    def of(cls, one: HistoryItem) -> HistoryItemAnswer:
        """As the API shows it."""
        return cls.model_validate({name: getattr(one, name) for name in cls.model_fields})


class HistoryAnswer(Answer):
    """A piece of the history."""

    items: list[HistoryItemAnswer]
    next: str | None


class Token(Answer):
    """Where it stood."""

    id: str
    element_id: str


class OpenTask(Answer):
    """A task that was open."""

    id: str
    element_id: str
    name: str
    assignee: str | None


class StateAtAnswer(Answer):
    """A matter as it was."""

    time: Shown
    tokens: list[Token]
    variables: dict[str, Any]
    scopes: dict[str, dict[str, Any]]
    user_tasks: list[OpenTask]


class HistoryQuery(Paged):
    """Which piece."""


@process_instances.post("/process-instances", responses={"201": ProcessInstanceAnswer})
def start_process_instance(body: NewProcessInstance) -> Response:
    """Begin a matter. What needs no person and no job is done before the answer."""
    actor = calls.actor()
    begun = calls.once(
        lambda machine: commands.start(
            machine,
            body.process,
            actor,
            version=body.version,
            business_key=body.business_key,
            variables=body.variables,
        ),
        made=lambda result: queries.get(calls.machine(), str(result), actor),
    )
    made = _answer(begun, 201)
    made.headers["Location"] = f"{calls.PATH}/process-instances/{begun.id}"
    return made


@process_instances.get("/process-instances", responses={"200": ProcessInstancesAnswer})
def list_process_instances(query: ProcessInstancesQuery) -> Response:
    """Matters the caller may see, the newest first."""
    wanted = Wanted(
        process=query.process,
        states=(query.state,) if query.state else None,
        business_key=query.business_key,
        started_by=query.started_by,
        followed_by=calls.actor().login if query.followed else None,
    )
    page = queries.page(calls.machine(), wanted, calls.actor(), cursor=query.cursor, limit=query.limit)
    reasons = waiting.of_matters(page.items)
    return calls.listed(page, lambda one: ProcessInstanceAnswer.of(one, reasons.get(one.id, ())))


@process_instances.get("/process-instances/<id>", responses={"200": ProcessInstanceAnswer})
def get_process_instance(path: ById, query: WaitQuery) -> Response:
    """One matter."""
    machine, actor = calls.machine(), calls.actor()
    found = queries.get(machine, path.id, actor)
    if query.wait:
        _wait(machine, path.id, query.wait)
        found = queries.get(machine, path.id, actor)
    return _answer(found)


@process_instances.get("/process-instances/<id>/variables", responses={"200": VariablesAnswer})
def get_variables(path: ById, query: ScopeQuery) -> Response:
    """Its variables."""
    return calls.answer(queries.variables(calls.machine(), path.id, calls.actor(), scope=query.scope))


@process_instances.get("/process-instances/<id>/history", responses={"200": HistoryAnswer})
def get_history(path: ById, query: HistoryQuery) -> Response:
    """Every flow node it left, in the order of execution."""
    page = queries.history(calls.machine(), path.id, calls.actor(), cursor=query.cursor, limit=query.limit)
    return calls.listed(page, HistoryItemAnswer.of)


@process_instances.get("/process-instances/<id>/state-at", responses={"200": StateAtAnswer})
def get_state_at(path: ById, query: TimeQuery) -> Response:
    """What it looked like then."""
    was = state_at.state_at(calls.machine(), path.id, query.time, calls.actor())
    found = StateAtAnswer(
        time=query.time,
        tokens=[Token(id=token, element_id=element) for token, element in was.tokens.items()],
        variables=was.scopes.get(was.root or "", {}),
        scopes=was.scopes,
        user_tasks=[OpenTask.model_validate({"id": task, **said}) for task, said in was.tasks.items()],
    )
    return calls.answer(found)


class WithReason(Body):
    """Why."""

    reason: Reason


class MayHaveReason(Body):
    """Why, if it is to be known."""

    model_config = OPTIONAL
    reason: Reason | None = None


class NewVariables(RootModel[dict[str, Any]]):
    """Values by name."""


class ReasonQuery(Query):
    """Why."""

    reason: Reason = "set through the API"


@process_instances.post(
    "/process-instances/<id>/cancel",
    responses={"200": ProcessInstanceAnswer},
    openapi_extensions=calls.IF_MATCH,
)
def cancel_process_instance(path: ById, body: WithReason) -> Response:
    """End it now; managers only."""
    return _repaired(
        path.id,
        lambda machine: commands.cancel(
            machine, path.id, body.reason, calls.actor(), revision=calls.revision()
        ),
    )


@process_instances.post(
    "/process-instances/<id>/suspend",
    responses={"200": ProcessInstanceAnswer},
    openapi_extensions=calls.IF_MATCH,
)
def suspend_process_instance(path: ById, body: MayHaveReason) -> Response:
    """Nothing in it moves until it is resumed; managers only."""
    return _repaired(
        path.id,
        lambda machine: commands.suspend(
            machine, path.id, body.reason or "suspend", calls.actor(), revision=calls.revision()
        ),
    )


@process_instances.post(
    "/process-instances/<id>/resume",
    responses={"200": ProcessInstanceAnswer},
    openapi_extensions=calls.IF_MATCH,
)
def resume_process_instance(path: ById, body: MayHaveReason) -> Response:
    """It moves again; managers only."""
    return _repaired(
        path.id,
        lambda machine: commands.resume(
            machine, path.id, calls.actor(), body.reason or "resume", revision=calls.revision()
        ),
    )


@process_instances.post(
    "/process-instances/<id>/variables",
    responses={"200": ProcessInstanceAnswer},
    openapi_extensions=calls.IF_MATCH,
)
def set_variables(path: ById, query: ReasonQuery, body: NewVariables) -> Response:
    """Correct variables of the root scope; managers only."""
    return _repaired(
        path.id,
        lambda machine: commands.set_variables(
            machine, path.id, body.root, query.reason, calls.actor(), revision=calls.revision()
        ),
    )


def once(act: Callable[[Engine], ProcessInstance]) -> ProcessInstance:
    """Do it, once for each Idempotency-Key; the matter as it stands after it."""
    actor = calls.actor()
    return calls.once(act, made=lambda result: queries.get(calls.machine(), str(result), actor))


def _repaired(instance_id: str, command: Any) -> Response:
    return _answer(
        calls.once(command, made=lambda _: queries.get(calls.machine(), instance_id, calls.actor()))
    )


def _answer(one: ProcessInstance, status: int = 200) -> Response:
    return calls.answer(ProcessInstanceAnswer.of(one), status, tag=one.revision)


def _wait(machine: Engine, instance_id: str, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and jobs.is_busy(machine, instance_id):
        time.sleep(LOOK_AGAIN)
