"""An inbox among 100,000 open tasks: what its list, its counts and a search in it take."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, select, text

from engine.commands import process_instances
from engine.machine import Engine
from engine.model import Actor, Standing
from engine.queries import user_tasks
from engine.store.tables.instances import process_instance, user_task
from engine.store.user_tasks import Wanted

TASKS = 100_000
PEOPLE, GROUPS = 400, 60
ROUNDS = 7
SUBJECTS = [
    "春耕备耕",
    "防汛抗旱",
    "安全生产",
    "营商环境",
    "义务教育",
    "医疗保障",
    "乡村振兴",
    "数字政府",
    "森林防火",
    "交通运输",
]
KINDS = ["通知", "请示", "报告", "批复", "函", "纪要", "意见", "通报"]


def fill(engine: Engine, seed: int = 1) -> None:
    """Matters and tasks as 400 people in 60 groups would have them; bob holds some, his group is offered more."""
    bob = engine.actor("bob")
    assert bob is not None
    first = process_instances.start(engine, "rework", bob)
    dice, now = random.Random(seed), engine.clock.now()
    with engine.reading() as view:
        matter = view.row(select(process_instance).where(process_instance.c.id == first.id))
        task = view.row(select(user_task).where(user_task.c.process_instance_id == first.id))
    assert matter is not None
    assert task is not None
    for _ in range(TASKS // 1000):
        matters, tasks = [], []
        for _ in range(1000):
            at = now - timedelta(minutes=dice.randrange(60 * 24 * 200))
            title = f"关于做好{dice.choice(SUBJECTS)}工作的{dice.choice(KINDS)}（{dice.randrange(10_000)}）"
            new = {
                "id": uuid4().hex,
                "title": title,
                "started_at": at,
                "started_by": f"p{dice.randrange(PEOPLE)}",
            }
            matters.append({**matter._asdict(), **new})
            mine = dice.random() < 0.5
            group = "clerks" if dice.random() < 0.02 else f"g{dice.randrange(GROUPS)}"
            holder = "bob" if dice.random() < 0.005 else f"p{dice.randrange(PEOPLE)}"
            tasks.append({
                **task._asdict(), "id": uuid4().hex, "process_instance_id": new["id"], "title": title,
                "assignee": holder if mine else None, "offered_to": None if mine else group, "created_at": at,
                "due_at": at + timedelta(days=dice.randrange(300)) if dice.random() < 0.8 else None,
                "priority": dice.choice((50, 50, 50, 80)),
            })  # fmt: skip
        with engine.work() as uow:
            uow.execute(insert(process_instance), matters)
            uow.execute(insert(user_task), tasks)
    with engine.work() as uow:
        uow.execute(text("ANALYZE"))  # as both databases do by themselves, in time


def measure(engine: Engine) -> Iterator[tuple[str, float]]:
    """(what, median milliseconds)."""
    bob = engine.actor("bob")
    assert bob is not None
    me = Wanted(visible_to=(bob.login, tuple(sorted(bob.groups))))
    holders = [Standing(f"p{n}", frozenset({f"g{n}"}), f"proxy:{n}") for n in (1, 2, 3)]
    deputy = replace(bob, stands_for=tuple(holders), deputises_for=frozenset({"p4"}))
    asked: dict[str, Callable[[], Any]] = {
        "the list by deadline": lambda: user_tasks.page(engine, me, bob, sort="due"),
        "the list, newest first": lambda: user_tasks.page(engine, me, bob, sort="-created"),
        "the counts by colour": lambda: user_tasks.colours(engine, me, bob),
        "the list of who acts for three": lambda: user_tasks.page(engine, all_of(deputy), deputy, sort="due"),
        "the counts of who acts for three": lambda: user_tasks.colours(engine, all_of(deputy), deputy),
        "only what is for others": lambda: user_tasks.page(engine, only(deputy), deputy, sort="due"),
        "two characters": lambda: _search(engine, bob, "防汛"),
        "a whole phrase": lambda: _search(engine, bob, "森林防火工作的批复"),
    }
    for what, ask in asked.items():
        yield what, statistics.median(_timed(ask) for _ in range(ROUNDS))


def all_of(actor: Actor) -> Wanted:
    """What he may do, for himself and for others."""
    return Wanted(visible_to=(actor.login, tuple(sorted(actor.groups))), acting=actor)


def only(actor: Actor) -> Wanted:
    """What he may do for others alone."""
    return replace(all_of(actor), share=("acting", actor.login))


def _search(engine: Engine, bob: Actor, q: str) -> Any:
    wanted = Wanted(visible_to=(bob.login, tuple(sorted(bob.groups))), q=q)
    return user_tasks.page(engine, wanted, bob, sort="due")


def _timed(ask: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    ask()
    return (time.perf_counter() - begun) * 1000
