"""What the thousandth pass of a rework loop costs: size of the snapshot and time of a step."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

from sqlalchemy import select

from engine.commands import process_instances, user_tasks
from engine.machine import Engine
from engine.model import Actor
from engine.store import instances
from engine.store.tables.instances import user_task

LOOKED_AT = (10, 100, 1000)
AROUND = 10  # passes before each look whose steps are measured


def measure(engine: Engine) -> Iterator[tuple[int, int, float]]:
    """(passes, bytes of the snapshot, median milliseconds of a step)."""
    bob = engine.actor("bob")
    assert bob is not None
    matter = process_instances.start(engine, "rework", bob, variables={"text": "初稿"}).id
    took: list[float] = []
    for turn in range(1, max(LOOKED_AT) + 1):
        took += [
            _step(engine, matter, bob, {"text": f"第{turn:04}稿"}),
            _step(engine, matter, bob, {"good": False}),
        ]
        if turn in LOOKED_AT:
            with engine.reading() as view:
                row = instances.row(view, matter)
            assert row is not None
            yield turn, len(row.snapshot), statistics.median(took[-2 * AROUND :]) * 1000


def _step(engine: Engine, matter: str, bob: Actor, answers: dict[str, object]) -> float:
    with engine.reading() as view:
        task_id = view.value(
            select(user_task.c.id).where(
                user_task.c.process_instance_id == matter, user_task.c.state == "open"
            )
        )
    begun = time.perf_counter()
    user_tasks.complete(engine, task_id, answers, bob)  # type: ignore[arg-type]
    return time.perf_counter() - begun
