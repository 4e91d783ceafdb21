"""Who signs at a step together, and how a countersign stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from engine import returning, rights
from engine.errors import NotFound
from engine.machine import Engine
from engine.model import Actor, Json
from engine.paths import Paths, apart, around
from engine.queries import _cases
from engine.runtime import Case
from engine.store import instances, records, user_tasks
from engine.store.unit_of_work import AnyRow, View


@dataclass(frozen=True, slots=True)
class Signer:
    """One of those who sign."""

    person: str | None  # None: a group is asked
    offered_to: str | None
    state: str  # signed, asked, later
    at: datetime | None
    added_by: str | None
    task_id: str | None


@dataclass(frozen=True, slots=True)
class Signing:
    """All who sign at a step, and in a countersign how it stands (its result so far)."""

    signers: Sequence[Signer]
    is_countersign: bool
    result: Mapping[str, Json] | None


def of_task(engine: Engine, task_id: str, actor: Actor) -> Signing:
    """Those who are asked at the step of an open task, who have signed, and who will be asked later."""
    with engine.reading() as view:
        row = user_tasks.row(view, task_id)
        matter = instances.row(view, row.process_instance_id) if row is not None else None
        if row is None or matter is None:
            raise NotFound("there is no such user task", code="USER_TASK_NOT_FOUND")
        rights.refuse_unless_sees(view, row, actor)
        if row.state != "open":
            return Signing((), False, None)
        case = _cases.of(engine, view, matter)
        there, began = case.signers(task_id), case.group_began(task_id)
        tasks = _at_the_step(view, row, case)
    found = [
        Signer(task.closed_by, None, "signed", task.closed_at, None, task.id)
        for task in tasks
        if task.state == "completed" and began is not None and task.created_at >= began
    ]
    for task in tasks:
        if task.state == "open":
            by = there.asked.get(task.id, (None, None))[1]
            found.append(Signer(task.assignee, task.offered_to, "asked", task.created_at, by, task.id))
    found += [Signer(person, None, "later", None, by, None) for person, by in there.later]
    return Signing(found, there.is_countersign, case.countersign(task_id))


def _at_the_step(view: View, row: AnyRow, case: Case) -> list[AnyRow]:
    """The tasks of the same step: of the same process, in the same one of several bodies."""
    rows = user_tasks.of_instance(view, row.process_instance_id)
    same = [one for one in rows if returning.key(one) == returning.key(row)]
    order = records.last_acts(view, row.process_instance_id)
    left = Paths(records.nodes(view, row.process_instance_id))
    here = around(case.path_of(row.id), row.element_id)

    def path(one: AnyRow) -> str:
        if case.asks(one.id):
            return around(case.path_of(one.id), one.element_id)
        return left.after(order.get(f"user_task:{one.id}", 0), one.element_id)

    return [one for one in same if not apart(path(one), here)]
