"""Messages find those who wait for them; signals tell everybody."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from engine import asking, json, rights
from engine.commands import _case, _rows, process_instances
from engine.commands._delivery import (
    Caught,
    Message,
    by_instance,
    deliver,
    is_addressed,
    one_per_instance,
    properties_match,
)
from engine.commands._record import Act
from engine.commands._secrecy import refuse_classified
from engine.commands._settle import settle
from engine.errors import Conflict, Forbidden, NotFound, Rejected
from engine.machine import Engine
from engine.model import SYSTEM, Actor, Json, new_id
from engine.store import instances, tables
from engine.store import messages as stored
from engine.store.unit_of_work import AnyRow, UnitOfWork

__all__ = ["Caught", "Correlated", "Message", "ask", "broadcast", "correlate"]


@dataclass(frozen=True, slots=True)
class Correlated:
    """Whom a message reached; ``kept`` when it waits for somebody."""

    caught: tuple[Caught, ...]
    kept: bool = False


def correlate(engine: Engine, message: Message, actor: Actor) -> Correlated:
    """Deliver to every waiting subscription that matches, at most one per instance, and to start events.

    Nobody: kept for ``ttl``, else a conflict. Without a key, several instances are a conflict and nothing
    is delivered. A ``message_id`` seen before gets the first answer. It reaches the matters that its
    sender sees and the processes he may start; managers and other systems reach all.
    """
    refuse_classified(engine, message.variables, actor, f"message:{message.name}")
    json.checked(message.variables or {}, bytes_each=engine.settings.variable_bytes)
    with engine.work() as uow:
        done = correlate_within(engine, uow, message, actor)
        uow.result = [list(caught) for caught in done.caught]
        return done


def correlate_within(engine: Engine, uow: UnitOfWork, message: Message, actor: Actor) -> Correlated:
    """The same in a transaction that runs already."""
    if before := _seen(uow, message):
        return _first_answer(before)
    matching = one_per_instance(
        [s for s in stored.waiting_instances(uow, message.name, message.key, message.business_key)
         if properties_match(s, message) and rights.reaches(uow, s.process_instance_id, actor)
         and is_addressed(s, message)]
    )  # fmt: skip
    if message.to and message.key is None and len(matching) > 1:  # those it talks with already come first
        partners = stored.partners(uow, message.thrown_by or "")
        matching = [s for s in matching if s.process_instance_id in partners] or matching
    if message.key is None and message.business_key is None and len(matching) > 1:
        raise Conflict(
            f"{len(matching)} instances wait for {message.name!r}; say a key", code="SEVERAL_INSTANCES_MATCH"
        )
    caught: list[Caught] = []
    taken: set[tuple[str, str]] = set()  # an instance that waits for it comes before a new one
    for subscription in sorted(matching, key=by_instance):
        if reached := deliver(engine, uow, subscription, message, actor):
            caught.append(reached)
            taken.add((subscription.process_key, subscription.element_id))
    caught += _start_waiting(engine, uow, message, actor, taken)
    if not caught and message.ttl is None:
        raise Conflict(f"nobody waits for {message.name!r}", code="NOBODY_WAITS")
    if message.message_id is not None or not caught:
        _keep(engine, uow, message, caught, actor)
    if not caught:
        _look_once_more(engine, uow, message)
    if message.to and message.thrown_by is not None:
        stored.introduce(uow, message.thrown_by, [instance_id for instance_id, _ in caught])
    return Correlated(tuple(caught), kept=not caught)


def ask(engine: Engine, instance_id: str, element_id: str, actor: Actor) -> None:
    """Set off an event sub-process that names this person, or begin an activity of an ad hoc sub-process."""
    with engine.work() as uow:
        rights.visible_instance(uow, instances.row(uow, instance_id), actor)
        held = uow.hold_instance(instance_id)
        waiting = [s for s in stored.of_instance(uow, instance_id) if s.element_id == element_id]
        if held is None or not waiting:
            raise Conflict("the matter does not wait for that now", code="NOBODY_WAITS")
        opened = _case.load(engine, uow, held, actor)
        his = {d.process for d in _deeds(opened, actor) if d.element_id == element_id}
        found = next((s for s in waiting if opened.case.process_of(s.token_id).token_id in his), None)
        if found is None:
            raise Forbidden("this is for somebody else to ask", code="NOT_YOURS_TO_ASK")
        opened.case.fire(found.token_id, {})
        data: dict[str, Json] = {"name": found.name, "element_id": element_id}
        verb = "activity.begin" if found.kind == "choice" else "message.deliver"
        settle(engine, uow, opened, Act(actor, verb, f"process_instance:{instance_id}", data))


def _deeds(opened: _case.OpenCase, actor: Actor) -> Iterable[asking.Deed]:
    return asking.deeds(opened.world, opened.case, actor, now=False)


def broadcast(engine: Engine, name: str, variables: Mapping[str, Json], actor: Actor) -> tuple[Caught, ...]:
    """A signal reaches all who wait for it, and starts what it starts, as far as its sender reaches."""
    refuse_classified(engine, variables, actor, f"signal:{name}")
    values = json.checked(variables, bytes_each=engine.settings.variable_bytes)
    with engine.work() as uow:
        caught = broadcast_within(engine, uow, name, values, actor)
        uow.result = [list(one) for one in caught]
        return caught


def broadcast_within(
    engine: Engine, uow: UnitOfWork, name: str, variables: Mapping[str, Json], actor: Actor,
    heard: Collection[str] = (),
) -> tuple[Caught, ...]:  # fmt: skip
    """The same in a transaction that runs already; some tokens have ``heard`` it where it was thrown."""
    message = Message(name=name, variables=variables)
    waiting = sorted(stored.waiting_for_signal(uow, name), key=by_instance)
    waiting = [s for s in waiting if s.token_id not in heard]
    waiting = [s for s in waiting if rights.reaches(uow, s.process_instance_id, actor)]
    caught = [c for s in waiting if (c := deliver(engine, uow, s, message, actor))]
    for start in stored.waiting_starts(uow, "signal", name):
        version = engine.versions.get(uow, start.process_definition_id)
        if not rights.may_start(version, actor):
            continue
        trigger = process_instances.Trigger(start.element_id)
        begun = process_instances.begin(engine, uow, version, actor, None, variables, trigger)
        caught.append((begun.id, start.element_id))
    return tuple(caught)


def _look_once_more(engine: Engine, uow: UnitOfWork, message: Message) -> None:
    """Somebody may have begun to wait while nobody was found: look again after both are committed."""
    uow.meet(message.name, alone=True)
    waiting = stored.waiting_instances(uow, message.name, message.key, message.business_key)
    if waiting or stored.waiting_starts(uow, "message", message.name):
        uow.put_job(_rows.kept(message.name, engine.clock.now()))


def _start_waiting(
    engine: Engine, uow: UnitOfWork, message: Message, actor: Actor, taken: set[tuple[str, str]]
) -> list[Caught]:
    caught: list[Caught] = []
    for start in stored.waiting_starts(uow, "message", message.name):
        if (start.process_key, start.element_id) in taken or not is_addressed(start, message):
            continue
        if message.key is not None and _has_begun(uow, start.process_key, message.name, message.key):
            continue
        version = engine.versions.get(uow, start.process_definition_id)
        if not rights.may_start(version, actor):
            continue
        trigger = process_instances.Trigger(start.element_id, message.name, message.key)
        begun = process_instances.begin(
            engine, uow, version, actor, message.business_key, message.variables or {}, trigger
        )
        uow.flush()
        caught.append((begun.id, start.element_id))
    return caught


def _seen(uow: UnitOfWork, message: Message) -> AnyRow | None:
    """The same message, when it came before; two that come at once are asked one by one."""
    if message.message_id is None:
        return None
    uow.meet(f"message {message.name} {message.message_id}", alone=True)
    return stored.seen(uow, message.name, message.message_id)


def _has_begun(uow: UnitOfWork, process: str, name: str, key: str) -> bool:
    """Whether a matter that runs was begun by this message; two that come at once are asked one by one."""
    uow.meet(f"start {process} {name} {key}", alone=True)
    return stored.started_by(uow, process, name, key)


def _keep(engine: Engine, uow: UnitOfWork, message: Message, caught: list[Caught], actor: Actor) -> None:
    now = engine.clock.now()
    uow.add(
        tables.work.message,
        {
            "id": new_id(),
            "message_id": message.message_id,
            "sent_by": actor.login,
            "addressed": {"to": [list(one) for one in message.to], "by": message.thrown_by}
            if message.to
            else None,
            "name": message.name,
            "correlation_key": message.key,
            "properties": dict(message.properties or {}),
            "business_key": message.business_key,
            "variables": dict(message.variables or {}),
            "created_at": now,
            "expires_at": now + message.ttl if message.ttl else None,
            "answer": [list(c) for c in caught] or None,
        },
    )


def _first_answer(before: AnyRow) -> Correlated:
    caught = tuple((instance_id, element_id) for instance_id, element_id in before.answer or ())
    return Correlated(caught, kept=not caught)


def deliver_kept(engine: Engine, uow: UnitOfWork, name: str) -> None:
    """Somebody began to wait for a name: give him what was kept for it, as far as its sender reaches."""
    for row in stored.kept(uow, name, None, engine.clock.now()):
        sender = SYSTEM if row.sent_by == SYSTEM.login else engine.actor(row.sent_by) or Actor(row.sent_by)
        message = Message(
            name=row.name, key=row.correlation_key, properties=row.properties, business_key=row.business_key,
            variables=row.variables,
            to=tuple((process, element) for process, element in (row.addressed or {}).get("to", ())),
            thrown_by=(row.addressed or {}).get("by"),
        )  # fmt: skip
        try:
            done = correlate_within(engine, uow, message, sender)
        except (Conflict, NotFound, Rejected):
            continue
        stored.answered(uow, row.id, [list(c) for c in done.caught])
