"""What was taken back is as it was: the record says so too, and due dates that moved in that step are as before."""

from __future__ import annotations

import pytest

from engine.commands import returns, user_tasks
from engine.errors import Conflict
from engine.model import SYSTEM
from engine.office import numbering
from engine.queries import process_instances as instance_queries
from engine.queries import state_at
from engine.queries import user_tasks as task_queries
from tests.diagrams import REWORK, diagram, task_of
from tests.engine.conftest import Bare
from tests.office import Matter


def take_back(matter: Matter, element: str, by: str) -> None:
    office = matter.office
    done = [t for t in task_queries.of_instance(office.engine, matter.id, SYSTEM) if t.element_id == element]
    user_tasks.withdraw(office.engine, done[-1].id, office.actor(by))


def test_the_record_folds_to_what_was_before_the_step_that_was_taken_back(bare: Bare) -> None:
    bare.deploy_diagram(REWORK)
    matter = bare.start("rework", "bob", text="v0")
    before = state_at.state_at(bare.engine, matter.id, bare.engine.clock.now(), SYSTEM)
    matter.do("draft", "bob", text="v1", good=True)
    take_back(matter, "draft", "bob")
    after = state_at.state_at(bare.engine, matter.id, bare.engine.clock.now(), SYSTEM)
    assert (after.tokens, after.tasks) == (before.tokens, before.tasks)
    assert after.scopes[after.root or ""] == matter.variables == {"text": "v0"}


PAUSING = diagram(
    "pausing",
    f"""
<bpmn:startEvent id="begin"/>
<bpmn:parallelGateway id="fork"/>
{task_of("work", "bob", '<liye:deadline key="work" policy="5WD" pausedBy="supplement"/>')}
{task_of("ask", "cai")}
{task_of("supplement", "eve")}
<bpmn:parallelGateway id="join"/>
<bpmn:endEvent id="end"/>
begin -> fork
fork -> work
fork -> ask
ask -> supplement
work -> join
supplement -> join
join -> end
""",
)


def test_a_due_date_that_the_step_paused_is_as_it_was(bare: Bare) -> None:
    bare.deploy_diagram(PAUSING)
    matter = bare.start("pausing", "bob")
    due = matter.task("work").due_at
    assert due is not None
    matter.do("ask", "cai")
    assert matter.task("work").due_at is None
    take_back(matter, "ask", "cai")
    assert matter.task("work").due_at == due


NUMBERED = diagram(
    "numbered",
    f"""
<bpmn:startEvent id="begin"/>
{task_of("enter", "bob", '<liye:number book="收" resultVariable="no"/>', name="登记")}
{task_of("check", "cai")}
<bpmn:endEvent id="end"/>
begin -> enter
enter -> check
check -> end
""",
)


def test_a_number_the_step_took_is_void_and_never_given_again(bare: Bare) -> None:
    bare.deploy_diagram(NUMBERED)
    matter = bare.start("numbered", "bob").do("enter", "bob")
    [first] = matter.numbers
    take_back(matter, "enter", "bob")
    with bare.engine.reading() as view:
        [void] = numbering.of_matter(view, matter.id)
    assert (void.text, void.void_by, void.void_reason) == (first, "bob", "撤回：登记")
    matter.do("enter", "bob")
    assert matter.variables["no"] != first
    assert matter.numbers == [matter.variables["no"]]


TELLING = diagram(
    "telling",
    f"""
<bpmn:startEvent id="begin"/>
{task_of("write", "bob")}
<bpmn:intermediateThrowEvent id="tell"><bpmn:signalEventDefinition id="tell_s" signalRef="told"/></bpmn:intermediateThrowEvent>
{task_of("wait", "cai")}
<bpmn:endEvent id="end"/>
begin -> write
write -> tell
tell -> wait
wait -> end
""",
    outside='<bpmn:signal id="told" name="told"/>',
)


def test_what_was_sent_to_others_is_not_taken_back(bare: Bare) -> None:
    bare.deploy_diagram(TELLING)
    matter = bare.start("telling", "bob").do("write", "bob")
    with pytest.raises(Conflict, match="cannot be taken back"):
        take_back(matter, "write", "bob")
    assert matter.waits_at == ["wait"]


def test_a_step_done_again_keeps_its_number_unless_it_is_of_another_book_now(bare: Bare) -> None:
    bare.deploy_diagram(NUMBERED.replace(b'book="\xe6\x94\xb6"', b'book="=book"'))
    matter = bare.start("numbered", "bob", book="收").do("enter", "bob")
    [first] = matter.numbers

    def send_back() -> None:
        task = matter.task("check")
        returns.return_task(bare.engine, task.id, "enter", "rewalk", "补登", bare.actor("cai"))

    send_back()
    matter.do("enter", "bob")
    assert matter.numbers == [first] == [matter.variables["no"]]
    send_back()
    matter.do("enter", "bob", book="电")
    with bare.engine.reading() as view:
        void, second = numbering.of_matter(view, matter.id)
    assert (void.text, void.is_void, void.void_reason) == (first, True, "改用字号：电")
    assert (second.text, second.is_void) == (matter.variables["no"], False)


NOBODYS = diagram(
    "nobodys",
    """
<bpmn:startEvent id="begin"/>
<bpmn:userTask id="first"><bpmn:extensionElements><zeebe:assignmentDefinition candidateGroups="=first"/></bpmn:extensionElements></bpmn:userTask>
<bpmn:userTask id="second"><bpmn:extensionElements><zeebe:assignmentDefinition candidateGroups="=second"/></bpmn:extensionElements></bpmn:userTask>
<bpmn:endEvent id="end"/>
begin -> first
first -> second
second -> end
""",
)


def test_incidents_of_the_step_are_over_and_those_it_resolved_are_open_again(bare: Bare) -> None:
    bare.deploy_diagram(NOBODYS)

    def causes(matter: Matter) -> list[tuple[str, str]]:
        found = instance_queries.incidents_of(bare.engine, matter.id, SYSTEM)
        return [(one.cause, one.element_id) for one in found if one.resolved_at is None]

    matter = bare.start("nobodys", "bob", first=["clerks"], second=["nobody"]).do("first", "bob")
    assert (matter.state, causes(matter)) == ("incident", [("NO_CANDIDATES", "second")])
    take_back(matter, "first", "bob")
    assert (matter.state, causes(matter)) == ("active", [])
    other = bare.start("nobodys", "bob", first=["nobody"], second=["clerks"])
    task = other.task("first")
    user_tasks.transfer(bare.engine, task.id, "cai", "无人", bare.actor("ann"))
    other.do("first", "cai")
    assert causes(other) == []
    take_back(other, "first", "cai")
    assert (other.state, causes(other)) == ("incident", [("NO_CANDIDATES", "first")])
