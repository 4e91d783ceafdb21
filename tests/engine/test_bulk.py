"""Several tasks are approved at once: each is looked at alone, and one that is refused holds up no other."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.commands import bulk, user_tasks
from engine.commands.bulk import Chosen
from engine.errors import InvalidDeployment
from engine.model import SYSTEM, UserTask
from engine.queries import bulk as queries
from engine.queries import process_instances
from tests.diagrams import diagram, user_task
from tests.engine.conftest import Bare

TEXT = {"type": "string", "maxLength": 200}
ASK: dict[str, Any] = {
    "schema": {
        "type": "object",
        "title": "审批",
        "properties": {
            "what": {**TEXT, "title": "事项"},
            "copies": {"type": "integer", "title": "份数"},
            "result": {"type": "string", "title": "决定", "enum": ["approve", "refuse"]},
            "why": {**TEXT, "title": "为何不同意"},
            "opinion": {**TEXT, "title": "意见"},
        },
        "required": ["result"],
    },
    "ui": {
        "fields": {
            "what": {"readonly": True},
            "copies": {"initial": "= 2"},
            "why": {"visibleIf": '= result = "refuse"'},
        }
    },
}
BULK = '<liye:bulk field="result" agree="approve" opinion="opinion"/>'
FORM = '<zeebe:formDefinition formId="ask"/>'


def asking(*, more: str = BULK, form: str = FORM, who: str = "") -> bytes:
    """A request: somebody approves it, and then it is settled; ``who`` does both, else the clerks."""
    body = f"""
