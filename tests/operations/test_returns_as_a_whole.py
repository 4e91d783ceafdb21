"""What was done several times side by side, or as people chose, is returned to as a whole."""

from __future__ import annotations

import pytest

from engine.commands import messages, returns
from engine.errors import Conflict
from engine.queries import returns as queries
from tests.diagrams import diagram, each, task_of
from tests.engine.conftest import Bare, bare  # noqa: F401  (a fixture)
from tests.office import Matter

SEVERAL = diagram(
    "several",
    "\n".join(
        (
            '<bpmn:startEvent id="begin"/>',
            task_of("register", "bob"),
            '<bpmn:subProcess id="handled" name="各单位办理">'
            + each("units", "unit")
            + '<bpmn:startEvent id="in"/>'
            + task_of("do", "=unit")
            + task_of("check", "cai")
            + '<bpmn:endEvent id="out"/><bpmn:sequenceFlow id="x" sourceRef="in" targetRef="do"/>'
            '<bpmn:sequenceFlow id="y" sourceRef="do" targetRef="check"/>'
            '<bpmn:sequenceFlow id="z" sourceRef="check" targetRef="out"/></bpmn:subProcess>',
            task_of("sign", "ann"),
            '<bpmn:endEvent id="end"/>',
            "begin -> register",
            "register -> handled",
            "handled -> sign",
            "sign -> end",
        )
    ),
)


@pytest.fixture
def matter(bare: Bare) -> Matter:  # noqa: F811
    bare.deploy_diagram(SEVERAL)
    matter = bare.start("several", "bob", units=["bob", "eve"])
    matter.do("register", "bob")
    for who in ("bob", "eve"):
        matter.finish(matter.task("do", assignee=who), who)
    matter.do_all("check", "cai")
    return matter


def send_back(matter: Matter, to: str, mode: str) -> None:
    office = matter.office
    returns.return_task(office.engine, matter.task("sign").id, to, mode, "重办", office.actor("ann"))


def test_the_whole_is_offered_once_by_its_name(matter: Matter) -> None:
    offered = queries.offered(matter.office.engine, matter.task("sign").id, matter.office.actor("ann"))
    assert [(step.element_id, step.name, step.is_previous) for step in offered.steps] == [
        ("register", "register", False), ("handled", "各单位办理", True),
    ]  # fmt: skip


def test_all_are_asked_again_and_it_is_walked_from_there(matter: Matter) -> None:
    send_back(matter, "previous", "rewalk")
    assert sorted(str(task.assignee) for task in matter.tasks) == ["bob", "eve"]
    for who in ("bob", "eve"):
        matter.finish(matter.task("do", assignee=who), who)
    matter.do_all("check", "cai")
    assert matter.waits_at == ["sign"]
    assert matter.do("sign", "ann").state == "completed"


def test_when_it_is_done_it_comes_straight_back(matter: Matter) -> None:
    send_back(matter, "handled", "jump_back")
    for who in ("bob", "eve"):
        matter.finish(matter.task("do", assignee=who), who)
    assert matter.waits_at == ["check"]
    matter.do_all("check", "cai")
    assert [(task.element_id, task.assignee) for task in matter.tasks] == [("sign", "ann")]
    assert matter.do("sign", "ann").state == "completed"


def test_inside_one_goes_back_in_his_own_only(bare: Bare) -> None:  # noqa: F811
    bare.deploy_diagram(SEVERAL)
    matter = bare.start("several", "bob", units=["bob", "eve"]).do("register", "bob")
    matter.finish(matter.task("do", assignee="eve"), "eve")
    check = matter.task("check")
    returns.return_task(bare.engine, check.id, "do", "rewalk", "补充", bare.actor("cai"))
    assert sorted((task.element_id, task.assignee) for task in matter.tasks) == [("do", "bob"), ("do", "eve")]


CHOSEN = diagram(
    "chosen",
    "\n".join(
        (
            '<bpmn:startEvent id="begin"/>',
            '<bpmn:adHocSubProcess id="study" name="研究">'
            + task_of("ask", "bob")
            + "<bpmn:completionCondition>=over = true</bpmn:completionCondition></bpmn:adHocSubProcess>",
            task_of("sign", "ann"),
            '<bpmn:endEvent id="end"/>',
            "begin -> study",
            "study -> sign",
            "sign -> end",
        )
    ),
)


@pytest.mark.parametrize("mode", ["rewalk", "jump_back"])
def test_what_people_choose_is_chosen_again(bare: Bare, mode: str) -> None:  # noqa: F811
    bare.deploy_diagram(CHOSEN)
    matter = bare.start("chosen", "bob")
    messages.ask(bare.engine, matter.id, "ask", bare.actor("bob"))
    matter.do("ask", "bob", over=True)
    send_back(matter, "study", mode)
    assert matter.waits_at == ["study"]
    messages.ask(bare.engine, matter.id, "ask", bare.actor("bob"))
    matter.do("ask", "bob", over=True)
    assert matter.do("sign", "ann").state == "completed"


def test_what_is_not_behind_is_refused_with_what_is(matter: Matter) -> None:
    with pytest.raises(Conflict) as refused:
        send_back(matter, "do", "rewalk")
    assert (refused.value.code, refused.value.details["steps"]) == (
        "RETURN_NOT_ALLOWED",
        ["register", "handled"],
    )
