"""Start, complete, end: the chain through commands, on both databases."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from engine.clock import FixedClock
from engine.commands import jobs, process_instances, user_tasks
from engine.errors import Conflict, EngineError, Forbidden, Stale, UserTaskClosed
from engine.handlers import service_task
from engine.model import SYSTEM
from engine.queries import process_instances as queries
from engine.queries import state_at
from engine.queries import user_tasks as task_queries
from engine.store import agenda, instances
from tests.counting import counting
from tests.diagrams import REWORK, W1, diagram, user_task
from tests.engine.conftest import Bare
from tests.office import MONDAY, Matter

FILED: list[object] = []


@service_task("w1.file")
def file_it(amount: int) -> dict[str, object]:
    FILED.append(amount)
    return {"filed": True}


def test_the_chain_runs_to_its_end(bare: Bare):
    office = bare.with_handlers(file_it=file_it)
    office.deploy_diagram(W1)
    matter = office.start("w1", "bob", amount=Decimal("2000.50"))
    assert matter.waits_at == ["first"]
    matter.do("first", "bob").do("second", "cai")
    assert matter.waits_at == ["left", "right"]
    matter.do("right", "bob").do("left", "bob")
    assert (matter.state, matter.outcome) == ("completed", "normal")
    assert matter.variables == {"amount": Decimal("2000.50"), "filed": True}
    assert matter.passed == [
        "begin", "first", "enough", "second", "fork", "right", "left", "join", "file", "end",
    ]  # fmt: skip


def test_completing_costs_at_most_six_statements_and_one_commit(bare: Bare):
    office = bare.with_handlers(file_it=file_it)
    office.deploy_diagram(W1)
    office = Bare(replace(office.engine, clock=FixedClock(MONDAY)))
    bob = office.actor("bob")
    for _ in range(2):  # the second time everything is prepared
        begun = process_instances.start(office.engine, "w1", bob, variables={"amount": 1001})
        matter = Matter(office, begun.id)
        for element in ("first", "second", "left", "right"):
            task = matter.task(element)
            with counting(office.engine) as count:
                user_tasks.complete(office.engine, task.id, {}, bob)
            assert len(count.statements) <= 6, count.statements
            assert count.commits == 1
        jobs.run(office.engine, _job(office, matter))
        assert matter.state == "completed"


def test_the_size_of_a_diagram_makes_no_difference_to_what_a_completion_costs(bare: Bare):
    """Hundreds of elements around what is done, drawn and not passed."""
    beside = "".join(user_task(f"beside{n}") + "\n" for n in range(190))
    paths = "".join(f"split -> beside{n}: n = {n}\nbeside{n} -> end\n" for n in range(190))
    body = f"""
