"""批量办理: several tasks of one person, over several matters, with one word."""

from __future__ import annotations

from engine.commands import bulk
from engine.commands.bulk import Chosen, Handled
from engine.model import UserTask, new_id
from engine.store import user_tasks
from engine.store.unit_of_work import AnyRow
from tests.operations.deeds.register import deed
from tests.operations.life import Life

SAID = ("", "同意", "同意，按程序办")


@deed(bulk.approve, bulk.foretell, bulk.approve_one)
def approve_together(life: Life, task: UserTask | None) -> None:
    """Each is done or refused by itself, as it was foretold; what is refused stays as it was."""
    every = [one for matter in life.matters for one in matter.tasks]
    together = [one for one in every if one.bulk]
    if not every:
        return
    who, opinion = life.doer(life.dice.choice(together or every)), life.dice.choice(SAID)
    actor, chosen = life.office.actor(who), _chosen(life, every)
    stood = _rows(life, chosen)
    before = life.last()
    told = bulk.foretell(life.engine, chosen, opinion, actor)
    assert not life.acts(before), "a preview left a trace"
    done = bulk.approve(life.engine, chosen, opinion, actor)
    _each_by_itself(stood, told, done)
    approved = {one.task_id for one in done if one.refusal is None}
    told_of = {(act.verb, act.object) for act in life.acted(before) if act.actor == who}
    completed = {(verb, subject) for verb, subject in told_of if verb == "user_task.complete"}
    assert completed == {("user_task.complete", f"user_task:{one}") for one in approved}
    assert all(row.state == "completed" for one, row in _rows(life, chosen).items() if one in approved)
    life.done["user_task.approve_together"] += len(approved)
    life.office.settle()


def _each_by_itself(stood: dict[str, AnyRow], told: list[Handled], done: list[Handled]) -> None:
    """The first of each matter goes as it was foretold; later ones find what those before left."""
    assert [one.task_id for one in done] == [one.task_id for one in told]
    met: set[str] = set()
    for before, after in zip(told, done, strict=True):
        row = stood.get(after.task_id)
        if row is None or row.process_instance_id not in met:
            assert _code(before) == _code(after)
        if row is not None:
            met.add(row.process_instance_id)


def _code(one: Handled) -> str:
    return one.refusal.code if one.refusal is not None else ""


def _chosen(life: Life, among: list[UserTask]) -> list[Chosen]:
    """Most that may be; now and then as it was earlier, one that may not be, one that is not there."""
    found = [
        Chosen(one.id, life.dice.choice((None, one.revision, one.revision, one.revision - 1)))
        for one in among
        if one.bulk or life.dice.random() < 0.2
    ]
    return [*(found or [Chosen(among[0].id)]), *([Chosen(new_id())] if life.dice.random() < 0.2 else [])]


def _rows(life: Life, chosen: list[Chosen]) -> dict[str, AnyRow]:
    with life.engine.reading() as view:
        rows = {one.task_id: user_tasks.row(view, one.task_id) for one in chosen}
    return {key: row for key, row in rows.items() if row is not None}
