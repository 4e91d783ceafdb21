"""Everything somebody has goes to another at once."""

from __future__ import annotations

from typing import Any

from flask import Response
from pydantic import Field

from engine.commands import handovers as commands
from engine.machine import Engine
from engine.queries import handovers as queries
from engine.queries.handovers import Handover
from web.api import calls, previews
from web.api.previews import PreviewAnswer, Previewing
from web.api.shapes import Answer, Body, ById, Nothing, Paged, Reason, Shown, Text

handovers = calls.noun("handovers", "Everything somebody has goes to another at once")


class NewHandover(Body):
    """From whom, to whom, and why."""

    from_: Text = Field(alias="from")
    to: Text | None = Field(None, description="whoever took over his post or unit, if nobody is named")
    reason: Reason


class HandoverAnswer(Answer):
    """What was handed over."""

    id: str
    from_: str = Field(alias="from")
    to: str
    reason: str
    at: Shown
    by: str
    taken_back_at: Shown | None
    taken_back_by: str | None
    items: dict[str, int] = Field(description="how many: task, delegation, candidacy, proxy, follow, reading")


class HandoversAnswer(Answer):
    """A piece of the list."""

    items: list[HandoverAnswer]
    next: str | None


@handovers.get("/handovers", responses={"200": HandoversAnswer})
def list_handovers(query: Paged) -> Response:
    """The newest first; managers and administrators only."""
    page = queries.page(calls.machine(), calls.actor(), cursor=query.cursor, limit=query.limit)
    return calls.listed(page, _handover)


@handovers.post("/handovers", responses={"201": HandoverAnswer, "200": PreviewAnswer})
def hand_over(query: Previewing, body: NewHandover) -> Response:
    """Open tasks, candidacies, what was given to be prepared, and proxies go to another."""
    actor = calls.actor()

    def act(machine: Engine) -> str:
        return commands.hand_over(machine, body.from_, body.to, body.reason, actor)

    if query.preview:
        return previews.told(act)
    made = calls.once(act, made=str)
    return calls.answer(_handover(queries.get(calls.machine(), made, actor)), 201)


@handovers.post("/handovers/<id>/take-back", responses={"200": HandoverAnswer})
def take_back_handover(path: ById, query: Previewing, body: Nothing) -> Response:
    """What of it is still as it was handed over goes back."""
    actor = calls.actor()

    def act(machine: Engine) -> None:
        commands.take_back(machine, path.id, actor)

    if query.preview:
        return previews.told(act)
    calls.once(act, made=calls.nothing)
    return calls.answer(_handover(queries.get(calls.machine(), path.id, actor)))


def _handover(one: Handover) -> HandoverAnswer:
    values: dict[str, Any] = {"from": one.from_login, "to": one.to_login, "items": one.items}
    for name in ("id", "reason", "at", "by", "taken_back_at", "taken_back_by"):
        values[name] = getattr(one, name)
    return HandoverAnswer.model_validate(values)
