"""A message or signal on its way: whom it is for, and how it arrives in a matter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from bpmn import feel
from engine.commands import _case, _files, _rows
from engine.commands._record import Act
from engine.commands._settle import settle
from engine.machine import Engine
from engine.model import SYSTEM, Actor, Json, new_id
from engine.running_deadlines import parsed
from engine.runtime.correlation import text_of
from engine.store import messages as stored
from engine.store.unit_of_work import AnyRow, UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What came from outside or from another matter (api.md §2)."""

    name: str
    key: str | None = None
    properties: Mapping[str, Json] | None = None
    business_key: str | None = None
    variables: Mapping[str, Json] | None = None
    ttl: timedelta | None = None
    message_id: str | None = None
    to: tuple[tuple[str, str | None], ...] = ()  # by message flows: processes, and elements of them
    thrown_by: str | None = None  # the matter that says it


Caught = tuple[str, str]  # process instance, element id


def by_instance(subscription: AnyRow) -> tuple[str, str]:
    """One order of locks for all transactions that move several matters."""
    return subscription.process_instance_id, subscription.id


def one_per_instance(subscriptions: list[AnyRow]) -> list[AnyRow]:
    first: dict[str, AnyRow] = {}
    for subscription in subscriptions:
        first.setdefault(subscription.process_instance_id, subscription)
    return list(first.values())


def properties_match(subscription: AnyRow, message: Message) -> bool:
    wanted = subscription.properties or {}
    return all(_said(message, name, one["path"]) == text_of(one["value"]) for name, one in wanted.items())


def _said(message: Message, name: str, path: str) -> str | None:
    """What a message says of a property: named by its sender, or read from its variables."""
    if message.properties and name in message.properties:
        return text_of(message.properties[name])
    try:
        read = parsed(f"={path.removeprefix('=')}").evaluate(message.variables or {})
        return text_of(cast("Json", feel.to_json(read)))
    except feel.FeelError:
        return None


def is_addressed(subscription: AnyRow, message: Message) -> bool:
    """Whether message flows lead there; one without message flows is for everybody."""
    return not message.to or any(
        subscription.process_key == process and element in {None, subscription.element_id}
        for process, element in message.to
    )


def deliver(
    engine: Engine, uow: UnitOfWork, subscription: AnyRow, message: Message, actor: Actor
) -> Caught | None:
    """Hand it to a matter that waits for it; None when it may not have it, or not now."""
    held = uow.hold_instance(subscription.process_instance_id)
    if held is None or stored.still_waits(uow, subscription.id) is None:
        return None
    if held.state == "suspended":
        _hold_back(engine, uow, subscription, message)
        return None
    opened = _case.load(engine, uow, held, actor)
    values = message.variables or {}
    if subscription.kind == "message" and not opened.case.accepts(
        subscription.token_id, values, message.properties or {}
    ):
        return None
    _files.attach(uow, values, held.id, actor)
    opened.case.fire(subscription.token_id, values)
    data: dict[str, Json] = {"name": message.name, "element_id": subscription.element_id}
    settle(engine, uow, opened, Act(actor, "message.deliver", f"process_instance:{held.id}", data))
    uow.flush()  # the next delivery of this transaction reads what this one wrote
    return held.id, subscription.element_id


def _hold_back(engine: Engine, uow: UnitOfWork, subscription: AnyRow, message: Message) -> None:
    """A suspended matter hears a signal when it is resumed; messages are kept for it anyway."""
    if subscription.kind != "signal":
        return
    now = engine.clock.now()
    payload = {"name": message.name, "variables": dict(message.variables or {})}
    uow.put_job(
        _rows.entry(
            "signal", new_id(), now, now, type="held", state="asleep", payload=payload,
            process_instance_id=subscription.process_instance_id, token_id=subscription.token_id,
            element_id=subscription.element_id,
        )
    )  # fmt: skip


def deliver_held(engine: Engine, uow: UnitOfWork, token_id: str, said: Mapping[str, Any]) -> None:
    """The matter is resumed: it hears what it would have heard."""
    subscription = stored.still_waits(uow, token_id)
    if subscription is not None:
        deliver(engine, uow, subscription, Message(name=said["name"], variables=said["variables"]), SYSTEM)
