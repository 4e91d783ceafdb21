"""What people said at each step of a matter: the answers of their forms, from the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine import handed_in, masking, rights, views
from engine.machine import Engine
from engine.model import Actor, Json, UserTask
from engine.store import instances, records, user_tasks
from engine.store.unit_of_work import AnyRow, View
from forms.form import Form, builtin

STARTED = "process_instance.start"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One form that was handed in: by whom, when, and what it said."""

    task: UserTask | None  # None: the form that started the matter
    form: Form
    form_key: str
    opinion_group: str | None
    actor: str
    on_behalf_of: str | None
    at: datetime
    values: Mapping[str, Json]


def of_instance(engine: Engine, instance_id: str, actor: Actor) -> Sequence[Answered]:
    """Every form handed in, the oldest first; what was taken back is left out."""
    with engine.reading() as view:
        row = rights.visible_instance(view, instances.row(view, instance_id), actor)
        version = engine.versions.get(view, row.process_definition_id)
        tasks = {
            task.id: views.user_task(task._asdict()) for task in user_tasks.of_instance(view, instance_id)
        }
        unseen = masking.hidden(engine, view, row, actor)
        found: dict[str, Answered] = {}
        for act in records.acts(view, instance_id):
            said = _answered(engine, view, version, act, tasks, unseen)
            if said is not None:
                found[act.object] = said
        return [said for said in found.values() if said.task is None or said.task.state == "completed"]


def _answered(
    engine: Engine, view: View, version: Any, act: AnyRow, tasks: Mapping[str, UserTask],
    unseen: frozenset[str],
) -> Answered | None:  # fmt: skip
    task = None
    if act.verb == handed_in.COMPLETED:
        task = tasks.get(act.object.removeprefix("user_task:"))
        if task is None:
            return None
        asking = engine.versions.asking(view, version, task.element_id, task.called_definition_id)
        element = asking.process.elements.get(task.element_id)
        form = asking.form_of(task.element_id, task.form_key) or builtin()
    elif act.verb == STARTED and version.start_form is not None:
        element, form = None, version.start_form
    else:
        return None
    return Answered(
        task=task,
        form=form,
        form_key=(task.form_key or "opinion") if task else version.start_form_key,
        opinion_group=element.extensions.opinion_group if element is not None else None,
        actor=act.actor,
        on_behalf_of=act.on_behalf_of,
        at=act.at,
        values=handed_in.written(view, act, {field.name for field in form.fields} - unseen),
    )
