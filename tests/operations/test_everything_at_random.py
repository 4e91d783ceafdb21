"""Random sequences of all operations over the processes of the office: hypothesis chooses, the office must hold.

Whatever is done in whatever order, on both databases: what is done stands in the audit, what is refused leaves no
trace; of the tokens that wait each has its task, timer, job or subscription, and none of these is without its
token; the record folds to what is there; and in the end the matter ends. ``LIYE_EXAMPLES`` says how many
sequences are made, beginning with ``LIYE_SEED``.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from engine.catalog.version import Versions
from engine.commands import audit, process_instances
from tests import databases
from tests.office import ROOT, Office, OpenOffice
from tests.operations.deeds import DEEDS, act, managers, matters, readings, user_tasks
from tests.operations.hard import SIGNERS, hard
from tests.operations.life import MANAGER, Life
from tests.operations.told import Told, found, nothing_is_named_that_is_not_there
from tests.operations.wholeness import whole

EXAMPLES = int(os.environ.get("LIYE_EXAMPLES", "0"))
SEED = int(os.environ.get("LIYE_SEED", "0"))
STEPS, MOST = 40, 150
IN_ONE = 8  # sequences in one database, where another costs
SEVERAL = 0.3  # of the sequences are of two matters
PROCESSES = ("hard", *sorted(one.parent.name for one in (ROOT / "processes").glob("*/*.bpmn")))
TOGETHER = (
    "hard",
    *sorted(
        one.parent.name
        for one in (ROOT / "processes").glob("*/*.bpmn")
        if "liye:bulk" in one.read_text("utf-8")
    ),
)
FEW = ("hard", "supervision_item")
OFTEN = (
    *("complete",) * 5, "send_back", "signers_add", "delegate", "circulate", "consult", "answer", "time",
    "approve_together",
)  # fmt: skip
L = TypeVar("L", bound=Life)
LUCK = st.integers(0, 2**32 - 1)
DEED = st.tuples(st.sampled_from((*OFTEN, *DEEDS)), LUCK)
VOTE = (
    '<liye:countersign mode="share" need="0.5" field="opinion" agree="agree" disagree="no" confirms="text"/>'
    '<liye:bulk field="opinion" agree="agree"/>'
)


PHASES = [Phase.generate] if os.environ.get("LIYE_PLAYED") else [Phase.generate, Phase.shrink]
QUIET = settings(
    deadline=None, max_examples=max(2, -(-EXAMPLES // len(PROCESSES))), database=None,
    phases=PHASES, print_blob=False,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


class Fresh:
    """An office as on the first day for each sequence, on PostgreSQL for a few; diagrams are compiled once."""

    def __init__(self, open_office: OpenOffice) -> None:
        self.open, self.versions = open_office, Versions()
        self.last: Office | None = None
        self.used = 0

    def __call__(self) -> Office:
        """Another one, in place of the last."""
        self.used += 1
        if self.last is not None and not self.last.engine.database.embedded and self.used % IN_ONE:
            return self.last
        if self.last is not None:
            self.last.engine.database.dispose()
            if not self.last.engine.database.embedded:
                databases.drop_postgres(self.last.engine.settings.url)
        self.last = Office(replace(self.open().engine, versions=self.versions))
        return self.last


def begin(office: Office, process: str, first: int, living: type[L] = Life) -> L:  # type: ignore[assignment]
    """A matter of the process, begun with dice; now and then two, where tasks are approved together."""
    dice = random.Random(first)
    several = 1 + (dice.random() < SEVERAL and process in TOGETHER)
    if process == "hard":
        office.deploy(hard__bpmn=hard(VOTE, sequential=dice.random() < 0.3))
        return living(office, process, dice, several, signers=list(SIGNERS), text="first")
    return living(office, process, dice, several)


def play(office: Office, process: str, first: int, deeds: list[tuple[str, int]]) -> Counter[str]:
    """Do these deeds, looking after each; then finish."""
    life = begin(office, process, first)
    told = [Told(matter) for matter in life.matters]
    for news in told:
        news.look()
    for deed, luck in deeds:
        life.dice.seed(luck)
        act(life, deed)
        for matter, news in zip(life.matters, told, strict=True):
            whole(office, matter)
            news.look(seen=deed != "time")  # in some days a task may come and go
    for matter in life.matters:
        life.matter = matter
        finish(life)
        whole(office, matter)
        found(office, matter)
    nothing_is_named_that_is_not_there(office)
    assert audit.verify(office.engine) == []
    life.done[f"{process}: {life.matter.state}"] += 1
    return life.done


def finish(life: Life) -> None:
    """People go on until it ends; what goes round in circles for long is ended by a manager."""
    for _ in range(MOST):
        if life.has_ended:
            return
        if life.matter.state == "suspended":
            process_instances.resume(life.engine, life.matter.id, life.office.actor(MANAGER))
            life.office.settle()
        managers.incident(life, None)
        tasks = [task for task in life.tasks if task.id not in life.asked()]
        if tasks and life.dice.random() < 0.9:
            user_tasks.complete(life, life.dice.choice(tasks))
            continue
        readings.answer(life, None)
        if not matters.message(life):
            life.office.advance(days=5)
    if not life.has_ended:
        assert life.moves(), f"nothing moves: {life.matter.state} at {life.matter.waits_at}"
        life.matter.cancel(MANAGER, "x")


def places() -> list[Any]:
    """Each process on each database; without ``LIYE_EXAMPLES`` few on the slower one."""
    slower = PROCESSES if EXAMPLES else FEW
    return [
        *(pytest.param("sqlite", one, id=f"sqlite-{one}") for one in PROCESSES),
        *(
            pytest.param("postgresql", one, id=f"postgresql-{one}", marks=pytest.mark.postgres)
            for one in slower
        ),
    ]


@pytest.mark.slow
@pytest.mark.parametrize(("open_office", "process"), places(), indirect=["open_office"])
def test_whatever_is_done_to_a_matter_of_the_office_it_stays_whole_and_ends(
    open_office: OpenOffice, process: str
) -> None:
    fresh, played = Fresh(open_office), Counter[str]()

    @seed(SEED)
    @QUIET
    @given(LUCK, st.lists(DEED, min_size=STEPS // 2, max_size=STEPS))
    def sequence(first: int, deeds: list[tuple[str, int]]) -> None:
        played.update(play(fresh(), process, first, deeds))

    sequence()
    if path := os.environ.get("LIYE_PLAYED"):
        Path(path, f"{process}-{os.getpid()}.txt").write_text(repr(played))
