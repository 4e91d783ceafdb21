"""A file is read whole, or refused with the place and the cure."""

from __future__ import annotations

import pytest

from bpmn.diagram import Diagram, DiagramError, MultiInstance, StandardLoop

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:liye="urn:liye:bpmn:1.0" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="t" id="d">'
)


def file(inside: str, *, top: str = "", process: str = "") -> bytes:
    return f'{HEAD}{top}<bpmn:process id="p" name="收文" isExecutable="true" {process}>\n{inside}\n</bpmn:process></bpmn:definitions>'.encode()


def read(inside: str, **more: str) -> Diagram:
    return Diagram.read(file(inside, **more))


def refusals(data: bytes) -> dict[str, tuple[str | None, int | None]]:
    with pytest.raises(DiagramError) as caught:
        Diagram.read(data)
    assert all(len(finding.message) > 20 for finding in caught.value.findings)
    return {finding.rule: (finding.element_id, finding.line) for finding in caught.value.findings}


FLOW = '<bpmn:sequenceFlow id="{0}" sourceRef="{1}" targetRef="{2}"/>'


def test_elements_know_their_flows_lane_scope_and_line() -> None:
    diagram = read(
        '<bpmn:laneSet id="ls"><bpmn:lane id="l1" name=" 办公室 "><bpmn:flowNodeRef> 登记\n </bpmn:flowNodeRef>'
        '<bpmn:flowNodeRef>sub</bpmn:flowNodeRef><bpmn:childLaneSet id="cl"><bpmn:lane id="l2" name="机要">'
        "<bpmn:flowNodeRef>登记</bpmn:flowNodeRef></bpmn:lane></bpmn:childLaneSet></bpmn:lane></bpmn:laneSet>\n"
        '<bpmn:startEvent id="s"/><bpmn:userTask id="登记" name="登记"/>\n'
        '<bpmn:subProcess id="sub"><bpmn:task id="inner"/></bpmn:subProcess>'
        + FLOW.format("f1", "s", "登记")
        + FLOW.format("f2", " 登记 ", "sub")
    )
    process = diagram.process("p")
    register = process.elements["登记"]
    assert (register.lane, register.incoming, register.outgoing, register.scope) == (
        "机要",
        ("f1",),
        ("f2",),
        "p",
    )
    assert process.elements["inner"].lane == "办公室"
    assert process.elements["inner"].scope == "sub"
    assert [element.id for element in process.within("p")] == ["s", "登记", "sub"]
    assert register.line == 4
    assert process.name == "收文"


def test_the_vocabulary_is_read_into_types() -> None:
    diagram = read(
        '<bpmn:userTask id="t"><bpmn:extensionElements>'
        '<zeebe:assignmentDefinition assignee="=starter" candidateGroups="czt:clerk"/>'
        '<zeebe:formDefinition formId="register"/><zeebe:taskSchedule dueDate="=d"/>'
        '<zeebe:priorityDefinition priority="80"/><zeebe:userTask/>'
        '<zeebe:ioMapping><zeebe:input source="=a" target="b"/><zeebe:output source="=b" target="c"/></zeebe:ioMapping>'
        '<zeebe:taskHeaders><zeebe:header key="k" value="v"/></zeebe:taskHeaders>'
        '<liye:deadline key="reply" policy="5WD" from="=x"/><liye:number book="=book" resultVariable="no"/>'
        "</bpmn:extensionElements>"
        '<bpmn:multiInstanceLoopCharacteristics isSequential="true"><bpmn:extensionElements>'
        '<zeebe:loopCharacteristics inputCollection="=xs" inputElement="x" outputCollection="ys" outputElement="=y"/>'
        "</bpmn:extensionElements><bpmn:completionCondition>count(ys) > 1</bpmn:completionCondition>"
        "</bpmn:multiInstanceLoopCharacteristics></bpmn:userTask>",
        process='liye:startableBy="staff"',
    )
    task = diagram.process("p").elements["t"]
    assert diagram.process("p").extensions.startable_by == "staff"
    assert task.extensions.assignment is not None
    assert task.extensions.assignment.candidate_groups == "czt:clerk"
    assert task.extensions.form is not None
    assert task.extensions.form.form_id == "register"
    assert task.extensions.headers == {"k": "v"}
    assert [(line.source, line.target) for line in task.extensions.outputs] == [("=b", "c")]
    assert task.extensions.deadlines[0].from_ == "=x"
    assert task.extensions.numbers[0].on == "complete"
    assert task.extensions.unknown == ()
    assert isinstance(task.loop, MultiInstance)
    assert (task.loop.sequential, task.loop.output_element) == (True, "=y")
    assert task.loop.completion_condition == "count(ys) > 1"


