"""What cannot run as the standard says is refused, with the element, the rule and a cure; nothing is ignored."""

from __future__ import annotations

import pytest

from bpmn.diagram import Diagram, DiagramError
from engine.errors import NotFound, Rejected
from engine.runtime import Case, Definition
from tests.engine.runtime.drawing import (
    again,
    boundary,
    call,
    catch,
    conditional,
    draw,
    end,
    error,
    escalation,
    event_sub,
    io,
    many,
    message,
    node,
    par,
    script,
    signal,
    start,
    sub,
    throw,
    timer,
    user,
    xml,
    xor,
)
from tests.engine.runtime.world import World

LINK = '<linkEventDefinition name="L"/>'
TIMER = timer(duration="PT1H")
CASES = {
    "a complex join without a condition": ([start(), par("f"), node("complexGateway", "x"), end(), "s > f; f > x; f > x; x > e"], "activation-condition", "x"),
    "a complex choice without conditions": ([start(), node("complexGateway", "x"), end(), end("e2"), "s > x > e; x > e2"], "flow-without-condition", "x"),
    "a transaction an event begins": ([start(), node("transaction", "x", start("s1", TIMER), triggeredByEvent="true"), user("a"), "s > a"], "event-sub-process-flow", "x"),
    "an ad hoc one an event begins": ([start(), node("adHocSubProcess", "x", user("b"), triggeredByEvent="true"), user("a"), "s > a"], "ad-hoc", "x"),
    "an empty transaction": ([start(), node("transaction", "x"), "s > x"], "sub-process-start", "x"),
    "ad hoc with nothing to choose": ([start(), node("adHocSubProcess", "x"), "s > x"], "ad-hoc", "x"),
    "no condition": ([start(), catch("x", "<conditionalEventDefinition/>"), "s > x"], "condition-missing", "x"),
    "a bad condition to wait for": ([start(), catch("x", conditional("n >")), "s > x"], "expression-invalid", "x"),
    "a process begun by a condition": ([start("x", conditional("n > 1")), end(), "x > e"], "conditional-start", "x"),
    "a time to begin at that reads data": ([start("x", timer(date="=when")), end(), "x > e"], "timer-invalid", "x"),
    "a time to begin at that is none": ([start("x", timer(duration='="soon"')), end(), "x > e"], "timer-invalid", "x"),
    "a process begun by several at once": ([start("x", TIMER + message("m"), parallelMultiple="true"), end(), "x > e"], "parallel-multiple-start", "x"),
    "an error among several that must all come": ([start(), user("a"), node("boundaryEvent", "x", error("A") + TIMER, attachedToRef="a", parallelMultiple="true"), "s > a"], "parallel-multiple", "x"),
    "a link among others": ([start(), throw("t", LINK), catch("x", LINK + TIMER), end(), "s > t; x > e"], "link-target", "x"),
    "a thrown link among others": ([start(), throw("x", LINK + signal("g")), catch("c", LINK), end(), "s > x; c > e"], "link-target", "x"),
    "a handler for several": ([start(), throw("x", message("m") + signal("g"), '<zeebe:taskDefinition type="t"/>'), "s > x"], "misplaced-extension", "x"),
    "cancel end": ([start(), end("x", "<cancelEventDefinition/>"), "s > x"], "cancel-event", "x"),
    "no definition": ([start(), catch("x", ""), "s > x"], "event-definition", "x"),
    "error caught on the way": ([start(), catch("x", error("A")), "s > x"], "unsupported-event", "x"),
    "error that does not interrupt": ([start(), user("a"), boundary("x", "a", error("A"), interrupting=False), "s > a"], "error-interrupts", "x"),
    "error without a code": ([start(), end("x", error()), "s > x"], "error-code", "x"),
    "python": ([start(), node("scriptTask", "x", "<script>import os</script>", scriptFormat="python"), "s > x"], "script-language", "x"),
    "no script": ([start(), node("scriptTask", "x"), "s > x"], "script-missing", "x"),
    "nobody's task": ([start(), node("serviceTask", "x"), "s > x"], "task-definition", "x"),
    "no called process": ([start(), node("callActivity", "x"), "s > x"], "called-element", "x"),
    "bad condition": ([start(), xor("x"), end("a"), end("b"), "s > x > [n >] a; x > [*] b"], "expression-invalid", "x"),
    "bad script": ([start(), script("x", "=1 +"), "s > x"], "expression-invalid", "x"),
    "a choice without conditions": ([start(), xor("x"), end("a"), end("b"), "s > x > a; x > b"], "flow-without-condition", "x"),
    "a condition on a parallel flow": ([start(), par("x"), end("a"), "s > x > [n] a"], "parallel-condition", "x"),
    "after an event gateway": ([start(), node("eventBasedGateway", "x"), user("a"), "s > x > a"], "event-gateway-target", "x"),
    "an instantiating gateway on the way": ([start(), node("eventBasedGateway", "x", instantiate="true"), catch("c", TIMER), "s > x > c"], "unsupported-gateway", "x"),
    "a parallel event gateway on the way": ([start(), node("eventBasedGateway", "x", eventGatewayType="Parallel"), catch("c", TIMER), "s > x > c"], "unsupported-gateway", "x"),
    "a timer that shall find an instance": ([node("eventBasedGateway", "x", instantiate="true", eventGatewayType="Parallel"), catch("c", TIMER), catch("m", message("m")), "x > c; x > m"], "event-gateway-target", "x"),
    "a condition that shall begin an instance": ([node("eventBasedGateway", "x", instantiate="true"), catch("c", conditional("n")), catch("m", message("m")), "x > c; x > m"], "event-gateway-target", "x"),
    "a form nobody is asked": ([start("x", message("m"), extensions='<zeebe:formDefinition formId="f"/>'), end(), "x > e"], "start-form", "x"),
    "started by people": ([start("x", extensions='<liye:startableBy groups="staff"/>'), end(), "x > e"], "startable-by", "x"),
    "misplaced words": ([start(), user("x", extensions='<zeebe:script expression="=1"/>'), "s > x"], "misplaced-extension", "x"),
    "unknown words": ([start(), user("x", extensions="<zeebe:executionListeners/>"), "s > x"], "unknown-extension", "x"),
    "unread elements": ([start(), user("x", "<humanPerformer/>"), "s > x"], "unsupported-element", "x"),
    "compensation activity": ([start(), user("x", isForCompensation="true"), "s > x"], "compensation-handler", "x"),
    "a process begun by an error": ([start("x", error("A")), end(), "x > e"], "unsupported-event", "x"),
    "a process begun by an escalation": ([start("x", escalation("A")), start("s2", message("m")), end(), "x > e; s2 > e"], "unsupported-event", "x"),
    "a start that interrupts nothing": ([start("x", isInterrupting="false"), end(), "x > e"], "unsupported-attribute", "x"),
    "a complex gateway that waits for one flow": ([start(), node("complexGateway", "x", "<activationCondition>true</activationCondition>"), end(), "s > x > e"], "activation-condition", "x"),
    "quantities of an event sub-process": ([start(), user("a"), event_sub("x", start("s1", message("m"))).replace("<subProcess", '<subProcess startQuantity="2"'), "s > a"], "quantity", "x"),
    "no tokens at all": ([start(), user("x", startQuantity="0"), "s > x"], "quantity", "x"),
    "too many tokens": ([start(), user("x", completionQuantity="20000"), "s > x"], "quantity", "x"),
    "odd attributes": ([start(), user("x", method="y"), "s > x"], "unsupported-attribute", "x"),
    "a target that is no name": ([start(), user("x", extensions=io(outputs={"a.b": "=1"})), "s > x"], "mapping-target", "x"),
    "many of nothing": ([start(), user("x", many()), "s > x"], "multi-instance", "x"),
    "outputs without an element": ([start(), user("x", many("=a", output="b")), "s > x"], "multi-instance", "x"),
    "a loop without an end": ([start(), user("x", again("")), "s > x"], "standard-loop", "x"),
    "an event starts a sub-process": ([start(), sub("y", start("x", TIMER)), "s > y"], "sub-process-start", "x"),
    "an empty sub-process": ([start(), sub("x"), "s > x"], "sub-process-start", "x"),
    "an event sub-process without an event": ([start(), event_sub("x", start("s1"))], "event-sub-process-start", "x"),
    "a flow into an event sub-process": ([start(), event_sub("x", start("s1", TIMER)), "s > x"], "event-sub-process-flow", "x"),
    "a flow into a start": ([start("x"), user("a"), "x > a > x"], "start-incoming", "x"),
    "a flow out of an end": ([start(), end("x"), user("a"), "s > x > a"], "end-outgoing", "x"),
    "a flow into a boundary event": ([start(), user("a"), boundary("x", "a", TIMER), "s > a > x"], "boundary-incoming", "x"),
    "a timer that says nothing": ([start(), catch("x", timer()), "s > x"], "timer-invalid", "x"),
    "a message that has no name": ([start(), catch("x", "<messageEventDefinition/>"), "s > x"], "message-name", "x"),
    "a link to nowhere": ([start(), throw("x", '<linkEventDefinition name="L"/>'), "s > x"], "link-target", "x"),
    "a link from nowhere": ([start(), catch("x", '<linkEventDefinition name="L"/>'), user("a"), "x > a"], "link-target", "x"),
    "a send task without a message": ([start(), node("sendTask", "x"), "s > x"], "message-name", "x"),
    "nothing at all": ([], "empty-process", "p"),
}  # fmt: skip


