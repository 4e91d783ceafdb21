"""Rules of the office in tables: which rule speaks, and what is refused before it can mislead."""

from __future__ import annotations

import datetime as dt
import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpmn import dmn, feel
from bpmn.dmn.domain import Column

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="office" namespace="urn:test">"""


def file(body: str) -> bytes:
    return f"{HEAD}{body}</definitions>".encode()


def column(name: str, type_: str) -> str:
    expression = f'<inputExpression typeRef="{type_}"><text>{name}</text></inputExpression>'
    return f'<input id="in_{name}">{expression}</input>'


def table(policy: str, inputs: str, outputs: str, *rules: tuple[str, str, str], extra: str = "") -> bytes:
    """A decision `route` with one input and one output cell a rule; rules are (id, cell, result)."""
    rows = "".join(
        f'<rule id="{id_}"><inputEntry><text>{escape(cell)}</text></inputEntry>'
        f"<outputEntry><text>{escape(result)}</text></outputEntry></rule>"
        for id_, cell, result in rules
    )
    return file(
        f'<decision id="route" name="route"><variable name="route"/>'
        f'<decisionTable id="t" {policy}>{inputs}{outputs}{rows}</decisionTable></decision>{extra}'
    )


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def ask(data: bytes, variables: dict[str, object], decision: str = "route") -> dmn.Evaluation:
    return dmn.read(data).decision(decision).evaluate(variables)


PAGES = column("pages", "number")
TEXT_OUT = '<output name="to" typeRef="string"/>'


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
    with pytest.raises(dmn.DecisionError, match=r"rules a, b all match"):
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


GRAPH = file("""
<itemDefinition id="i1" name="tUrgency"><typeRef>string</typeRef>
  <allowedValues><text>"特急", "加急", "平件"</text></allowedValues></itemDefinition>
<inputData id="in" name="紧急程度"><variable name="紧急程度" typeRef="tUrgency"/></inputData>
<businessKnowledgeModel id="double" name="double"><variable name="double"/>
  <encapsulatedLogic><formalParameter name="n" typeRef="number"/>
    <literalExpression><text>n * 2</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>
<decision id="days" name="days"><variable name="days" typeRef="number"/>
  <informationRequirement id="r1"><requiredInput href="#in"/></informationRequirement>
  <literalExpression><text>if 紧急程度 = "特急" then 1 else 5</text></literalExpression></decision>
<decision id="limit" name="limit"><variable name="limit"/>
  <informationRequirement id="r2"><requiredDecision href="#days"/></informationRequirement>
  <knowledgeRequirement id="r3"><requiredKnowledge href="#double"/></knowledgeRequirement>
  <context><contextEntry><variable name="base"/><literalExpression><text>days</text></literalExpression></contextEntry>
    <contextEntry><literalExpression><text>double(base) + 1</text></literalExpression></contextEntry></context>
</decision>
<decisionService id="svc" name="svc"><variable name="svc"/>
  <outputDecision href="#limit"/><inputDecision href="#days"/></decisionService>
