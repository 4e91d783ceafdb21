"""A called process asks its own forms, and says itself what it waits for."""

from __future__ import annotations

import json

import pytest

from engine.commands import user_tasks
from engine.commands._answers import InvalidAnswers
from engine.model import SYSTEM
from engine.queries import answers, waiting
from engine.queries import user_tasks as queries
from tests.diagrams import diagram, task_of
from tests.engine.conftest import Bare
from tests.office import Matter

FORM = json.dumps(
    {
        "schema": {
            "type": "object",
            "title": "意见",
            "properties": {"view": {"type": "string", "maxLength": 20, "title": "看法"}},
            "required": ["view"],
        },
        "ui": {},
    }
)
CALLED = diagram(
    "called",
    f"""
<bpmn:startEvent id="in"/>
{task_of("look", "cai", '<zeebe:formDefinition formId="look"/>')}
<bpmn:endEvent id="out"/>
in -> look
look -> out
""",
)
CALLING = diagram(
    "calling",
    """
<bpmn:startEvent id="begin"/>
<bpmn:callActivity id="call"><bpmn:extensionElements><zeebe:calledElement processId="called"/></bpmn:extensionElements></bpmn:callActivity>
<bpmn:endEvent id="end"/>
begin -> call
call -> end
""",
)


@pytest.fixture
def matter(bare: Bare) -> Matter:
    bare.deploy_diagram(CALLED, **{"forms/look__json": FORM.encode()})
    bare.deploy_diagram(CALLING)
    return bare.start("calling", "bob")


def test_its_task_shows_and_checks_its_own_form_and_its_answer_is_told(bare: Bare, matter: Matter) -> None:
    cai, task = bare.actor("cai"), matter.task("look").id
    opened = queries.get(bare.engine, task, cai)
    assert (opened.has_own_form, [field.name for field in opened.form.fields]) == (True, ["view"])
    with pytest.raises(InvalidAnswers):
        user_tasks.complete(bare.engine, task, {}, cai)
    user_tasks.complete(bare.engine, task, {"view": "可行"}, cai)
    assert matter.state == "completed"
    [said] = answers.of_instance(bare.engine, matter.id, SYSTEM)
    assert (said.form.title, said.values["view"]) == ("意见", "可行")


def test_its_task_takes_its_number(bare: Bare) -> None:
    numbered = CALLED.decode().replace(
        '<zeebe:formDefinition formId="look"/>', '<liye:number book="收" resultVariable="no"/>'
    )
    bare.deploy_diagram(numbered.encode())
    bare.deploy_diagram(CALLING)
    matter = bare.start("calling", "bob").do("look", "cai")
    assert matter.state == "completed"
    assert len(matter.numbers) == 1


CATCHING = diagram(
    "called",
    """
<bpmn:startEvent id="in"/>
<bpmn:eventBasedGateway id="either"/>
<bpmn:intermediateCatchEvent id="reply" name="收到答复"><bpmn:messageEventDefinition id="m" messageRef="answer"/></bpmn:intermediateCatchEvent>
<bpmn:intermediateCatchEvent id="late" name="逾期"><bpmn:timerEventDefinition id="t"><bpmn:timeDuration>P3D</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>
<bpmn:endEvent id="out"/>
<bpmn:endEvent id="out2"/>
in -> either
either -> reply
either -> late
reply -> out
late -> out2
""",
    outside='<bpmn:message id="answer" name="answer"><bpmn:extensionElements><zeebe:subscription correlationKey="=1"/></bpmn:extensionElements></bpmn:message>',
)


def test_why_it_waits_is_told_of_the_called_process_too(bare: Bare) -> None:
    bare.deploy_diagram(CATCHING)
    bare.deploy_diagram(CALLING)
    matter = bare.start("calling", "bob")
    reasons = waiting.of_matters(bare.engine, [matter.now])[matter.id]
    assert [(one.kind, one.element_id) for one in reasons] == [("timer", "late"), ("message", "reply")]
