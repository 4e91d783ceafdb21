"""AB角: the deputy learns of what comes for whoever is away, and is offered what lies unanswered."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from engine.commands import _rows
from engine.commands._case import OpenCase
from engine.commands._record import Act, touch
from engine.errors import Rejected
from engine.machine import Engine
from engine.model import SYSTEM, Actor, Standing
from engine.office import notifications
from engine.office.deadlines import limit_of
from engine.proxy_rules import STANDARD, ProxyRule
from engine.runtime.changes import UserTaskOpened
from engine.store import standings, user_tasks
from engine.store.unit_of_work import AnyRow, Record, UnitOfWork

WAITING = "deputies"  # in the case's extras: open tasks that have an entry here


def entry_id(token_id: str) -> str:
    """The agenda's entry of a task; a task has one."""
    return hashlib.sha256(f"deputy:{token_id}".encode()).hexdigest()[:32]


def limits(engine: Engine, uow: UnitOfWork, opened: OpenCase, task: UserTaskOpened) -> None:
    """What the step says of those who act for others, as rows that lists can ask."""
    rule, users = opened.world.proxy_rule(task.token_id), engine.desk.directory.users
    for kind, names in (("except", rule.excepted), ("only", rule.only)):
        standings.add_limits(uow, task.token_id, kind, {f"@{n}" if n in users else n for n in names})


def later(engine: Engine, opened: OpenCase, task: UserTaskOpened, offered: Iterable[str]) -> Record | None:
    """When the deputy is offered it too: if one person alone may do it and somebody deputises for him."""
    sole = _sole(engine, offered if task.assignee is None else (f"@{task.assignee}",))
    if sole is None or not engine.desk.directory.deputies_of(sole, engine.today()):
        return None
    desk, rule = engine.desk, opened.world.proxy_rule(task.token_id)
    try:
        limit = limit_of(rule.after, desk.policies)[1]
    except Rejected:  # what an expression gave is no limit: the office's own holds
        limit = limit_of(STANDARD, desk.policies)[1]
    return _rows.entry(
        "deputy", entry_id(task.token_id), limit.from_(opened.world.now, desk.calendar).at, opened.world.now,
        process_instance_id=opened.instance_id, token_id=task.token_id, element_id=task.element_id,
    )  # fmt: skip


def offer(engine: Engine, uow: UnitOfWork, held: AnyRow) -> None:
    """Nobody has looked at it in time: the deputy of the one who could may do it too."""
    task = user_tasks.row(uow, held.job_token_id)
    if task is None or task.state != "open" or task.opened_at is not None or task.owner is not None:
        return
    if task.assignee is not None:
        offered: Iterable[str] = (f"@{task.assignee}",)
    else:
        offered = (task.offered_to,) if task.offered_to else user_tasks.candidates(uow, task.id)
    holder = _sole(engine, offered)
    if holder is None:
        return
    deputies = [one for one in _deputies(engine, holder) if _is_let(engine, uow, task, holder, one)]
    if not deputies:
        return
    now = engine.clock.now()
    for deputy in deputies:
        standings.offer(uow, task.id, deputy.login, holder, now)
    told = [deputy.login for deputy in deputies]
    notifications.tell(
        uow, told, about=f"task.unanswered:{task.id}", kind="task", text="task.unanswered", at=now,
        params={
            "task": task.name, "title": held.title, "holder": holder,
            "process": held.process_key, "element": task.element_id,
        },
        process_instance=held.id, user_task=task.id,
    )  # fmt: skip
    data = {"from": holder, "to": told, "element_id": task.element_id}
    touch(uow, held, Act(SYSTEM, "user_task.offer_deputy", f"user_task:{task.id}", data), now)


def tell_of_task(
    engine: Engine, uow: UnitOfWork, opened: OpenCase, task: UserTaskOpened, people: Iterable[str], title: str
) -> None:
    """Whoever acts for one of these people learns of the task, if he may do it for him."""
    rule = opened.world.proxy_rule(task.token_id)
    people = set(people)
    now = engine.clock.now()
    for login in engine.desk.standings.deputies_of(sorted(people), engine.desk.directory, now):
        deputy = engine.actor(login)
        if deputy is None or login in people or login == opened.world.starter:
            continue
        for standing in deputy.stands_for:
            covers = standing.processes is None or opened.version.key in standing.processes
            signs = standing.can_sign or not rule.signs
            if standing.holder in people and covers and signs and lets(rule, deputy, standing):
                notifications.tell(
                    uow, [login], about=f"task:{task.token_id}", kind="task", text="task.opened_for", at=now,
                    params={
                        "task": task.name or task.element_id, "title": title, "holder": standing.holder,
                        "process": opened.version.key, "element": task.element_id,
                    },
                    process_instance=opened.instance_id, user_task=task.token_id,
                )  # fmt: skip
                break


def lets(rule: ProxyRule, deputy: Actor, standing: Standing) -> bool:
    """Whether the step's own words let this person act for that one; as ``rights`` asks of the rows."""
    me = {deputy.login, *deputy.groups}
    return rule.excepted.isdisjoint(me | {standing.holder, *standing.groups}) and (
        not rule.only or not rule.only.isdisjoint(me)
    )


def _deputies(engine: Engine, holder: str) -> list[Actor]:
    found = (engine.actor(one) for one in engine.desk.directory.deputies_of(holder, engine.today()))
    return [one for one in found if one is not None]


def _is_let(engine: Engine, uow: UnitOfWork, task: AnyRow, holder: str, deputy: Actor) -> bool:
    if task.signs and not engine.desk.policies.flag("deputy.can_sign"):
        return False
    if standings.is_starter(uow, task.process_instance_id, deputy.login):
        return False
    excepted, only = standings.limits(uow, task.id)
    me = {f"@{deputy.login}", *deputy.groups}
    return excepted.isdisjoint(me | {f"@{holder}"}) and (not only or not only.isdisjoint(me))


def _sole(engine: Engine, offered: Iterable[str]) -> str | None:
    """The one person who may do it; None where there are several or none."""
    directory, today = engine.desk.directory, engine.today()
    people = {login for name in offered for login in directory.people(name.removeprefix("@"), today)}
    return people.pop() if len(people) == 1 else None
