"""Two transactions meet at one matter: what comes of them is what came of one after the other, in some order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from engine.clock import FixedClock
from engine.commands import audit, deployments, jobs, messages, process_instances, user_tasks
from engine.machine import Engine
from engine.model import SYSTEM
from engine.queries import process_instances as instance_queries
from engine.store import agenda, data_stores
from engine.store.instances import Wanted
from engine.store.tables.definitions import process_definition
from tests.diagrams import REWORK
from tests.engine.conftest import Bare
from tests.engine.interleaving import POINTS, Act, Point, answer, interleaved
from tests.engine.runtime.drawing import (
    boundary,
    catch,
    copied,
    end,
    message,
    node,
    par,
    script,
    specified,
    start,
    timer,
    user,
    xml,
)
from tests.office import MONDAY, Matter

_VERSIONS = select(process_definition.c.version, process_definition.c.latest)
LATER = FixedClock(MONDAY + timedelta(days=2))

# A scenario makes its matter anew and gives the two acts, and what is to be compared when both have ended.
Scene = tuple[Act, Act, Callable[[], Any]]


def facts(matter: Matter) -> dict[str, Any]:
    """All that can be seen of a matter, without the ids that are new in each."""
    acts = instance_queries.trail(matter.office.engine, matter.id, SYSTEM)
    with matter.office.engine.reading() as view:
        entries = agenda.of_instance(view, matter.id)
    return {
        "state": matter.state,
        "outcome": matter.outcome,
        "waits at": matter.waits_at,
        "passed": Counter((item.element_id, item.state) for item in matter.history),
        "variables": matter.variables,
        "tasks": Counter((task.element_id, task.assignee) for task in matter.tasks),
        "agenda": Counter((entry.kind, entry.state) for entry in entries),
        "acts": Counter((act.verb, act.actor) for act in acts),
    }


def one_of_the_serial_orders(
    engine: Engine, scene: Callable[[], Scene], point: Point, *, turned: bool, nth: int = 1
) -> None:
    """What two interleaved acts lead to is what they lead to one after the other."""
    serial = []
    for order in ((0, 1), (1, 0)):
        *acts, seen = scene()
        answers = {place: answer(engine, acts[place]) for place in order}
        serial.append((answers[0], answers[1], seen()))
    first, second, seen = scene()
    if turned:
        two, one = interleaved(engine, second, first, point)
    else:
        one, two = interleaved(engine, first, second, point, nth=nth)
    assert (one, two, seen()) in serial


def do(matter: Matter, element: str, login: str, **values: Any) -> Act:
    task_id, actor = matter.task(element).id, matter.office.actor(login)
    return lambda engine: user_tasks.complete(engine, task_id, values, actor)


both_ways = pytest.mark.parametrize("turned", [False, True], ids=["first", "second"])
at_each_point = pytest.mark.parametrize(
    "point", [one if one == "decided" else pytest.param(one, marks=pytest.mark.slow) for one in POINTS]
)


@at_each_point
def test_complete_and_complete(bare: Bare, point: Point):
    bare.deploy_diagram(REWORK)

    def scene() -> Scene:
        matter = bare.start("rework", "bob")
        return do(matter, "draft", "bob", by="b"), do(matter, "draft", "cai", by="c"), lambda: facts(matter)

    one_of_the_serial_orders(bare.engine, scene, point, turned=False)


@both_ways
@at_each_point
def test_complete_and_the_timer_that_takes_the_task_away(bare: Bare, point: Point, turned: bool):
    bare.deploy_diagram(
        xml(
            start(),
            user("a"),
            boundary("late", "a", timer(duration="P1D")),
            user("boss"),
            end(),
            "s > a > e; late > boss > e",
        )
    )

    def scene() -> Scene:
        matter = bare.start("p", "bob")
        with bare.engine.reading() as view:
            [due] = [entry.id for entry in agenda.of_instance(view, matter.id) if entry.kind == "timer"]
        return (
            lambda engine: jobs.run(replace(engine, clock=LATER), due),
            do(matter, "a", "bob"),
            lambda: facts(matter),
        )

    one_of_the_serial_orders(bare.engine, scene, point, turned=turned, nth=2)


@both_ways
@at_each_point
def test_complete_and_cancel(bare: Bare, point: Point, turned: bool):
    bare.deploy_diagram(REWORK)
    ann = bare.actor("ann")

    def scene() -> Scene:
        matter = bare.start("rework", "bob")
        return (
            do(matter, "draft", "bob"),
            lambda engine: process_instances.cancel(engine, matter.id, "entered twice", ann),
            lambda: facts(matter),
        )

    one_of_the_serial_orders(bare.engine, scene, point, turned=turned)


@at_each_point
def test_join_and_join(bare: Bare, point: Point):
    bare.deploy_diagram(
        xml(
            start(),
            par("f"),
            user("a"),
            user("b"),
            par("j"),
            user("c"),
            end(),
            "s > f > a > j > c > e; f > b > j",
        )
    )

    def scene() -> Scene:
        matter = bare.start("p", "bob")
        return do(matter, "a", "bob", left=1), do(matter, "b", "bob", right=2), lambda: facts(matter)

    one_of_the_serial_orders(bare.engine, scene, point, turned=False)


@at_each_point
def test_claim_and_claim(bare: Bare, point: Point):
    bare.deploy_diagram(REWORK)
    bob, cai = bare.actor("bob"), bare.actor("cai")

    def scene() -> Scene:
        matter = bare.start("rework", "eve")
        task = matter.task("draft").id
        return (
            lambda engine: user_tasks.claim(engine, task, bob),
            lambda engine: user_tasks.claim(engine, task, cai),
            lambda: facts(matter),
        )

    one_of_the_serial_orders(bare.engine, scene, point, turned=False)


def send(
    name: str, key: str, message_id: str | None = None, ttl: timedelta | None = None, **values: Any
) -> Act:
    sent = messages.Message(name=name, key=key, variables=values, message_id=message_id, ttl=ttl)
    return lambda engine: messages.correlate(engine, sent, SYSTEM)


@at_each_point
def test_correlate_and_correlate_at_one_who_waits(bare: Bare, point: Point):
    bare.deploy_diagram(
        xml(start(), catch("m", message("paper")), user("a"), end(), "s > m > a > e", keys={"paper": "=no"})
    )
    numbers = iter(range(100))

    def scene() -> Scene:
        number = next(numbers)
        matter = bare.start("p", "bob", no=number)
        acts = [send("paper", str(number), by=by) for by in ("x", "y")]
        return acts[0], acts[1], lambda: {**facts(matter), "variables": matter.variables["by"]}

    one_of_the_serial_orders(bare.engine, scene, point, turned=False)


def begun(office: Bare) -> Callable[[], int]:
    """How many matters there are more than there were."""

    def count() -> int:
        return len(instance_queries.page(office.engine, Wanted(), SYSTEM, limit=200).items)

    before = count()
    return lambda: count() - before


@at_each_point
def test_two_messages_with_one_key_begin_one_matter(bare: Bare, point: Point):
    bare.deploy_diagram(xml(start("s", message("order")), user("a"), end(), "s > a > e"))
    numbers = iter(range(100))

    def scene() -> Scene:
        number = str(next(numbers))
        return send("order", number), send("order", number), begun(bare)

    one_of_the_serial_orders(bare.engine, scene, point, turned=False)


@at_each_point
def test_a_message_that_comes_twice_at_once_is_one_message(bare: Bare, point: Point):
    bare.deploy_diagram(xml(start("s", message("order")), user("a"), end(), "s > a > e"))
    numbers = iter(range(100))

    def scene() -> Scene:
        name = f"m{next(numbers)}"
        return send("order", f"{name}x", name), send("order", f"{name}y", name), begun(bare)

    one_of_the_serial_orders(bare.engine, scene, point, turned=False)


@both_ways
@at_each_point
def test_a_message_that_is_kept_and_one_who_begins_to_wait_find_each_other(
    bare: Bare, point: Point, turned: bool
):
    bare.deploy_diagram(
        xml(
            start(),
            user("a"),
            catch("m", message("paper")),
            user("b"),
            end(),
            "s > a > m > b > e",
            keys={"paper": "=no"},
        )
    )
    numbers = iter(range(100))

    def scene() -> Scene:
        number = next(numbers)
        matter = bare.start("p", "bob", no=number)

        def seen() -> list[str]:
            bare.settle()
            return matter.waits_at

        return send("paper", str(number), ttl=timedelta(days=1)), do(matter, "a", "bob"), seen

    one_of_the_serial_orders(bare.engine, scene, point, turned=turned)


def version(number: int) -> bytes:
    return xml(start(), user(f"a{number}"), end(), f"s > a{number} > e")


def deploy(number: int) -> Act:
    return lambda engine: deployments.deploy(engine, {"p.bpmn": version(number)}, SYSTEM)


def versions(office: Bare) -> list[int]:
    with office.engine.reading() as view:
        rows = view.rows(_VERSIONS)
    assert sum(row.latest for row in rows) == 1
    return sorted(row.version for row in rows)


@both_ways
@at_each_point
def test_deploy_and_start(bare: Bare, point: Point, turned: bool):
    numbers = iter(range(1, 100))
    bare.deploy_diagram(version(0))
    bob = bare.actor("bob")

    def scene() -> Scene:
        started: list[str] = []
        number, before = next(numbers), versions(bare)
        deploy_it = deploy(number)

        def start_it(engine: Engine) -> None:
            started.append(process_instances.start(engine, "p", bob).id)

        def seen() -> tuple[str, int]:
            [place] = Matter(bare, started[0]).waits_at
            return "new" if place == f"a{number}" else "old", len(versions(bare)) - len(before)

        return deploy_it, start_it, seen

    one_of_the_serial_orders(bare.engine, scene, point, turned=turned)


@at_each_point
@pytest.mark.parametrize("there", [False, True], ids=["the first", "a further one"])
def test_deploy_and_deploy(bare: Bare, point: Point, there: bool):
    if there:
        bare.deploy_diagram(version(0))
    assert interleaved(bare.engine, deploy(1), deploy(2), point) == ("ok", "ok")
    assert versions(bare) == list(range(1, 3 + there))


def test_a_seal_and_a_step_that_has_written_and_not_committed(bare: Bare):
    """On PostgreSQL rows become visible in another order than their ids: a seal waits for those before it."""
    bare.deploy_diagram(REWORK)
    slow, fast = bare.start("rework", "bob"), bare.start("rework", "bob")
    hand_in, overtake = do(slow, "draft", "bob"), do(fast, "draft", "bob")

    def overtaken_and_sealed(engine: Engine) -> None:
        overtake(engine)
        audit.seal(engine)

    assert interleaved(bare.engine, hand_in, overtaken_and_sealed, "written") == ("ok", "ok")
    audit.seal(bare.engine)
    assert audit.verify(bare.engine) == []


@at_each_point
def test_two_matters_that_count_in_one_data_store(bare: Bare, point: Point):
    counted = script("b", '={n: if get value(all, "n") = null then 1 else all.n + 1}', "next",
                     specified("", "next") + '<property id="pr" name="all"/>' + copied("Input", "register", "pr")
                     + copied("Output", "out_next", "register"))  # fmt: skip
    store = node("dataStoreReference", "register", dataStoreRef="ds")
    drawn = xml(start(), store, user("a"), counted, end(), "s > a > b > e")
    bare.deploy_diagram(drawn.replace(b"<process", b'<dataStore id="ds" name="counter"/><process', 1))
    before: list[int] = []

    def entries() -> int:
        with bare.engine.reading() as view:
            return int(data_stores.entries(view, "counter").get("n", 0))

    def scene() -> Scene:
        first, second = bare.start("p", "bob"), bare.start("p", "bob")
        before[:] = [entries()]
        return (
            do(first, "a", "bob"),
            do(second, "a", "bob"),
            lambda: (first.state, second.state, entries() - before[0]),
        )

    one_of_the_serial_orders(bare.engine, scene, point, turned=False)
    assert entries() == 6
