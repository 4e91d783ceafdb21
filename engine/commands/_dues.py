"""What hangs on a limit moves with it: the due date of its task, and timers and tasks that ask for it."""

from __future__ import annotations

from collections.abc import Mapping

from bpmn import feel
from bpmn.rules.deadlines import ASKED
from engine.commands._case import OpenCase
from engine.errors import EngineError
from engine.office.deadlines import instant
from engine.store import user_tasks
from engine.store.unit_of_work import AnyRow, UnitOfWork


def retime(opened: OpenCase) -> None:
    """Timers that read a limit fire when it ends; while it is paused they stand still."""
    for key, standing in opened.world.deadlines.moved.items():
        opened.case.retime(lambda text, key=key: key in ASKED.findall(text), standing=standing)  # type: ignore[misc]


def of_tasks(uow: UnitOfWork, opened: OpenCase) -> None:
    """Open tasks whose own limit, or the one their due date asks for, has moved; none while it is paused."""
    moved = opened.world.deadlines.moved
    if not moved:
        return
    for task in user_tasks.of_instance(uow, opened.instance_id):
        if task.state == "open" and opened.case.awaits(task.id):
            _of_task(uow, opened, task, moved)


def _of_task(uow: UnitOfWork, opened: OpenCase, task: AnyRow, moved: Mapping[str, bool]) -> None:
    schedule = opened.case.element_of(task.id).extensions.schedule
    if schedule is None or schedule.due_date is None:
        if any(one.token_id == task.id and one.key in moved for one in opened.world.deadlines):
            user_tasks.set_due(uow, task.id, opened.world.deadlines.due_of_token(task.id))
        return
    asked = set(ASKED.findall(schedule.due_date)) & moved.keys()
    if not asked:
        return
    if any(moved[key] for key in asked):
        user_tasks.set_due(uow, task.id, None)
        return
    try:
        due = opened.world.value(schedule.due_date, opened.case.read(task.id))
        user_tasks.set_due(uow, task.id, None if due is None else instant(due))
    except (feel.FeelError, EngineError):
        return  # what cannot be worked out stays as it was
