"""The steps of a called process keep every promise that a step of the matter's own process keeps.

A parent asks each of two people's offices at once; each gets the child with the same step keys, and the parent
has a step of that name too: whatever looks a step up by its name alone finds the wrong one.
"""

from __future__ import annotations

import json

import pytest

from engine.commands import deadlines as pausing
from engine.commands import returns, user_tasks
from engine.commands.preview import preview
from engine.errors import EngineError
from engine.office import numbering
from engine.office.deadlines import Deadline
from engine.queries import answers, deadlines
from engine.queries import circulations as sent
from engine.queries import returns as ways
from engine.queries import user_tasks as queries
from engine.running_deadlines import agenda_id
from tests.diagrams import diagram
from tests.engine.conftest import Bare
from tests.office import Matter


def form(title: str, **fields: str) -> bytes:
    """A form of short texts by their titles."""
    properties = {key: {"type": "string", "maxLength": 40, "title": text} for key, text in fields.items()}
    return json.dumps(
        {"schema": {"type": "object", "title": title, "properties": properties}, "ui": {}}
    ).encode()


VOTE = form("会签", answer="意见")


def task(element_id: str, who: str, said: str = "", loop: str = "", name: str = "") -> str:
    """A user task with our words."""
    return (
        f'<bpmn:userTask id="{element_id}" name="{name or element_id}"><bpmn:extensionElements>'
        f'<zeebe:assignmentDefinition assignee="{who}"/>{said}</bpmn:extensionElements>{loop}</bpmn:userTask>'
    )


EACH = (
    "<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements><zeebe:loopCharacteristics "
    'inputCollection="={0}" inputElement="{1}"/></bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>'
)


def child(look: str = "", *, inside: str = "") -> bytes:
    """The called process: it looks, signs together, registers."""
    return diagram(
        "child",
        f"""
<bpmn:startEvent id="in"/>
{task("draft", "=owner", look, name="承办")}
{task("sign", "=signer", '<liye:countersign mode="all" confirms="words" resultVariable="signed"/><zeebe:formDefinition formId="vote"/>', EACH.format("signers", "signer"))}
{task("register", "=owner", '<liye:circulate to="=readers"/>')}
<bpmn:endEvent id="out"/>
in -> draft
draft -> sign
sign -> register
register -> out
""",
        inside=inside,
    )


def parent(loop: str = EACH.format("owners", "owner"), *, inside: str = "") -> bytes:
    """The matter's own process; its step ``draft`` has the name of one of the child's."""
    call = '<zeebe:calledElement processId="child" propagateAllChildVariables="false"/>'
    return diagram(
        "parent",
        f"""
<bpmn:startEvent id="begin"/>
{task("draft", "bob", '<liye:circulate to="=nobody"/>', name="拟稿")}
<bpmn:callActivity id="ask"><bpmn:extensionElements>{call}</bpmn:extensionElements>{loop}</bpmn:callActivity>
{task("close", "bob")}
<bpmn:endEvent id="end"/>
begin -> draft
draft -> ask
ask -> close
close -> end
""",
        inside=inside,
    )


def begun(bare: Bare, look: str = "", *, inside: str = "", **files: bytes) -> Matter:
    """Both are deployed; bob has drafted, and bob's and cai's children run."""
    bare.deploy_diagram(child(look, inside=inside), **{"forms/vote__json": VOTE, **files})
    bare.deploy_diagram(parent())
    values = {"owners": ["bob", "cai"], "signers": ["ann", "eve"], "readers": ["eve"], "nobody": []}
    return bare.start("parent", "bob", **values, words="稿", docs=["甲", "乙"]).do("draft", "bob")


def of(matter: Matter, login: str) -> str:
    return matter.task("draft", assignee=login).id


def do(matter: Matter, element_id: str, login: str, **values: str) -> None:
    matter.finish(matter.task(element_id, assignee=login), login, **values)


def finish(matter: Matter, owner: str) -> None:
    """All of the child of one owner; the others wait."""
    do(matter, "draft", owner)
    do(matter, "sign", "ann", answer="agree")
    do(matter, "sign", "eve", answer="agree")
    do(matter, "register", owner)


def running(matter: Matter) -> list[Deadline]:
    found = deadlines.running(matter.office.engine, matter.id, matter.office.actor("ann"))
    return [one.deadline for one in found]


def rounds(matter: Matter) -> list[tuple[str, list[str]]]:
    found = sent.of_instance(matter.office.engine, matter.id, matter.office.actor("ann"))
    return [(one.text, [receiver.login for receiver in one.receivers]) for one in found]


def test_what_a_step_sends_round_is_read_from_its_own_process(bare: Bare) -> None:
    matter = begun(bare, '<liye:circulate to="=[owner]" on="open" text="=owner"/>')
    assert sorted(rounds(matter)) == [("bob", ["bob"]), ("cai", ["cai"])]


