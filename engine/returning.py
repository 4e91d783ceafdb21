"""To which steps a task can be returned: from the record, the diagram, and what the step itself allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bpmn.diagram import Element
from bpmn.vocabulary import Returns
from engine.errors import Conflict, NotFound
from engine.paths import Paths, apart, around
from engine.runtime import Case
from engine.runtime.moving import Place
from engine.store import records, user_tasks
from engine.store.unit_of_work import AnyRow, View

EVERYWHERE = Returns()


@dataclass(frozen=True, slots=True)
class PassedStep:
    """A step that was done on the way here: last by whom, and when."""

    element_id: str
    name: str
    done_by: str
    done_at: datetime
    is_first: bool  # where the starter began
    is_previous: bool


def allowed(element: Element) -> Returns:
    """What the step itself says of being returned."""
    return element.extensions.returns or EVERYWHERE


def passed(view: View, matter: AnyRow, case: Case, task_id: str, said: Returns) -> Sequence[PassedStep]:
    """The steps it can be returned to, the first done first."""
    rows = user_tasks.of_instance(view, matter.id)
    done = [row for row in rows if row.state == "completed"]
    order = records.last_acts(view, matter.id)
    done.sort(key=lambda row: order.get(f"user_task:{row.id}", 0))
    left = Paths(records.nodes(view, matter.id))
    places: dict[tuple[str | None, str], Element] = {}
    last: dict[tuple[str | None, str], AnyRow] = {}  # in the order of the first time, with the last doer
    for row in done:
        path = left.after(order[f"user_task:{row.id}"], row.element_id)
        place = _behind(case, task_id, row, path)
        if place is not None and not apart(path, around(place.path, place.standing.node.element_id)):
            places[key(row)], last[key(row)] = place.target, row
    steps = list(last.values())
    if not steps:
        return []
    first = next((row for row in steps if row.closed_by == matter.started_by), steps[0])
    previous = max(steps, key=lambda row: order.get(f"user_task:{row.id}", 0))
    found: dict[str, PassedStep] = {}
    for row in steps:  # what is done again as a whole is one step, done by whoever was the last in it
        target = places[key(row)]
        name = row.name if target.id == row.element_id else target.name or target.id
        known = found.pop(target.id, None)
        starts, is_last = row is first, row is previous
        if known is not None:
            starts, is_last = starts or known.is_first, is_last or known.is_previous
        found[target.id] = PassedStep(target.id, name, row.closed_by, row.closed_at, starts, is_last)
    return [step for step in found.values() if _is_allowed(said, step)]


def key(row: AnyRow) -> tuple[str | None, str]:
    """A step: the called version that asks it, and its element there."""
    return row.called_definition_id, row.element_id


def is_of(row: AnyRow, case: Case, place: Place) -> bool:
    """Whether a task is of the process in which a place lies; not of another with a step of the same name."""
    version, own = place.definition.version, case.process_of(case.key).definition
    if row.called_definition_id is not None:
        return bool(row.called_definition_id == version)
    return version == own.version or row.element_id not in own.process.elements  # asked before it was noted


def seen_as(row: AnyRow, path: str, case: Case, place: Place) -> list[str]:
    """The elements a task stands at, in the process in which a place lies: its own, or those around it."""
    if is_of(row, case, place):
        return [row.element_id]
    return [one.partition("#")[0] for one in path.split("/")]


def _behind(case: Case, task_id: str, row: AnyRow, path: str) -> Place | None:
    """What is done again for a step: itself, or as a whole what is done several times or as people choose.

    For a step of a called process that is over it is the call.
    """
    found = _way_back(case, task_id, row.element_id)
    if found is not None and is_of(row, case, found):
        return found
    for one in path.split("/") if row.called_definition_id is not None else ():
        call = _way_back(case, task_id, one.partition("#")[0])
        if call is not None and call.target.called:
            return call
    return None


def _way_back(case: Case, token_id: str, element_id: str) -> Place | None:
    try:
        return case.way_back(token_id, element_id)
    except (Conflict, NotFound):
        return None


def is_behind(case: Case, token_id: str, element_id: str) -> bool:
    """Whether an element was passed on the way to a token, and can be gone back to."""
    return _way_back(case, token_id, element_id) is not None


def _is_allowed(said: Returns, step: PassedStep) -> bool:
    if "any" in said.to or step.element_id in said.to:
        return True
    return (step.is_first and "starter" in said.to) or (step.is_previous and "previous" in said.to)
