"""Jobs, timers, messages, incidents: the machine's own work, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from engine.commands import audit, external_jobs, incidents, jobs, messages
from engine.errors import Conflict
from engine.handlers import BpmnError, service_task
from engine.model import SYSTEM
from engine.queries import jobs as job_queries
from tests.diagrams import diagram, user_task
from tests.diagrams import service_task as task
from tests.engine.conftest import Bare
from tests.office import Matter

ONE_JOB = diagram(
    "one_job",
    f"""
<bpmn:startEvent id="begin"/>
{task("work", "work")}
<bpmn:boundaryEvent id="refused" attachedToRef="work"><bpmn:errorEventDefinition id="e" errorRef="no"/></bpmn:boundaryEvent>
{user_task("check")}
<bpmn:endEvent id="end"/><bpmn:endEvent id="off"/>
begin -> work
work -> check
check -> end
refused -> off
""",
    outside='<bpmn:error id="no" name="no" errorCode="NO"/>',
)


def test_a_failing_handler_is_tried_again_and_then_waits_for_a_person(bare: Bare):
    tries: list[int] = []

    @service_task("work")
    def work(amount: int) -> dict[str, object]:
        tries.append(amount)
        if amount < 0:
            raise ValueError("less than nothing")
        return {"done": amount}

    office = bare.with_handlers(work=work)
    office.deploy_diagram(ONE_JOB)
    matter = office.start("one_job", "bob", amount=-1)
    assert len(tries) == 1
    office.advance(seconds=10)
    office.advance(seconds=20)
    assert (len(tries), matter.state, matter.waits_at) == (3, "incident", ["work"])
    office.advance(hours=5)
    assert len(tries) == 3
    found = job_queries.incidents_page(office.engine, office.actor("ann")).items
    assert [(i.cause, i.element_id) for i in found] == [("JOB_FAILED", "work")]
    assert "less than nothing" in found[0].detail
    incidents.resolve(
        office.engine, found[0].id, "retry", "金额改正", office.actor("ann"), variables={"amount": 5}
    )
    office.settle()
    assert (matter.state, matter.waits_at, matter.variables["done"]) == ("active", ["check"], 5)
    assert job_queries.incidents_page(office.engine, office.actor("ann")).items == ()


def test_a_failed_job_can_be_retried_or_skipped(bare: Bare):
    broken = [True]

    @service_task("work")
    def work() -> None:
        if broken:
            raise RuntimeError("printer on fire")

    office = bare.with_handlers(work=work)
    office.deploy_diagram(ONE_JOB)
    first, second = office.start("one_job", "bob"), office.start("one_job", "bob")
    office.advance(minutes=5)
    assert (first.state, second.state) == ("incident", "incident")
    broken.clear()
    failed = job_queries.page(office.engine, office.actor("ann"), process_instance=first.id).items[0]
    assert (failed.state, failed.attempts) == ("failed", 3)
    assert "printer on fire" in (failed.error or "")
    jobs.retry(office.engine, failed.id, office.actor("ann"))
    office.settle()
    assert (first.state, first.waits_at) == ("active", ["check"])
    with pytest.raises(Conflict):
        jobs.retry(office.engine, failed.id, office.actor("ann"))
    waiting = job_queries.incidents_page(office.engine, office.actor("ann")).items
    incidents.resolve(office.engine, waiting[0].id, "skip", "手工打印", office.actor("ann"))
    assert (second.state, second.waits_at) == ("active", ["check"])


def test_a_business_error_goes_where_the_diagram_says(bare: Bare):
    @service_task("work")
    def work() -> None:
        raise BpmnError("NO", "not today", {"why": "holiday"})

    office = bare.with_handlers(work=work)
    office.deploy_diagram(ONE_JOB)
    matter = office.start("one_job", "bob")
    assert (matter.state, matter.passed[-1]) == ("completed", "off")


def test_a_worker_outside_serves_what_no_folder_registers(bare: Bare):
    bare.deploy_diagram(ONE_JOB)
    matter = bare.start("one_job", "bob", amount=3)
    ann = bare.actor("ann")
    lent = external_jobs.activate(bare.engine, ["work"], "w1", ann, limit=5, lock_seconds=60)
    assert [job.payload["variables"] for job in lent] == [{"amount": 3}]
    assert not external_jobs.activate(bare.engine, ["work"], "w2", ann, limit=5, lock_seconds=60)
    external_jobs.complete(bare.engine, lent[0].id, {"done": True}, ann)
    assert (matter.waits_at, matter.variables["done"]) == (["check"], True)
    with pytest.raises(Conflict):
        external_jobs.complete(bare.engine, lent[0].id, {}, ann)


def test_a_worker_outside_gives_up(bare: Bare):
    bare.deploy_diagram(ONE_JOB)
    matter = bare.start("one_job", "bob")
    ann = bare.actor("ann")
    for left in (1, 0):
        lent = external_jobs.activate(bare.engine, ["work"], "w1", ann, limit=5, lock_seconds=60)
        external_jobs.fail(
            bare.engine, lent[0].id, "no paper", ann, retries=left, retry_in=timedelta(minutes=1)
        )
        bare.advance(minutes=1)
    assert (matter.state, matter.waits_at) == ("incident", ["work"])


WAITING = diagram(
    "waiting",
    f"""
