"""Where a matter stands, as the viewer draws it: done, active, late, broken; with a line of text each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from engine.model import Actor, ProcessInstance, UserTask
from engine.queries import places, process_instances
from web import current, languages, naming, people, showing
from web.languages import gettext as _


def state(matter: ProcessInstance, tasks: Sequence[UserTask], actor: Actor) -> dict[str, Any]:
    """The state document of the viewer (web/islands/README.md)."""
    engine = current.engine()
    version, at = naming.version_of(matter), places.of_instance(engine, matter.id, actor)
    passed = process_instances.whole_history(engine, matter.id, actor)
    own = (item for item in passed if item.state == "completed" and places.is_own(version, item))
    left = Counter(item.element_id for item in own)
    elements: dict[str, dict[str, Any]] = {
        element: {"state": "done", "visits": visits} for element, visits in left.items()
    }
    for element, tokens in at.waiting.items():
        elements.setdefault(element, {}).update(state="active", tokens=tokens)
    for task in tasks:
        if task.state == "open":
            found = elements.setdefault(at.calls.get(task.id, task.element_id), {"tokens": 1})
            found.update(_noted(found, _note(task)) if task.id in at.calls else _note(task), state="active")
    for incident in process_instances.incidents_of(engine, matter.id, actor):
        if incident.resolved_at is None:
            element = at.calls.get(incident.id, incident.element_id)
            found = elements.setdefault(element, {"tokens": 1})
            found.update(state="active", incident=True, note=naming.cause_text(incident.cause))
    return {"elements": elements, "flows": []}


def _noted(known: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """What is said of several tasks of a called process, at its call."""
    notes = dict.fromkeys([*known.get("note", "").splitlines(), more["note"]])
    late = known.get("late") or more.get("late")
    return {"note": "\n".join(filter(None, notes))} | ({"late": True} if late else {})


def _note(task: UserTask) -> dict[str, Any]:
    holder = (
        people.person_of(task.assignee).name
        if task.assignee
        else languages.listed(
            people.group_names(task.candidate_groups)
            + [people.person_of(login).name for login in task.candidate_users]
        )
    )
    if task.due_at is None:
        return {"note": holder}
    said = _("%(holder)s, due %(when)s", holder=holder, when=showing.short(task.due_at))
    return {"note": said, "late": current.now() > task.due_at}
