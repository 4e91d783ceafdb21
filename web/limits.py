"""A matter's limits, as its page shows them."""

from __future__ import annotations

from collections.abc import Sequence

from engine.model import Actor, ProcessInstance
from engine.office.deadlines import Deadline
from engine.queries import process_instances
from web import current


def of(matter: ProcessInstance, actor: Actor) -> Sequence[Deadline]:
    """Its limits that are not a task's own due date."""
    return process_instances.deadlines(current.engine(), matter.id, actor)
