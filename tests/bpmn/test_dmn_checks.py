"""What is wrong with a decision table is told before it can mislead: what is refused, gaps, overlaps."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpmn import dmn, feel
from bpmn.dmn.domain import Column
from tests.bpmn.tables import ANY_OUT, GRAPH, HEAD, PAGES, TEXT_OUT, column, file, table


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
        dmn.DmnError, match=r"rules 1 \(few\) and [23] \(many\) both match, for example pages = 10;"
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
    with pytest.raises(
        dmn.DmnError, match=r"rules 1 \(few\) and [23] \(many\) both match, for example pages = 10;"
    ):
        dmn.read(table("", PAGES, TEXT_OUT, *rules))


def test_anything_but_a_value_is_understood() -> None:
    exact = table("", PAGES, TEXT_OUT, ("five", "5", '"a"'), ("other", "!= 5", '"b"'))
    assert dmn.read(exact).findings == ()
    with pytest.raises(
        dmn.DmnError, match=r"rules 1 \(five\) and 2 \(other\) both match, for example pages = 5;"
    ):
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
        (table("", PAGES, ANY_OUT, ("r", '"a" or "b"', "1")), "dmn-never", "rule 1 (r) can never match", "永远不会命中"),
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
    with pytest.raises(
        dmn.DmnError, match=r"rules 1 \(a\) and 2 \(b\) both match, for example word = \"b\";"
    ):
        dmn.read(table("", words, ANY_OUT, *rules))


def test_a_table_of_many_rules_is_read_soon_or_not_searched() -> None:
    rules = [(f"r{n}", f"[{2 * n}..{2 * n + 1}]", "1") for n in range(2_001)]
    begun = time.process_time()
    assert [found.rule for found in dmn.read(table("", PAGES, ANY_OUT, *rules[:300])).findings] == ["dmn-gap"]
    assert time.process_time() - begun < 2
    (told,) = dmn.read(table("", PAGES, ANY_OUT, *rules)).findings
    assert "too large to be searched" in told.message
