"""What has to leave the house with a transaction: letters about notifications, calls of webhooks.

It is asked before a transaction writes, and answers entries of the agenda that are written with it. Their ids
come from what they are about, so that the same thing is told once however often it is said.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.store import agenda, facts, outbox
from engine.store.unit_of_work import Leaving, Reading, Record

WEBHOOKS = "webhooks"  # the fact that counts changes of them
LETTER_TRIES, CALL_TRIES = 6, 8
ENDED, OPENED = "process_instance.end", "user_task.open"  # events that are no act of anybody
SHOWN = ("element_id", "process", "key", "level")  # of an act's data: never what people wrote


@dataclass(frozen=True, slots=True)
class Hook:
    """Who listens to what."""

    id: str
    name: str
    events: frozenset[str]

    def hears(self, event: str) -> bool:
        """Whether this event is among those chosen."""
        return "*" in self.events or event in self.events


class Outbox:
    """Knows who listens; looks at most every so often whether that has changed."""

    def __init__(self, reading: Reading, *, letters: bool, calls: bool, look_after: float = 1.0) -> None:
        self._reading = reading
        self._letters = letters
        self._calls = calls
        self._look_after = look_after
        self._lock = threading.Lock()
        self._hooks: tuple[Hook, ...] = ()
        self._revision: int | None = None
        self._looked = float("-inf")

    def __call__(self, leaving: Leaving) -> Sequence[Record]:
        """The entries for the agenda."""
        entries = [_letter(row) for row in leaving.notifications] if self._letters else []
        hooks = self._listening() if self._calls else ()
        if hooks:
            entries += [
                _call(hook, event)
                for event in _events(leaving)
                for hook in hooks
                if hook.hears(str(event["type"]))
            ]
        return list({row["id"]: row for row in entries}.values())

    def forget(self) -> None:
        """Somebody listens who did not, or no more."""
        self._looked = float("-inf")

    def _listening(self) -> tuple[Hook, ...]:
        if time.monotonic() - self._looked < self._look_after:
            return self._hooks
        with self._lock, self._reading() as view:
            looked = time.monotonic()
            revision = facts.revisions(view, (WEBHOOKS,)).get(WEBHOOKS, 0)
            if revision != self._revision:
                rows = [row for row in outbox.webhooks(view) if row.active]
                self._hooks = tuple(Hook(row.id, row.name, frozenset(row.events)) for row in rows)
                self._revision = revision
            self._looked = looked
        return self._hooks


def id_of(*parts: str) -> str:
    """The id of an entry, from what it is about."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def _letter(row: Record) -> Record:
    payload = {"notification": row["key"]}
    return agenda.entry(
        "mail", id_of("mail", row["key"]), row["at"], row["at"], payload=payload, retries=LETTER_TRIES
    )


def _call(hook: Hook, event: Mapping[str, Any]) -> Record:
    at = datetime.fromisoformat(str(event["at"]))
    payload = {"webhook": hook.id, "event": dict(event)}
    entry_id = id_of("webhook", hook.id, str(event["id"]))
    return agenda.entry("webhook", entry_id, at, at, type=hook.id, payload=payload, retries=CALL_TRIES)


def _events(leaving: Leaving) -> Iterator[dict[str, Any]]:
    """Acts, tasks that open, matters that end; each with an id that stays the same."""
    keys = {row["id"]: row.get("process_key") for row in leaving.instances}
    for act in leaving.acts:
        matter = act["chain"] if act["chain"] != "system" else None
        data = {name: value for name, value in (act["data"] or {}).items() if name in SHOWN}
        yield _event(f"{act['chain']}-{act['seq']}", act["verb"], act["at"], matter) | {
            "object": act["object"],
            "actor": act["actor"],
            "on_behalf_of": act["on_behalf_of"],
            "data": data,
        }
    for task in leaving.tasks:
        if task["state"] == "open":
            yield _event(f"{task['id']}-open", OPENED, task["created_at"], task["process_instance_id"]) | {
                "object": f"user_task:{task['id']}",
                "data": {"element_id": task["element_id"], "process": task["process_key"]},
            }
    for row in leaving.instances:
        if row.get("ended_at") is not None:
            yield _event(f"{row['id']}-end", ENDED, row["ended_at"], row["id"]) | {
                "object": f"process_instance:{row['id']}",
                "data": {"state": row["state"], "process": keys.get(row["id"])},
            }


def _event(event_id: str, kind: str, at: datetime, matter: str | None) -> dict[str, Any]:
    return {"id": event_id, "type": kind, "at": at.isoformat(), "process_instance": matter}
