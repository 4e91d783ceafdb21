"""A limit that stands still from its first moment has its reminders once it goes on."""

from __future__ import annotations

from tests.diagrams import diagram, task_of
from tests.engine.conftest import Bare

BOTH = diagram(
    "both",
    f"""
<bpmn:startEvent id="begin"/>
<bpmn:parallelGateway id="fork"/>
{task_of("supplement", "eve")}
{task_of("work", "bob", '<liye:deadline key="work" policy="10WD" pausedBy="supplement"/>')}
<bpmn:parallelGateway id="join"/>
<bpmn:endEvent id="end"/>
begin -> fork
fork -> supplement
fork -> work
supplement -> join
work -> join
join -> end
""",
)


def test_it_is_reminded_of_after_it_went_on(bare: Bare) -> None:
    bare.deploy_diagram(BOTH)
    matter = bare.start("both", "bob")
    assert matter.task("work").due_at is None
    matter.do("supplement", "eve")
    bare.advance(days=40)
    assert "bob" in {login for to in matter.told("work").values() for login in to}
    assert matter.state == "active"
