"""What people do with their tasks: claim, unclaim, complete, hand on, take back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from engine import json, rights
from engine.commands import _answers, _capacities, _case, _files, _notices, _numbers, _open_task
from engine.commands._record import Act, touch
from engine.commands._secrecy import refuse_classified
from engine.commands._settle import settle
from engine.commands._undo import undo
from engine.errors import (
    Conflict,
    FieldError,
    Forbidden,
    InvalidSubmission,
    NotFound,
    Rejected,
    UserTaskClosed,
)
from engine.machine import Engine
from engine.model import Actor, Json, ProcessInstance
from engine.store import standings
from engine.store import user_tasks as tasks
from engine.store.unit_of_work import AnyRow, UnitOfWork

Fill = Callable[[UnitOfWork, _case.OpenCase, AnyRow, Mapping[str, Json]], Mapping[str, Json]]


def complete(
    engine: Engine, task_id: str, variables: Mapping[str, Json], actor: Actor, *, revision: int | None = None,
    post: str | None = None, fill: Fill | None = None,
) -> ProcessInstance:  # fmt: skip
    """Hand in the form: check it, move the token, write everything together.

    ``revision`` is the one the caller looked at; an older one is ``Stale``. ``post``: in which of his posts.
    ``fill`` makes the answers of what was said of several tasks at once.
    """
    refuse_classified(engine, variables, actor, f"user_task:{task_id}")
    with engine.work() as uow:
        held = _open_task.held(uow, task_id, actor, revision)
        actor = _capacities.acting(engine, uow, held, actor)
        _capacities.refuse_delegated(held)
        chosen = _capacities.post_of(engine, held, actor, post)
        if held.task_awaits:
            raise Conflict("those you asked have not answered yet", code="CONSULTATION_OPEN")
        opened = _case.load(engine, uow, held, actor)
        asking = opened.world.version_at(task_id)
        form = asking.form_of(held.task_element_id, held.task_form_key)
        variables = variables if fill is None else fill(uow, opened, held, variables)
        if form is None:
            values = json.checked(variables, bytes_each=engine.settings.variable_bytes)
        else:
            values = _answers.accepted(form, variables, opened.case.read(task_id), engine)
        _files.attach(uow, values, held.id, actor)
        numbers = _numbers.take(opened, task_id, values)
        opened.case.complete(task_id, values | numbers, by=actor.on_behalf_of or actor.login)
        said: dict[str, Json] = {"element_id": held.task_element_id} | ({"post": chosen} if chosen else {})
        said |= {"together": True} if fill is not None else {}
        act = Act(actor, "user_task.complete", f"user_task:{task_id}", said)
        return settle(engine, uow, opened, act, undo=task_id.encode() + held.snapshot)


def claim(engine: Engine, task_id: str, actor: Actor, *, revision: int | None = None) -> None:
    """Take a task that is offered to me."""
    with engine.work() as uow:
        held = _open_task.held(uow, task_id, actor, revision)
        if held.task_assignee == actor.login:
            return
        if held.task_assignee is not None:
            raise Conflict(
                "somebody else has taken it", code="ALREADY_CLAIMED", details={"assignee": held.task_assignee}
            )
        actor = _capacities.acting(engine, uow, held, actor)  # a proxy claims it for whom he stands
        tasks.change(uow, task_id, {"assignee": actor.on_behalf_of or actor.login})
        touch(uow, held, Act(actor, "user_task.claim", f"user_task:{task_id}"), engine.clock.now())


def unclaim(engine: Engine, task_id: str, actor: Actor, *, revision: int | None = None) -> None:
    """Give a task back to those it was offered to."""
    with engine.work() as uow:
        held = _open_task.held(uow, task_id, actor, revision)
        if held.task_assignee is None:
            return
        if held.task_assignee != actor.login and not actor.is_manager:
            raise Forbidden("only its assignee may give it back", code="NOT_YOUR_TASK")
        _capacities.refuse_delegated(held)
        if held.task_offered_to is None and not tasks.candidates(uow, task_id):
            raise Rejected("it was given to you alone; transfer it instead", code="NO_CANDIDATES")
        tasks.change(uow, task_id, {"assignee": None})
        touch(uow, held, Act(actor, "user_task.unclaim", f"user_task:{task_id}"), engine.clock.now())


def transfer(
    engine: Engine, task_id: str, to: str, reason: str, actor: Actor, *, revision: int | None = None
) -> None:
    """Hand a task to somebody else for good, with a reason: its assignee, or a manager."""
    with engine.work() as uow:
        held = _open_task.held(uow, task_id, actor, revision)
        giver = _giver(engine, uow, held, actor)
        errors = []
        if not reason.strip():
            errors.append(FieldError("/reason", "say why"))
        if engine.actor(to) is None:
            errors.append(FieldError("/to", f"there is no active account {to!r}"))
        if errors:
            raise InvalidSubmission(errors)
        if held.task_assignee == to:
            return
        now = engine.clock.now()
        _hand_on(uow, held, giver, to, now)
        data = {"from": held.task_assignee, "to": to, "reason": reason}
        touch(uow, held, Act(actor, "user_task.transfer", f"user_task:{task_id}", data), now)
        _notices.tell_of_transfer(engine, uow, held, to, reason)


def _giver(engine: Engine, uow: UnitOfWork, held: AnyRow, actor: Actor) -> str | None:
    """Who hands it on: whose task it is, or the candidate who passes it by; a manager for whoever has it."""
    if not actor.is_manager:
        _capacities.as_himself(engine, uow, held, actor)
        _capacities.refuse_delegated(held)
    is_his = rights.capacity(uow, held, actor, prefix="task_") == rights.OWN
    giver: str | None = held.task_owner or held.task_assignee or (actor.login if is_his else None)
    return giver


def _hand_on(uow: UnitOfWork, held: AnyRow, giver: str | None, to: str, now: datetime) -> None:
    """The task is another's; whoever had it finds it among what he handled."""
    tasks.change(uow, held.task_id, {"assignee": to, "opened_at": None, "owner": None})
    standings.forget(uow, held.task_id, to)
    if giver is not None and giver != to:
        standings.remember(uow, held.task_id, held.id, giver, "transferred", to, now)