<bpmn:startEvent id="begin"/>
<bpmn:intermediateCatchEvent id="reply"><bpmn:messageEventDefinition id="m" messageRef="answer"/></bpmn:intermediateCatchEvent>
{user_task("read")}
<bpmn:endEvent id="end"/>
begin -> reply
reply -> read
read -> end
""",
    outside='<bpmn:message id="answer" name="answer"><bpmn:extensionElements><zeebe:subscription correlationKey="=nr"/></bpmn:extensionElements></bpmn:message>',
)


def test_a_message_finds_who_waits_for_it(bare: Bare):
    bare.deploy_diagram(WAITING)
    first, second = bare.start("waiting", "bob", nr=1), bare.start("waiting", "bob", nr=2)
    assert bare.message("answer", "2", text="ja") == [(second.id, "reply")]
    assert (first.waits_at, second.waits_at, second.variables["text"]) == (["reply"], ["read"], "ja")
    with pytest.raises(Conflict, match="nobody"):
        bare.message("answer", "3")


def test_a_message_that_came_early_waits_for_its_time(bare: Bare):
    bare.deploy_diagram(WAITING)
    early = messages.Message(name="answer", key="7", ttl=timedelta(hours=1), variables={"text": "früh"})
    assert messages.correlate(bare.engine, early, SYSTEM).kept
    matter = bare.start("waiting", "bob", nr=7)
    assert (matter.waits_at, matter.variables["text"]) == (["read"], "früh")
    late = messages.Message(name="answer", key="8", ttl=timedelta(hours=1))
    messages.correlate(bare.engine, late, SYSTEM)
    bare.advance(hours=2)
    assert bare.start("waiting", "bob", nr=8).waits_at == ["reply"]


def test_the_same_message_id_acts_once(bare: Bare):
    bare.deploy_diagram(WAITING)
    matter = bare.start("waiting", "bob", nr=1)
    message = messages.Message(name="answer", key="1", message_id="m-1")
    first = messages.correlate(bare.engine, message, SYSTEM)
    assert messages.correlate(bare.engine, message, SYSTEM) == first
    assert matter.waits_at == ["read"]


TALKING = diagram(
    "talking",
    """
<bpmn:startEvent id="begin"/>
<bpmn:intermediateThrowEvent id="say"><bpmn:messageEventDefinition id="m" messageRef="answer"/></bpmn:intermediateThrowEvent>
<bpmn:endEvent id="end"/>
begin -> say
say -> end
""",
    outside='<bpmn:message id="answer" name="answer"><bpmn:extensionElements><zeebe:subscription correlationKey="=nr"/></bpmn:extensionElements></bpmn:message>',
)


def test_what_one_matter_says_another_hears(bare: Bare):
    bare.deploy_diagram(WAITING)
    bare.deploy_diagram(TALKING)
    hears = bare.start("waiting", "bob", nr=5)
    assert bare.start("talking", "bob", nr=5).state == "completed"
    assert hears.waits_at == ["read"]


def test_a_timer_starts_a_matter_every_day(bare: Bare):
    bare.deploy_diagram(
        diagram(
            "daily",
            f"""
<bpmn:startEvent id="every"><bpmn:timerEventDefinition id="t"><bpmn:timeCycle>R3/P1D</bpmn:timeCycle></bpmn:timerEventDefinition></bpmn:startEvent>
{user_task("report")}
<bpmn:endEvent id="end"/>
every -> report
report -> end
""",
        )
    )
    for days, expected in ((1, 1), (1, 2), (1, 3), (5, 3)):
        bare.advance(days=days)
        assert len(bare.inbox("bob")) == expected


def test_the_record_is_whole_and_shows_what_was_altered(bare: Bare):
    bare.deploy_diagram(WAITING)
    bare.start("waiting", "bob", nr=1)
    bare.message("answer", "1")
    bare.advance(seconds=1)
    assert audit.verify(bare.engine) == []
    from sqlalchemy import text

    with bare.engine.work() as uow:
        uow.execute(text("UPDATE history SET actor = 'eve' WHERE verb = 'process_instance.start'"))
    assert any("was altered" in fault for fault in audit.verify(bare.engine))


def test_an_endless_automatic_loop_becomes_an_incident(bare: Bare):
    office = Bare(replace(bare.engine, limits=replace(bare.engine.limits, automatic_steps=600)))
    office.deploy_diagram(
        diagram(
            "spin",
            """
