"""Tasks that somebody else prepares, and tasks that are taken back."""

from __future__ import annotations

from flask import Response
from pydantic import Field

from engine.commands import delegations as commands
from engine.machine import Engine
from web.api import calls
from web.api.previews import Previewing
from web.api.shapes import Body, ById, Nothing, Text, Variables
from web.api.user_tasks import TaskAnswer, handed

delegations = calls.noun("delegations", "Tasks others prepare, and tasks taken back")


class Delegation(Body):
    """Who prepares it, and what is asked of him."""

    to: Text
    reason: str = Field("", max_length=500)


class Prepared(Body):
    """What was filled in; its owner finds it as his draft."""

    variables: Variables = Field(default_factory=dict)


@delegations.post(
    "/user-tasks/<id>/delegate", responses={"200": TaskAnswer}, openapi_extensions=calls.IF_MATCH
)
def delegate_user_task(path: ById, query: Previewing, body: Delegation) -> Response:
    """Have somebody else prepare my task; it comes back to me to confirm."""
    actor, revision = calls.actor(), calls.revision()

    def act(machine: Engine) -> None:
        commands.delegate(machine, path.id, body.to, actor, reason=body.reason, revision=revision)

    return handed(path.id, query, act)


@delegations.post(
    "/user-tasks/<id>/resolve", responses={"200": TaskAnswer}, openapi_extensions=calls.IF_MATCH
)
def resolve_user_task(path: ById, query: Previewing, body: Prepared) -> Response:
    """Give a task that I prepared back to its owner."""
    actor, revision = calls.actor(), calls.revision()

    def act(machine: Engine) -> None:
        commands.resolve(machine, path.id, body.variables, actor, revision=revision)

    return handed(path.id, query, act)


@delegations.post(
    "/user-tasks/<id>/take-back", responses={"200": TaskAnswer}, openapi_extensions=calls.IF_MATCH
)
def take_back_user_task(path: ById, query: Previewing, body: Nothing) -> Response:
    """Have again what I gave to be prepared, or transferred and nobody has opened."""
    actor, revision = calls.actor(), calls.revision()

    def act(machine: Engine) -> None:
        commands.take_back(machine, path.id, actor, revision=revision)

    return handed(path.id, query, act)
