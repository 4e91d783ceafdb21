"""Sending back and moving on: where to, and what that would do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from flask import Response
from pydantic import Field, RootModel

from engine.commands import returns as commands
from engine.machine import Engine
from engine.model import ProcessInstance
from engine.queries import returns as queries
from web.api import calls, previews
from web.api.previews import PreviewAnswer, Previewing
from web.api.process_instances import ProcessInstanceAnswer, once
from web.api.shapes import Answer, Body, ById, Reason, Shown, Text
from web.api.user_tasks import CompletedAnswer, moved

returns = calls.noun("returns", "Sending back, taking back, moving on")


class StepAnswer(Answer):
    """A step that was passed."""

    element_id: str
    name: str
    done_by: str
    done_at: Shown
    starter: bool = Field(description="the first that whoever began the matter did")
    previous: bool = Field(description="the last that was done on the way here")


class ChangedAnswer(Answer):
    """A variable with another value than when the caller last agreed at this step."""

    name: str
    before: Any
    now: Any


class StepsAnswer(Answer):
    """Where a task can be returned to, and how; and what changed since it last came back."""

    steps: list[StepAnswer]
    modes: list[Literal["rewalk", "jump_back"]]
    changed: list[ChangedAnswer]


class Return(Body):
    """Where to, in which way, and why."""

    to: Text = Field(description="an element id, `starter` or `previous`")
    mode: Literal["rewalk", "jump_back"] = Field(
        "rewalk", description="walk all of it again, or do that step only and come straight back"
    )
    reason: Reason


class Move(Body):
    """From where, where to, and why."""

    from_: Text = Field(alias="from", description="an element it waits at, or a task's id")
    to: Text = Field(description="an element id")
    reason: Reason


class Withdrawal(Body):
    """Why."""

    reason: Reason


class ReturnedAnswer(RootModel[CompletedAnswer | PreviewAnswer]):
    """The matter after it, or what would happen."""


class MatterAnswer(RootModel[ProcessInstanceAnswer | PreviewAnswer]):
    """The matter after it, or what would happen."""


@returns.get("/user-tasks/<id>/returns", responses={"200": StepsAnswer})
def list_returns(path: ById) -> Response:
    """The steps this task can be returned to now: what was done on the way here and the diagram allows."""
    found = queries.offered(calls.machine(), path.id, calls.actor())
    steps = [
        {
            "element_id": one.element_id,
            "name": one.name,
            "done_by": one.done_by,
            "done_at": one.done_at,
            "starter": one.is_first,
            "previous": one.is_previous,
        }
        for one in found.steps
    ]
    changed = [
        {"name": one.name, "before": one.before, "now": one.now}
        for one in queries.changed(calls.machine(), path.id, calls.actor())
    ]
    shown = {"steps": steps, "modes": list(found.modes), "changed": changed}
    return calls.answer(StepsAnswer.model_validate(shown))


@returns.post("/user-tasks/<id>/return", responses={"200": ReturnedAnswer}, openapi_extensions=calls.IF_MATCH)
def return_user_task(path: ById, query: Previewing, body: Return) -> Response:
    """Have an earlier step done again by whoever did it."""
    actor = calls.actor()

    def act(machine: Engine) -> ProcessInstance:
        return commands.return_task(
            machine, path.id, body.to, body.mode, body.reason, actor, revision=calls.revision()
        )

    return moved(query, act)


@returns.post(
    "/process-instances/<id>/move", responses={"200": MatterAnswer}, openapi_extensions=calls.IF_MATCH
)
def move_process_instance(path: ById, query: Previewing, body: Move) -> Response:
    """Let it go on elsewhere; managers only."""
    actor = calls.actor()

    def act(machine: Engine) -> ProcessInstance:
        return commands.move(
            machine, path.id, body.from_, body.to, body.reason, actor, revision=calls.revision()
        )

    return _of_matter(query, act)


@returns.post(
    "/process-instances/<id>/withdraw", responses={"200": MatterAnswer}, openapi_extensions=calls.IF_MATCH
)
def withdraw_process_instance(path: ById, query: Previewing, body: Withdrawal) -> Response:
    """Take back a matter one began, as long as nobody else has handed in anything."""
    actor = calls.actor()

    def act(machine: Engine) -> ProcessInstance:
        return commands.withdraw_matter(machine, path.id, body.reason, actor, revision=calls.revision())

    return _of_matter(query, act)


def _of_matter(query: Previewing, act: Callable[[Engine], ProcessInstance]) -> Response:
    if query.preview:
        return previews.told(act)
    matter = once(act)
    return calls.answer(ProcessInstanceAnswer.of(matter), tag=matter.revision)