<bpmn:startEvent id="begin"/>
{user_task("ask", more=form + more)}
<bpmn:exclusiveGateway id="how" default="f3"/>
{user_task("settle")}
<bpmn:endEvent id="end"/>
begin -> ask
ask -> how
how -> end
how -> settle: result = "approve"
settle -> end
"""
    body = body.replace('name="ask"', 'name="审批"').replace('name="settle"', 'name="承办"')
    body = body.replace('candidateGroups="clerks"', f'assignee="{who}"') if who else body
    return diagram("asking", body, name="请示", inside='<liye:title expression="=what"/>')


def deploy(office: Bare, xml: bytes | None = None, form: dict[str, Any] = ASK) -> None:
    office.deploy_diagram(xml or asking(), ask__json=json.dumps(form).encode())


def chosen(*tasks: UserTask) -> list[Chosen]:
    return [Chosen(task.id, task.revision) for task in tasks]


def test_each_is_done_alone_and_what_is_refused_says_why(bare: Bare):
    deploy(bare)
    bare.deploy_diagram(diagram("other", f'<bpmn:startEvent id="s"/>{user_task("look")}\ns -> look'))
    matters = [bare.start("asking", "bob", what=f"第{n}件", copies=n) for n in range(1, 6)]
    tasks = [matter.task("ask") for matter in matters]
    user_tasks.claim(bare.engine, tasks[1].id, bare.actor("cai"))
    tasks[1] = matters[1].task("ask")
    user_tasks.save_draft(bare.engine, tasks[2].id, {"result": "refuse"}, bare.actor("bob"))
    user_tasks.claim(bare.engine, tasks[3].id, bare.actor("bob"))  # another revision than was looked at
    alone = bare.start("other", "bob").task("look")
    told = bulk.foretell(bare.engine, chosen(*tasks, alone), "同意", bare.actor("bob"))
    assert told[0].foretold is not None
    assert [task.element_id for task in told[0].foretold.created] == ["settle"]
    assert all(matter.waits_at == ["ask"] for matter in matters)
    found = bulk.approve(bare.engine, chosen(*tasks, alone, tasks[0]), " 同意 ", bare.actor("bob"))
    assert [one.refusal.code if one.refusal else None for one in found] == [
        None, "NOT_YOUR_TASK", "DRAFT_BEGUN", "STALE", None, "NOT_IN_BULK",
    ]  # fmt: skip
    assert [one.refusal.code if one.refusal else None for one in told] == [
        one.refusal.code if one.refusal else None for one in found
    ]
    assert [matter.waits_at for matter in matters] == [["settle"], ["ask"], ["ask"], ["ask"], ["settle"]]
    said = matters[4].variables
    assert (said["result"], said["opinion"], said["copies"]) == ("approve", "同意", 5)
    (act,) = [
        a
        for a in process_instances.trail(bare.engine, matters[0].id, SYSTEM)
        if a.verb == "user_task.complete"
    ]
    assert (act.actor, act.data["together"]) == ("bob", True)


one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@one_database
def test_an_opinion_that_a_step_does_not_take_is_not_lost_in_silence(bare: Bare):
    deploy(bare, asking(more='<liye:bulk field="result" agree="approve"/>'))
    task = bare.start("asking", "bob", what="甲").task("ask")
    (refused,) = bulk.approve(bare.engine, chosen(task), "同意", bare.actor("bob"))
    assert refused.refusal is not None
    assert refused.refusal.code == "NO_OPINION_HERE"
    (done,) = bulk.approve(bare.engine, chosen(task), "", bare.actor("bob"))
    assert done.matter is not None


@one_database
def test_where_several_answers_approve_one_is_chosen_for_each(bare: Bare):
    form = json.loads(json.dumps(ASK))
    form["schema"]["properties"]["result"]["enum"] = ["approve", "approve_in_part", "refuse"]
    deploy(bare, asking(more=BULK.replace('agree="approve"', 'agree="approve, approve_in_part"')), form)
    matters = [bare.start("asking", "bob", what=what) for what in ("甲", "乙", "丙")]
    ids = [matter.task("ask").id for matter in matters]
    tasks = [Chosen(ids[0]), Chosen(ids[1], answer="approve_in_part"), Chosen(ids[2], answer="refuse")]
    found = bulk.approve(bare.engine, tasks, "同意", bare.actor("bob"))
    assert [one.refusal.code if one.refusal else None for one in found] == [None, None, "ANSWER_NOT_OFFERED"]
    assert [matter.variables.get("result") for matter in matters] == ["approve", "approve_in_part", None]
    again = bulk.approve(bare.engine, tasks[:2], "同意", bare.actor("bob"))
    assert [one.is_before for one in again] == [True, True]
    (other,) = bulk.approve(bare.engine, [Chosen(ids[1])], "同意", bare.actor("bob"))
    assert other.refusal is not None, "he had chosen another answer"


@one_database
def test_a_task_without_a_form_takes_the_opinion(bare: Bare):
    deploy(bare, asking(form="", more='<liye:bulk opinion="opinion"/>'))
    matter = bare.start("asking", "bob", result="approve")
    bulk.approve(bare.engine, chosen(matter.task("ask")), "已阅", bare.actor("bob"))
    assert (matter.waits_at, matter.variables["opinion"]) == (["settle"], "已阅")


@one_database
@pytest.mark.parametrize(
    ("said", "change", "message"),
    [
        ('field="result" agree="yes"', {}, "takes no answer 'yes'"),
        ('field="nosuch" agree="yes"', {}, "takes no answer"),
        ('opinion="result"', {"required": []}, "has no text 'result'"),
        ('field="result" agree="approve"', {"required": ["result", "copies_of"]}, "must have 'copies_of'"),
    ],
)
def test_a_form_that_cannot_be_filled_in_so_is_refused(
    bare: Bare, said: str, change: dict[str, Any], message: str
):
    form = json.loads(json.dumps(ASK))
    form["schema"]["properties"]["copies_of"] = {**TEXT, "title": "附件"}
    form["schema"] |= change
    with pytest.raises(InvalidDeployment) as refused:
        deploy(bare, asking(more=f"<liye:bulk {said}/>"), form)
    found, *_ = [one for one in refused.value.findings if one.rule == "bulk-form"]
    assert found.element_id == "ask"
    assert message in found.message
    assert found.message_zh != found.message


@one_database
def test_a_called_process_says_it_of_its_own_steps(bare: Bare):
    deploy(bare)
    call = '<bpmn:extensionElements><zeebe:calledElement processId="asking"/></bpmn:extensionElements>'
    outer = f'<bpmn:startEvent id="s"/><bpmn:callActivity id="c">{call}</bpmn:callActivity>\ns -> c'
    bare.deploy_diagram(diagram("outer", outer))
    matter = bare.start("outer", "bob", what="外层")
    task = matter.task("ask")
    assert task.bulk
    (one,) = queries.offered(bare.engine, [task.id, "nosuch"], bare.actor("bob"))
    assert (one.said.field, one.form is not None) == ("result", True)
    (done,) = bulk.approve(bare.engine, chosen(task), "同意", bare.actor("bob"))
    assert done.refusal is None
    assert matter.waits_at == ["settle"]
    assert queries.offered(bare.engine, [task.id], bare.actor("bob")) == []