""")


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


@pytest.mark.parametrize(
    ("data", "rule", "element"),
    [
        (table('hitPolicy="BEST"', PAGES, TEXT_OUT), "dmn-hit-policy", "t"),
        (table("", PAGES, TEXT_OUT, ("r1", "< < 3", '"x"')), "dmn-expression", "r1"),
        (table("", column("pages", "numbr"), TEXT_OUT), "dmn-type", "in_pages"),
        (
            file(
                '<decision id="a" name="a"><informationRequirement id="q"><requiredDecision href="#b"/></informationRequirement><literalExpression><text>1</text></literalExpression></decision>'
            ),
            "dmn-reference",
            "q",
        ),
        (GRAPH.replace(b"double(base)", b"triple(bse)"), "dmn-unknown-name", "limit"),
        (
            file(
                '<decision id="a" name="a"><literalExpression expressionLanguage="python"><text>1</text></literalExpression></decision>'
            ),
            "dmn-language",
            "a",
        ),
        (file('<thing id="x"/>'), "dmn-element", "x"),
        (HEAD.replace("20191111", "20151101").encode() + b"</definitions>", "dmn-version", "d"),
    ],
)
def test_what_cannot_be_decided_is_refused_with_its_place(data: bytes, rule: str, element: str) -> None:
    with pytest.raises(dmn.DmnError) as caught:
        dmn.read(data)
    assert (caught.value.findings[0].rule, caught.value.element_id) == (rule, element)
    assert caught.value.line is not None
    assert caught.value.findings[0].message_zh


def test_requirements_in_a_circle_are_refused() -> None:
    need = '<decision id="{0}" name="{0}"><informationRequirement id="r{0}"><requiredDecision href="#{1}"/></informationRequirement><literalExpression><text>{1}</text></literalExpression></decision>'
    with pytest.raises(dmn.DmnError, match="in a circle: a → b → a"):
        dmn.read(file(need.format("a", "b") + need.format("b", "a")))


def test_overlapping_rules_of_a_unique_table_are_refused_with_an_example() -> None:
    data = table("", PAGES, TEXT_OUT, ("few", "<= 10", '"a"'), ("many", ">= 10", '"b"'))
    with pytest.raises(
        dmn.DmnError, match=r"rules few and many both match, for example pages = 10;"
    ) as caught:
        dmn.read(data)
    assert caught.value.element_id == "many"


def test_gaps_of_a_table_are_shown_with_an_example() -> None:
    data = table("", PAGES, TEXT_OUT, ("few", "< 10", '"a"'), ("many", "> 10", '"b"'))
    (gap,) = dmn.read(data).findings
    assert (gap.rule, gap.severity) == ("dmn-gap", "warning")
    assert "no rule covers pages = 10;" in gap.message


def test_gaps_are_found_across_columns() -> None:
    columns = column("pages", "number") + column("urgent", "boolean")
    rule = "<rule id='{}'><inputEntry><text>{}</text></inputEntry><inputEntry><text>{}</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>"
    rows = (
        rule.format("a", "-", "true")
        + rule.format("b", "[0..5]", "false")
        + rule.format("c", "(5..9)", "false")
    )
    data = file(
        f'<decision id="route" name="route"><decisionTable id="t">{columns}<output/>{rows}</decisionTable></decision>'
    )
    (gap,) = dmn.read(data).findings
    assert "no rule covers pages = -1, urgent = false" in gap.message


def test_days_in_a_row_leave_no_gap_and_allowed_values_close_a_column() -> None:
    day = column("day", "date")
    days = table(
        "", day, TEXT_OUT, ("a", '<= date("2026-01-01")', '"a"'), ("b", '>= date("2026-01-02")', '"b"')
    )
    assert dmn.read(days).findings == ()
    level = '<input id="i"><inputExpression typeRef="string"><text>level</text></inputExpression>'
    closed = f'{level}<inputValues><text>"急", "平"</text></inputValues></input>'
    data = table("", closed, TEXT_OUT, ("a", '"急"', '"a"'), ("b", '"平"', '"b"'))
    assert dmn.read(data).findings == ()
    (gap,) = dmn.read(table("", f"{level}</input>", TEXT_OUT, ("a", '"急"', '"a"'))).findings
    assert "level = any other text" in gap.message


def test_one_cell_that_cannot_be_foreseen_hides_no_overlap_of_the_others() -> None:
    rules = (("few", "<= 10", '"a"'), ("own", "< limit", '"b"'), ("many", ">= 10", '"c"'))
    with pytest.raises(dmn.DmnError, match=r"rules few and many both match, for example pages = 10;"):
        dmn.read(table("", PAGES, TEXT_OUT, *rules))


def test_anything_but_a_value_is_understood() -> None:
    exact = table("", PAGES, TEXT_OUT, ("five", "5", '"a"'), ("other", "!= 5", '"b"'))
    assert dmn.read(exact).findings == ()
    with pytest.raises(dmn.DmnError, match=r"rules five and other both match, for example pages = 5;"):
        dmn.read(table("", PAGES, TEXT_OUT, ("five", "5", '"a"'), ("other", "!= 6", '"b"')))


def test_a_table_too_large_to_be_searched_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bpmn.dmn.check.MOST_VISITS", 1)
    (gap,) = dmn.read(table("", PAGES, TEXT_OUT, ("a", "< 5", '"a"'), ("b", ">= 5", '"b"'))).findings
    assert "too large to be searched for gaps" in gap.message


@pytest.mark.parametrize(("cell", "result"), [('"three"', '"a"'), ("< 3", "4")])
def test_a_constant_of_the_wrong_type_is_refused(cell: str, result: str) -> None:
    with pytest.raises(dmn.DmnError) as caught:
        dmn.read(table("", PAGES, TEXT_OUT, ("r", cell, result)))
    assert (caught.value.findings[0].rule, caught.value.element_id) == ("dmn-type", "r")


def test_a_decision_that_is_only_drawn_is_null_and_a_warning() -> None:
    decisions = dmn.read(file('<decision id="a" name="a"/>'))
    assert decisions.decision("a").evaluate({}).result is None
    assert [found.rule for found in decisions.findings] == ["dmn-undecided"]


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


ANY_OUT = '<output name="to"/>'
RANKED = '<output name="to"><outputValues><text>"a", "b"</text></outputValues></output>'
CLOSED = (
    '<input id="i"><inputExpression typeRef="string"><text>level</text></inputExpression>'
    '<inputValues><text>"急", "平"</text></inputValues></input>'
)


@pytest.mark.parametrize(
    ("data", "rule", "said", "said_zh"),
    [
        (table('hitPolicy="PRIORITY"', PAGES, ANY_OUT, ("r", "-", "1")), "dmn-hit-policy", "there are none", "没有列出输出值"),
        (table('hitPolicy="OUTPUT ORDER"', PAGES, ANY_OUT, ("r", "-", "1")), "dmn-hit-policy", "there are none", "没有列出输出值"),
        (table('hitPolicy="COLLECT" aggregation="SUM"', PAGES, TEXT_OUT, ("r", "-", '"a"')), "dmn-hit-policy", "have a sum", "可以求和"),
        (table("", PAGES, RANKED, ("r", "-", '"c"')), "dmn-type", 'among the output values ("a", "b")', "不在输出值"),
        (table("", PAGES, TEXT_OUT.replace("/>", "><defaultOutputEntry><text>5</text></defaultOutputEntry></output>"), ("r", "1", '"c"')), "dmn-type", "5 is no string", "5 不是字符串"),
        (table("", PAGES, ANY_OUT, ("r", "[10..1]", "1")), "dmn-never", "no value of pages fits [10..1]", "永远不会命中"),
        (table("", CLOSED, ANY_OUT, ("r", '"快"', "1")), "dmn-never", 'no value of level fits "快"', "永远不会命中"),
        (table("", PAGES, ANY_OUT, ("r", '"a" or "b"', "1")), "dmn-never", "rule r can never match", "永远不会命中"),
        (table("", column("day", "date"), ANY_OUT, ("r", 'date("2026-02-30")', "1")), "dmn-expression", "no date 2026-2-30", "没有 2026-2-30 这一天"),
        (table("", PAGES, ANY_OUT, ("r", "-", 'duration("3天")')), "dmn-expression", "is no duration", "不是时长"),
        (table("", column("pages", "integer"), ANY_OUT), "dmn-type", "write 'number'", "应写作“number”"),
    ],
)  # fmt: skip
def test_a_table_that_cannot_work_is_refused_with_its_cure(
    data: bytes, rule: str, said: str, said_zh: str
) -> None:
    with pytest.raises(dmn.DmnError) as caught:
        dmn.read(data)
    (found,) = caught.value.findings
    assert found.rule == rule
    assert said in found.message
    assert said_zh in str(found.message_zh)


def test_times_of_day_have_gaps_and_overlaps_too() -> None:
    day = column("at", "time")
    morning, noon = ("am", '< @"12:00:00"', "1"), ("pm", '>= @"12:00:00"', "2")
    assert dmn.read(table("", day, ANY_OUT, morning, noon)).findings == ()
    late = ("pm", '[@"14:30:00"..@"23:59:59"]', "2")
    (gap,) = dmn.read(table("", day, ANY_OUT, morning, late)).findings
    assert "no rule covers at = 12:00:00" in gap.message
    with pytest.raises(dmn.DmnError, match=r"for example at = 11:30:00;"):
        dmn.read(table("", day, ANY_OUT, morning, ("pm", '> @"11:00:00"', "2")))


def test_moments_with_and_without_a_zone_have_no_order_and_break_nothing() -> None:
    moments = column("at", "date and time")
    rules = (("a", '< @"2026-01-01T00:00:00+08:00"', "1"), ("b", '>= @"2026-01-01T00:00:00"', "2"))
    assert dmn.read(table("", moments, ANY_OUT, *rules)).findings == ()


def test_a_rule_that_earlier_ones_leave_nothing_to_is_told() -> None:
    rules = (("a", "< 10", "1"), ("b", ">= 5", "2"), ("c", "[3..20]", "3"))
    (hidden,) = dmn.read(table('hitPolicy="FIRST"', PAGES, ANY_OUT, *rules)).findings
    assert (hidden.rule, hidden.severity, hidden.element_id) == ("dmn-hidden", "warning", "c")
    assert dmn.read(table('hitPolicy="FIRST"', PAGES, ANY_OUT, *rules[:2])).findings == ()
    own = (("a", "< limit", "1"), ("b", "-", "2"))  # what a limit of its own takes cannot be foreseen
    assert dmn.read(table('hitPolicy="FIRST"', PAGES, ANY_OUT, *own)).findings == ()


def test_a_word_without_quotation_marks_is_told() -> None:
    word = table("", column("level", "string"), TEXT_OUT, ("a", "特急", '"x"'), ("b", '"平"', "办公厅"))
    warnings = [one for one in dmn.read(word).findings if one.rule == "dmn-word"]
    assert [one.element_id for one in warnings] == ["a", "b"]
    assert 'write "特急"' in warnings[0].message
    declared = word.replace(b"<decision ", b'<inputData id="l" name="level"/><decision ', 1)
    with pytest.raises(dmn.DmnError, match='text stands in quotation marks: "特急"'):
        dmn.read(declared)


@pytest.mark.parametrize("given", ["abc", True, [1, 2], {}])
def test_a_value_that_is_not_of_its_columns_type_is_refused(given: object) -> None:
    data = table("", PAGES, ANY_OUT, ("r", "-", "1"))
    with pytest.raises(dmn.DecisionError, match=r"pages: .* is no number") as caught:
        ask(data, {"pages": given})
    assert "不是数字" in str(caught.value.findings[0].message_zh)
    assert ask(data, {"pages": None}).result == 1
    assert ask(data, {"pages": [3]}).result == 1


@pytest.mark.parametrize(
    ("change", "rule", "said"),
    [
        (('<outputDecision href="#limit"/>', ""), "dmn-service", "has no output decision"),
        (('<inputDecision href="#days"/>', ""), "dmn-service", "needs '紧急程度'"),
        (('<inputDecision href="#days"/>', '<inputDecision href="#in"/>'), "dmn-service", "may name"),
        (
            ("</decisionService>", '<encapsulatedDecision href="#no"/></decisionService>'),
            "dmn-reference",
            "#no",
        ),
        (("double(base)", "double(base, 2)"), "dmn-call", "double takes (n) and is given (2)"),
        (("double(base)", "double(m: base)"), "dmn-call", "double takes (n) and is given (m)"),
        (
            ("<contextEntry><literalExpression>", '<contextEntry><variable name="base"/><literalExpression>'),
            "dmn-expression",
            "'base' stands twice",
        ),
        (("<text>n * 2</text>", "<text>substring(n)</text>"), "dmn-expression", "does not take 1 arguments"),
        (
            ("<itemDefinition", '<import name="me" namespace="urn:test"/><itemDefinition'),
            "dmn-import",
            "itself",
        ),
        (
            ('name="double"><variable name="double"', 'name="days"><variable name="days"'),
            "dmn-reference",
            "two elements called 'days'",
        ),
    ],
)
def test_a_model_whose_parts_do_not_fit_is_refused(change: tuple[str, str], rule: str, said: str) -> None:
    before, after = (text.encode() for text in change)
    assert before in GRAPH
    with pytest.raises(dmn.DmnError) as caught:
        dmn.read(GRAPH.replace(before, after, 1))
    assert any(
        found.rule == rule and said in found.message and found.message_zh for found in caught.value.findings
    )


NUMBERS = st.integers(-3, 3)
TESTS = st.one_of(
    NUMBERS.map(str),
    st.tuples(st.sampled_from(["<", "<=", ">", ">=", "!="]), NUMBERS).map("{0[0]} {0[1]}".format),
    st.tuples(st.sampled_from("[("), NUMBERS, NUMBERS, st.sampled_from("])")).map("{0[0]}{0[1]}..{0[2]}{0[3]}".format),
)  # fmt: skip
CELLS = st.tuples(st.booleans(), st.lists(TESTS, min_size=1, max_size=3).map(", ".join)).map(
    lambda cell: f"not({cell[1]})" if cell[0] else cell[1]
)


@settings(max_examples=100, deadline=None)
@given(st.lists(CELLS, min_size=1, max_size=4))
def test_what_a_cell_is_taken_to_hold_is_what_it_holds(texts: list[str]) -> None:
    cells = [feel.parse_unary(text) for text in texts]
    column = Column(None, cells, None)
    for place in range(len(column.pieces)):
        value = Decimal(column.example(1 << place)) if len(column.pieces) > 1 else Decimal(0)
        held = [bool(bits >> place & 1) for bits in column.cells]
        assert held == [cell.evaluate({"?": value}) for cell in cells], value


def test_texts_between_two_are_understood() -> None:
    words = column("word", "string")
    rules = (("a", '["a".."c"]', "1"), ("b", '"b"', "2"))
    with pytest.raises(dmn.DmnError, match=r"rules a and b both match, for example word = \"b\";"):
        dmn.read(table("", words, ANY_OUT, *rules))


def test_a_table_of_many_rules_is_read_soon_or_not_searched() -> None:
    rules = [(f"r{n}", f"[{2 * n}..{2 * n + 1}]", "1") for n in range(2_001)]
    begun = time.process_time()
    assert [found.rule for found in dmn.read(table("", PAGES, ANY_OUT, *rules[:300])).findings] == ["dmn-gap"]
    assert time.process_time() - begun < 2
    (told,) = dmn.read(table("", PAGES, ANY_OUT, *rules)).findings
    assert "too large to be searched" in told.message
