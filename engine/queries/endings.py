"""Why a task ended without anybody doing it: which act ended it, by whom, with which reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine import rights
from engine.machine import Engine
from engine.model import Actor, UserTask
from engine.store import instances, records


@dataclass(frozen=True, slots=True)
class Ending:
    """The act that ended a task."""

    verb: str
    actor: str
    on_behalf_of: str | None
    at: datetime
    element_id: str | None  # the step that was handed in, where that ended it
    reason: str | None


def of_task(engine: Engine, task: UserTask, actor: Actor) -> Ending | None:
    """For whoever sees its matter; None for a task that is open, or was done."""
    if task.state != "cancelled":
        return None
    with engine.reading() as view:
        rights.visible_instance(view, instances.row(view, task.process_instance_id), actor)
        acts = [
            act
            for act in records.acts(view, task.process_instance_id)
            if any(change[:2] == ["task-", task.id] for change in act.changes or ())
        ]
    if not acts:
        return None
    last, data = acts[-1], acts[-1].data or {}
    element = data.get("element_id") if last.verb == "user_task.complete" else None
    return Ending(last.verb, last.actor, last.on_behalf_of, last.at, element, data.get("reason"))
