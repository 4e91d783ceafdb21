"""The steps of a called process keep every promise that a step of the matter's own process keeps."""

from __future__ import annotations

import pytest

from engine import called
from engine.commands import deadlines as pausing
from engine.commands import returns, searching, user_tasks
from engine.commands.preview import preview
from engine.errors import Conflict, EngineError
from engine.office import numbering
from engine.office.deadlines import Deadline
from engine.queries import (
    _cases,
    agreements,
    answers,
    deadlines,
    definitions,
    places,
    process_instances,
    signers,
)
from engine.queries import circulations as sent
from engine.queries import returns as ways
from engine.queries import user_tasks as queries
from engine.running_deadlines import agenda_id
from engine.runtime import Case
from engine.store import instances
from tests.diagrams import diagram, task_of
from tests.engine.calling import VOTE, begun, child, do, finish, form, of, parent
from tests.engine.conftest import Bare
from tests.office import Matter


def running(matter: Matter) -> list[Deadline]:
    found = deadlines.running(matter.office.engine, matter.id, matter.office.actor("ann"))
    return [one.deadline for one in found]


def case(matter: Matter) -> Case:
    """As it stands."""
    with matter.office.engine.reading() as view:
        return _cases.of(matter.office.engine, view, instances.row(view, matter.id))


def rounds(matter: Matter) -> list[tuple[str, list[str]]]:
    found = sent.of_instance(matter.office.engine, matter.id, matter.office.actor("ann"))
    return [(one.text, [receiver.login for receiver in one.receivers]) for one in found]


def test_what_a_step_sends_round_is_read_from_its_own_process(bare: Bare) -> None:
    matter = begun(bare, '<liye:circulate to="=[owner]" on="open" text="=owner"/>')
    assert sorted(rounds(matter)) == [("bob", ["bob"]), ("cai", ["cai"])]


def test_the_last_step_of_a_called_process_still_sends(bare: Bare) -> None:
    said = task_of("draft", "=owner", '<liye:circulate to="=readers"/>')
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
    assert [one.paused for one in running(matter)] == [False, False]
    do(matter, "file", "bob")
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


def test_after_a_called_process_is_over_its_steps_are_gone_back_to_by_calling_it_again(bare: Bare) -> None:
    matter = begun(bare)
    finish(matter, "bob")
    finish(matter, "cai")
    close, bob = matter.task("close").id, bare.actor("bob")
    steps = ways.offered(bare.engine, close, bob).steps
    assert [step.element_id for step in steps] == ["draft", "ask"], "the parent's own draft, and the call"
    foretold = preview(bare.engine, lambda one: returns.return_task(one, close, "ask", "rewalk", "重征", bob))
    assert len(foretold.opinions) == 10, "of both called processes, not the parent's own draft"
    returns.return_task(bare.engine, close, "ask", "rewalk", "重征", bob)
    assert sorted(one.assignee or "" for one in matter.tasks) == ["bob", "cai"]


def test_what_was_done_in_the_other_called_process_is_no_step_of_mine(bare: Bare) -> None:
    matter = begun(bare)
    do(matter, "draft", "bob")
    do(matter, "draft", "cai")
    loaded = case(matter)
    mine = [one.id for one in matter.tasks if loaded.read(one.id)["owner"] == "bob"]
    doers = {
        step.done_by
        for one in mine
        for step in ways.offered(bare.engine, one, bare.actor("ann")).steps
        if step.element_id == "draft"
    }
    assert doers == {"bob"}, "cai did his own later"


def agreed(bare: Bare) -> Matter:
    """One called process, in which ann and eve have agreed."""
    matter = begun(bare, owners=["cai"])
    do(matter, "draft", "cai")
    for signer in ("ann", "eve"):
        do(matter, "sign", signer, answer="agree")
    return matter


def consulted(matter: Matter) -> list[str]:
    found = sent.of_instance(matter.office.engine, matter.id, matter.office.actor("ann"))
    return sorted(r.login for one in found if one.kind == "consult" for r in one.receivers)


def test_whoever_agreed_in_a_called_process_confirms_what_changes_there(bare: Bare) -> None:
    matter = agreed(bare)
    do(matter, "register", "cai", words="改")
    assert consulted(matter) == ["ann", "eve"]
    with pytest.raises(Conflict):
        do(matter, "file", "cai")


def test_what_it_handed_on_unchanged_is_watched_in_the_matter_afterwards(bare: Bare) -> None:
    matter = agreed(bare)
    do(matter, "register", "cai")
    do(matter, "file", "cai")
    assert consulted(matter) == []
    matter.do("close", "bob", words="改")
    assert consulted(matter) == ["ann", "eve"]


def test_when_it_is_called_again_nothing_it_agreed_to_counts(bare: Bare) -> None:
    matter = agreed(bare)
    do(matter, "register", "cai")
    do(matter, "file", "cai")
    assert len(agreements.of_instance(bare.engine, matter.id, bare.actor("ann"))) == 1
    returns.return_task(bare.engine, matter.task("close").id, "ask", "rewalk", "重征", bare.actor("bob"))
    assert agreements.of_instance(bare.engine, matter.id, bare.actor("ann")) == []


