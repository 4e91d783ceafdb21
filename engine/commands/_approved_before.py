"""A call that approves several tasks comes again: what of them this person had approved so already."""

from __future__ import annotations

from engine import handed_in, rights, views
from engine.catalog import bulk_forms
from engine.machine import Engine
from engine.model import Actor, ProcessInstance
from engine.store import instances, user_tasks
from engine.store.unit_of_work import AnyRow, View


def matter_of(
    engine: Engine, task_id: str, opinion: str, answer: str | None, actor: Actor
) -> ProcessInstance | None:
    """The matter as it stands, when he handed the task in with the answer and the opinion he sends now."""
    with engine.reading() as view:
        task = user_tasks.row(view, task_id)
        matter = None if task is None else instances.row(view, task.process_instance_id)
        if task is None or matter is None or task.state != "completed" or task.closed_by != actor.login:
            return None
        rights.refuse_unless_sees(view, task, actor)
        same = _is_said_again(engine, view, task, matter, opinion, answer)
        return views.process_instance(matter._asdict()) if same else None


def _is_said_again(
    engine: Engine, view: View, task: AnyRow, matter: AnyRow, opinion: str, answer: str | None
) -> bool:
    begun = engine.versions.get(view, matter.process_definition_id)
    version = engine.versions.asking(view, begun, task.element_id, task.called_definition_id)
    element = version.process.elements.get(task.element_id)
    said = element.extensions.bulk if element is not None else None
    act = handed_in.of_task(view, matter.id, task.id)
    if said is None or act is None or (opinion and said.opinion is None):
        return False
    if answer is not None and answer not in said.answers:
        return False
    form = version.form_of(task.element_id, task.form_key)
    wanted = bulk_forms.approving(form, said, answer, opinion)
    values = handed_in.written(view, act, wanted)
    return all(values.get(name) == value for name, value in wanted.items())
