"""What people do with the tasks they have: complete, claim, give away, have signed by others."""

from __future__ import annotations

from engine.commands import delegations, signers, user_tasks
from engine.model import SYSTEM, UserTask
from engine.queries import user_tasks as task_queries
from tests.operations.deeds.register import deed
from tests.operations.filling import filled
from tests.operations.life import MANAGER, Life


@deed(user_tasks.complete)
def complete(life: Life, task: UserTask | None) -> bool:
    if task is None:
        return False
    if task.owner is not None:
        return resolve(life, task)
    who = life.doer(task)
    opened = task_queries.get(life.engine, task.id, SYSTEM)
    values = filled(life.office, opened.form, opened.variables, life.dice, who)
    if values is None or not opened.has_own_form:
        values = {
            "opinion": life.dice.choice(("agree", "agree", "no", "hm")),
            "text": life.dice.choice("abc"),
        }
    return life.tries("user_task.complete", who, user_tasks.complete, task.id, values)


@deed(user_tasks.claim)
def claim(life: Life, task: UserTask | None) -> None:
    if task is not None and task.assignee is None:
        life.tries("user_task.claim", life.doer(task), user_tasks.claim, task.id)


@deed(user_tasks.unclaim)
def unclaim(life: Life, task: UserTask | None) -> None:
    if task is not None and task.assignee is not None:
        life.tries("user_task.unclaim", task.assignee, user_tasks.unclaim, task.id)


@deed(user_tasks.transfer)
def transfer(life: Life, task: UserTask | None) -> None:
    if task is None:
        return
    who, to = life.doer(task), life.anybody()
    if to != task.assignee:
        life.tries("user_task.transfer", who, user_tasks.transfer, task.id, to, "x")


@deed(delegations.delegate)
def delegate(life: Life, task: UserTask | None) -> None:
    if task is not None:
        life.tries("user_task.delegate", life.doer(task), delegations.delegate, task.id, life.anybody())


@deed(delegations.resolve)
def resolve(life: Life, task: UserTask | None) -> bool:
    if task is None or task.assignee is None:
        return False
    return life.tries("user_task.resolve", task.assignee, delegations.resolve, task.id, {})


@deed(delegations.take_back)
def take_back(life: Life, task: UserTask | None) -> None:
    if task is not None:
        who = task.owner or life.dice.choice(life.parties())
        life.tries("user_task.take_back", who, delegations.take_back, task.id)


@deed(signers.add)
def signers_add(life: Life, task: UserTask | None) -> None:
    if task is None:
        return
    who, people = life.doer(task), life.dice.sample(life.people, life.dice.randint(1, 2))
    where = life.dice.choice(signers.POSITIONS)
    life.tries("user_task.signers_add", who, signers.add, task.id, people, where, "x")


@deed(signers.remove)
def signers_remove(life: Life, task: UserTask | None) -> None:
    if task is None:
        return
    beside = [t.assignee for t in life.tasks if t.element_id == task.element_id and t.assignee]
    person = life.dice.choice([*beside, life.anybody()])
    life.tries("user_task.signers_remove", MANAGER, signers.remove, task.id, person, "x")


@deed(user_tasks.mark_opened)
def look(life: Life, task: UserTask | None) -> None:
    if task is not None:
        life.tries("", life.doer(task), user_tasks.mark_opened, task.id)


@deed(user_tasks.save_draft)
def draft(life: Life, task: UserTask | None) -> None:
    if task is not None:
        life.tries("", life.doer(task), user_tasks.save_draft, task.id, {"opinion": "x"})
