"""Sending back: to a passed step, one's own deed, the whole matter; and a manager who moves a token."""

from __future__ import annotations

from engine.commands import returns, user_tasks
from engine.model import SYSTEM, UserTask
from engine.queries import returns as return_queries
from tests.operations.deeds.register import deed
from tests.operations.life import MANAGER, Life


@deed(returns.return_task)
def send_back(life: Life, task: UserTask | None) -> None:
    if task is None:
        return
    steps = return_queries.offered(life.engine, task.id, SYSTEM).steps
    to = life.dice.choice([step.element_id for step in steps] or ["previous"])
    mode = life.dice.choice((returns.REWALK, returns.JUMP_BACK))
    life.tries("user_task.return", life.doer(task), returns.return_task, task.id, to, mode, "x")


@deed(user_tasks.withdraw)
def withdraw(life: Life, task: UserTask | None) -> None:
    del task
    closed = life.closed()
    if closed:
        last = max(closed, key=lambda one: (one.closed_at or life.office.now, one.id))
        life.tries("user_task.withdraw", str(last.closed_by), user_tasks.withdraw, last.id)


@deed(returns.withdraw_matter)
def withdraw_matter(life: Life, task: UserTask | None) -> None:
    del task
    if life.dice.random() < 0.2:
        who = life.matter.now.started_by
        life.tries("process_instance.withdraw", who, returns.withdraw_matter, life.matter.id, "x")


@deed(returns.move)
def move(life: Life, task: UserTask | None) -> None:
    if task is None:
        return
    with life.engine.reading() as view:
        elements = life.engine.versions.latest(view, life.process).process.elements
    to = life.dice.choice([key for key, one in elements.items() if one.is_activity])
    life.tries("process_instance.move", MANAGER, returns.move, life.matter.id, task.id, to, "x")
