"""The bulletin of overdue matters: its draft, and what managers decide on it."""

from __future__ import annotations

from typing import Literal

from flask import Response
from pydantic import Field

from engine.commands import bulletins as commands
from engine.queries import bulletins as queries
from engine.queries.bulletins import Entry
from web.api import calls
from web.api.shapes import Answer, Body, ById, Paged, Shown

bulletins = calls.noun("bulletin", "The bulletin of overdue matters")
State = Literal["draft", "published", "left out"]


class BulletinEntryAnswer(Answer):
    """A line: one limit that was overdue."""

    id: str
    process_instance: str
    process: str
    element_id: str
    title: str
    unit: str | None
    due_at: Shown
    at: Shown
    state: State
    decided_by: str | None
    decided_at: Shown | None

    @classmethod
    def of(cls, one: Entry) -> BulletinEntryAnswer:
        """As the API shows it."""
        same = {name: getattr(one, name) for name in cls.model_fields if hasattr(one, name)}
        matter = {"process_instance": one.process_instance_id, "process": one.process_key}
        return cls.model_validate({**same, **matter})


class BulletinAnswer(Answer):
    """A piece of it."""

    items: list[BulletinEntryAnswer]
    next: str | None


class BulletinQuery(Paged):
    """Which lines."""

    state: State = Field("draft", description="of the draft, published, or left out")


class Decided(Body):
    """What becomes of a line."""

    state: State


@bulletins.get("/bulletin", responses={"200": BulletinAnswer})
def list_bulletin(query: BulletinQuery) -> Response:
    """Its lines, the oldest first; managers only."""
    page = queries.page(
        calls.machine(), calls.actor(), state=query.state, cursor=query.cursor, limit=query.limit
    )
    return calls.listed(page, BulletinEntryAnswer.of)


@bulletins.post("/bulletin/<id>", responses={"200": BulletinEntryAnswer})
def decide_bulletin_entry(path: ById, body: Decided) -> Response:
    """Publish a line, leave it out, or put it back into the draft; managers only."""
    actor = calls.actor()
    calls.once(lambda machine: commands.decide(machine, path.id, body.state, actor), made=lambda _: None)
    return calls.answer(BulletinEntryAnswer.of(queries.get(calls.machine(), path.id, actor)))
