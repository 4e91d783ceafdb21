"""A life in which two deeds may meet: what each would do is held, tried in both orders on copies, then raced."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

from sqlalchemy import select

from engine.commands import jobs
from engine.machine import Engine
from engine.model import SYSTEM
from engine.queries import user_tasks as task_queries
from engine.store import agenda
from engine.store.stored_clock import StoredClock
from engine.store.tables import office as tables
from tests import databases
from tests.engine.interleaving import POINTS, Act, answer, interleaved
from tests.engine.test_interleavings import facts
from tests.office import Matter, Office, build
from tests.operations.deeds.register import DEEDS
from tests.operations.life import Life

n = tables.notification.c
TOLD = select(n.recipient, n.text)
MADE = re.compile(r"\b[0-9a-f]{32}\b")  # what a step made has another id in each copy
SAME_TASK = 0.6  # of the races are about one task
Seen = list[dict[str, Any]]


class Racing(Life):
    """While ``holding``, what would be tried is kept as an act instead."""

    holding = False

    def tries(self, verb: str, who: str, command: Callable[..., Any], *said: Any, **named: Any) -> bool:
        if not self.holding:
            return super().tries(verb, who, command, *said, **named)
        actor = self.office.actor(who)
        given = [one.getvalue() if isinstance(one, BytesIO) else one for one in said]

        def act(engine: Engine) -> Any:
            return command(engine, *map(_anew, given), actor, **named)

        self.held.append((f"{verb or command.__name__} by {who}", act))
        return False

    def hold(self, deed: str, task: Any) -> tuple[str, Act] | None:
        """What this deed would do now, if it is one that is tried."""
        self.held: list[tuple[str, Act]] = []
        self.holding = True
        try:
            DEEDS[deed](self, task)
        finally:
            self.holding = False
        return self.held[-1] if self.held else None

    def due(self) -> tuple[str, Act] | None:
        """What the clock would do next; it is moved there."""
        with self.engine.reading() as view:
            ready = [one for one in agenda.of_instance(view, self.matter.id) if one.state == "ready"]
        if not ready:
            return None
        entry = min(ready, key=lambda one: one.next_at)
        clock = self.engine.clock
        assert isinstance(clock, StoredClock)
        if entry.next_at > clock.now():
            clock.set(entry.next_at)
        return f"{entry.kind} of {entry.element_id}", lambda engine: jobs.run(engine, entry.id)


def _anew(one: Any) -> Any:
    return BytesIO(one) if isinstance(one, bytes) else one


def race(life: Racing, one: tuple[str, Act], other: tuple[str, Act]) -> None:
    """They meet; what comes of it is what comes of one after the other, in some order."""
    acts = [one[1], other[1]]
    serial = [_one_after_the_other(life, acts, order) for order in ((0, 1), (1, 0))]
    point, nth, turned = life.dice.choice(POINTS), life.dice.choice((1, 1, 1, 2)), life.dice.random() < 0.5
    if turned:
        acts.reverse()
    answers = interleaved(life.engine, acts[0], acts[1], point, nth=nth)
    life.office.settle()
    met = tuple(reversed(answers)) if turned else answers, seen(life.office, life)
    assert met in serial, _told(f"{one[0]} / {other[0]} at {point} {nth} {turned}", met, serial)
    life.done[f"{one[0].split()[0]} / {other[0].split()[0]}"] += 1


def _one_after_the_other(life: Racing, acts: list[Act], order: tuple[int, int]) -> tuple[Any, Seen]:
    with copied(life.office) as office:
        answers = {place: answer(office.engine, acts[place]) for place in order}
        office.settle()
        return (answers[0], answers[1]), seen(office, life)


@contextmanager
def copied(office: Office) -> Iterator[Office]:
    """The same office in a database of its own."""
    settings = office.engine.settings
    office.engine.database.dispose()
    url = databases.clone(settings.url, settings.home)
    engine = replace(build(url, settings.home), versions=office.engine.versions)
    try:
        yield Office(engine)
    finally:
        engine.database.dispose()
        if engine.database.embedded:
            for file in settings.home.glob(f"{Path(url).name}*"):
                file.unlink()
        else:
            databases.drop_postgres(url)


def seen(office: Office, life: Life) -> Seen:
    """All that can be seen of the matters, without what is new in each copy."""
    return [_of(Matter(office, one.id)) for one in life.matters]


def _of(matter: Matter) -> dict[str, Any]:
    engine = matter.office.engine
    with engine.reading() as view:
        told = view.rows(TOLD.where(n.process_instance_id == matter.id))
    tasks = task_queries.of_instance(engine, matter.id, SYSTEM)
    return facts(matter) | {
        "variables": MADE.sub("#", repr(matter.variables)),
        "every task": Counter((one.element_id, one.assignee, one.owner, one.state) for one in tasks),
        "numbers": sorted(matter.numbers),
        "told": Counter((one.recipient, one.text) for one in told),
        "limits": {key: {**limit, "id": None} for key, limit in matter.deadlines.items()},
    }


def _told(what: str, met: Any, serial: list[Any]) -> str:
    """What was different from each order."""
    lines = [what]
    for answers, places in serial:
        if answers != met[0]:
            lines.append(f"  answered {met[0]}, in order {answers}")
        for here, there in zip(met[1], places, strict=True):
            lines += [f"  {key}: {here[key]} ≠ {there[key]}" for key in here if here[key] != there[key]]
    return "\n".join(lines)
