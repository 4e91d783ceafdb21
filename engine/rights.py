"""Who may see and do what. What one may not see does not exist: 404, not 403."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from engine.catalog.version import Version
from engine.errors import Forbidden, NotFound
from engine.model import SYSTEM, Actor, Standing
from engine.store import circulations, instances, standings, user_tasks
from engine.store.unit_of_work import AnyRow, View

WORKERS = "worker"  # the free group of accounts through which other systems work here


def refuse_unless_manager(actor: Actor) -> None:
    """Only managers repair."""
    if not actor.is_manager:
        raise Forbidden("only a manager may do this", code="MANAGERS_ONLY")


def refuse_unless_hands_over(actor: Actor) -> None:
    """Managers, and administrators of accounts: these see how much it is, not what it is about."""
    if actor.roles.isdisjoint({"manager", "sys_admin"}):
        raise Forbidden("only managers and administrators hand work over", code="ADMINS_ONLY")


def refuse_unless_sys_admin(actor: Actor) -> None:
    """Only the system administrator keeps accounts and what reaches outside."""
    if "sys_admin" not in actor.roles and actor is not SYSTEM:
        raise Forbidden("only a system administrator may do this", code="SYS_ADMIN_ONLY")


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


@dataclass(frozen=True, slots=True)
class Capacity:
    """How somebody may do a task: as himself, or for whom and on what ground."""

    holder: str | None = None
    by: str | None = None  # proxy:ID, absence:ID, or offer


OWN = Capacity()


def is_offered(view: View, task: AnyRow, actor: Actor, *, prefix: str = "") -> bool:
    """Whether an unassigned task may be taken by this person as himself."""
    return _is_offered_to(view, task, f"@{actor.login}", actor.groups, prefix)


def may_do(view: View, task: AnyRow, actor: Actor, *, prefix: str = "") -> bool:
    """Its assignee; while nobody has it, any candidate; whoever stands for one of these."""
    return capacity(view, task, actor, prefix=prefix) is not None


def capacity(view: View, task: AnyRow, actor: Actor, *, prefix: str = "") -> Capacity | None:
    """As whom somebody may do a task: as himself where he can, else for the first he may act for.

    Nobody acts for another in a matter he began himself, nor where the step keeps him or the other out.
    """
    if _of(task, prefix, "assignee") == actor.login or is_offered(view, task, actor, prefix=prefix):
        return OWN
    if not (actor.stands_for or actor.deputises_for):
        return None
    if standings.is_starter(view, _of(task, prefix, "process_instance_id"), actor.login):
        return None
    for standing in actor.stands_for:
        if _covers(view, task, standing, prefix) and _is_let(view, task, standing, actor, prefix):
            return Capacity(standing.holder, standing.by)
    for holder in standings.offers(view, _of(task, prefix, "id"), actor.login):
        if holder in actor.deputises_for:
            return Capacity(holder, "offer")
    return None


def _covers(view: View, task: AnyRow, standing: Standing, prefix: str) -> bool:
    """Whether the task is the holder's, and one of those the proxy is for."""
    if standing.processes is not None and _of(task, prefix, "process_key") not in standing.processes:
        return False
    if standing.since is not None and getattr(task, prefix + "created_at") < standing.since:
        return False
    if getattr(task, prefix + "signs") and not standing.can_sign:
        return False
    if _of(task, prefix, "assignee") == standing.holder:
        return True
    return _is_offered_to(view, task, f"@{standing.holder}", standing.groups, prefix)


def _is_let(view: View, task: AnyRow, standing: Standing, actor: Actor, prefix: str) -> bool:
    """Whether the step's own words let this person act for that one."""
    excepted, only = standings.limits(view, _of(task, prefix, "id"))
    me = {f"@{actor.login}", *actor.groups}
    if not excepted.isdisjoint(me | {f"@{standing.holder}", *standing.groups}):
        return False
    return not only or not only.isdisjoint(me)


def _is_offered_to(view: View, task: AnyRow, login: str, groups: frozenset[str], prefix: str) -> bool:
    if _of(task, prefix, "assignee") is not None:
        return False
    return _is_candidate(view, task, login, groups, prefix)


def _is_candidate(view: View, task: AnyRow, login: str, groups: frozenset[str], prefix: str) -> bool:
    """Whether it is offered to this person, whoever has it by now."""
    offered = _of(task, prefix, "offered_to")
    names = {offered} if offered is not None else user_tasks.candidates(view, _of(task, prefix, "id"))
    return login in names or not groups.isdisjoint(names)


def refuse_unless_sees(view: View, task: AnyRow, actor: Actor, *, prefix: str = "") -> None:
    """A task is seen by who may do it, its candidates, whoever takes part in its matter, and managers."""
    if actor.is_manager or may_do(view, task, actor, prefix=prefix):
        return
    if _is_candidate(view, task, f"@{actor.login}", actor.groups, prefix):
        return
    if not instances.is_party(view, _of(task, prefix, "process_instance_id"), actor.login):
        raise NotFound("there is no such user task", code="USER_TASK_NOT_FOUND")


def readers(actor: Actor, process_key: str) -> Iterator[tuple[str, datetime | None]]:
    """In whose names somebody reads what is sent round of a process, and since when: first his own."""
    yield actor.login, None
    for standing in actor.stands_for:
        if standing.processes is None or process_key in standing.processes:
            yield standing.holder, standing.since


def sees_instance(view: View, row: AnyRow, actor: Actor) -> bool:
    """Who takes part in a matter, is offered a task of it or was sent it sees it; so do managers."""
    if actor.is_manager or row.started_by == actor.login or instances.is_party(view, row.id, actor.login):
        return True
    if any(circulations.is_reader(view, row.id, *one) for one in readers(actor, row.process_key)):
        return True
    tasks = user_tasks.of_instance(view, row.id)
    return any(task.state == "open" and may_do(view, task, actor) for task in tasks)


def visible_instance(view: View, row: AnyRow | None, actor: Actor) -> AnyRow:
    """The row, or 404."""
    if row is None or not sees_instance(view, row, actor):
        raise NotFound("there is no such process instance", code="PROCESS_INSTANCE_NOT_FOUND")
    return row


def is_unsigned(view: View, matter: AnyRow) -> bool:
    """Whether nobody but its starter has handed in a step of a matter."""
    tasks = user_tasks.of_instance(view, matter.id)
    return all(task.state != "completed" or task.closed_by == matter.started_by for task in tasks)


def may_withdraw(view: View, task: AnyRow, matter: AnyRow) -> bool:
    """Whether a completed task is the matter's last act and nobody has opened what followed."""
    if matter.undo is None or not matter.undo.startswith(task.id.encode()):
        return False
    return all(t.state != "open" or t.opened_at is None for t in user_tasks.of_instance(view, matter.id))


def _of(row: AnyRow, prefix: str, name: str) -> str:
    value: str = getattr(row, prefix + name)
    return value
