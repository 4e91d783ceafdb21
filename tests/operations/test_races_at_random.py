"""Any two operations meet at one matter, in any state of it: what comes of them is one of the two serial orders.

Dice make lives as in ``test_everything_at_random``; more often than not two deeds, or a deed and the clock, meet at
a point of the first one's transaction. Both orders are tried before on copies of the database; then they meet.
A tenth of ``LIYE_EXAMPLES`` lives are made, beginning with ``LIYE_SEED``, which makes one of them again.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from engine.commands import audit
from tests.office import Office, OpenOffice
from tests.operations.deeds import DEEDS, act
from tests.operations.racing import SAME_TASK, Racing, race
from tests.operations.test_everything_at_random import (
    EXAMPLES,
    OFTEN,
    PROCESSES,
    SEED,
    Fresh,
    begin,
)
from tests.operations.told import found, nothing_is_named_that_is_not_there
from tests.operations.wholeness import whole

RACES, TWICE, DUE = (
    0.6,
    0.15,
    0.15,
)  # of the steps; of the races, those of the same with itself, with the clock
ALONE = {"time"}  # moves the clock itself, through many transactions
PLACES = PROCESSES if EXAMPLES else ("hard",)
LIVES = max(2, EXAMPLES // (10 * len(PLACES)))  # each is played three times, on copies of the database
STEPS = 12
DEEDS_OFTEN = (*OFTEN, *DEEDS)


def live(office: Office, process: str, number: int) -> Counter[str]:
    """One life; two deeds that follow each other meet as often as not."""
    life = begin(office, process, number, Racing)
    for _ in range(STEPS):
        one, other = (life.dice.choice(DEEDS_OFTEN) for _ in "ab")
        if life.dice.random() < RACES and not {one, other} & ALONE:
            meet(life, one, other)
        else:
            act(life, one)
            act(life, other)
        for matter in life.matters:
            whole(office, matter)
            found(office, matter)
    nothing_is_named_that_is_not_there(office)
    assert audit.verify(office.engine) == []
    return life.done


def meet(life: Racing, one: str, other: str) -> None:
    """The two deeds, one of them twice, or with what is due next: at one task or two, now and then of two matters."""
    life.turn()
    if life.has_ended:
        return
    tasks = life.tasks
    task = life.dice.choice(tasks) if tasks else None
    first = life.hold(one, task)
    life.turn()
    tasks = life.tasks
    beside = task if task in tasks and life.dice.random() < SAME_TASK else life.dice.choice(tasks or [None])
    second = life.hold(other, beside)
    if life.dice.random() < TWICE:
        second = first
    elif life.dice.random() < DUE:
        second = life.due()
    if first is not None and second is not None:
        race(life, first, second)
    life.office.settle()


def places() -> list[object]:
    """Each process on each database; without ``LIYE_EXAMPLES`` the hard diagram alone."""
    kinds = (("sqlite", ()), ("postgresql", (pytest.mark.postgres,)))
    return [
        pytest.param(kind, one, id=f"{kind}-{one}", marks=marks) for kind, marks in kinds for one in PLACES
    ]


@pytest.mark.slow
@pytest.mark.parametrize(("open_office", "process"), places(), indirect=["open_office"])
def test_whatever_two_meet_they_come_one_after_the_other(open_office: OpenOffice, process: str) -> None:
    fresh, played = Fresh(open_office), Counter[str]()

    for number in range(SEED, SEED + LIVES):
        try:
            played.update(live(fresh(), process, number))
        except BaseException as error:
            error.add_note(f"the life of LIYE_SEED={number}")
            raise
    if path := os.environ.get("LIYE_PLAYED"):
        Path(path, f"races-{process}-{os.getpid()}.txt").write_text(repr(played))
