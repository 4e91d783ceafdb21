"""Other systems that are told: entered by the system administrator, called by the agenda."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from engine import json
from engine.commands._record import Act, record_system
from engine.errors import Conflict, FieldError, InvalidSubmission, NotFound
from engine.machine import Engine
from engine.model import Actor, new_id
from engine.office import hooks
from engine.outbox import CALL_TRIES, WEBHOOKS
from engine.rights import refuse_unless_sys_admin
from engine.store import agenda, facts, outbox
from engine.store.tables.outbox import webhook
from engine.store.unit_of_work import AnyRow, UnitOfWork

EVENT = re.compile(r"[a-z_]+\.[a-z_]+|\*")


@dataclass(frozen=True, slots=True)
class Made:
    """A webhook that was entered, with its secret, which is shown this once."""

    id: str
    secret: str


def add(engine: Engine, name: str, url: str, events: Sequence[str], actor: Actor) -> Made:
    """Another system listens from now on; the address must be allowed."""
    refuse_unless_sys_admin(actor)
    hooks.checked(url, engine.settings.webhook_hosts)
    _refuse(name, events)
    row = {
        "id": new_id(),
        "name": name.strip(),
        "url": url,
        "secret": secrets.token_urlsafe(32),
        "events": sorted(set(events)),
        "active": True,
        "created_by": actor.login,
        "created_at": engine.clock.now(),
    }
    with engine.work() as uow:
        uow.execute(webhook.insert(), row)
        _note(engine, uow, actor, "add", str(row["id"]), {"url": url, "events": row["events"]})
        uow.result = row["id"]
    _look_anew(engine)
    return Made(str(row["id"]), str(row["secret"]))


def set_active(engine: Engine, webhook_id: str, *, active: bool, actor: Actor) -> None:
    """It listens, or does not for now; what waits to be sent is dropped while it does not."""
    refuse_unless_sys_admin(actor)
    with engine.work() as uow:
        _found(uow, webhook_id)
        outbox.change_webhook(uow, webhook_id, {"active": active})
        _note(engine, uow, actor, "enable" if active else "disable", webhook_id, {})
    _look_anew(engine)


def remove(engine: Engine, webhook_id: str, actor: Actor) -> None:
    """It listens no more."""
    refuse_unless_sys_admin(actor)
    with engine.work() as uow:
        _found(uow, webhook_id)
        outbox.remove_webhook(uow, webhook_id)
        _note(engine, uow, actor, "remove", webhook_id, {})
    _look_anew(engine)


def retry(engine: Engine, job_id: str, actor: Actor) -> None:
    """A call that failed for good is tried again, with all its tries."""
    refuse_unless_sys_admin(actor)
    with engine.work() as uow:
        job = agenda.row(uow, job_id)
        if job is None or job.kind != "webhook":
            raise NotFound("there is no such delivery", code="JOB_NOT_FOUND")
        if job.state != "failed":
            raise Conflict(f"the delivery is {job.state}, not failed", code="JOB_NOT_FAILED")
        agenda.revive(uow, job_id, engine.clock.now(), tries=CALL_TRIES)
        _note(engine, uow, actor, "retry", job.payload["webhook"], {"event": job.payload["event"]["id"]})


def deliver(engine: Engine, job: AnyRow) -> None:
    """Call it. The same event has the same id on every try, so that who listens can tell a repetition."""
    with engine.reading() as view:
        hook = outbox.webhook_row(view, job.payload["webhook"])
    if hook is not None and hook.active:
        event = job.payload["event"]
        body = json.dump(event)
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "liye",
            "Liye-Event": str(event["type"]),
            "Liye-Event-Id": str(event["id"]),
            "Liye-Signature": hooks.sign(hook.secret, int(engine.wall.now().timestamp()), body),
        }
        hooks.post(hook.url, body, headers, engine.settings.webhook_hosts)
    with engine.work() as uow:
        agenda.finish(uow, job.id, job.attempts)


def _look_anew(engine: Engine) -> None:
    if engine.outbox is not None:
        engine.outbox.forget()


def _found(uow: UnitOfWork, webhook_id: str) -> AnyRow:
    row = outbox.webhook_row(uow, webhook_id)
    if row is None:
        raise NotFound("there is no such webhook", code="WEBHOOK_NOT_FOUND")
    return row


def _refuse(name: str, events: Sequence[str]) -> None:
    errors = []
    if not 1 <= len(name.strip()) <= 100:
        errors.append(FieldError("/name", "1 to 100 characters"))
    if not events or not all(EVENT.fullmatch(one) and len(one) <= 60 for one in events):
        errors.append(FieldError("/events", "names such as user_task.complete, or * for all"))
    if errors:
        raise InvalidSubmission(errors)


def _note(
    engine: Engine, uow: UnitOfWork, actor: Actor, verb: str, webhook_id: str, data: dict[str, object]
) -> None:
    facts.change(uow, WEBHOOKS)
    act = Act(actor, f"webhook.{verb}", f"webhook:{webhook_id}", data)  # type: ignore[arg-type]
    record_system(uow, act, engine.clock.now())