def test_what_has_no_meaning_here_is_listed_with_its_line() -> None:
    task = (
        read(
            '<bpmn:userTask id="t" camunda:assignee="x"><bpmn:extensionElements>\n<camunda:formData/>'
            '<zeebe:assignmentDefinition assignee="a" odd="1"/></bpmn:extensionElements>'
            "<bpmn:humanPerformer/></bpmn:userTask>"
        )
        .process("p")
        .elements["t"]
    )
    assert [(one.name, one.line) for one in task.extensions.unknown] == [
        ("@camunda:assignee", 2),
        ("camunda:formData", 3),
        ("zeebe:assignmentDefinition/@odd", 3),
    ]
    assert [one.name for one in task.unread] == ["humanPerformer"]


def test_events_with_their_definitions() -> None:
    diagram = read(
        '<bpmn:task id="a"/><bpmn:boundaryEvent id="b" attachedToRef="a" cancelActivity="false">'
        "<bpmn:timerEventDefinition><bpmn:timeCycle>R3/PT1H</bpmn:timeCycle></bpmn:timerEventDefinition></bpmn:boundaryEvent>"
        '<bpmn:intermediateCatchEvent id="c"><bpmn:eventDefinitionRef>shared</bpmn:eventDefinitionRef></bpmn:intermediateCatchEvent>'
        '<bpmn:task id="l"><bpmn:standardLoopCharacteristics testBefore="true" loopMaximum="3">'
        "<bpmn:loopCondition>=again</bpmn:loopCondition></bpmn:standardLoopCharacteristics></bpmn:task>",
        top='<bpmn:message id="m" name="reply"><bpmn:extensionElements><zeebe:subscription correlationKey="=no"/>'
        '</bpmn:extensionElements></bpmn:message><bpmn:messageEventDefinition id="shared" messageRef="m"/>',
    )
    process = diagram.process("p")
    boundary = process.boundary("a")[0]
    assert (boundary.attached_to, boundary.cancel_activity, boundary.events[0].cycle) == (
        "a",
        False,
        "R3/PT1H",
    )
    assert process.elements["c"].events[0].reference == "m"
    assert diagram.messages["m"].extensions.subscription is not None
    assert process.elements["l"].loop == StandardLoop("=again", test_before=True, maximum=3, line=2)


@pytest.mark.parametrize(
    ("data", "rule", "element"),
    [
        (b"<not closed", "xml-syntax", None),
        (b"<a/>", "not-bpmn", None),
        (b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "xml-doctype", None),
        ('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'.encode("utf-16"), "xml-doctype", None),
        (b" " * 1_000_001, "xml-size", None),
        (b"<a>" * 120 + b"</a>" * 120, "xml-depth", None),
        (b"<a>" + b"<b/>" * 20_001 + b"</a>", "xml-elements", None),
        (file('<bpmn:task id="x"/><bpmn:task id="x"/>'), "duplicate-id", "x"),
        (file('<bpmn:task id="x#1"/>'), "reserved-id", "x#1"),
        (file("<bpmn:task/>"), "missing-id", "p"),
        (file('<bpmn:task id="a"/>' + FLOW.format("f", "a", "b")), "unknown-reference", "f"),
        (file('<bpmn:task id="a" default="f"/>'), "unknown-reference", "a"),
        (file('<bpmn:boundaryEvent id="b" attachedToRef="a"/>'), "unknown-reference", "b"),
        (
            file('<bpmn:endEvent id="e"><bpmn:errorEventDefinition errorRef="no"/></bpmn:endEvent>'),
            "unknown-reference",
            "e",
        ),
        (
            file(
                '<bpmn:task id="a"/><bpmn:subProcess id="s"><bpmn:task id="b"/></bpmn:subProcess>'
                + FLOW.format("f", "a", "b")
            ),
            "flow-crosses-scope",
            "f",
        ),
        (
            file(
                '<bpmn:task id="a"/><bpmn:task id="b"/><bpmn:sequenceFlow id="f" sourceRef="a" targetRef="b">'
                '<bpmn:conditionExpression language="javascript">1</bpmn:conditionExpression></bpmn:sequenceFlow>'
            ),
            "expression-language",
            "f",
        ),
    ],
)
def test_a_file_that_contradicts_itself_is_refused_at_its_place(
    data: bytes, rule: str, element: str | None
) -> None:
    assert refusals(data)[rule][0] == element


