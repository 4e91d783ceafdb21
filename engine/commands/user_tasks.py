"""What people do with their tasks: claim, unclaim, complete, hand on, take back."""

from __future__ import annotations

from collections.abc import Mapping

from engine import json, rights
from engine.commands import _answers, _case, _files, _notices, _numbers
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
    Stale,
    UserTaskClosed,
)
from engine.machine import Engine
from engine.model import Actor, Json, ProcessInstance
from engine.store import user_tasks as tasks
from engine.store.unit_of_work import AnyRow, UnitOfWork


def complete(
    engine: Engine, task_id: str, variables: Mapping[str, Json], actor: Actor, *, revision: int | None = None
) -> ProcessInstance:
    """Hand in the form: check it, move the token, write everything together.

    ``revision`` is the one the caller looked at; an older one is ``Stale``.
    """
    refuse_classified(engine, variables, actor, f"user_task:{task_id}")
    with engine.work() as uow:
        held = _held(uow, task_id, actor, revision)
        if not rights.may_do(uow, held, actor, prefix="task_"):
            raise Forbidden("this task is somebody else's", code="NOT_YOUR_TASK")
        opened = _case.load(engine, uow, held, actor)
        form = opened.version.form_of(held.task_element_id, held.task_form_key)
        if form is None:
            values = json.checked(variables, bytes_each=engine.settings.variable_bytes)
        else:
            values = _answers.accepted(form, variables, opened.case.read(task_id), engine)
        _files.attach(uow, values, held.id, actor)
        numbers = _numbers.take(opened, held.task_element_id, values, opened.case.read(task_id))
        opened.case.complete(task_id, values | numbers)
        act = Act(actor, "user_task.complete", f"user_task:{task_id}", {"element_id": held.task_element_id})
        return settle(engine, uow, opened, act, undo=task_id.encode() + held.snapshot)


def claim(engine: Engine, task_id: str, actor: Actor, *, revision: int | None = None) -> None:
    """Take a task that is offered to me."""
    with engine.work() as uow:
        held = _held(uow, task_id, actor, revision)
        if held.task_assignee == actor.login:
            return
        if held.task_assignee is not None:
            raise Conflict(
                "somebody else has taken it", code="ALREADY_CLAIMED", details={"assignee": held.task_assignee}
            )
        if not rights.is_offered(uow, held, actor, prefix="task_"):
            raise Forbidden("this task is not offered to you", code="NOT_YOUR_TASK")
        tasks.change(uow, task_id, {"assignee": actor.login})
        touch(uow, held, Act(actor, "user_task.claim", f"user_task:{task_id}"), engine.clock.now())


def unclaim(engine: Engine, task_id: str, actor: Actor, *, revision: int | None = None) -> None:
    """Give a task back to those it was offered to."""
    with engine.work() as uow:
        held = _held(uow, task_id, actor, revision)
        if held.task_assignee is None:
            return
        if held.task_assignee != actor.login and not actor.is_manager:
            raise Forbidden("only its assignee may give it back", code="NOT_YOUR_TASK")
        if held.task_offered_to is None and not tasks.candidates(uow, task_id):
            raise Rejected("it was given to you alone; transfer it instead", code="NO_CANDIDATES")
        tasks.change(uow, task_id, {"assignee": None})
        touch(uow, held, Act(actor, "user_task.unclaim", f"user_task:{task_id}"), engine.clock.now())


def transfer(
    engine: Engine, task_id: str, to: str, reason: str, actor: Actor, *, revision: int | None = None
) -> None:
    """Hand a task to somebody else for good, with a reason: its assignee, or a manager."""
    with engine.work() as uow:
        held = _held(uow, task_id, actor, revision)
        if not (actor.is_manager or rights.may_do(uow, held, actor, prefix="task_")):
            raise Forbidden("only its assignee or a manager may hand it on", code="NOT_YOUR_TASK")
        errors = []
        if not reason.strip():
            errors.append(FieldError("/reason", "say why"))
        if engine.actor(to) is None:
            errors.append(FieldError("/to", f"there is no active account {to!r}"))
        if errors:
            raise InvalidSubmission(errors)
        if held.task_assignee == to:
            return
        tasks.change(uow, task_id, {"assignee": to, "opened_at": None})
        data = {"from": held.task_assignee, "to": to, "reason": reason}
        touch(uow, held, Act(actor, "user_task.transfer", f"user_task:{task_id}", data), engine.clock.now())
        _notices.tell_of_transfer(engine, uow, held, to, reason)


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
        held = uow.hold_user_task(task_id)
        if held is None:
            raise NotFound("there is no such user task", code="USER_TASK_NOT_FOUND")
        rights.refuse_unless_sees(uow, held, actor, prefix="task_")
        if revision is not None and revision != held.task_revision:
            raise Stale("the task changed since you looked at it")
        if held.task_closed_by != actor.login:
            raise Forbidden("only who handed it in may take it back", code="NOT_YOUR_TASK")
        return undo(engine, uow, held, actor)


def _held(uow: UnitOfWork, task_id: str, actor: Actor, revision: int | None) -> AnyRow:
    """The matter of an open task, held; refusals in the order: unseen, stale, closed."""
    held = uow.hold_user_task(task_id)
    if held is None:
        raise NotFound("there is no such user task", code="USER_TASK_NOT_FOUND")
    rights.refuse_unless_sees(uow, held, actor, prefix="task_")
    if revision is not None and revision != held.task_revision:
        raise Stale("the task changed since you looked at it")
    if held.task_state != "open":
        raise UserTaskClosed(task_id, held.task_closed_by, held.task_closed_at)
    return held