def test_the_last_step_of_a_called_process_still_sends(bare: Bare) -> None:
    said = task("draft", "=owner", '<liye:circulate to="=readers"/>')
    bare.deploy_diagram(
        diagram(
            "child",
            f"""<bpmn:startEvent id="in"/>\n{said}\n<bpmn:endEvent id="out"/>\nin -> draft\ndraft -> out""",
        )
    )
    bare.deploy_diagram(parent())
    matter = bare.start("parent", "bob", owners=["cai"], readers=["eve"], nobody=[])
    matter.do("draft", "bob").do("draft", "cai")
    assert matter.waits_at == ["close"], "the called process is over"
    assert rounds(matter) == [("", ["eve"])]


NUMBERED = '<liye:number book="收" resultVariable="no" keptBy="register"/>'


def test_a_cancelled_matter_leaves_void_what_its_called_processes_did_not_use(bare: Bare) -> None:
    matter = begun(bare, NUMBERED)
    finish(matter, "bob")
    do(matter, "draft", "cai")
    used, unused = matter.numbers
    matter.cancel("ann", "撤销")
    assert matter.numbers == [used], "bob's was put to use, cai's was not"
    with bare.engine.reading() as view:
        assert numbering.find(view, unused).void_reason == "撤销"


def test_a_running_matter_asks_the_form_of_the_version_it_called(bare: Bare) -> None:
    asking = '<zeebe:formDefinition formId="look"/>'
    matter = begun(bare, asking, **{"forms/look__json": form("旧表", before="旧项")})
    bare.deploy_diagram(
        child(asking), **{"forms/vote__json": VOTE, "forms/look__json": form("新表", after="新项")}
    )
    bob, kept = bare.actor("bob"), of(matter, "bob")
    opened = queries.get(bare.engine, kept, bob)
    assert (opened.form.title, [field.name for field in opened.form.fields]) == ("旧表", ["before"])
    with pytest.raises(EngineError):
        user_tasks.complete(bare.engine, kept, {"after": "x"}, bob)
    user_tasks.complete(bare.engine, kept, {"before": "照旧"}, bob)
    [said] = [
        one for one in answers.of_instance(bare.engine, matter.id, bob) if one.task and one.task.id == kept
    ]
    assert (said.form.title, dict(said.values)) == ("旧表", {"before": "照旧"})
    later = bare.start("parent", "bob", owners=["bob"], nobody=[]).do("draft", "bob")
    assert queries.get(bare.engine, of(later, "bob"), bob).form.title == "新表"


def test_a_limit_of_a_called_step_is_its_due_date_reminds_and_moves(bare: Bare) -> None:
    """What is paused in one called process runs on in the other."""
    limit = '<liye:deadline key="look" policy="5WD"/>'
    matter = begun(bare, limit)
    due = {one.assignee: one.due_at for one in matter.tasks}
    assert due["bob"] == due["cai"] is not None
    kept = of(matter, "bob")
    [bobs] = [one for one in running(matter) if one.token_id == kept]
    entry = agenda_id(matter.id, bobs)
    pausing.pause(bare.engine, matter.id, entry, "补正", "待补", bare.actor("bob"))
    assert matter.task("draft", assignee="bob").due_at is None
    bare.advance(days=1)
    pausing.resume(bare.engine, matter.id, entry, bare.actor("bob"))
    assert matter.task("draft", assignee="bob").due_at > due["cai"]
    do(matter, "draft", "bob")
    bare.advance(days=14)
    assert {level for key, level, _ in matter.reminded if key == "look"} >= {"L1", "L2", "L3"}


def test_a_limit_of_the_called_process_itself_runs_as_long_as_it_does(bare: Bare) -> None:
    inside = '<liye:deadline key="whole" policy="10WD" pausedBy="register"/>'
    matter = begun(bare, inside=inside)
    assert len(running(matter)) == 2
    do(matter, "draft", "bob")
    do(matter, "sign", "ann", answer="agree")
    do(matter, "sign", "eve", answer="agree")
    assert sorted(one.paused for one in running(matter)) == [False, True], "only where it is registered"
    do(matter, "register", "bob")
    assert [one.paused for one in running(matter)] == [False], "bob's is over"


def test_what_is_returned_in_a_called_process_is_done_by_who_did_it(bare: Bare) -> None:
    matter = begun(bare, '<liye:returns to="none"/>')
    refused = ways.offered(bare.engine, of(matter, "bob"), bare.actor("bob"))
    assert refused.steps == (), "its own word counts, not that of the parent's step of the same name"
    do(matter, "draft", "bob")
    signing = matter.task("sign", assignee="ann").id
    steps = ways.offered(bare.engine, signing, bare.actor("ann")).steps
    assert [(step.element_id, step.done_by) for step in steps] == [("draft", "bob")]
    returns.return_task(bare.engine, signing, "draft", "jump_back", "再核", bare.actor("ann"))
    assert matter.task("draft", assignee="bob")
    assert matter.task("draft", assignee="cai")


def test_the_way_ahead_shows_who_is_asked_next_in_a_called_process(bare: Bare) -> None:
    matter = begun(bare)
    bob, mine = bare.actor("bob"), of(matter, "bob")
    foretold = preview(bare.engine, lambda machine: user_tasks.complete(machine, mine, {}, bob))
    assert {one.assignee for one in foretold.created} == {"ann", "eve"}
