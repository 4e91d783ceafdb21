"""One broken diagram a rule, with the finding it gets; and a sound one that gets none."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import pytest

from bpmn import standard
from bpmn.lint import Known, review, rule_names
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
    return f'<userTask id="{key}" name="办理"><extensionElements>{CLERK}{extensions}</extensionElements>{rest}</userTask>'


def task(kind: str, extensions: str = "", rest: str = "", attributes: str = "") -> str:
    held = f"<extensionElements>{extensions}</extensionElements>" if extensions else ""
    return f'<{kind} id="a" {attributes}>{held}{rest}</{kind}>'


def around(element: str) -> str:
    """A start, this element `a`, an end."""
    return f"{TO_A}{element}{TO_END}"


def flows(*ends: str) -> str:
    return "".join(
        f'<sequenceFlow id="{end.replace(">", "_")}" sourceRef="{end.split(">")[0]}" targetRef="{end.split(">")[1]}"/>'
        for end in ends
    )


def timer(text: str) -> str:
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


@pytest.mark.parametrize("rule", CASES)
def test_a_broken_diagram_gets_its_finding(rule: str) -> None:
    content, element, severity, said = CASES[rule]
    known = replace(KNOWN, texts=frozenset({"p"})) if rule == "texts" else KNOWN
    found = [one for one in review(file(content, rule), known, "p.bpmn") if one.rule == rule]
    assert [(one.element_id, one.severity) for one in found] == [(element, severity)]
    assert said in found[0].message
    assert found[0].file == "p.bpmn"
    assert found[0].line
    assert any("\u4e00" <= char <= "\u9fff" for char in found[0].message_zh or "")


def test_every_rule_has_a_broken_diagram() -> None:
    assert set(rule_names()) == set(CASES)


def test_a_sound_diagram_has_no_finding() -> None:
    content = (
        '<laneSet id="ls"><lane id="l" name="clerk">'
        + "".join(
            f"<flowNodeRef> {key} </flowNodeRef>"
            for key in ("s", "a", "x", "b", "y", "e", "late", "urge", "f")
        )
        + "</lane></laneSet>"
        '<startEvent id="s"/><exclusiveGateway id="x" default="x_y"/><exclusiveGateway id="y"/><endEvent id="e"/>'
        '<userTask id="a" name="拟稿"><extensionElements><zeebe:formDefinition formId="draft"/>'
        '<liye:deadline key="draft" policy="5WD"/></extensionElements></userTask>'
        + user("b", '<liye:number book="收" resultVariable="no"/>')
        + flows("s>a", "a>x", "x>y", "b>y", "y>e", "late>urge", "urge>f")
        + '<sequenceFlow id="x_b" sourceRef="x" targetRef="b"><conditionExpression>pages &gt; 3</conditionExpression></sequenceFlow>'
        '<boundaryEvent id="late" attachedToRef="a" cancelActivity="false"><timerEventDefinition>'
        '<timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent><endEvent id="f"/>'
        '<serviceTask id="urge"><extensionElements><zeebe:taskDefinition type="register"/></extensionElements></serviceTask>'
    )
    assert review(file(content), KNOWN) == ()


def test_a_file_that_cannot_be_read_says_where() -> None:
    [finding] = review(file(TO_A), KNOWN, "p.bpmn")
    assert (finding.rule, finding.element_id, finding.file) == ("unknown-reference", "f1", "p.bpmn")


def test_a_file_without_executable_process_says_so() -> None:
    [finding] = review(definitions('<process id="p"><startEvent id="s"/></process>'), KNOWN)
    assert finding.rule == "executable"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<timeDuration>PT1H</timeDuration>", None),
        ("<timeDuration>=deadline</timeDuration>", None),
        ("<timeDuration>P</timeDuration>", "is no ISO 8601 duration"),
        ("<timeDuration>PT</timeDuration>", "is no ISO 8601 duration"),
        ("<timeDuration>-PT1H</timeDuration>", "is no ISO 8601 duration"),
        ("<timeDuration>P0.5Y</timeDuration>", "is no ISO 8601 duration"),
        ("<timeDuration>P9999Y</timeDuration>", "longer than ten years"),
        ("<timeDuration>P99999999999999999999Y</timeDuration>", "longer than ten years"),
        ("<timeDate>2026-03-01T09:00:00+08:00</timeDate>", None),
        ("<timeDate>2026-02-30T09:00:00+08:00</timeDate>", "is no ISO 8601 date"),
        ("<timeDate>PT1H</timeDate>", "is no ISO 8601 date"),
        ("<timeCycle>R3/PT1H</timeCycle>", "an intermediate event waits once"),
        ("<timeDuration>PT1H</timeDuration><timeDate>2026-03-01T09:00:00Z</timeDate>", "exactly one of"),
    ],
)
def test_times_are_strict(text: str, said: str | None) -> None:
    found = [one.message for one in review(file(timer(text)), KNOWN) if one.rule == "timers"]
    assert len(found) == (said is not None)
    assert all((said or "") in message for message in found)


@pytest.mark.parametrize(
    ("cycle", "said"),
    [
        ("R3/PT1H", None),
        ("R/2026-01-01T09:00:00+08:00/P1D", None),
        ("0 9 * * 1", None),
        ("0 0 9 ? * MON-FRI", None),
        ("0 0 9 * * 1-5", "1 is Monday, as in Camunda 8"),
        ("0 0 9 1 * MON", "a day of month and a day of week"),
        ("*/10 * * * * *", "more than once a minute"),
        ("0 0 9 ? * MON 2027", "no cron of five fields"),
        ("0 61 * * * *", "a bad minute"),
        ("0 9 ? * ?", None),
        ("? 9 * * *", "a ? where it means nothing"),
        ("@daily", None),
        ("@often", "is unknown"),
        ("R/PT1S", "faster than every 60 seconds"),
        ("R/P0D", "faster than every 60 seconds"),
        ("R/P99999999Y", "longer than ten years"),
        ("every day", "is no ISO 8601 cycle"),
    ],
)
def test_cycles_are_strict(cycle: str, said: str | None) -> None:
    content = around(user("a")).replace(
        '<startEvent id="s"/>',
        f'<startEvent id="s"><timerEventDefinition><timeCycle>{cycle}</timeCycle></timerEventDefinition></startEvent>',
    )
    found = [one.message for one in review(file(content), KNOWN) if one.rule == "timers"]
    assert len(found) == (said is not None)
    assert all((said or "") in message for message in found)


def test_a_parallel_split_joined_by_an_exclusive_gateway_is_named_with_both() -> None:
    content = SPLIT.format("parallelGateway", "exclusiveGateway", "") + flows("x>b", "x>c")
    [found] = [one for one in review(file(content), KNOWN) if one.rule == "mixed-gateways"]
    assert found.element_id == "y"
    assert "x starts several ways" in found.message


@pytest.mark.parametrize(
    ("element", "said"),
    [
        (user("a", '<zeebe:formDefinition formKey="camunda-forms:bpmn:F"/>'), "name the form of a file"),
        (user("a", "<zeebe:taskListeners/>"), "a service task with a handler"),
        (user("a", '<zeebe:formDefinition formId="draft" bindingType="latest"/>'), "the running version"),
        (user("a", '<liye:number book="无" resultVariable="n"/>'), "there is no number book '无'"),
        (user("a", '<zeebe:priorityDefinition priority="101"/>'), "from 0 to 100"),
        (task("serviceTask", '<zeebe:taskDefinition type="register" retries="many"/>'), "from 0 to 1000"),
        (task("callActivity", '<zeebe:calledElement processId="printing" propagateAllChildVariables="no"/>'), "no meaning"),
        (
            user("a", '<s:signavioMetaData xmlns:s="http://www.signavio.com" metaKey="bgcolor" metaValue="#fff"/>'),
            None,
        ),
    ],
)  # fmt: skip
def test_what_other_modellers_write_is_read_or_refused_with_its_cure(element: str, said: str | None) -> None:
    found = [one.message for one in review(file(around(element)), KNOWN) if one.severity == "error"]
    assert [said in message for message in found] == [True] * len(found) if said else not found
    assert bool(found) == (said is not None)


def test_juel_is_refused_wherever_it_stands() -> None:
    content = around(user("a").replace('"clerk"', '"${group}"'))
    found = [one for one in review(file(content), KNOWN) if one.severity == "error"]
    assert [(one.rule, one.element_id) for one in found] == [("foreign-code", "a")]


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("pages &gt; 3 and deadline(&quot;reply&quot;) &lt; now()", None),
        ("= pages &gt; 3", None),
        ("pages &gt;", "is no FEEL"),
        ("shout(pages)", "calls shout(), which does not exist"),
    ],
)
def test_conditions_are_parsed_and_their_functions_known(condition: str, said: str | None) -> None:
    chosen = XOR.replace("ok<", f"{condition}<")
    content = SPLIT.format("exclusiveGateway", "exclusiveGateway", 'default="x_c"') + chosen + OTHER
    found = [one for one in review(file(content), KNOWN) if one.rule == "expressions"]
    assert [one.element_id for one in found] == ["x_b"] * (said is not None)
    assert all((said or "") in one.message for one in found)


def test_the_reference_page_lists_every_rule_with_its_sentence() -> None:
    page = (Path(__file__).parents[2] / "docs/reference/lint.md").read_text("utf-8")
    listed = dict(re.findall(r"^\| `([\w-]+)` \| (.+) \|$", page, re.MULTILINE))
    modules = {name: import_module(f"bpmn.rules.{name.replace('-', '_')}") for name in rule_names()}
    assert listed == {name: (module.__doc__ or "").splitlines()[0] for name, module in modules.items()}


def test_a_large_diagram_is_checked_and_a_hostile_one_refused_at_once() -> None:
    started = time.process_time()
    names = [f"u{k}" for k in range(290)]
    large = TO_A.replace('"a"', '"u0"') + "".join(
        task("serviceTask").replace('"a"', f'"{name}"') for name in names
    )
    large += flows(*(f"{one}>{other}" for one, other in pairwise(names)), "u289>e") + '<endEvent id="e"/>'
    assert {one.rule for one in review(file(large), KNOWN)} == {"handler-known"}
    hostile = "".join(f'<task id="t{k}"/>' for k in range(3000))
    assert [one.rule for one in review(file(hostile), KNOWN)] == ["size"]
    deep = "".join(f'<subProcess id="x{k}">' for k in range(40)) + "</subProcess>" * 40
    assert [one.rule for one in review(file(deep), KNOWN)] == ["size"]
    assert time.process_time() - started < 3


def test_two_parallel_tasks_with_one_form_write_the_same_fields() -> None:
    form = '<zeebe:formDefinition formId="draft"/>'
    content = (
        '<startEvent id="s"/><parallelGateway id="x"/><parallelGateway id="y"/><endEvent id="e"/>'
        + user("b", form)
        + user("c", form)
        + flows("s>x", "x>b", "x>c", "b>y", "c>y", "y>e")
    )
    known = replace(KNOWN, fields={"draft": frozenset({"opinion"})})
    [found] = review(file(content), known)
    assert (found.rule, found.element_id) == ("parallel-writes", "c")
    assert review(file(content), KNOWN) == ()


def test_several_flows_out_of_a_task_are_parallel_branches_too() -> None:
    def found(condition: str) -> list[str]:
        result = '<zeebe:script expression="=1" resultVariable="n"/>'
        drawn = file(
            '<startEvent id="s"/><userTask id="a" name="x"/><endEvent id="e"/>'
            + "".join(
                f'<scriptTask id="{one}"><extensionElements>{result}</extensionElements></scriptTask>'
                for one in "bc"
            )
            + flows("s>a", "b>e", "c>e", "a>b", "a>c")
        ).replace(b"<userTask", b"<exclusiveGateway" if condition else b"<userTask")
        return [one.rule for one in review(drawn, KNOWN) if one.rule == "parallel-writes"]

    assert found("") == ["parallel-writes"]
    assert found("exclusive") == []


def test_what_the_schema_has_otherwise_is_placed_in_a_file_with_prefixes() -> None:
    drawn = """<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t">
<bpmn:process id="p"><bpmn:userTask id="a"><bpmn:dataInput/></bpmn:userTask></bpmn:process></bpmn:definitions>"""
    [found, *_] = standard.check(drawn.encode())
    assert found.element_id == "a"