<bpmn:startEvent id="begin"/>
<bpmn:exclusiveGateway id="a"/>
<bpmn:scriptTask id="count" scriptFormat="feel"><bpmn:extensionElements><zeebe:script expression="=if n = null then 1 else n + 1" resultVariable="n"/></bpmn:extensionElements></bpmn:scriptTask>
<bpmn:exclusiveGateway id="b" default="f4"/>
<bpmn:endEvent id="end"/>
begin -> a
a -> count
count -> b
b -> a
b -> end: n &lt; 0
""",
        )
    )
    matter = office.start("spin", "bob")
    assert matter.state == "incident"


ORDERS = diagram(
    "orders",
    f"""
<bpmn:startEvent id="came"><bpmn:messageEventDefinition id="m" messageRef="order"/></bpmn:startEvent>
{user_task("pack")}
<bpmn:endEvent id="end"/>
came -> pack
pack -> end
""",
    outside='<bpmn:message id="order" name="order"/>',
)


def test_a_message_starts_one_matter_for_each_key(bare: Bare):
    bare.deploy_diagram(ORDERS)
    begun = bare.message("order", "A", what="tea")
    assert [element for _, element in begun] == ["came"]
    with pytest.raises(Conflict):  # one of that key runs already
        bare.message("order", "A")
    assert len(bare.message("order", "B")) == 1
    assert len(bare.inbox("bob")) == 2
    matter = Matter(bare, begun[0][0])
    assert matter.variables == {"what": "tea"}
    matter.do("pack", "bob")
    assert len(bare.message("order", "A")) == 1


def test_a_limit_reminds_once_a_level_and_stops_when_it_is_met(bare: Bare):
    bare.deploy_diagram(
        diagram(
            "limited",
            f"""
<bpmn:startEvent id="begin"/>
{user_task("answer", more='<liye:deadline key="answer" policy="7WD"/>')}
<bpmn:endEvent id="end"/>
begin -> answer
answer -> end
""",
        )
    )
    early, late = bare.start("limited", "bob"), bare.start("limited", "bob")  # Monday 2 March
    assert early.due("answer").isoformat() == "2026-03-11"
    assert early.now.due_at == early.tasks[0].due_at
    early.do("answer", "bob")
    bare.advance(days=20)
    assert early.reminded == []
    assert [(level, str(day)) for _, level, day in late.reminded] == [
        ("L1", "2026-03-06"), ("L2", "2026-03-11"), ("L3", "2026-03-12"), ("L4", "2026-03-16"),
    ]  # fmt: skip
    late.do("answer", "bob")
    assert late.deadlines["answer"]["late_minutes"] > 10 * 24 * 60
    assert early.deadlines["answer"]["late_minutes"] == 0


def test_a_limit_of_the_matter_follows_the_variables_it_is_worked_out_from(bare: Bare):
    limit = """<liye:deadline key="reply" policy="=if complex then &quot;6M&quot; else &quot;3M&quot;" from="=given_on"/>"""
    steps = "\n".join(['<bpmn:startEvent id="begin"/>', *map(user_task, "abcd"), '<bpmn:endEvent id="end"/>'])
    flows = "\n".join(f"{one} -> {next_}" for one, next_ in pairwise(["begin", *"abcd", "end"]))
    bare.deploy_diagram(diagram("follows", f"{steps}\n{flows}", inside=limit))
    matter = bare.start("follows", "bob", complex=False)
    assert "reply" not in matter.deadlines  # nothing to count from
    matter.do("a", "bob", given_on="2026-02-27")
    assert matter.due("reply").isoformat() == "2026-05-27"
    bare.advance(days=10)
    matter.do("b", "bob", complex=True)
    assert matter.due("reply").isoformat() == "2026-08-27"
    matter.do("c", "bob", given_on="2026-03-10")
    assert matter.due("reply").isoformat() == "2026-09-10"
    assert len(matter.deadlines) == 1
    matter.do("d", "bob", given_on=None)
    assert matter.deadlines["reply"]["met_at"] is not None


def test_a_limit_goes_on_reminding_where_its_ladder_says_so(bare: Bare):
    limit = '<liye:deadline key="reply" policy="proposal.return"/>'
    bare.deploy_diagram(
        diagram("urged", f"""
<bpmn:startEvent id="begin"/>
{user_task("answer", more=limit)}
<bpmn:endEvent id="end"/>
begin -> answer
answer -> end
""")
    )  # fmt: skip
    matter = bare.start("urged", "bob")
    bare.advance("2026-03-19 12:00")
    assert [(level, str(day)) for _, level, day in matter.reminded] == [
        ("5", "2026-03-11"),
        *[("overdue", f"2026-03-{day}") for day in (17, 18, 19)],
    ]
    matter.do("answer", "bob")
    bare.advance("2026-03-25 12:00")
    assert len(matter.reminded) == 4
