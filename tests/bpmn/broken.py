"""Diagrams for the tests of the lint: pieces to build them of, and one broken diagram a rule."""

from __future__ import annotations

from bpmn.lint import Known
from tests.bpmn.drawing import definitions

KNOWN = Known(
    forms=frozenset({"draft"}),
    decisions=frozenset({"urgency"}),
    processes=frozenset({"printing"}),
    handlers=frozenset({"register"}),
    groups=frozenset({"clerk", "czt"}),
    policies=frozenset({"reply"}),
    books=frozenset({"收"}),
    functions=frozenset({"deadline"}),
    dates={"draft": {"due": "date"}},
)
TO_A = '<startEvent id="s"/><sequenceFlow id="f1" sourceRef="s" targetRef="a"/>'
TO_END = '<sequenceFlow id="f9" sourceRef="a" targetRef="e"/><endEvent id="e"/>'
CLERK = '<zeebe:assignmentDefinition candidateGroups="clerk"/>'


def user(key: str, extensions: str = "", rest: str = "") -> str:
    """A user task of the clerk."""
    return f'<userTask id="{key}" name="办理"><extensionElements>{CLERK}{extensions}</extensionElements>{rest}</userTask>'


def task(kind: str, extensions: str = "", rest: str = "", attributes: str = "") -> str:
    """An element `a` of this kind."""
    held = f"<extensionElements>{extensions}</extensionElements>" if extensions else ""
    return f'<{kind} id="a" {attributes}>{held}{rest}</{kind}>'


def around(element: str) -> str:
    """A start, this element `a`, an end."""
    return f"{TO_A}{element}{TO_END}"


def flows(*ends: str) -> str:
    """Sequence flows, each written `source>target`."""
    return "".join(
        f'<sequenceFlow id="{end.replace(">", "_")}" sourceRef="{end.split(">")[0]}" targetRef="{end.split(">")[1]}"/>'
        for end in ends
    )


def timer(text: str) -> str:
    """A start, a timer event `a`, an end."""
    return around(task("intermediateCatchEvent", rest=f"<timerEventDefinition>{text}</timerEventDefinition>"))


SPLIT = (
    '<startEvent id="s"/><{0} id="x" {2}/><{1} id="y"/><endEvent id="e"/>'
    + user("b", "<zeebe:ioMapping><zeebe:output source='=x' target='opinion'/></zeebe:ioMapping>")
    + user("c", "<zeebe:ioMapping><zeebe:output source='=x' target='opinion'/></zeebe:ioMapping>")
    + flows("s>x", "b>y", "c>y", "y>e")
)
XOR = '<sequenceFlow id="x_b" sourceRef="x" targetRef="b"><conditionExpression>ok</conditionExpression></sequenceFlow>'
OTHER = '<sequenceFlow id="x_c" sourceRef="x" targetRef="c"/>'

