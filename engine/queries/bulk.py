"""What may be approved together with others, and what approving means there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bpmn.vocabulary import Bulk
from engine import rights, views
from engine.machine import Engine
from engine.model import Actor, UserTask
from engine.store import instances, user_tasks
from engine.store.unit_of_work import View
from forms.form import Form


@dataclass(frozen=True, slots=True)
class Offered:
    """A task that somebody may approve together with others."""

    task: UserTask
    said: Bulk
    form: Form | None


def offered(engine: Engine, task_ids: Sequence[str], actor: Actor) -> list[Offered]:
    """Of the tasks named those that are open, and that this person may approve so; in the order named."""
    with engine.reading() as view:
        found = (_offered(engine, view, one, actor) for one in dict.fromkeys(task_ids))
        return [one for one in found if one is not None]


def _offered(engine: Engine, view: View, task_id: str, actor: Actor) -> Offered | None:
    row = user_tasks.row(view, task_id)
    if row is None or row.state != "open" or not rights.may_do(view, row, actor):
        return None
    matter = instances.row(view, row.process_instance_id)
    if matter is None:
        return None
    begun = engine.versions.get(view, matter.process_definition_id)
    version = engine.versions.asking(view, begun, row.element_id, row.called_definition_id)
    element = version.process.elements.get(row.element_id)
    if element is None or element.extensions.bulk is None:
        return None
    form = version.form_of(row.element_id, row.form_key)
    several = () if row.offered_to is not None else user_tasks.candidates(view, row.id)
    return Offered(views.user_task(row._asdict(), several), element.extensions.bulk, form)