@pytest.mark.parametrize(("parts", "rule", "element"), CASES.values(), ids=CASES)
def test_it_is_refused_with_the_element_the_rule_and_the_cure(
    parts: list[str], rule: str, element: str
) -> None:
    with pytest.raises(DiagramError) as caught:
        draw(*parts)
    found = {(one.rule, one.element_id): one for one in caught.value.findings}
    assert (rule, element) in found, caught.value.findings
    finding = found[rule, element]
    assert finding.line is not None
    assert len(finding.message) > 25
    assert any("\u4e00" <= char <= "\u9fff" for char in finding.message_zh or "")


def test_the_name_of_what_begins_an_instance_is_written_out() -> None:
    drawn = xml(start("x", message("m")), end(), "x > e").replace(b'name="m"', b'name="=kind"')
    with pytest.raises(DiagramError) as caught:
        Definition.build(Diagram.read(drawn), "p")
    assert [(one.rule, one.element_id) for one in caught.value.findings] == [("message-name", "x")]


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(DiagramError) as caught:
        draw(
            start(),
            node("serviceTask", "a"),
            node("scriptTask", "b"),
            call("c", "q", extensions="<zeebe:x/>"),
            "s > a > b > c",
        )
    assert {one.element_id for one in caught.value.findings} == {"a", "b", "c"}


def test_nested_too_deeply() -> None:
    inner = user("a")
    for level in range(12):
        inner = sub(
            f"sub{level}", start(f"s{level}"), inner, f"s{level} > {'a' if level == 0 else f'sub{level - 1}'}"
        )
    with pytest.raises(DiagramError, match="nested deeper"):
        draw(start(), inner, "s > sub11")


def test_a_process_that_only_an_event_starts_cannot_be_begun_without_it() -> None:
    definition = draw(start("m", message("come")), user("a"), "m > a")
    with pytest.raises(Rejected):
        Case.begin(definition, {}, World())
    with pytest.raises(NotFound):
        Case.begin(definition, {}, World(), start_element="a")


def test_a_process_that_is_not_in_the_file() -> None:
    diagram = Diagram.read(xml(start(), user("a"), "s > a"))
    with pytest.raises(DiagramError, match="no process"):
        Definition.build(diagram, "q")
