"""Sending a matter round: circulate 传阅, copy 抄送, consult 征求意见; read, answer, send on, recall."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Literal

from flask import Response
from pydantic import BeforeValidator, Field, RootModel, WithJsonSchema
from pydantic_core import PydanticCustomError

from engine.commands import circulations as commands
from engine.machine import Engine
from engine.model import Json
from engine.office.circulations import Circulation, Receiver, Sending
from engine.queries import circulations as queries
from engine.queries.circulations import Reading
from web import current
from web.api import calls, previews
from web.api.previews import Previewing
from web.api.shapes import Answer, Body, ById, Nothing, Paged, Shown, Text

circulations = calls.noun("circulations", "What is sent to people who do not hold a task")


def _day(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("day", "a day is written 2026-03-04") from None


Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
To = Annotated[list[Text], Field(min_length=1, max_length=1000, description="units, logins, groups")]
Words = Annotated[str, Field(max_length=2000)]


class Circulating(Body):
    """To whom, and with which words."""

    to: To
    kind: Literal["read", "copy"] = "read"
    text: Words = ""
    due: Day | None = Field(None, description="the last day; without it `limit` counts")
    limit: Text | None = Field(None, description="`3WD`, a policy's key, or `none`; else the office's figure")
    in_turn: bool = Field(False, description="one after the other, in the order of `to`")


class Consulting(Body):
    """Whom, and what is asked."""

    to: To
    question: Words
    due: Day | None = None
    limit: Text | None = None
    blocks: bool = Field(False, description="the task is not completed before all have answered")


class Answering(Body):
    """What one thinks of it."""

    opinion: Words = Field("", description="without it 已阅; a consultation asks for one")
    choice: Text | None = Field(
        None, description="where a choice is asked for: see /circulations/{id}/reconfirm"
    )


class Recalling(Body):
    """From whom; without it from everybody who has not read it."""

    model_config = Nothing.model_config
    to: list[Text] | None = None


class ReceiverAnswer(Answer):
    """One person it was sent to, and how far he is."""

    person: str
    unit: str | None
    state: Literal["waiting", "delivered", "opened", "read", "recalled"]
    delivered_at: Shown | None
    opened_at: Shown | None
    read_at: Shown | None
    read_by: str | None = Field(description="he, or who acts for him")
    opinion: str | None
    choice: str | None
    late: bool

    @classmethod
    def of(cls, one: Receiver, sent: Circulation) -> ReceiverAnswer:
        """As the API shows it."""
        shown = {
            "person": one.login,
            "read_at": one.answered_at,
            "read_by": one.answered_by,
            "late": one.is_late(sent.due_at, current.now()),
        }
        return cls.model_validate(
            {name: shown[name] if name in shown else getattr(one, name) for name in cls.model_fields}
        )


class CirculationAnswer(Answer):
    """What was sent, by whom, to whom."""

    id: str
    kind: Literal["read", "copy", "consult"]
    process_instance: str
    user_task: str | None
    parent: str | None = Field(description="the circulation whose reader sent it on")
    sent_by: str
    on_behalf_of: str | None
    sent_at: Shown
    text: str
    due_at: Shown | None
    blocks: bool
    in_turn: bool
    urges: int
    recalled_at: Shown | None
    receivers: list[ReceiverAnswer]

    @classmethod
    def of(cls, one: Circulation) -> CirculationAnswer:
        """As the API shows it."""
        shown = {
            "process_instance": one.process_instance_id,
            "user_task": one.user_task_id,
            "parent": one.parent_id,
            "receivers": [ReceiverAnswer.of(each, one) for each in one.receivers],
        }
        return cls.model_validate(
            {name: shown[name] if name in shown else getattr(one, name) for name in cls.model_fields}
        )


class CirculationsAnswer(RootModel[list[CirculationAnswer]]):
    """All of a matter, the oldest first."""


class ReadingAnswer(Answer):
    """Something the caller was sent."""

    circulation: str
    kind: Literal["read", "copy", "consult"]
    process_instance: str
    process: str
    title: str
    text: str
    sent_by: str
    holder: str | None = Field(description="whose it is, where the caller acts for somebody")
    delivered_at: Shown
    due_at: Shown | None
    opened_at: Shown | None
    read_at: Shown | None
    opinion: str | None

    @classmethod
    def of(cls, one: Reading) -> ReadingAnswer:
        """As the API shows it."""
        named = {
            "circulation": one.circulation_id,
            "process_instance": one.process_instance_id,
            "process": one.process_key,
            "read_at": one.answered_at,
        }
        return cls.model_validate(
            {name: named[name] if name in named else getattr(one, name) for name in cls.model_fields}
        )


class ReadingsAnswer(Answer):
    """A piece of the list."""

    items: list[ReadingAnswer]
    next: str | None


class ReadingsQuery(Paged):
    """What is still to be read or answered, or what was."""

    state: Literal["to_read", "read"] = "to_read"
    q: str = Field("", max_length=200, description="part of the matter's title")


@circulations.get("/circulations", responses={"200": ReadingsAnswer})
def list_circulations(query: ReadingsQuery) -> Response:
    """What the caller was sent: to read or answer, or read."""
    page = queries.mine(
        calls.machine(), calls.actor(), answered=query.state == "read", q=query.q, cursor=query.cursor,
        limit=query.limit,
    )  # fmt: skip
    return calls.listed(page, ReadingAnswer.of)


@circulations.get("/circulations/<id>", responses={"200": CirculationAnswer})
def get_circulation(path: ById) -> Response:
    """One; looking at what one was sent is noted."""
    commands.mark_opened(calls.machine(), path.id, calls.actor())
    return calls.answer(CirculationAnswer.of(queries.get(calls.machine(), path.id, calls.actor())))


@circulations.get("/process-instances/<id>/circulations", responses={"200": CirculationsAnswer})
def list_circulations_of(path: ById) -> Response:
    """Everything that was sent round of a matter; answers to questions for those who take part."""
    found = queries.of_instance(calls.machine(), path.id, calls.actor())
    return calls.answer([CirculationAnswer.of(one).model_dump() for one in found])


@circulations.post(
    "/process-instances/<id>/circulate",
    responses={"201": CirculationAnswer},
    openapi_extensions=calls.IF_MATCH,
)
def circulate_process_instance(path: ById, query: Previewing, body: Circulating) -> Response:
    """Send a matter round: whoever takes part in it, or was sent it to read."""
    actor, revision = calls.actor(), calls.revision()
    return _sent(
        query, lambda machine: commands.circulate(machine, path.id, _sending(body), actor, revision=revision)
    )


@circulations.post(
    "/user-tasks/<id>/circulate", responses={"201": CirculationAnswer}, openapi_extensions=calls.IF_MATCH
)
def circulate_user_task(path: ById, query: Previewing, body: Circulating) -> Response:
    """The same from a task: whoever may do it."""
    actor, revision = calls.actor(), calls.revision()
    return _sent(
        query,
        lambda machine: commands.circulate_task(machine, path.id, _sending(body), actor, revision=revision),
    )


@circulations.post(
    "/user-tasks/<id>/consult", responses={"201": CirculationAnswer}, openapi_extensions=calls.IF_MATCH
)
def consult_user_task(path: ById, query: Previewing, body: Consulting) -> Response:
    """Ask others without giving the task up; their answers come to it."""
    actor, revision = calls.actor(), calls.revision()
    sending = Sending(
        to=body.to, kind="consult", text=body.question, due=body.due, limit=body.limit, blocks=body.blocks
    )
    return _sent(
        query, lambda machine: commands.circulate_task(machine, path.id, sending, actor, revision=revision)
    )


@circulations.post("/circulations/<id>/circulate", responses={"201": CirculationAnswer})
def circulate_circulation(path: ById, query: Previewing, body: Circulating) -> Response:
    """A reader sends it on."""
    actor = calls.actor()
    return _sent(query, lambda machine: commands.send_on(machine, path.id, _sending(body), actor))


@circulations.post("/circulations/<id>/answer", responses={"200": CirculationAnswer})
def answer_circulation(path: ById, body: Answering) -> Response:
    """I have read it, with an opinion if I have one; of a consultation the answer."""
    actor = calls.actor()
    calls.once(
        lambda machine: commands.answer(machine, path.id, body.opinion, actor, choice=body.choice),
        made=calls.nothing,
    )
    return calls.answer(CirculationAnswer.of(queries.get(calls.machine(), path.id, actor)))


@circulations.post("/circulations/<id>/recall", responses={"200": CirculationAnswer})
def recall_circulation(path: ById, query: Previewing, body: Recalling) -> Response:
    """Take it back from whoever has not read it: whoever sent it, or a manager."""
    actor = calls.actor()

    def act(machine: Engine) -> None:
        commands.recall(machine, path.id, actor, to=body.to)

    if query.preview:
        return previews.told(act)
    calls.once(act, made=calls.nothing)
    return calls.answer(CirculationAnswer.of(queries.get(calls.machine(), path.id, actor)))


def _sending(body: Circulating) -> Sending:
    return Sending(
        to=body.to, kind=body.kind, text=body.text, due=body.due, limit=body.limit, in_turn=body.in_turn
    )


def _sent(query: Previewing, command: Callable[[Engine], Circulation]) -> Response:
    if query.preview:
        return previews.told(command)
    made = calls.once(command, made=_made)
    return calls.answer(CirculationAnswer.of(made), 201)


def _made(result: Json) -> Circulation:
    return queries.get(calls.machine(), str(result), calls.actor())
