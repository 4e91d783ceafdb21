"""A matter's limits that still run, as its page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from engine.model import Actor, ProcessInstance, UserTask
from engine.queries import process_instances
from web import current, naming


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit."""

    title: str
    policy: str
    due_at: datetime
    provisional: bool
    paused: bool


def of(matter: ProcessInstance, tasks: Sequence[UserTask], actor: Actor) -> Sequence[Limit]:
    """Those nobody has met yet and no task shows as its own, the nearest first."""
    shown = {(task.element_id, task.due_at) for task in tasks if task.state == "open"}
    found = process_instances.deadlines(current.engine(), matter.id, actor)
    running = [
        _limit(matter, one)
        for one in found
        if one["met_at"] is None and (one["element_id"], one["due_at"]) not in shown
    ]
    return sorted(running, key=lambda limit: limit.due_at)


def _limit(matter: ProcessInstance, one: dict[str, Any]) -> Limit:
    element = str(one["element_id"])
    own = element == matter.process_key
    return Limit(
        title=naming.process_name(element) if own else naming.element_name(matter, element),
        policy=str(one["policy"]),
        due_at=cast("datetime", one["due_at"]),
        provisional=bool(one["provisional"]),
        paused=bool(one["paused"]),
    )