<bpmn:startEvent id="begin"/>
{user_task("first")}
{user_task("second")}
<bpmn:exclusiveGateway id="split" default="f3"/>
<bpmn:endEvent id="end"/>
{beside}
begin -> first
first -> split
split -> second
second -> end
{paths}"""
    bare.deploy_diagram(diagram("large", body))
    office = Bare(replace(bare.engine, clock=FixedClock(MONDAY)))
    bob = office.actor("bob")
    matter = Matter(office, process_instances.start(office.engine, "large", bob, variables={"n": -1}).id)
    for element in ("first", "second"):
        task = matter.task(element)
        with counting(office.engine) as count:
            user_tasks.complete(office.engine, task.id, {}, bob)
        assert len(count.statements) <= 6, count.statements
        assert count.commits == 1


def _job(office: Bare, matter: Matter) -> str:
    with office.engine.reading() as view:
        return next(e.id for e in agenda.of_instance(view, matter.id) if e.kind == "service")


def test_one_of_four_wins_each_of_twenty_five_tasks(bare: Bare):
    office = bare
    office.deploy_diagram(REWORK)
    matters = [office.start("rework", "bob") for _ in range(25)]
    wins: list[str] = []
    losses: list[Exception] = []

    def complete(task_id: str, login: str) -> None:
        try:
            user_tasks.complete(office.engine, task_id, {}, office.actor(login))
            wins.append(task_id)
        except EngineError as error:
            losses.append(error)

    for matter in matters:
        task_id = matter.task("draft").id
        racers = [
            threading.Thread(target=complete, args=(task_id, login)) for login in ("bob", "cai", "bob", "cai")
        ]
        for racer in racers:
            racer.start()
        for racer in racers:
            racer.join()
    assert len(wins) == len(set(wins)) == 25
    assert len(losses) == 75
    assert all(isinstance(error, UserTaskClosed) for error in losses)
    assert all(matter.waits_at == ["review"] for matter in matters)


def test_who_may_see_and_who_may_do(bare: Bare):
    bare.deploy_diagram(REWORK)
    matter = bare.start("rework", "eve")
    task = matter.task("draft")
    with pytest.raises(Forbidden):  # she started it, so she sees it; it is offered to the clerks
        user_tasks.complete(bare.engine, task.id, {}, bare.actor("eve"))
    user_tasks.claim(bare.engine, task.id, bare.actor("bob"))
    with pytest.raises(Forbidden):  # once bob has it, cai sees that he does, and no more
        user_tasks.complete(bare.engine, task.id, {}, bare.actor("cai"))
    with pytest.raises(Forbidden):  # a manager repairs, but does not complete for others
        user_tasks.complete(bare.engine, task.id, {}, bare.actor("ann"))
    user_tasks.transfer(bare.engine, task.id, "cai", "鲍出差", bare.actor("ann"))
    user_tasks.complete(bare.engine, task.id, {}, bare.actor("cai"))
    assert matter.waits_at == ["review"]


def test_claiming_twice_and_giving_back(bare: Bare):
    bare.deploy_diagram(REWORK)
    task = bare.start("rework", "bob").task("draft")
    user_tasks.claim(bare.engine, task.id, bare.actor("bob"))
    with pytest.raises(Conflict, match="taken"):
        user_tasks.claim(bare.engine, task.id, bare.actor("cai"))
    user_tasks.unclaim(bare.engine, task.id, bare.actor("bob"))
    user_tasks.claim(bare.engine, task.id, bare.actor("cai"))
    assert bare.inbox("bob") == []


def test_a_stale_look_is_refused_first(bare: Bare):
    bare.deploy_diagram(REWORK)
    task = bare.start("rework", "bob").task("draft")
    user_tasks.claim(bare.engine, task.id, bare.actor("bob"))
    with pytest.raises(Stale):
        user_tasks.complete(bare.engine, task.id, {}, bare.actor("bob"), revision=task.revision)


def test_a_submission_can_be_taken_back_until_it_is_opened(bare: Bare):
    bare.deploy_diagram(REWORK)
    matter = bare.start("rework", "bob")
    draft = matter.task("draft")
    matter.do("draft", "bob", text="v1")
    assert "withdraw" in task_queries.get(bare.engine, draft.id, bare.actor("bob")).actions
    user_tasks.withdraw(bare.engine, draft.id, bare.actor("bob"))
    assert matter.waits_at == ["draft"]
    assert matter.variables == {}
    assert matter.task("draft").assignee == "bob"
    matter.do("draft", "bob", text="v2")
    user_tasks.mark_opened(bare.engine, matter.task("review").id, bare.actor("cai"))
    with pytest.raises(Conflict):
        user_tasks.withdraw(bare.engine, draft.id, bare.actor("bob"))
    matter.do("review", "cai", good=True)
    assert matter.variables == {"text": "v2", "good": True}


def test_taking_back_restores_timers_and_subscriptions(bare: Bare):
    bare.deploy_diagram(
        diagram(
            "timed",
            f"""
