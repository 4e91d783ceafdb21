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
from bpmn.lint import review, rule_names
from tests.bpmn.broken import CASES, KNOWN, OTHER, SPLIT, TO_A, XOR, around, file, flows, task, timer, user
from tests.bpmn.drawing import definitions


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
        ("due &lt; @&quot;2026-02-30&quot;", "can only be null"),
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
