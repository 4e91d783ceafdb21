"""The n-th database call of a command fails, for n = 1, 2, 3 … until it runs clean: all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, select

from engine.commands import audit, deployments, jobs, messages, process_instances, user_tasks
from engine.handlers import service_task
from engine.machine import Engine
from engine.model import SYSTEM
from engine.store import agenda
from engine.store.tables import metadata
from tests.diagrams import W1, diagram, user_task
from tests.engine.conftest import Bare
from tests.office import Matter

Act = Callable[[], object]


class Failure(Exception):
    """What the database says on purpose."""


@contextmanager
def failing(engine: Engine, at: int, when: str) -> Iterator[None]:
    """The ``at``-th call to the database fails: before it is sent, or after it was done."""
    calls = 0

    def count(*_: Any) -> None:
        nonlocal calls
        calls += 1
        if calls == at:
            raise Failure(f"call {at}")

    pool = engine.database.writer
    hooks = ("before_cursor_execute" if when == "before" else "after_cursor_execute", "commit")
    for hook in hooks:
        event.listen(pool, hook, count)
    try:
        yield
    finally:
        for hook in hooks:
            event.remove(pool, hook, count)


def everything(engine: Engine) -> dict[str, list[Any]]:
    """Every row of every table."""
    with engine.reading() as view:
        return {
            name: sorted(map(repr, view.rows(select(table))))
            for name, table in metadata.tables.items()
            if name != "fact"
        }


def runs_whole_or_not_at_all(office: Bare, act: Act, when: str) -> int:
    """Tries with every call failing in turn; answers how many failed before it ran clean."""
    for at in range(1, 60):
        before = everything(office.engine)
        try:
            with failing(office.engine, at, when):
                act()
        except Failure:
            assert everything(office.engine) == before, f"half of it is there after call {at} failed"
            continue
        assert everything(office.engine) != before
        assert audit.verify(office.engine) == []
        return at - 1
    raise AssertionError("it never runs clean")


MESSAGE = (
    '<bpmn:message id="reply" name="reply"><bpmn:extensionElements><zeebe:subscription correlationKey="=key"/>'
    "</bpmn:extensionElements></bpmn:message>"
)
WAITING = diagram(
    "waiting",
    f"""
<bpmn:startEvent id="begin"/>
<bpmn:intermediateCatchEvent id="wait"><bpmn:messageEventDefinition id="m" messageRef="reply"/></bpmn:intermediateCatchEvent>
{user_task("read")}
<bpmn:endEvent id="end"/>
begin -> wait
wait -> read
read -> end
""",
    outside=MESSAGE,
)


def begun(office: Bare, act: str) -> tuple[Matter, Act]:
    """A matter just before an act, and the act."""
    engine, bob, ann = office.engine, office.actor("bob"), office.actor("ann")
    if act == "correlate":
        office.deploy_diagram(WAITING)
        matter = office.start("waiting", "bob", key="k")
        return matter, lambda: messages.correlate(engine, messages.Message(name="reply", key="k"), SYSTEM)
    office.deploy_diagram(W1)
    matter = office.start("w1", "bob", amount=2000)
    matter.do("first", "bob")
    if act == "complete":
        second = matter.task("second").id
        return matter, lambda: user_tasks.complete(engine, second, {"note": "长" * 5000}, bob)
    if act == "claim":
        second = matter.task("second").id
        return matter, lambda: user_tasks.claim(engine, second, bob)
    if act == "withdraw":
        with engine.reading() as view:
            first = next(
                row.id for row in view.rows(select(metadata.tables["user_task"])) if row.state == "completed"
            )
        return matter, lambda: user_tasks.withdraw(engine, first, bob)
    if act == "cancel":
        return matter, lambda: process_instances.cancel(engine, matter.id, "不办了", ann)
    if act == "start":
        return matter, lambda: process_instances.start(engine, "w1", bob, variables={"amount": 1})
    assert act == "deploy"
    newer = W1.replace(b'name="second"', b'name="Second"')
    return matter, lambda: deployments.deploy(engine, {"w1.bpmn": newer}, SYSTEM)


@pytest.mark.parametrize("when", ["before", pytest.param("after", marks=pytest.mark.slow)])
@pytest.mark.parametrize("act", ["start", "complete", "claim", "withdraw", "cancel", "correlate", "deploy"])
def test_a_command_is_whole_or_not_at_all(bare: Bare, act: str, when: str):
    _, do = begun(bare, act)
    assert runs_whole_or_not_at_all(bare, do, when) >= 3


FILED: list[object] = []


@service_task("w1.file")
def file_it(amount: int) -> dict[str, object]:
    FILED.append(amount)
    return {"filed": True}


@pytest.mark.parametrize("when", ["before", pytest.param("after", marks=pytest.mark.slow)])
def test_a_job_is_done_in_the_end_whatever_fails(bare: Bare, when: str):
    """A job has several transactions; what broke off is taken over, and its effect is there once."""
    office = bare.with_handlers(file_it=file_it)
    office.deploy_diagram(W1)
    for at in range(1, 40):
        matter = office.start("w1", "bob", amount=2000)
        matter.do("first", "bob").do("second", "bob").do("left", "bob")
        user_tasks.complete(office.engine, matter.task("right").id, {}, office.actor("bob"))
        with office.engine.reading() as view:
            job = next(row for row in agenda.of_instance(view, matter.id) if row.kind == "service")
        try:
            with failing(office.engine, at, when):
                jobs.run(office.engine, job.id)
                failed = matter.state != "completed"
        except Failure:
            failed = True
        with office.engine.work() as uow:
            agenda.take_over_all(uow)  # what a worker that starts again does
        office.advance(minutes=5)
        assert matter.state == "completed"
        assert matter.variables["filed"] is True
        assert matter.passed.count("file") == 1
        if not failed:
            assert at > 5
            break
    else:
        raise AssertionError("it never runs clean")
    assert audit.verify(office.engine) == []
