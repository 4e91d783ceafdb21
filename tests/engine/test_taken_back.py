"""What was taken back is as it was: the record says so too, and due dates that moved in that step are as before."""

from __future__ import annotations

from engine.commands import user_tasks
from engine.model import SYSTEM
from engine.queries import state_at
from engine.queries import user_tasks as task_queries
from tests.diagrams import REWORK, diagram
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
    """
<bpmn:startEvent id="begin"/>
<bpmn:parallelGateway id="fork"/>
<bpmn:userTask id="work"><bpmn:extensionElements><zeebe:assignmentDefinition assignee="bob"/>
<liye:deadline key="work" policy="5WD" pausedBy="supplement"/></bpmn:extensionElements></bpmn:userTask>
<bpmn:userTask id="ask"><bpmn:extensionElements><zeebe:assignmentDefinition assignee="cai"/></bpmn:extensionElements></bpmn:userTask>
<bpmn:userTask id="supplement"><bpmn:extensionElements><zeebe:assignmentDefinition assignee="eve"/></bpmn:extensionElements></bpmn:userTask>
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