def save_draft(engine: Engine, task_id: str, values: Mapping[str, Json], actor: Actor) -> None:
    """Keep what was typed; nothing is checked but sizes and secrecy, and nobody else sees it."""
    refuse_classified(engine, values, actor, f"user_task:{task_id}")
    with engine.work() as uow:
        task = tasks.row(uow, task_id)
        if task is None:
            raise NotFound("there is no such user task", code="USER_TASK_NOT_FOUND")
        rights.refuse_unless_sees(uow, task, actor)
        if task.state != "open":
            raise UserTaskClosed(task_id, task.closed_by, task.closed_at)
        if not rights.may_do(uow, task, actor):
            raise Forbidden("this task is somebody else's", code="NOT_YOUR_TASK")
        kept = json.checked(values, bytes_each=engine.settings.variable_bytes)
        tasks.save_draft(uow, task_id, actor.login, kept, engine.clock.now())


def mark_opened(engine: Engine, task_id: str, actor: Actor) -> None:
    """Somebody who may do the task looks at it for the first time: it can no longer be taken back."""
    with engine.work() as uow:
        task = tasks.row(uow, task_id)
        if task is not None and task.opened_at is None and rights.may_do(uow, task, actor):
            tasks.mark_opened(uow, task_id, engine.clock.now())


def withdraw(engine: Engine, task_id: str, actor: Actor, *, revision: int | None = None) -> ProcessInstance:
    """Take back what I handed in, while nobody has opened what followed and nothing else happened since."""
    with engine.work() as uow:
        held = _open_task.held_in_any_state(uow, task_id, actor, revision)
        if held.task_closed_by != actor.login:
            raise Forbidden("only who handed it in may take it back", code="NOT_YOUR_TASK")
        return undo(engine, uow, held, actor)
