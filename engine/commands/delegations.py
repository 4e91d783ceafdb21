"""委派: somebody else prepares my task and gives it back; and taking back what I gave away."""

from __future__ import annotations

from collections.abc import Mapping

from engine import json
from engine.commands import _capacities, _files, _notices
from engine.commands._open_task import held as hold
from engine.commands._record import Act, touch
from engine.commands._secrecy import refuse_classified
from engine.errors import Conflict, FieldError, Forbidden, InvalidSubmission
from engine.machine import Engine
from engine.model import Actor, Json
from engine.store import standings
from engine.store import user_tasks as tasks


def delegate(
    engine: Engine, task_id: str, to: str, actor: Actor, *, reason: str = "", revision: int | None = None
) -> None:
    """Have somebody else prepare my task: it comes back to me to confirm."""
    with engine.work() as uow:
        held = hold(uow, task_id, actor, revision)
        _capacities.as_himself(engine, uow, held, actor)
        _capacities.refuse_delegated(held)
        if engine.actor(to) is None:
            raise InvalidSubmission([FieldError("/to", f"there is no active account {to!r}")])
        if to == actor.login:
            raise InvalidSubmission([FieldError("/to", "it is your own task already")])
        now = engine.clock.now()
        values = {"assignee": to, "owner": actor.login, "prepared_by": None, "opened_at": None}
        tasks.change(uow, task_id, values)
        standings.remember(uow, held.task_id, held.id, actor.login, "delegated", to, now)
        data = {"to": to, "reason": reason}
        touch(uow, held, Act(actor, "user_task.delegate", f"user_task:{task_id}", data), now)
        _notices.tell_of_hand(engine, uow, held, to, "task.delegated", by=actor.login, reason=reason)


def resolve(
    engine: Engine, task_id: str, variables: Mapping[str, Json], actor: Actor, *, revision: int | None = None
) -> None:
    """Give a task that I prepared back to its owner, with what I filled in: he finds it as his draft."""
    refuse_classified(engine, variables, actor, f"user_task:{task_id}")
    with engine.work() as uow:
        held = hold(uow, task_id, actor, revision)
        acting = _capacities.acting(engine, uow, held, actor)
        owner = held.task_owner
        if owner is None:
            raise Conflict("nobody gave it to you to prepare; complete it", code="NOT_DELEGATED")
        values = json.checked(variables, bytes_each=engine.settings.variable_bytes)
        version = engine.versions.get(uow, held.process_definition_id)
        asking = engine.versions.asking(uow, version, held.task_element_id, held.task_called_definition_id)
        form = asking.form_of(held.task_element_id, held.task_form_key)
        _refuse_foreign(values, None if form is None else {field.name for field in form.fields})
        _files.attach(uow, values, held.id, actor)
        now = engine.clock.now()
        prepared = held.task_assignee
        tasks.change(
            uow, task_id, {"assignee": owner, "owner": None, "prepared_by": prepared, "opened_at": None}
        )
        tasks.save_draft(uow, task_id, owner, values, now)
        standings.forget(uow, task_id, owner)
        standings.remember(uow, held.task_id, held.id, prepared, "prepared", owner, now)
        act = Act(acting, "user_task.resolve", f"user_task:{task_id}", {"to": owner})
        touch(uow, held, act, now, changes=[["prepared", name, value] for name, value in values.items()])
        _notices.tell_of_hand(engine, uow, held, owner, "task.resolved", by=prepared)


def take_back(engine: Engine, task_id: str, actor: Actor, *, revision: int | None = None) -> None:
    """Have again what I gave away: a delegated task at any time, a transferred one while it is unopened."""
    with engine.work() as uow:
        held = hold(uow, task_id, actor, revision)
        if held.task_owner != actor.login:
            past = standings.past(uow, task_id, actor.login)
            if past is None or past.how != "transferred":
                raise Forbidden("only who gave it away may take it back", code="NOT_YOUR_TASK")
            if past.to_login != held.task_assignee or held.task_opened_at is not None:
                raise Conflict("it was opened or handed on meanwhile", code="TOO_LATE_TO_TAKE_BACK")
        now = engine.clock.now()
        tasks.change(uow, task_id, {"assignee": actor.login, "owner": None, "opened_at": now})
        standings.forget(uow, task_id, actor.login)
        data = {"from": held.task_assignee}
        touch(uow, held, Act(actor, "user_task.take_back", f"user_task:{task_id}", data), now)
        _notices.tell_of_hand(engine, uow, held, held.task_assignee, "task.taken_back", by=actor.login)


def _refuse_foreign(values: Mapping[str, Json], names: set[str] | None) -> None:
    """What the form does not ask is not kept for it."""
    foreign = [] if names is None else sorted(set(values) - names)
    if foreign:
        raise InvalidSubmission([FieldError(f"/{name}", "the form has no such field") for name in foreign])