def test_all_contradictions_are_told_at_once() -> None:
    found = refusals(file('<bpmn:task default="x" id="a"/>' + FLOW.format("f", "a", "b") + "<bpmn:task/>"))
    assert set(found) == {"unknown-reference", "missing-id"}


def test_pools_and_messages_between_them() -> None:
    top = (
        '<bpmn:collaboration id="c"><bpmn:participant id="a" name="办公厅" processRef="p"/>'
        '<bpmn:participant id="b" name="部门"><bpmn:participantMultiplicity/></bpmn:participant>'
        '<bpmn:messageFlow id="mf" name="函" sourceRef="t" targetRef="b"/></bpmn:collaboration>'
    )
    diagram = read('<bpmn:task id="t"/>', top=top)
    assert [(one.name, one.process, one.multiplicity) for one in diagram.participants] == [
        ("办公厅", "p", False),
        ("部门", None, True),
    ]
    assert (diagram.message_flows[0].source, diagram.message_flows[0].target) == ("t", "b")


def test_what_a_loop_or_a_flow_says_beyond_our_words_is_listed() -> None:
    process = read(
        '<bpmn:task id="a"><bpmn:multiInstanceLoopCharacteristics odd="One"><bpmn:loopDataInput>x</bpmn:loopDataInput>'
        '</bpmn:multiInstanceLoopCharacteristics></bpmn:task><bpmn:task id="b"/>'
        '<bpmn:sequenceFlow id="f" sourceRef="a" targetRef="b"><bpmn:extensionElements><zeebe:x/></bpmn:extensionElements></bpmn:sequenceFlow>'
        "<bpmn:supports/>"
    ).process("p")
    loop = process.elements["a"].loop
    assert isinstance(loop, MultiInstance)
    assert ([one.name for one in loop.unread], loop.attributes) == (["loopDataInput"], {"odd": "One"})
    assert [one.name for one in process.flows["f"].unread] == ["zeebe:x"]
    assert [one.name for one in process.unread] == ["supports"]


def test_every_word_of_the_vocabulary_is_read() -> None:
    words = {
        "script": ('<zeebe:script expression="=1" resultVariable="x"/>', "=1"),
        "called_decision": ('<zeebe:calledDecision decisionId="d" resultVariable="x"/>', "d"),
        "called_element": ('<zeebe:calledElement processId="q" propagateAllChildVariables="false"/>', "q"),
        "task_definition": ('<zeebe:taskDefinition type="mail" retries="2"/>', "mail"),
        "subscription": ('<zeebe:subscription correlationKey="=k"/>', "=k"),
        "properties": ('<zeebe:properties><zeebe:property name="a" value="b"/></zeebe:properties>', "a"),
        "title": ('<liye:title expression="=t"/>', "=t"),
        "startable_by": ("<liye:startableBy>staff</liye:startableBy>", "staff"),
        "opinion_group": ('<liye:opinionGroup name="会签"/>', "会签"),
    }
    for name, (text, said) in words.items():
        task = f'<bpmn:task id="t"><bpmn:extensionElements>{text}</bpmn:extensionElements></bpmn:task>'
        extensions = read(task).process("p").elements["t"].extensions
        assert said in str(getattr(extensions, name))
        assert extensions.unknown == ()


def test_words_that_are_incomplete_or_said_twice_are_listed() -> None:
    text = (
        "<zeebe:formDefinition/><zeebe:script expression='=1'/><zeebe:script expression='=2'/><liye:deadline key='k'/>"
        "<liye:number book='b' on='never'/><zeebe:calledElement processId='q' bindingType='deployment'/><liye:title/>"
        "<zeebe:ioMapping><zeebe:odd/></zeebe:ioMapping>"
    )
    task = f'<bpmn:task id="t"><bpmn:extensionElements>{text}</bpmn:extensionElements></bpmn:task>'
    unknown = read(task).process("p").elements["t"].extensions.unknown
    assert [one.name for one in unknown] == [
        "zeebe:formDefinition without formId",
        "a second zeebe:script",
        "liye:deadline without policy",
        'liye:number on="never"',
        "zeebe:calledElement bindingType deployment",
        "an empty liye:title",
        "zeebe:odd",
    ]
