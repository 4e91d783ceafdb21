"""Telling people: of a new task, and of a deadline's reminders. Each once, since the key is unique."""

from __future__ import annotations

from collections.abc import Iterable

from engine.commands import _deputies, _rows
from engine.commands._case import OpenCase
from engine.machine import Engine
from engine.model import Json
from engine.office import notifications
from engine.office.deadlines import Deadline
from engine.office.recipients import Ownership, recipients
from engine.runtime.changes import UserTaskOpened
from engine.store import user_tasks
from engine.store.unit_of_work import AnyRow, UnitOfWork

MOST = 50  # a task for a whole unit is told to at most so many; all see it in their lists


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
        told = sorted(_named(engine, uow, opened, found, level.to))
        notifications.tell(
            uow,
            told,
            about=f"{job.id}:{level.level}:{job.next_at.isoformat()}",
            kind="red" if engine.clock.now() >= found.due_at else "reminder",
            text=f"reminder.{level.level}",
            at=engine.clock.now(),
            params={
                "title": opened.row.title if opened.row else "",
                "due": found.due_at.isoformat(),
                "process": opened.version.key,
                "element": found.element_id,
            },
            process_instance=opened.instance_id,
        )
    _next(engine, uow, opened, found, job)
    return {"key": found.key, "level": job.type, "element_id": found.element_id, "to": list(told)}


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


def _named(
    engine: Engine, uow: UnitOfWork, opened: OpenCase, deadline: Deadline, words: Iterable[str]
) -> tuple[str, ...]:
    """Whom the words of a ladder mean here: owner and deputy are those of the tasks the limit is about."""
    tasks = [t for t in user_tasks.of_instance(uow, opened.instance_id) if t.state == "open"]
    own = [t for t in tasks if t.id == deadline.token_id] or [
        t for t in tasks if deadline.token_id is None or t.element_id == deadline.element_id
    ]
    owners = [name.removeprefix("@") for task in own or tasks for name in _offered(uow, task)]
    directory, today = engine.desk.directory, engine.today()
    starter = opened.row.started_by if opened.row is not None else ""
    ownership = Ownership(tuple(dict.fromkeys(owners)), directory.unit_of(starter, today))
    return recipients(words, ownership, directory, today)[:MOST]


def _offered(uow: UnitOfWork, task: AnyRow) -> tuple[str, ...]:
    if task.assignee is not None:
        return (task.assignee,)
    if task.offered_to is not None:
        return (task.offered_to,)
    return tuple(sorted(user_tasks.candidates(uow, task.id)))


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
    """A task came to somebody, came back, or was taken from him."""
    notifications.tell(
        uow,
        [to],
        about=f"{text}:{held.task_id}:{held.task_revision}",
        kind="task",
        text=text,
        at=engine.clock.now(),
        params={"task": held.task_name, "title": held.title, "by": by, "reason": reason},
        process_instance=held.id,
        user_task=held.task_id,
    )
