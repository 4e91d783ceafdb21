"""Which variables of a process are dates, and what lint says where one is taken for a text."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bpmn import dates, feel
from bpmn.date_uses import misuses
from bpmn.diagram import Diagram
from bpmn.lint import Known, review
from tests.diagrams import diagram, user_task

FORMS = {
    "ask": {"due": "date", "seen_at": "datetime", "parts": {"by": "date", "unit": None}, "remark": None},
    "again": {"due": "date", "remark": "date", "parts": {"unit": None}},
    "elsewhere": {"other": "date"},
}


def form(key: str) -> str:
    return f'<zeebe:formDefinition formId="{key}"/>'


def handed(target: str, source: str) -> str:
    return f'<zeebe:ioMapping><zeebe:output source="{source}" target="{target}"/></zeebe:ioMapping>'


def kinds(body: str) -> dates.Kinds:
    process = Diagram.read(diagram("p", body)).processes[0]
    return dates.of_process(process, FORMS)


def test_what_forms_of_the_process_declare_is_a_date_and_what_they_disagree_on_is_text():
    body = user_task("a", more=form("ask")) + user_task("b", more=form("again"))
    assert kinds(body) == {"due": "date", "seen_at": "datetime", "parts": {"by": "date"}}


def test_a_form_that_is_worked_out_may_be_any():
    assert "other" in kinds(user_task("a", more='<zeebe:formDefinition formId="=which"/>'))


def test_what_only_hands_on_a_date_is_one_and_what_something_else_writes_too_is_not():
    body = (
        user_task("a", more=form("ask"))
        + user_task("b", more=handed("first_due", "=due"))
        + user_task("c", more=handed("copy", "=first_due"))
        + user_task("d", more=handed("mixed", "=due"))
        + user_task("e", more=handed("mixed", "=&quot;soon&quot;"))
        + '<bpmn:userTask id="f"><bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements>'
        '<zeebe:loopCharacteristics inputCollection="=parts" inputElement="part"/></bpmn:extensionElements>'
        "</bpmn:multiInstanceLoopCharacteristics></bpmn:userTask>"
    )
    found = kinds(body)
    assert (found["first_due"], found["copy"], found["part"]) == ("date", "date", {"by": "date"})
    assert "mixed" not in found


def test_a_value_is_read_as_what_it_is_and_text_that_means_no_date_stays():
    rows = [{"by": "2026-03-02", "unit": "czt"}, {"by": "soon"}, None]
    assert dates.read({"by": "date"}, rows) == [
        {"by": dt.date(2026, 3, 2), "unit": "czt"},
        {"by": "soon"},
        None,
    ]
    assert dates.read("date", None) is None
    assert dates.read("datetime", "2026-03-02T09:00:00Z") == dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


KNOWN = {"due": "date", "seen_at": "datetime", "date": "date", "parts": {"by": "date"}}


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ('"到期：" + due', "string(due)"),
        ('due + "前"', "string(due)"),
        ('"至" + string(due) + "，" + date(x)', "string(date(…))"),
        ('due = "2026-03-02"', "string(due)"),
        ('"2026-03-02" > due', "string(due)"),
        ('due in ("2026-03-02", "2026-03-03")', "string(due)"),
        ("seen_at > today()", "date(seen_at)"),
        ("due between seen_at and now()", "date(seen_at)"),
        ("substring(due, 1, 4)", "string(due)"),
        ('contains(string: due, match: "03")', "string(due)"),
        ('count(parts[by = "2026-03-02"])', "string(by)"),
        ('some part in parts satisfies part.by = "x"', "string(part.by)"),
        ('(if late then due else null) + "x"', "string(…)"),
        ('parts[1].by + "止"', "string(parts[…].by)"),
    ],
)
def test_a_date_that_is_taken_for_something_else_is_found_with_the_cure(text: str, instead: str):
    assert instead in {found.instead for found in misuses(feel.parse(text).tree, KNOWN)}


@pytest.mark.parametrize(
    "text",
    [
        '"到期：" + string(due)',
        "date(due) < today()",
        "date(date)",
        "due < today() and date and time(seen_at) < now()",
        'due + duration("P1D")',
        "due != null",
        'for due in ["a"] return due + "x"',
        'things[due = "x"]',
        '{due: "a", text: due + "x"}',
        '(function(due) due + "x")("a")',
        'parts[1].unit + "x"',
        'other + "x"',
    ],
)
def test_what_is_right_or_not_surely_wrong_is_not_found(text: str):
    assert list(misuses(feel.parse(text).tree, KNOWN)) == []


def test_lint_names_the_place_in_both_languages():
    body = f"""
<bpmn:startEvent id="s"/>
{user_task("ask", more=form("ask") + handed("said", "=&quot;办结于&quot; + due"))}
<bpmn:endEvent id="e"/>
s -> ask
ask -> e
"""
    xml = diagram("p", body)
    known = replace(Known(forms=frozenset({"ask"})), dates=FORMS)
    (found,) = [one for one in review(xml, known) if one.rule == "dates-as-text"]
    assert (found.severity, found.element_id) == ("error", "ask")
    assert "string(due)" in found.message
    assert "string(due)" in found.message_zh
