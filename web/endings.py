"""How it ended, on pages: a countersign with its count, and a task that nobody needs to do any more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask

from engine.model import SYSTEM, ProcessInstance, UserTask
from engine.queries import endings as queries
from engine.queries import process_instances
from engine.queries.endings import Ending
from web import current, naming, people, showing
from web.languages import gettext as _


@dataclass(frozen=True, slots=True)
class Decided:
    """A countersign that has ended."""

    element_id: str
    result: Mapping[str, Any]


def decided_of(matter: ProcessInstance, tasks: Sequence[UserTask]) -> list[Decided]:
    """For the matter's page: countersigns that have ended and are not asked anew; ``tasks`` are open."""
    actor = current.actor()
    if actor is None:
        return []
    steps = {
        element.id: element.extensions.countersign.result_variable or f"{element.id}_result"
        for element in naming.version_of(matter).process.elements.values()
        if element.extensions.countersign is not None
    }
    asked = {task.element_id for task in tasks}
    if not steps.keys() - asked:
        return []
    values = process_instances.variables(current.engine(), matter.id, actor)
    found = {one: values.get(name) for one, name in steps.items() if one not in asked}
    return [
        Decided(one, result)
        for one, result in found.items()
        if isinstance(result, dict) and result.get("approved") is not None
    ]


def why_ended(task: UserTask) -> str:
    """For the page of a task that nobody needs to do any more: who ended it, and by what."""
    actor = current.actor()
    found = None if actor is None else queries.of_task(current.engine(), task, actor)
    if found is None:
        return ""
    said = _sentence(found, task)
    return said if not found.reason else _("%(what)s Reason: %(why)s", what=said, why=found.reason)


def gone(task: UserTask) -> str:
    """For whom a task was offered to as well, once another had it and the matter is none of his."""
    if task.state == "completed" and task.closed_by and task.closed_at:
        who, when = people.person_of(task.closed_by).name, showing.short(task.closed_at)
        return _("%(who)s handed it in (%(when)s): nothing is left for you to do.", who=who, when=when)
    if task.state == "open":
        return _("Somebody else has this task now.")
    return _("This task is not needed any more.")


def _sentence(found: Ending, task: UserTask) -> str:
    who = people.person_of(found.actor).name
    if found.actor == SYSTEM.login:
        return _("The process went on without it, as its diagram says.")
    if found.verb == "user_task.complete" and found.element_id == task.element_id:
        return _(
            "The countersign is decided; nothing more is needed from you. %(who)s was the last.", who=who
        )
    sentences = {
        "user_task.complete": _("After %(who)s handed in a step it is not needed any more.", who=who),
        "user_task.return": _(
            "%(who)s sent the matter back; this step is asked again when it comes so far.", who=who
        ),
        "user_task.withdraw": _("%(who)s took back what came before.", who=who),
        "user_task.signers_remove": _("%(who)s took this signature out.", who=who),
        "process_instance.move": _("%(who)s let the matter go on at another step.", who=who),
        "process_instance.cancel": _("%(who)s ended the matter.", who=who),
        "process_instance.withdraw": _("%(who)s took the whole matter back.", who=who),
    }
    return sentences.get(found.verb, _("The process went on without it, as its diagram says."))


def init(app: Flask) -> None:
    """Give the templates what they show of it."""
    app.jinja_env.globals.update(decided_of=decided_of, why_ended=why_ended)
