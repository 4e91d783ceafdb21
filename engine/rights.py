"""Who may see and do what. What one may not see does not exist: 404, not 403."""

from __future__ import annotations

from engine.catalog.version import Version
from engine.errors import Forbidden, NotFound
from engine.model import Actor
from engine.store import instances, user_tasks
from engine.store.unit_of_work import AnyRow, View

WORKERS = "worker"  # the free group of accounts through which other systems work here


def refuse_unless_manager(actor: Actor) -> None:
    """Only managers repair."""
    if not actor.is_manager:
        raise Forbidden("only a manager may do this", code="MANAGERS_ONLY")


def is_worker(actor: Actor) -> bool:
    """Another system that serves jobs and sends messages, or a manager in its place."""
    return actor.is_manager or WORKERS in actor.groups


def reaches(view: View, instance_id: str, actor: Actor) -> bool:
    """Whether a message or signal of this person may arrive in a matter: in those he sees."""
    if is_worker(actor):
        return True
    row = instances.row(view, instance_id)
    return row is not None and sees_instance(view, row, actor)


def may_start(version: Version, actor: Actor) -> bool:
    """Holders of a named role; with none named, everybody who is signed in."""
    groups = version.startable_by
    return not groups or actor.is_manager or not actor.groups.isdisjoint(groups)


def is_offered(view: View, task: AnyRow, actor: Actor, *, prefix: str = "") -> bool:
    """Whether an unassigned task may be taken by this person."""
    if _of(task, prefix, "assignee") is not None:
        return False
    offered = _of(task, prefix, "offered_to")
    names = {offered} if offered is not None else user_tasks.candidates(view, _of(task, prefix, "id"))
    return f"@{actor.login}" in names or not actor.groups.isdisjoint(names)


def may_do(view: View, task: AnyRow, actor: Actor, *, prefix: str = "") -> bool:
    """Its assignee; while nobody has it, any candidate."""
    return _of(task, prefix, "assignee") == actor.login or is_offered(view, task, actor, prefix=prefix)


def refuse_unless_sees(view: View, task: AnyRow, actor: Actor, *, prefix: str = "") -> None:
    """A task is seen by those who may do it, by whoever takes part in its matter, and by managers."""
    if actor.is_manager or may_do(view, task, actor, prefix=prefix):
        return
    if not instances.is_party(view, _of(task, prefix, "process_instance_id"), actor.login):
        raise NotFound("there is no such user task", code="USER_TASK_NOT_FOUND")


def sees_instance(view: View, row: AnyRow, actor: Actor) -> bool:
    """A matter is seen by those who take part in it or are offered a task of it, and by managers."""
    if actor.is_manager or row.started_by == actor.login or instances.is_party(view, row.id, actor.login):
        return True
    tasks = user_tasks.of_instance(view, row.id)
    return any(task.state == "open" and is_offered(view, task, actor) for task in tasks)


def visible_instance(view: View, row: AnyRow | None, actor: Actor) -> AnyRow:
    """The row, or 404."""
    if row is None or not sees_instance(view, row, actor):
        raise NotFound("there is no such process instance", code="PROCESS_INSTANCE_NOT_FOUND")
    return row


def may_withdraw(view: View, task: AnyRow, matter: AnyRow) -> bool:
    """Whether a completed task is the matter's last act and nobody has opened what followed."""
    if matter.undo is None or not matter.undo.startswith(task.id.encode()):
        return False
    return all(t.state != "open" or t.opened_at is None for t in user_tasks.of_instance(view, matter.id))


def _of(row: AnyRow, prefix: str, name: str) -> str:
    value: str = getattr(row, prefix + name)
    return value
