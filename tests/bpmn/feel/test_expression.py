"""What designers write in conditions, and what it means."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from bpmn import feel

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def value(text: str, scope: dict[str, object] | None = None, **more: object) -> object:
    return feel.parse(text).evaluate(scope or {}, now=NOW, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", Decimal(7)),
        ("0.1 + 0.2 = 0.3", True),
        ("2 ** 3 / 4", Decimal(2)),
        ("-2 ** 2", Decimal(4)),
        ('"里" + "耶"', "里耶"),
        ('if 1 < 2 then "a" else "b"', "a"),
        ("[1, 2, 3][item > 1]", [Decimal(2), Decimal(3)]),
        ("[1, 2, 3][-1]", Decimal(3)),
        ("[{a: 1}, {a: 2}][a = 2].a", [Decimal(2)]),
        ("for i in 1..3 return i * i", [1, 4, 9]),
        ("for i in 3..1 return i", [3, 2, 1]),
        ("for i in 1..5 return if i < 3 then 1 else partial[-1] + partial[-2]", [1, 1, 2, 3, 5]),
        ("some x in [1, 2], y in [3] satisfies x + y = 5", True),
        ("every x in [] satisfies x > 1", True),
        ("{a: 1, b: a + 1}.b", Decimal(2)),
        ("5 in [1..5[", False),
        ("10 in (1, < 5, >= 10)", True),
        ("3 between 1 and 5 and true", True),
        ("null and false", False),
        ("null or true", True),
        ("null and true", None),
        ('1 = "1"', None),
        ("null = null", True),
        ("[1, 2] = [1, 2]", True),
        ('date("2026-01-31") + duration("P1M")', dt.date(2026, 2, 28)),
        ('date("2026-03-02") - date("2026-03-01")', dt.timedelta(days=1)),
        ('@"2026-03-02".weekday', Decimal(1)),
        ("today()", dt.date(2026, 3, 2)),
        ("{square: function(n: number) n * n, r: square(n: 4)}.r", Decimal(16)),
        ("{f: function(n) if n = 0 then 1 else n * f(n - 1), r: f(20)}.r", Decimal(2432902008176640000)),
        ('@"P1D" instance of days and time duration', True),
        ("[1, 2] instance of list<number>", True),
        ("9 // a remark\n + 1 /* and another */", Decimal(10)),
    ],
)
def test_an_expression_means_what_the_standard_says(text: str, expected: object) -> None:
    assert value(text) == expected


def test_names_may_be_chinese_and_have_spaces() -> None:
    scope = {"金额": 1500, "Applicant Age": 30, "unit": {"上级 单位": "省政府办公厅"}}
    assert value("金额 > 1000 and Applicant Age >= 18", scope) is True
    assert value("unit.上级 单位", scope) == "省政府办公厅"


def test_a_name_with_a_sign_must_be_known() -> None:
    assert feel.parse("a-b", names=["a-b"]).evaluate({"a-b": 5}) == 5
    assert feel.parse("a-b").evaluate({"a": 5, "b": 3}) == 2


def test_a_condition_says_what_it_reads_and_calls() -> None:
    condition = feel.parse('amount > limit and leader of(unit) = "li" and items[price > 3][1] != null')
    assert condition.names == {"amount", "limit", "unit", "items"}
    assert condition.possible == {"price"}
    assert condition.functions == {"leader of"}


def test_office_functions_are_given_at_evaluation() -> None:
    functions = {"leader of": lambda unit: f"head-{unit}", "working days between": lambda a, b: 3}
    assert value('leader of("czt")', functions=functions) == "head-czt"
    assert value("working days between(1, 2) = 3", functions=functions) is True


def test_a_value_is_literal_unless_it_begins_with_an_equals_sign() -> None:
    assert feel.parse_value("czt:dept_liaison").evaluate({}) == "czt:dept_liaison"
    assert feel.parse_value('=unit + ":dept_liaison"').evaluate({"unit": "czt"}) == "czt:dept_liaison"


@pytest.mark.parametrize(
    ("cell", "given", "expected"),
    [
        ("-", 5, True),
        ("< 18, >= 60", 65, True),
        ("[15..30)", 30, False),
        ('"a", "b"', "b", True),
        ("not(1, 2)", 3, True),
        ("null", None, True),
        ('starts with(?, "湘")', "湘政办发", True),
        ("? > 3 and ? < 5", 4, True),
    ],
)
def test_a_cell_tests_its_input(cell: str, given: object, expected: bool) -> None:
    assert feel.parse_unary(cell).evaluate({"?": given}) is expected


def test_a_mistake_is_told_with_its_place_in_both_languages() -> None:
    with pytest.raises(feel.FeelError) as caught:
        feel.parse("amount >\n  and 3")
    assert (caught.value.line, caught.value.column) == (2, 3)
    assert caught.value.message_zh == "此处应为表达式，而不是“and”"


def test_a_null_that_comes_from_an_error_says_so() -> None:
    trace: list[feel.Note] = []
    assert value('1 + "a"', trace=trace) is None
    assert trace == [feel.Note(1, 3, "number + string has no meaning", "数字与字符串不能作“+”运算")]


def test_json_comes_in_as_exact_decimals_and_goes_out_as_text() -> None:
    assert feel.to_feel({"a": [1, 2.5]}) == {"a": [Decimal(1), Decimal("2.5")]}
    in_a_zone = feel.parse('@"2026-05-01T15:01:00@Asia/Shanghai"').evaluate({})
    assert feel.to_json(in_a_zone) == "2026-05-01T15:01:00+08:00"
    assert feel.to_json({"d": dt.date(2026, 3, 2), "p": dt.timedelta(hours=5)}) == {
        "d": "2026-03-02",
        "p": "PT5H",
    }


def test_only_what_is_read_is_looked_up() -> None:
    class Scope(dict[str, object]):
        def __missing__(self, name: str) -> object:
            asked.append(name)
            return 5

    asked: list[str] = []
    assert feel.parse("false and a > 1 or b = 5").evaluate(Scope()) is True
    assert asked == ["b"]


def test_full_width_signs_are_pointed_out_and_allowed_in_known_names() -> None:
    with pytest.raises(feel.FeelError, match=r"1:3: .*write '>'") as caught:
        feel.parse("金额＞1000")
    assert caught.value.message_zh == "全角“＞”应写作半角“>”"
    assert feel.parse("金额（万元） * 2", names=["金额（万元）"]).evaluate({"金额（万元）": 3}) == 6
    assert feel.parse('{"金额（万元）": 3, b: 金额（万元） + 1}.b').evaluate({}) == 4


def test_a_variable_hides_no_function_of_the_office() -> None:
    mine = {"functions": {"matter": lambda: "m1"}}
    assert value("matter()", {"matter": "m2"}, **mine) == "m1"
    assert value("matter", {"matter": "m2"}, **mine) == "m2"
    assert value("{matter: function() 3, r: matter()}.r", {"matter": "m2"}, **mine) == Decimal(3)
