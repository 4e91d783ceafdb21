"""Take back the last step of a matter: its state before, and the rows that belong to that state."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from engine import rights
from engine.commands import _agreements, _case, _moot, _numbers_again, _rows
from engine.commands._record import Act
from engine.commands._reversal import reversal
from engine.commands._settle import settle
from engine.commands._writing import INCIDENTS
from engine.errors import Conflict, NotFound
from engine.machine import Engine
from engine.model import Actor, Json, ProcessInstance
from engine.running_deadlines import agenda_id
from engine.runtime import Case
from engine.store import agenda, extensions, incidents, messages, records, user_tasks
from engine.store.tables import work
from engine.store.unit_of_work import AnyRow, UnitOfWork

COMPLETED = "user_task.complete"
OVER = frozenset({"done", "cancelled"})
ID = 32  # characters of a task's id, in front of the kept snapshot


def undo(engine: Engine, uow: UnitOfWork, held: AnyRow, actor: Actor) -> ProcessInstance:
    """Restore what was before ``held.task_id`` was completed.

    Only while that was the matter's last act: no job has done its work since, no follower has opened a task.
    """
    task = user_tasks.row(uow, held.task_id)
    if task is None or held.undo is None or not rights.may_withdraw(uow, task, held):
        raise Conflict("it cannot be taken back: something happened since", code="TOO_LATE_TO_WITHDRAW")
    opened = _case.load(engine, uow, held, actor, snapshot=held.undo[ID:])
    _restore_tasks(uow, opened, task)
    _restore_agenda(uow, opened)
    _restore_subscriptions(uow, opened)
    _restore_incidents(uow, opened, actor)
    now = _case.load(engine, uow, held, actor)
    opened.world.deadlines.touch_all()
    opened.world.deadlines.move_from(now.case.extras)
    _numbers_again.void_taken_back(uow, opened, task)
    extensions.ask_again(uow, opened.instance_id, task.closed_at)
    _agreements.take_back(uow, now.case.extras, opened.case.extras, opened.world.now)
    acts = records.acts(uow, opened.instance_id)
    done = max(act.seq for act in acts if act.object == f"user_task:{task.id}" and act.verb == COMPLETED)
    data: dict[str, Json] = {"element_id": task.element_id}
    if recalled := _moot.sent_by_itself(uow, acts, done, opened.world.now):
        data["recalled"] = recalled
    act = Act(actor, "user_task.withdraw", f"user_task:{task.id}", data)
    return settle(engine, uow, opened, act, before=reversal(acts, done))


def _restore_tasks(uow: UnitOfWork, opened: _case.OpenCase, task: AnyRow) -> None:
    """Followers' tasks go; what closed in the step taken back opens again."""
    for one in user_tasks.of_instance(uow, opened.instance_id):
        there = opened.case.asks(one.id)
        if one.state == "open" and not there:
            values = {"state": "cancelled", "closed_at": opened.world.now}
            user_tasks.change(uow, one.id, values)
        elif one.state != "open" and there and one.closed_at == task.closed_at:
            whose = task.on_behalf_of or task.closed_by
            values = {"state": "open", "closed_at": None, "closed_by": None, "on_behalf_of": None}
            values |= {"acting_post": None, "assignee": whose if one.id == task.id else one.assignee}
            user_tasks.change(uow, one.id, values)


def _restore_agenda(uow: UnitOfWork, opened: _case.OpenCase) -> None:
    reminders = {agenda_id(opened.instance_id, one) for one in opened.world.deadlines}
    for entry in agenda.of_instance(uow, opened.instance_id):
        lives = entry.state not in OVER  # begun or failed, it is not gone on with either
        if entry.kind == "reminder" and lives and entry.id not in reminders:
            uow.put_job(_rows.closed_entry(entry.id, opened.instance_id, "cancelled", opened.world.now))
        if entry.token_id is None or entry.kind not in {"timer", "service", "deputy"}:
            continue
        is_task = entry.kind == "deputy"
        there = (opened.case.asks if is_task else opened.case.awaits)(entry.token_id)
        over = {"cancelled"} if is_task else OVER  # a deputy who was offered it still is
        if lives and not there:
            uow.put_job(_rows.closed_entry(entry.id, opened.instance_id, "cancelled", opened.world.now))
        elif entry.state in over and there:
            uow.put_job(entry._asdict() | {"state": "ready", "queued": False, "retries": agenda.TRIES})


def _restore_subscriptions(uow: UnitOfWork, opened: _case.OpenCase) -> None:
    """Subscriptions that ended in the step stand in the record as they were opened."""
    there = {one.token_id for one in messages.of_instance(uow, opened.instance_id)}
    gone = [token for token in there if not _stands(opened.case, token)]
    if gone:
        messages.close(uow, gone)
    opening: dict[str, list[Any]] = {}
    for act in records.acts(uow, opened.instance_id):
        for code, *values in act.changes or ():
            if code == "subscription+":
                opening[values[0]] = values
    for token, (_, element_id, kind, name, key, *properties) in opening.items():
        if token not in there and opened.case.awaits(token):
            row = _rows.subscription_row(opened, token, element_id, kind, name, key, *properties)
            uow.add(work.subscription, row)


def _restore_incidents(uow: UnitOfWork, opened: _case.OpenCase, actor: Actor) -> None:
    """What broke in the step is over, and what the step had resolved waits again."""
    known: Collection[str] = opened.case.extras.get(INCIDENTS) or {}
    waiting = {one.id for one in incidents.of_instance(uow, opened.instance_id)}
    over = {"resolved_at": opened.world.now, "resolved_by": actor.login, "resolution": "user_task.withdraw"}
    incidents.resolve(uow, sorted(waiting.difference(known)), over)
    incidents.reopen(uow, sorted(set(known) - waiting))


def _stands(case: Case, token_id: str) -> bool:
    try:
        case.variables(token_id)
    except NotFound:
        return False
    return True