CASES = {
    "bulk": (
        around(user("a", '<liye:bulk field="answer"/>')),
        "a",
        "error",
        "field and agree of liye:bulk belong together",
    ),
    "call-cycle": (
        around(task("callActivity", '<zeebe:calledElement processId="p"/>')),
        "a",
        "warning",
        "p -> p",
    ),
    "called-process-known": (
        around(task("callActivity", '<zeebe:calledElement processId="nosuch"/>')),
        "a",
        "error",
        "no process 'nosuch'",
    ),
    "conditions": (
        SPLIT.format("exclusiveGateway", "exclusiveGateway", "") + XOR + OTHER,
        "x_c",
        "error",
        "no condition",
    ),
    "correlation": (
        around(task("receiveTask", attributes='messageRef="m"')),
        "a",
        "warning",
        "no correlation key",
    ),
    "countersigns": (
        around(
            user(
                "a",
                '<liye:countersign mode="share" need="1.5" field="opinion"/>',
                "<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>",
            )
        ),
        "a",
        "error",
        "need='1.5' is no share",
    ),
    "returns": (
        around(user("a", '<liye:returns to="starter,s"/>')),
        "a",
        "error",
        "'s' is no user task",
    ),
    "dates-as-text": (
        around(
            user(
                "a",
                '<zeebe:formDefinition formId="draft"/><zeebe:ioMapping>'
                "<zeebe:output source='=\"至\" + due' target='until'/></zeebe:ioMapping>",
            )
        ),
        "a",
        "error",
        "write string(due) for due",
    ),
    "dead-end": (TO_A + user("a"), "a", "warning", "nothing follows"),
    "deadlines": (
        around(user("a", '<liye:deadline key="k" policy="5days"/>')),
        "a",
        "error",
        "'5days' is neither a policy",
    ),
    "decision-known": (
        around(task("businessRuleTask", '<zeebe:calledDecision decisionId="nosuch"/>')),
        "a",
        "error",
        "no decision 'nosuch'",
    ),
    "default-flow": (
        SPLIT.format("exclusiveGateway", "exclusiveGateway", "")
        + XOR
        + XOR.replace("x_b", "x_c").replace('"b"', '"c"'),
        "x",
        "warning",
        "no default flow",
    ),
    "endless-loop": (
        '<startEvent id="s"/><serviceTask id="a"/><serviceTask id="b"/>' + flows("s>a", "a>b", "b>a"),
        "a",
        "error",
        "nobody waits (a, b)",
    ),
    "event-definitions": (
        around(task("intermediateCatchEvent", rest="<messageEventDefinition/>")),
        "a",
        "error",
        "names no message",
    ),
    "event-flows": (around(user("a")) + flows("e>a"), "e", "error", "no flow may leave an end event"),
    "event-gateway": (
        '<startEvent id="s"/><eventBasedGateway id="g"/>'
        + user("a")
        + task("receiveTask", attributes='messageRef="m"').replace('"a"', '"r"')
        + flows("s>g", "g>a", "g>r", "r>e")
        + TO_END,
        "a",
        "error",
        "may follow the event gateway g",
    ),
    "expressions": (
        around(user("a", '<zeebe:priorityDefinition priority="=1 +"/>')),
        "a",
        "error",
        "is no FEEL",
    ),
    "extensions": (
        around('<userTask id="a" name="n" xmlns:c="http://camunda.org/schema/1.0/bpmn" c:assignee="x"/>'),
        "a",
        "error",
        "camunda:assignee has no meaning here and would be ignored; write zeebe:assignmentDefinition assignee",
    ),
    "foreign-code": (
        around(task("scriptTask", rest="<script>import os</script>", attributes='scriptFormat="python"')),
        "a",
        "error",
        "this one is python",
    ),
    "form-known": (
        around(user("a", '<zeebe:formDefinition formId="nosuch"/>')),
        "a",
        "error",
        "no form 'nosuch'; add its file, or choose one of: draft",
    ),
    "group-known": (
        around(user("a").replace('"clerk"', '"nobody"')),
        "a",
        "warning",
        "no role or unit is named 'nobody'",
    ),
    "handler-known": (
        around(task("serviceTask", '<zeebe:taskDefinition type="nosuch"/>')),
        "a",
        "warning",
        "no handler is named 'nosuch'",
    ),
    "lanes": (
        '<laneSet id="ls"><lane id="l" name="clerk"><flowNodeRef>s</flowNodeRef><flowNodeRef>e</flowNodeRef></lane></laneSet>'
        + around(user("a")),
        "a",
        "error",
        "stands in no lane",
    ),
    "links": (
        TO_A + task("intermediateThrowEvent", rest='<linkEventDefinition name="下页"/>'),
        "a",
        "error",
        "0 link events catch '下页'",
    ),
    "loops": (
        around(
            user(
                "a",
                rest="<multiInstanceLoopCharacteristics><loopCardinality>20000</loopCardinality></multiInstanceLoopCharacteristics>",
            )
        ),
        "a",
        "error",
        "20000 instances are too many",
    ),
    "mixed-gateways": (
        SPLIT.format("exclusiveGateway", "parallelGateway", 'default="x_c"') + XOR + OTHER,
        "y",
        "warning",
        "x chooses one",
    ),
    "names": (around(user("a").replace(' name="办理"', "")), "a", "warning", "no name"),
    "numbers": (around(user("a", '<liye:number book="收"/>')), "a", "error", "resultVariable"),
    "schedules": (
        around(user("a", '<zeebe:taskSchedule dueDate="tomorrow"/>')),
        "a",
        "error",
        "dueDate 'tomorrow' is no ISO 8601 date with time",
    ),
    "proxies": (around(user("a", '<liye:proxy sign="perhaps"/>')), "a", "error", "sign is"),
    "parallel-writes": (
        SPLIT.format("parallelGateway", "parallelGateway", "") + flows("x>b", "x>c"),
        "c",
        "warning",
        "b in a parallel branch writes 'opinion' too",
    ),
    "message-flows": (around(user("a")), "mf", "error", "a says no message"),
    "pools": (around(user("a")), "pool", "error", "'nosuch', which is not in this file"),
    "size": (
        TO_A
        + user("a")
        + "".join(user(f"u{k}") for k in range(320))
        + flows("a>u0", *(f"u{k}>u{k + 1}" for k in range(319)), "u319>e")
        + '<endEvent id="e"/>',
        "p",
        "error",
        "follow each other, at most 300",
    ),
    "soundness": (
        SPLIT.format("exclusiveGateway", "parallelGateway", 'default="x_c"') + XOR + OTHER,
        "y",
        "warning",
        "may wait here for ever; the way: s > x > b",
    ),
    "start-event-kind": (
        around(
            '<subProcess id="a"><startEvent id="i"><timerEventDefinition><timeDuration>PT1H</timeDuration>'
            '</timerEventDefinition></startEvent><endEvent id="j"/><sequenceFlow id="k" sourceRef="i" targetRef="j"/></subProcess>'
        ),
        "i",
        "error",
        "make it plain",
    ),
    "starts": (around('<subProcess id="a"/>'), "a", "error", "nothing in it"),
    "texts": (around(user("a")), "a", "warning", "'办理' has no English"),
    "timers": (timer("<timeDuration>1 day</timeDuration>"), "a", "error", "no ISO 8601 duration"),
    "unreachable": (around(user("a")) + user("b") + flows("b>e"), "b", "error", "no way leads to it"),
    "variable-names": (
        around(user("a", "<zeebe:ioMapping><zeebe:output source='=x' target='my name'/></zeebe:ioMapping>")),
        "a",
        "error",
        "'my name' is no name",
    ),
}


def file(content: str, rule: str = "") -> bytes:
    """The content as a file; for some rules with what stands around a process."""
    pool = (
        '<collaboration id="c"><participant id="pool" processRef="nosuch"/></collaboration>'
        if rule == "pools"
        else ""
    )
    if rule == "message-flows":
        pool = '<collaboration id="c"><messageFlow id="mf" sourceRef="a" targetRef="o"/></collaboration>'
        pool += '<process id="q" isExecutable="true"><startEvent id="o"/></process>'
    return definitions(
        pool,
        '<message id="m" name="reply"/>',
        f'<process id="p" name="流程" isExecutable="true">{content}</process>',
    )
