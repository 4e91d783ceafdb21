"""Messages find those who wait for them; signals tell everybody."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Any

from flask import Response
from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from bpmn import iso8601
from engine import json
from engine.commands import messages as commands
from engine.commands.messages import Caught, Correlated, Message
from engine.model import Json
from web.api import calls
from web.api.shapes import Answer, Body, Text, Variables

messages = calls.noun("messages", "Messages and signals from outside")
LONGEST_KEY = 500


def _duration(text: str) -> str:
    span = iso8601.length(text)
    if span is None or not timedelta() < span <= iso8601.MOST:
        raise PydanticCustomError("duration", "an ISO 8601 duration up to ten years, such as PT1H")
    return text


def _key(value: object) -> str:
    if not isinstance(value, str | int | Decimal):
        raise PydanticCustomError("key", "Input should be text, a number or a boolean")
    text = value if isinstance(value, str) else json.dump(value).decode()
    return text[: LONGEST_KEY + 1]


_KINDS = ("string", "number", "boolean")
Key = Annotated[
    str, BeforeValidator(_key), WithJsonSchema({"anyOf": [{"type": kind} for kind in _KINDS]})
]  # fmt: skip


class NewMessage(Body):
    """What is said, and to whom."""

    name: Text
    key: Key | None = Field(None, description="compared as text with the correlation key of whoever waits")
    properties: dict[str, Any] | None = Field(None, description="compared with BPMN correlation properties")
    business_key: Text | None = None
    variables: Variables | None = None
    ttl: Annotated[str, AfterValidator(_duration)] | None = Field(
        None, description="how long it waits for somebody (ISO 8601)"
    )
    message_id: Text | None = Field(None, description="seen before: the first answer")


class NewSignal(Body):
    """What is said to all."""

    name: Text
    variables: Variables = Field(default_factory=dict)


class CaughtAnswer(Answer):
    """Who received it, and where."""

    process_instance: str
    element_id: str


class CorrelatedAnswer(Answer):
    """Whom a message reached; nobody yet, when it is kept."""

    correlated: list[CaughtAnswer]


class CaughtByAnswer(Answer):
    """Whom a signal reached."""

    caught: list[CaughtAnswer]


@messages.post("/messages", responses={"200": CorrelatedAnswer, "202": CorrelatedAnswer})
def send_message(body: NewMessage) -> Response:
    """Deliver to everyone who waits for it, at most once per matter; start what it starts.

    It reaches the matters its sender sees and the processes he may start; managers and the group
    `worker` reach all. Nobody waits: 409, or 202 when it is kept for `ttl`.
    """
    message = Message(
        name=body.name,
        key=body.key,
        properties=body.properties,
        business_key=body.business_key,
        variables=body.variables,
        ttl=iso8601.length(body.ttl) if body.ttl else None,
        message_id=body.message_id,
    )
    done = calls.once(
        lambda machine: commands.correlate(machine, message, calls.actor()),
        made=lambda result: Correlated(_caught(result), kept=not result),
    )
    return calls.answer(CorrelatedAnswer(correlated=_shown(done.caught)), 202 if done.kept else 200)


@messages.post("/signals", responses={"200": CaughtByAnswer})
def send_signal(body: NewSignal) -> Response:
    """Tell everyone who waits for it, in the matters that its sender sees."""
    caught = calls.once(
        lambda machine: commands.broadcast(machine, body.name, body.variables, calls.actor()), made=_caught
    )
    return calls.answer(CaughtByAnswer(caught=_shown(caught)))


def _caught(result: Json) -> tuple[Caught, ...]:
    """What a lost answer had caught, as its receipt kept it: pairs of instance and element."""
    pairs: list[list[str]] = result if isinstance(result, list) else []  # pyright: ignore[reportAssignmentType]
    return tuple((str(instance), str(element)) for instance, element in pairs)


def _shown(caught: tuple[Caught, ...]) -> list[CaughtAnswer]:
    return [CaughtAnswer(process_instance=matter, element_id=element) for matter, element in caught]
