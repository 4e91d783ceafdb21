"""How changes of a case look as rows. Nothing here decides anything."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from engine import json
from engine.commands._case import Birth, OpenCase
from engine.model import new_id
from engine.runtime import changes as happened
from engine.store import agenda
from engine.store.unit_of_work import Record

LARGE = 4096
entry = agenda.entry
# How each change is written into the history; NodeLeft has rows of its own.
CODES: Mapping[type, str] = {
    happened.TokenPlaced: "token+",
    happened.TokenTaken: "token-",
    happened.ScopeOpened: "scope+",
    happened.ScopeClosed: "scope-",
    happened.VariableWritten: "variable",
    happened.StoreWritten: "store",
    happened.UserTaskOpened: "task+",
    happened.UserTaskClosed: "task-",
    happened.TimerOpened: "timer+",
    happened.TimerClosed: "timer-",
    happened.SubscriptionOpened: "subscription+",
    happened.SubscriptionClosed: "subscription-",
    happened.JobOpened: "job+",
    happened.JobClosed: "job-",
    happened.IncidentRaised: "incident+",
    happened.IncidentClosed: "incident-",
    happened.MessageThrown: "message",
    happened.SignalThrown: "signal",
    happened.Ended: "ended",
}


FIELDS = {kind: tuple(field.name for field in fields(kind)) for kind in CODES}


def changes_document(changes: Iterable[happened.Change]) -> tuple[list[list[Any]], dict[str, bytes]]:
    """The changes as lists of plain values, and what is too large to stand among them, by its hash."""
    document: list[list[Any]] = []
    large: dict[str, bytes] = {}
    for change in changes:
        code = CODES.get(type(change))
        if code is None:
            continue
        values = [_plain(getattr(change, name), large) for name in FIELDS[type(change)]]
        document.append([code, *values])
    return document, large


def _plain(value: Any, large: dict[str, bytes]) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, happened.Outcome):
        return [value.kind, value.code]
    if isinstance(value, str) and len(value) < LARGE // 4:
        return value
    data = json.dump(value)
    if len(data) <= LARGE:
        return value
    digest = hashlib.sha256(data).hexdigest()
    large[digest] = data
    return {"$large": digest}


def task(opened: OpenCase, change: happened.UserTaskOpened, title: str, offered: tuple[str, ...]) -> Record:
    """A user task that opens."""
    return {
        "id": change.token_id,
        "process_instance_id": opened.instance_id,
        "process_key": opened.version.key,
        "called_definition_id": opened.called_version(change.process),
        "element_id": change.element_id,
        "name": change.name or change.element_id,
        "title": title,
        "lane": change.lane,
        "form_key": change.form_id,
        "state": "open",
        "assignee": change.assignee,
        "offered_to": offered[0] if len(offered) == 1 else None,
        "priority": change.priority,
        "created_at": opened.world.now,
        "due_at": change.due or opened.world.deadlines.due_of_token(change.token_id),
        "follow_up_at": change.follow_up,
        "opened_at": None,
        "closed_at": None,
        "closed_by": None,
        "on_behalf_of": None,
        "acting_post": None,
        "signs": False,
        "bulk": False,
        "owner": None,
        "prepared_by": None,
        "awaits": 0,
        "revision": 1,
    }


def closed_task(
    opened: OpenCase, token_id: str, state: str, title: str, by: str | None, for_whom: str | None
) -> Record:
    """A user task that closes: only the closing columns count, the rest satisfies the table."""
    return {
        "id": token_id,
        "process_instance_id": opened.instance_id,
        "process_key": opened.version.key,
        "called_definition_id": None,
        "element_id": "",
        "name": "",
        "title": title,
        "lane": None,
        "form_key": None,
        "state": state,
        "assignee": None,
        "offered_to": None,
        "priority": 0,
        "created_at": opened.world.now,
        "due_at": None,
        "follow_up_at": None,
        "opened_at": None,
        "closed_at": opened.world.now,
        "closed_by": by if state == "completed" else None,
        "on_behalf_of": for_whom,
        "acting_post": None,
        "signs": False,
        "bulk": False,
        "owner": None,
        "prepared_by": None,
        "awaits": 0,
        "revision": 2,
    }


def closed_entry(job_id: str, instance_id: str, state: str, now: datetime) -> Record:
    """An entry that is done with: only the closing columns count."""
    return entry("service", job_id, now, now, state=state, process_instance_id=instance_id)


def continuation(instance_id: str, now: datetime) -> Record:
    """Go on where the step limit stopped."""
    return entry("continuation", new_id(), now, now, process_instance_id=instance_id, queued=True)


def kept(name: str, now: datetime, instance_id: str | None = None) -> Record:
    """Somebody waits for a name now: what was kept for it is looked at."""
    return entry(
        "message", new_id(), now, now, type="kept", payload={"name": name}, queued=True,
        process_instance_id=instance_id,
    )  # fmt: skip


def subscription(opened: OpenCase, change: happened.SubscriptionOpened) -> Record:
    """Somebody begins to wait for a message or signal."""
    return subscription_row(
        opened,
        change.token_id,
        change.element_id,
        change.kind,
        change.name,
        change.correlation_key,
        change.properties,
    )


def subscription_row(
    opened: OpenCase,
    token_id: str,
    element_id: str,
    kind: str,
    name: str,
    key: str | None,
    properties: Mapping[str, Any] | None = None,
) -> Record:
    """The same from single values."""
    return {
        "id": token_id,
        "kind": kind,
        "name": name,
        "correlation_key": key,
        "properties": dict(properties) if properties else None,
        "process_instance_id": opened.instance_id,
        "process_definition_id": None,
        "process_key": opened.version.key,
        "token_id": token_id,
        "element_id": element_id,
        "created_at": opened.world.now,
    }


def message_start(opened: OpenCase, birth: Birth) -> Record:
    """That a message's name and key started this matter: while it runs they start no other."""
    return {
        "process_instance_id": opened.instance_id,
        "process_key": opened.version.key,
        "name": birth.message,
        "correlation_key": birth.key,
    }


def incident(opened: OpenCase, element_id: str, cause: str, detail: str, **values: Any) -> Record:
    """Something broke."""
    row: Record = {
        "id": new_id(),
        "process_instance_id": opened.instance_id,
        "token_id": None,
        "job_id": None,
        "element_id": element_id,
        "cause": cause,
        "detail": detail,
        "created_at": opened.world.now,
        "resolved_at": None,
        "resolved_by": None,
        "resolution": None,
    }
    return row | values
