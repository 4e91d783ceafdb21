"""Telling people: of a new task, and of a deadline's reminders. Each once, since the key is unique."""

from __future__ import annotations

from collections.abc import Iterable

from engine import rights
from engine.answering import MOST, About, named, tasks_about
from engine.commands import _deputies, _rows, bulletins
from engine.commands._case import OpenCase
from engine.machine import Engine
from engine.model import Json
from engine.office import notifications
from engine.office.deadlines import Deadline
from engine.runtime.changes import UserTaskOpened
from engine.store.unit_of_work import AnyRow, UnitOfWork

LAST = "L5"  # the rung that puts a matter into the draft of the bulletin


def tell_of_task(
    engine: Engine,
    uow: UnitOfWork,
    opened: OpenCase,
    task: UserTaskOpened,
    offered: Iterable[str],
    title: str,
) -> None:
    """The assignee of a task that opens, or everybody it is offered to, in the transaction that opens it."""
    people = _people(engine, offered if task.assignee is None else (task.assignee,))
    _deputies.tell_of_task(engine, uow, opened, task, people, title)
    notifications.tell(
        uow,
        people,
        about=f"task:{task.token_id}",
        kind="task",
        text="task.opened",
        at=opened.world.now,
        params={
            "task": task.name or task.element_id,
            "title": title,
            "process": opened.version.key,
            "element": task.element_id,
        },
        process_instance=opened.instance_id,
        user_task=task.token_id,
    )


def remind(engine: Engine, uow: UnitOfWork, opened: OpenCase, job: AnyRow) -> dict[str, Json]:
    """Tell those whom the step of the ladder names, and put the next step on the agenda."""
    found = _deadline(opened, job.payload["key"], job.payload["token_id"])
    if found is None or not found.is_open:
        return {"key": job.payload["key"], "level": job.type, "to": []}
    level = next((r for r in found.reminders if r.level == job.type), None)
    told: list[str] = []
    if level is not None and level.level != "L0":  # L0 is the notice of the task itself
        about = About(opened.instance_id, opened.world.starter or "", found.element_id, found.token_id)
        told = sorted(named(engine, uow, about, level.to))
        told += _acting_for(engine, uow, about, told, opened.version.key)
        if level.level == LAST:
            title = opened.row.title if opened.row else ""
            bulletins.draft(engine, uow, about, found, job.id, title, opened.version.key)
        seeing = [login for login in told if _sees(engine, uow, opened, login)]
        _remind(engine, uow, opened, found, job, seeing, title=opened.row.title if opened.row else "")
        _remind(engine, uow, opened, found, job, [one for one in told if one not in seeing], title=None)
    _next(engine, uow, opened, found, job)
    return {"key": found.key, "level": job.type, "element_id": found.element_id, "to": list(told)}


def _acting_for(engine: Engine, uow: UnitOfWork, about: About, told: list[str], process: str) -> list[str]:
    """Whoever acts for one of these in such matters now; for the owner only who may do his task."""
    owners, now = set(named(engine, uow, about, ["owner"])), engine.clock.now()
    tasks = tasks_about(uow, about)
    found: list[str] = []
    for login in engine.desk.standings.deputies_of(told, engine.desk.directory, now):
        deputy = engine.actor(login)
        if deputy is None or login in told or login == about.started_by:
            continue
        covered = [s for s in deputy.stands_for if s.processes is None or process in s.processes]
        holders = {one.holder for one in covered} & set(told)
        does = any(rights.may_do(uow, task, deputy) for task in tasks)
        if holders - owners or (holders and does):
            found.append(login)
    return found


def _remind(
    engine: Engine, uow: UnitOfWork, opened: OpenCase, deadline: Deadline, job: AnyRow, people: list[str],
    *, title: str | None,
) -> None:  # fmt: skip
    """Without a title for those who may not see the matter: they learn that something is late, not what."""
    notifications.tell(
        uow,
        people,
        about=f"{job.id}:{job.type}:{job.next_at.isoformat()}",
        kind="red" if engine.clock.now() >= deadline.due_at else "reminder",
        text=f"reminder.{job.type}",
        at=engine.clock.now(),
        params={
            "title": title,
            "due": deadline.due_at.isoformat(),
            "process": opened.version.key,
            "element": deadline.element_id,
        },
        process_instance=opened.instance_id if title is not None else None,
    )


def _sees(engine: Engine, uow: UnitOfWork, opened: OpenCase, login: str) -> bool:
    actor = engine.actor(login)
    return actor is not None and opened.row is not None and rights.sees_instance(uow, opened.row, actor)


def _next(engine: Engine, uow: UnitOfWork, opened: OpenCase, deadline: Deadline, job: AnyRow) -> None:
    following = deadline.next_reminder(job.next_at, engine.desk.calendar)
    if following is None:
        return
    payload = {"key": deadline.key, "token_id": deadline.token_id}
    uow.put_job(
        _rows.entry(
            "reminder", job.id, following.at, opened.world.now, process_instance_id=opened.instance_id,
            token_id=deadline.token_id, element_id=deadline.element_id, type=following.level, payload=payload,
        )
    )  # fmt: skip


def _deadline(opened: OpenCase, key: str, token_id: str | None) -> Deadline | None:
    running: Iterable[Deadline] = opened.world.deadlines
    return next((one for one in running if (one.key, one.token_id) == (key, token_id)), None)


def _people(engine: Engine, offered: Iterable[str]) -> tuple[str, ...]:
    directory, today = engine.desk.directory, engine.today()
    people = [login for name in offered for login in directory.people(name.removeprefix("@"), today)]
    return tuple(dict.fromkeys(people))[:MOST]


def tell_of_transfer(engine: Engine, uow: UnitOfWork, held: AnyRow, to: str, reason: str) -> None:
    """A task was handed to somebody."""
    now = engine.clock.now()
    notifications.tell(
        uow,
        [to],
        about=f"task:{held.task_id}:{held.task_revision}",
        kind="task",
        text="task.transferred",
        at=now,
        params={
            "task": held.task_name,
            "title": held.title,
            "reason": reason,
            "process": held.process_key,
            "element": held.task_element_id,
        },
        process_instance=held.id,
        user_task=held.task_id,
    )


def tell_of_hand(
    engine: Engine, uow: UnitOfWork, held: AnyRow, to: str, text: str, *, by: str, reason: str = ""
) -> None:
    """A task came to somebody, came back, or was taken from him, who may see the matter no longer then."""
    actor = engine.actor(to)
    seen = actor is not None and rights.sees_instance(uow, held, actor)
    notifications.tell(
        uow,
        [to],
        about=f"{text}:{held.task_id}:{held.task_revision}",
        kind="task",
        text=text,
        at=engine.clock.now(),
        params={
            "task": held.task_name,
            "title": held.title if seen else None,
            "process": held.process_key,
            "element": held.task_element_id,
            "by": by,
            "reason": reason,
        },
        process_instance=held.id if seen else None,
        user_task=held.task_id if seen else None,
    )