<bpmn:startEvent id="begin"/>
{user_task("ask")}
<bpmn:boundaryEvent id="late" attachedToRef="ask"><bpmn:timerEventDefinition id="t"><bpmn:timeDuration>P2D</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>
<bpmn:boundaryEvent id="off" attachedToRef="ask"><bpmn:messageEventDefinition id="m" messageRef="stop"/></bpmn:boundaryEvent>
{user_task("answer")}
<bpmn:endEvent id="end"/><bpmn:endEvent id="gone"/><bpmn:endEvent id="stopped"/>
begin -> ask
ask -> answer
answer -> end
late -> gone
off -> stopped
""",
            outside='<bpmn:message id="stop" name="stop"><bpmn:extensionElements><zeebe:subscription correlationKey="=key"/></bpmn:extensionElements></bpmn:message>',
        )
    )
    first = bare.start("timed", "bob", key="a")
    second = bare.start("timed", "bob", key="b")
    for matter in (first, second):
        task = matter.task("ask")
        matter.do("ask", "bob")
        user_tasks.withdraw(bare.engine, task.id, bare.actor("bob"))
        assert matter.waits_at == ["ask"]
    bare.message("stop", "b")
    assert second.passed[-1] == "stopped"
    bare.advance(days=2)
    assert first.passed[-1] == "gone"


def test_a_loop_stays_small(bare: Bare):
    bare.deploy_diagram(REWORK)
    matter = bare.start("rework", "bob")
    sizes = []
    for turn in range(40):
        matter.do("draft", "bob", text="x").do("review", "cai", good=False)
        with bare.engine.reading() as view:
            row = instances.row(view, matter.id)
        assert row is not None
        if turn in {9, 39}:
            sizes.append(len(row.snapshot))
    assert sizes[0] == sizes[1]


def test_the_record_folds_to_the_state_that_is(bare: Bare):
    bare.deploy_diagram(REWORK)
    matter = bare.start("rework", "bob", big="长" * 5000)
    matter.do("draft", "bob", text="v1")
    bare.advance(hours=1)
    matter.do("review", "cai", good=False)
    then = state_at.state_at(bare.engine, matter.id, bare.engine.clock.now(), SYSTEM)
    assert sorted(then.tokens.values()) == ["draft"]
    assert [task["element_id"] for task in then.tasks.values()] == ["draft"]
    assert then.scopes[then.root or ""] == matter.variables
    before = state_at.state_at(
        bare.engine, matter.id, bare.engine.clock.now() - timedelta(minutes=30), SYSTEM
    )
    assert sorted(before.tokens.values()) == ["review"]
    assert before.scopes[before.root or ""]["text"] == "v1"


def test_suspended_nothing_moves_and_resumed_what_fell_due_fires(bare: Bare):
    bare.deploy_diagram(
        diagram(
            "waiting",
            f"""
<bpmn:startEvent id="begin"/>
<bpmn:intermediateCatchEvent id="wait"><bpmn:timerEventDefinition id="t"><bpmn:timeDuration>PT1H</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>
{user_task("do")}
<bpmn:endEvent id="end"/>
begin -> wait
wait -> do
do -> end
""",
        )
    )
    matter = bare.start("waiting", "bob")
    process_instances.suspend(bare.engine, matter.id, "等领导", bare.actor("ann"))
    bare.advance(hours=2)
    assert (matter.state, matter.waits_at) == ("suspended", ["wait"])
    process_instances.resume(bare.engine, matter.id, bare.actor("ann"))
    bare.settle()
    assert (matter.state, matter.waits_at) == ("active", ["do"])
    process_instances.suspend(bare.engine, matter.id, "等领导", bare.actor("ann"))
    with pytest.raises(Conflict, match="suspended"):
        user_tasks.complete(bare.engine, matter.task("do").id, {}, bare.actor("bob"))


def test_cancelled_with_a_reason(bare: Bare):
    bare.deploy_diagram(REWORK)
    matter = bare.start("rework", "bob")
    with pytest.raises(Forbidden):
        process_instances.cancel(bare.engine, matter.id, "不办了", bare.actor("bob"))
    process_instances.cancel(bare.engine, matter.id, "不办了", bare.actor("ann"))
    assert (matter.state, matter.outcome, matter.tasks) == ("cancelled", "cancelled", [])
    acts = queries.trail(bare.engine, matter.id, SYSTEM)
    assert (acts[-1].verb, acts[-1].data["reason"]) == ("process_instance.cancel", "不办了")
