"""Other systems that are told; how the caller is told."""

from __future__ import annotations

from typing import Literal

from flask import Response
from pydantic import BaseModel, Field

from engine.commands import mails
from engine.commands import webhooks as commands
from engine.office.news_choices import Choices
from engine.queries import choices
from engine.queries import webhooks as queries
from engine.queries.webhooks import Delivery, Webhook
from web.api import calls
from web.api.shapes import Answer, Body, ById, Nothing, Shown

webhooks = calls.noun("webhooks", "Other systems that are told; how the caller is told")


class NewWebhook(Body):
    """Who listens, and to what."""

    name: str = Field(max_length=100)
    url: str = Field(max_length=500, description="http or https, of a host in LIYE_WEBHOOK_HOSTS")
    events: list[str] = Field(max_length=100, description="user_task.complete, …; * is all")


class WebhookAnswer(Answer):
    """Another system that is told."""

    id: str
    name: str
    url: str
    events: list[str]
    active: bool
    created_by: str
    created_at: Shown
    secret: str | None = Field(description="shown once, when it is entered")

    @classmethod
    def of(cls, one: Webhook, secret: str | None = None) -> WebhookAnswer:
        """As the API shows it."""
        values = {name: getattr(one, name) for name in cls.model_fields if name not in {"secret", "events"}}
        return cls.model_validate({**values, "events": list(one.events), "secret": secret})


class WebhooksAnswer(Answer):
    """All of them."""

    items: list[WebhookAnswer]
    next: None = None


class DeliveryAnswer(Answer):
    """An event on its way."""

    id: str
    event_id: str
    event: str
    state: str
    attempts: int
    created_at: Shown
    next_at: Shown
    error: str | None

    @classmethod
    def of(cls, one: Delivery) -> DeliveryAnswer:
        """As the API shows it."""
        return cls.model_validate({name: getattr(one, name) for name in cls.model_fields})


class DeliveriesAnswer(Answer):
    """The latest hundred."""

    items: list[DeliveryAnswer]
    next: None = None


class ByDelivery(BaseModel):
    """A delivery of a webhook."""

    id: str
    delivery: str


class ChoicesBody(Body):
    """How the caller is to be told."""

    email: str = Field("", max_length=254)
    language: Literal["zh_CN", "en"] = "zh_CN"
    mail: dict[str, str] = Field(
        default_factory=dict, description="by kind (task, reminder, red, notice): now, digest, off"
    )
    digest_at: str = Field("", max_length=5, description="08:30; empty: as the policy says")
    quiet: str = Field("", max_length=11, description="22:00-07:00; empty: as the policy says; -: never")


class ChoicesAnswer(Answer):
    """How the caller is told."""

    email: str
    language: str
    mail: dict[str, str]
    digest_at: str
    quiet: str

    @classmethod
    def of(cls, one: Choices) -> ChoicesAnswer:
        """As the API shows it."""
        return cls.model_validate({name: getattr(one, name) for name in cls.model_fields})


@webhooks.get("/notification-settings", responses={"200": ChoicesAnswer})
def get_notification_settings() -> Response:
    """How the caller is told beside the window."""
    return calls.answer(ChoicesAnswer.of(choices.of(calls.machine(), calls.actor())))


@webhooks.post("/notification-settings", responses={"200": ChoicesAnswer})
def set_notification_settings(body: ChoicesBody) -> Response:
    """Choose it."""
    actor = calls.actor()
    kept = calls.once(
        lambda machine: mails.choose(machine, Choices(actor.login, **body.model_dump()), actor),
        made=lambda _: choices.of(calls.machine(), actor),
    )
    return calls.answer(ChoicesAnswer.of(kept))


@webhooks.get("/webhooks", responses={"200": WebhooksAnswer})
def list_webhooks() -> Response:
    """Who listens; system administrators only."""
    found = queries.every(calls.machine(), calls.actor())
    return calls.answer({"items": [WebhookAnswer.of(one).model_dump() for one in found], "next": None})


@webhooks.post("/webhooks", responses={"201": WebhookAnswer})
def add_webhook(body: NewWebhook) -> Response:
    """Another system listens; its secret is answered this once."""
    actor = calls.actor()
    made = calls.once(
        lambda machine: commands.add(machine, body.name, body.url, body.events, actor),
        made=lambda result: commands.Made(str(result), ""),
    )
    found = queries.get(calls.machine(), made.id, actor)
    return calls.answer(WebhookAnswer.of(found, made.secret or None), 201)


@webhooks.post("/webhooks/<id>/enable", responses={"200": WebhookAnswer})
def enable_webhook(path: ById, body: Nothing) -> Response:
    """It listens again."""
    return _switched(path.id, active=True)


@webhooks.post("/webhooks/<id>/disable", responses={"200": WebhookAnswer})
def disable_webhook(path: ById, body: Nothing) -> Response:
    """It does not listen for now; what waits for it is dropped."""
    return _switched(path.id, active=False)


@webhooks.post("/webhooks/<id>/remove", responses={"204": None})
def remove_webhook(path: ById, body: Nothing) -> Response:
    """It listens no more."""
    actor = calls.actor()
    calls.once(lambda machine: commands.remove(machine, path.id, actor), made=lambda _: None)
    return Response(status=204)


@webhooks.get("/webhooks/<id>/deliveries", responses={"200": DeliveriesAnswer})
def list_deliveries(path: ById) -> Response:
    """What was sent lately, and what became of it."""
    found = queries.deliveries(calls.machine(), path.id, calls.actor())
    return calls.answer({"items": [DeliveryAnswer.of(one).model_dump() for one in found], "next": None})


@webhooks.post("/webhooks/<id>/deliveries/<delivery>/retry", responses={"204": None})
def retry_delivery(path: ByDelivery, body: Nothing) -> Response:
    """A call that failed for good is tried again."""
    actor = calls.actor()
    queries.get(calls.machine(), path.id, actor)
    calls.once(lambda machine: commands.retry(machine, path.delivery, actor), made=lambda _: None)
    return Response(status=204)


def _switched(webhook_id: str, *, active: bool) -> Response:
    actor = calls.actor()
    calls.once(
        lambda machine: commands.set_active(machine, webhook_id, active=active, actor=actor),
        made=lambda _: None,
    )
    return calls.answer(WebhookAnswer.of(queries.get(calls.machine(), webhook_id, actor)))
