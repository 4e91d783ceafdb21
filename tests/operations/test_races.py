"""Two operations meet at one matter: what comes of them is what came of one after the other, in some order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from engine.commands import jobs, returns, signers, user_tasks
from engine.machine import Engine
from engine.model import SYSTEM
from engine.queries import user_tasks as task_queries
from engine.store import agenda
from engine.store.stored_clock import StoredClock
from tests.engine.interleaving import POINTS, Act, Point
from tests.engine.test_interleavings import facts, one_of_the_serial_orders
from tests.office import Matter, Office
from tests.operations.hard import CHECKER, MANAGER, PREPARER, SIGNERS, STARTER, begin, hard, to_countersign

VOTE = '<liye:countersign mode="all" field="opinion" agree="agree" disagree="no"/>'


def sign(matter: Matter, who: str, opinion: str = "agree") -> Act:
    task, actor = matter.task("countersign", assignee=who).id, matter.office.actor(who)
    return lambda engine: user_tasks.complete(engine, task, {"opinion": opinion}, actor)


def send_back(matter: Matter, at: str, who: str, mode: str) -> Act:
    task, actor = matter.task(at, assignee=who).id, matter.office.actor(who)
    return lambda engine: returns.return_task(engine, task, "prepare", mode, "x", actor)


def add(matter: Matter, who: str, position: str) -> Act:
    task, actor = matter.task("countersign", assignee=who).id, matter.office.actor(who)
    return lambda engine: signers.add(engine, task, ["shidh"], position, "x", actor)


def take_away(matter: Matter, who: str) -> Act:
    task, actor = matter.task("countersign", assignee=who).id, matter.office.actor(MANAGER)
    return lambda engine: signers.remove(engine, task, who, "x", actor)


def move(matter: Matter) -> Act:
    actor = matter.office.actor(MANAGER)
    return lambda engine: returns.move(engine, matter.id, "countersign", "sign", "x", actor)


PAIRS: dict[str, Callable[[Matter], tuple[Act, Act]]] = {
    "two send back": lambda m: (
        send_back(m, "countersign", SIGNERS[0], "rewalk"),
        send_back(m, "check", CHECKER, "jump_back"),
    ),
    "one sends back, one signs": lambda m: (
        send_back(m, "countersign", SIGNERS[0], "jump_back"),
        sign(m, SIGNERS[1], "no"),
    ),
    "one signs and is taken away": lambda m: (sign(m, SIGNERS[1]), take_away(m, SIGNERS[1])),
    "one is added, another ends it": lambda m: (add(m, SIGNERS[0], "before"), sign(m, SIGNERS[1], "no")),
    "moved on, and signed": lambda m: (move(m), sign(m, SIGNERS[2])),
}


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("pair", PAIRS)
def test_two_operations_come_one_after_the_other(
    office: Office, pair: str, point: Point, *, turned: bool
) -> None:
    def scene() -> tuple[Act, Act, Callable[[], Any]]:
        matter = to_countersign(office, hard(VOTE))
        return (*PAIRS[pair](matter), lambda: facts(matter))

    one_of_the_serial_orders(office.engine, scene, point, turned=turned)


@pytest.mark.parametrize("point", POINTS)
def test_taken_back_as_a_whole_or_signed(office: Office, point: Point) -> None:
    def scene() -> tuple[Act, Act, Callable[[], Any]]:
        matter = begin(office).do("register", STARTER)
        starter = office.actor(STARTER)

        def back(engine: Engine) -> object:
            return returns.withdraw_matter(engine, matter.id, "x", starter)

        task, preparer = matter.task("prepare").id, office.actor("luodr")

        def hand_in(engine: Engine) -> object:
            return user_tasks.complete(engine, task, {}, preparer)

        return back, hand_in, lambda: facts(matter)

    one_of_the_serial_orders(office.engine, scene, point, turned=False)


@pytest.mark.parametrize("kind", ["timer", "reminder"])
def test_what_the_clock_has_begun_ends_with_the_step_that_is_taken_back(office: Office, kind: str) -> None:
    def scene() -> tuple[Act, Act, Callable[[], Any]]:
        matter = to_countersign(office)
        every = task_queries.of_instance(office.engine, matter.id, SYSTEM)
        prepared = next(one.id for one in every if one.element_id == "prepare")
        with office.engine.reading() as view:
            entry = next(
                one
                for one in agenda.of_instance(view, matter.id)
                if (one.kind, one.element_id) in {("timer", "slow"), ("reminder", "countersign")}
                and one.kind == kind
            )
        clock, preparer = office.engine.clock, office.actor(PREPARER)
        assert isinstance(clock, StoredClock)
        clock.set(entry.next_at)
        return (
            lambda engine: jobs.run(engine, entry.id),
            lambda engine: user_tasks.withdraw(engine, prepared, preparer),
            lambda: facts(matter),
        )

    one_of_the_serial_orders(office.engine, scene, "written", turned=False)