def test_masks_and_searchable_words_of_a_called_process_hold(bare: Bare) -> None:
    asking = '<zeebe:formDefinition formId="look"/><liye:opinionGroup name="意见"/>'
    secret = '<liye:mask variables="price" hiddenFrom="=[owner]"/>'
    matter = begun(bare, asking, inside=secret, **{"forms/look__json": form("表", price="价", view="意见")})
    kept, ann = of(matter, "bob"), bare.actor("ann")
    do(matter, "draft", "bob", price="九千", view="拟予支持")
    scope = next(one.token_id for one in case(matter).processes() if one.read.get("price"))
    seen = process_instances.variables(bare.engine, matter.id, bare.actor("cai"), scope=scope)
    assert seen["price"] is None, "cai is named by his own called process"
    assert process_instances.variables(bare.engine, matter.id, ann, scope=scope)["price"] == "九千"
    [said] = [
        one
        for one in answers.of_instance(bare.engine, matter.id, bare.actor("cai"))
        if one.task and one.task.id == kept
    ]
    assert "price" not in said.values
    with bare.engine.reading() as view:
        row = instances.row(view, matter.id)
        names = searching.found_names(called.versions(bare.engine, view, row))
    assert names >= {"view"}
    assert "price" not in names


DECISION = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:liye:tests">
<decision id="grade" name="grade"><variable id="v" name="grade"/>
<literalExpression id="x"><text>"eve"</text></literalExpression></decision></definitions>"""


def test_a_decision_is_asked_of_the_version_that_runs(bare: Bare) -> None:
    rule = '<bpmn:businessRuleTask id="rule"><bpmn:extensionElements><zeebe:calledDecision decisionId="grade" resultVariable="grade"/></bpmn:extensionElements></bpmn:businessRuleTask>'
    flow = "in -> rule\nrule -> draft\ndraft -> out"
    body = f"""<bpmn:startEvent id="in"/>\n{rule}\n{task_of("draft", "=grade")}\n<bpmn:endEvent id="out"/>\n{flow}"""
    bare.deploy_diagram(diagram("child", body), grade__dmn=DECISION)
    bare.deploy_diagram(parent())
    matter = bare.start("parent", "bob", owners=["cai"], nobody=[]).do("draft", "bob")
    assert matter.task("draft").assignee == "eve"


def test_the_diagram_shows_a_called_process_at_its_call(bare: Bare) -> None:
    matter = begun(bare)
    do(matter, "draft", "bob")
    at = places.of_instance(bare.engine, matter.id, bare.actor("ann"))
    assert dict(at.waiting) == {"ask": 2}
    assert set(at.calls) >= {one.id for one in matter.tasks}
    assert {version.key for version, _call in at.called} == {"child"}
    version = definitions.latest_version(bare.engine, "parent")
    assert [one.element_id for one in matter.history if places.is_own(version, one)] == ["begin", "draft"]


def test_what_may_be_asked_for_in_a_called_process_is_asked_of_its_own(bare: Bare) -> None:
    event = (
        '<bpmn:subProcess id="on" triggeredByEvent="true"><bpmn:startEvent id="hurry" isInterrupting="false">'
        '<bpmn:extensionElements><liye:startableBy groups="=[owner]"/></bpmn:extensionElements>'
        '<bpmn:messageEventDefinition id="m" messageRef="hurried"/></bpmn:startEvent>'
        f'{task_of("rush", "=owner")}<bpmn:endEvent id="over"/>'
        '<bpmn:sequenceFlow id="e1" sourceRef="hurry" targetRef="rush"/>'
        '<bpmn:sequenceFlow id="e2" sourceRef="rush" targetRef="over"/></bpmn:subProcess>'
    )
    key = '<bpmn:extensionElements><zeebe:subscription correlationKey="=owner"/></bpmn:extensionElements>'
    outside = f'<bpmn:message id="hurried" name="hurried">{key}</bpmn:message>'
    flow = "in -> draft\ndraft -> out"
    body = f"""<bpmn:startEvent id="in"/>\n{task_of("draft", "=owner")}\n{event}\n<bpmn:endEvent id="out"/>\n{flow}"""
    bare.deploy_diagram(diagram("child", body, outside=outside))
    bare.deploy_diagram(parent())
    matter = bare.start("parent", "bob", owners=["bob", "cai"], nobody=[]).do("draft", "bob")
    assert (matter.deeds("cai"), matter.deeds("ann")) == (["hurry"], [])
    matter.ask("hurry", "cai")
    assert matter.task("rush").assignee == "cai", "his own called process heard it"


def test_who_signs_in_one_called_process_is_not_told_of_the_other(bare: Bare) -> None:
    matter = begun(bare)
    for owner in ("bob", "cai"):
        do(matter, "draft", owner)
    loaded = case(matter)
    of_bob = [one for one in matter.tasks if loaded.read(one.id)["owner"] == "bob"]
    matter.finish(of_bob[1], of_bob[1].assignee or "", answer="agree")
    found = signers.of_task(bare.engine, of_bob[0].id, bare.actor("ann")).signers
    assert sorted((one.person, one.state) for one in found) == sorted(
        [(of_bob[0].assignee, "asked"), (of_bob[1].assignee, "signed")]
    )
