"""Rules of the office in tables: which rule speaks, and what it answers."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from bpmn import dmn, feel
from tests.bpmn.tables import ANY_OUT, GRAPH, PAGES, TEXT_OUT, ask, column, file, table


def test_the_one_matching_rule_of_a_unique_table_answers() -> None:
    data = table(
        'hitPolicy="UNIQUE"', PAGES, TEXT_OUT, ("few", "< 10", '"clerk"'), ("many", ">= 10", '"head"')
    )
    assert ask(data, {"pages": 3}).result == "clerk"
    answer = ask(data, {"pages": Decimal(10)})
    assert (answer.result, answer.matched) == ("head", ("many",))


def test_a_table_without_inputs_declared_reads_the_variables_it_names() -> None:
    decision = dmn.read(table("", PAGES, TEXT_OUT, ("few", "-", '"clerk"'))).decision("route")
    assert decision.inputs == {"pages"}


RULES = (("a", "> 1", "1"), ("b", "> 2", "3"), ("c", "> 3", "2"))


@pytest.mark.parametrize(
    ("policy", "expected", "matched"),
    [
        ('hitPolicy="FIRST"', 1, ("a",)),
        ('hitPolicy="RULE ORDER"', [1, 3, 2], ("a", "b", "c")),
        ('hitPolicy="COLLECT"', [1, 3, 2], ("a", "b", "c")),
        ('hitPolicy="COLLECT" aggregation="SUM"', 6, ("a", "b", "c")),
        ('hitPolicy="COLLECT" aggregation="MIN"', 1, ("a", "b", "c")),
        ('hitPolicy="COLLECT" aggregation="MAX"', 3, ("a", "b", "c")),
        ('hitPolicy="COLLECT" aggregation="COUNT"', 3, ("a", "b", "c")),
        ('hitPolicy="PRIORITY"', 3, ("a", "b", "c")),
        ('hitPolicy="OUTPUT ORDER"', [3, 2, 1], ("a", "b", "c")),
    ],
)
def test_every_hit_policy(policy: str, expected: object, matched: tuple[str, ...]) -> None:
    output = '<output name="n" typeRef="number"><outputValues><text>3, 2, 1</text></outputValues></output>'
    answer = ask(table(policy, PAGES, output, *RULES), {"pages": 5})
    assert answer.result == expected
    assert answer.matched == matched


def test_a_violated_hit_policy_is_an_error_and_no_silent_null() -> None:
    overlapping = table(
        "",
        column("word", "string"),
        TEXT_OUT,
        ("a", 'contains(?, "急")', '"1"'),
        ("b", 'contains(?, "特")', '"2"'),
    )
    with pytest.raises(dmn.DecisionError, match=r"rules 1 \(a\), 2 \(b\) all match"):
        ask(overlapping, {"word": "特急"})
    differing = table(
        'hitPolicy="ANY"', PAGES, '<output typeRef="number"/>', ("a", "> 1", "1"), ("b", "> 2", "2")
    )
    with pytest.raises(dmn.DecisionError, match="different results"):
        ask(differing, {"pages": 5})


def test_what_no_rule_covers_gets_the_default() -> None:
    output = '<output name="to"><defaultOutputEntry><text>"archive"</text></defaultOutputEntry></output>'
    answer = ask(table('hitPolicy="FIRST"', PAGES, output, ("few", "< 10", '"clerk"')), {"pages": 99})
    assert (answer.result, answer.matched) == ("archive", ())


def test_a_date_arrives_as_text_and_is_compared_as_a_date() -> None:
    data = table(
        "",
        column("received", "date"),
        TEXT_OUT,
        ("old", '< date("2026-01-01")', '"late"'),
        ("new", '>= date("2026-01-01")', '"now"'),
    )
    assert ask(data, {"received": "2025-12-31"}).result == "late"
    assert ask(data, {"received": dt.date(2026, 1, 1)}).result == "now"


def test_decisions_ask_each_other_and_share_knowledge() -> None:
    decisions = dmn.read(GRAPH)
    assert decisions.ids == ("days", "limit")
    assert decisions.decision("limit").evaluate({"紧急程度": "特急"}).result == 3
    assert decisions.decision("limit").inputs == {"紧急程度"}
    assert decisions.services["svc"].evaluate({"days": 10}).result == 21


def test_an_input_of_the_wrong_type_is_refused() -> None:
    with pytest.raises(dmn.DecisionError, match="not among the values allowed"):
        dmn.read(GRAPH).decision("days").evaluate({"紧急程度": "慢"})


def test_why_a_rule_did_not_match_is_told_cell_by_cell() -> None:
    decisions = dmn.read(table("", PAGES, TEXT_OUT, ("few", "< 10", '"clerk"'), ("many", ">= 10", '"head"')))
    (told,) = decisions.decision("route").evaluate({"pages": 3}, explain=True).tables
    assert told.inputs == (3,)
    assert told.cells == {"few": (True,), "many": (False,)}


def test_the_offices_functions_can_be_asked() -> None:
    data = file(
        '<decision id="d1" name="d1"><literalExpression><text>leader of("czt")</text></literalExpression></decision>'
    )
    decision = dmn.read(data).decision("d1")
    assert decision.functions == {"leader of"}
    assert (
        decision.evaluate({}, functions={"leader of": lambda unit: f"leader-{unit}"}).result == "leader-czt"
    )


def test_a_rule_keeps_what_its_author_remarks() -> None:
    data = table("", PAGES, TEXT_OUT, ("r", "-", '"a"')).replace(
        b"</rule>", "<annotationEntry><text>条例第三条</text></annotationEntry></rule>".encode()
    )
    read = dmn.read(data).decision("route").table
    assert read is not None
    assert read.rules[0].remarks == ("条例第三条",)


def test_decisions_that_ask_each_other_without_end_stop() -> None:
    need = (
        '<decision id="d{0}" name="d{0}"><informationRequirement id="r{0}"><requiredDecision href="#d{1}"/>'
        "</informationRequirement><literalExpression><text>d{1} + 1</text></literalExpression></decision>"
    )
    first = '<decision id="d0" name="d0"><literalExpression><text>0</text></literalExpression></decision>'
    decisions = dmn.read(file(first + "".join(need.format(n, n - 1) for n in range(1, 1000))))
    assert decisions.decision("d20").evaluate({}).result == 20
    with pytest.raises(feel.FeelLimit, match="too deeply"):
        decisions.decision("d999").evaluate({})


@pytest.mark.parametrize("given", ["abc", True, [1, 2], {}])
def test_a_value_that_is_not_of_its_columns_type_is_refused(given: object) -> None:
    data = table("", PAGES, ANY_OUT, ("r", "-", "1"))
    with pytest.raises(dmn.DecisionError, match=r"pages: .* is no number") as caught:
        ask(data, {"pages": given})
    assert "不是数字" in str(caught.value.findings[0].message_zh)
    assert ask(data, {"pages": None}).result == 1
    assert ask(data, {"pages": [3]}).result == 1
