"""A called process on the pages of the matter that called it."""

from __future__ import annotations

import json

import pytest

from tests.diagrams import diagram, task_of
from tests.office import Matter, Office
from tests.web.window import APPLICANT, KEEPER, MANAGER, Window

FORM = {"schema": {"type": "object", "title": "意见", "properties": {"opinion": {"type": "string", "maxLength": 200, "title": "意见"}}}, "ui": {}}  # fmt: skip
ENGLISH = {"look": "Say what you think", "look.opinion": "Your view", "heard": "Everybody was heard"}


CHILD = diagram(
    "asked",
    f"""
<bpmn:startEvent id="in"/>
{task_of("look", "=who", '<zeebe:formDefinition formId="look"/><liye:opinionGroup name="会办意见"/>', name="提意见")}
<bpmn:intermediateThrowEvent id="heard" name="意见已收"/>
{task_of("close", "=who", name="办结意见")}
<bpmn:endEvent id="out"/>
in -> look
look -> heard
heard -> close
close -> out
""",
)
PARENT = diagram(
    "asking",
    f"""
<bpmn:startEvent id="begin"/>
<bpmn:callActivity id="call" name="征求意见"><bpmn:extensionElements><zeebe:calledElement processId="asked"/></bpmn:extensionElements></bpmn:callActivity>
{task_of("close", APPLICANT, name="归档")}
<bpmn:endEvent id="end"/>
begin -> call
call -> close
close -> end
""",
)


pytestmark = pytest.mark.parametrize("open_office", ["sqlite"], indirect=True)


@pytest.fixture
def matter(office: Office) -> Matter:
    """It asks the keeper of the seal."""
    texts = json.dumps(ENGLISH)
    office.deploy(asked__bpmn=CHILD, en__json=texts, **{"forms/look__json": json.dumps(FORM)})
    office.deploy(asking__bpmn=PARENT)
    return office.start("asking", APPLICANT, who=KEEPER)


def test_it_stands_at_its_call_and_its_words_are_its_own(office: Office, matter: Matter) -> None:
    window = Window(office)
    keeper, manager = window.as_(KEEPER), window.as_(MANAGER)
    state = json.loads(keeper.page(f"/matters/{matter.id}/diagram.json"))["elements"]
    assert state["call"]["state"] == "active"
    assert state["call"]["note"]
    assert "look" not in state
    english = window.as_(KEEPER).speaks("en")
    page = english.page(f"/tasks/{matter.task('look').id}")
    assert "Say what you think" in page
    assert "Your view" in page
    moving = manager.page(f"/matters/{matter.id}/move")
    assert "办结意见" in moving
    assert "归档" in moving
    assert "会办意见" in manager.page(f"/matters/{matter.id}/sheet")


def test_what_it_did_is_told_and_not_drawn_over_steps_of_the_same_name(
    office: Office, matter: Matter
) -> None:
    matter.do("look", KEEPER, opinion="拟予支持").do("close", KEEPER)
    keeper = Window(office).as_(KEEPER)
    state = json.loads(keeper.page(f"/matters/{matter.id}/diagram.json"))["elements"]
    assert (state["call"]["state"], state["close"]["state"], state["close"].get("visits")) == (
        "done",
        "active",
        None,
    )
    page = keeper.page(f"/matters/{matter.id}")
    assert "意见已收" in page, "an event with a name"
    sheet = keeper.page(f"/matters/{matter.id}/sheet")
    assert "会办意见" in sheet
    assert "拟予支持" in sheet
