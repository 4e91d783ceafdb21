"""What designers write in conditions, and what it means."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from time import process_time

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


@pytest.mark.parametrize(
    ("text", "said", "said_zh"),
    [
        ("金额 ≥ 5", "write '>='", "应写作“>=”"),
        ("a == 1", "one '=' is enough", "相等只写一个“=”"),
        ("a <> 1", "write '!='", "应写作“!=”"),
        ("a && b", "write 'and'", "应写作“and”"),
        ("金额 > 5 且 急", "write 'and'", "应写作“and”"),
        ("[1、2]", "write ','", "应写作“,”"),
        ("50%", "0.5 for 50%", "例如 50% 写作 0.5"),
        ("'特急'", '"straight" quotation marks', "英文双引号"),
        ("1..5", "in brackets: [1..5]", "方括号"),
        ("1 + /* why", "not closed", "注释没有结束"),
        ("abs(n: 1, n: 2)", "'n' is said twice", "“n”重复"),
        ("function(x, x) x", "'x' is said twice", "“x”重复"),
    ],
)
def test_who_writes_the_signs_of_another_language_is_told_what_to_write(
    text: str, said: str, said_zh: str
) -> None:
    with pytest.raises(feel.FeelError) as caught:
        feel.parse(text)
    assert said in caught.value.message
    assert said_zh in caught.value.message_zh


def test_a_test_of_a_cell_is_not_continued_with_a_word() -> None:
    with pytest.raises(feel.FeelError, match=r"write \[1..5\]"):
        feel.parse_unary(">= 1 and <= 5")


@pytest.mark.parametrize(
    "number", [float("nan"), float("inf"), Decimal("NaN"), Decimal("sNaN"), Decimal("1E+999999999")]
)
@pytest.mark.parametrize(
    "text", ["x > 5", "x = 5", "x < y", "x between 1 and 5", "x in [1..5]", "x in (1, 2)", "x + 1", "-x"]
)
def test_what_a_host_calls_a_number_and_is_none_is_null(text: str, number: object) -> None:
    assert feel.to_json(value(text, {"x": number, "y": 5})) in {None, False, True}
    assert value("string(x)", {"x": number}) == "null"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("0 ** -1", "division by zero"),
        ("0 ** 0", "0 ** 0 is no number"),
        ("(-8) ** 0.5", "-8 ** 0.5 is no number"),
        ("10 ** 7000", "the number is too large"),
        ("number(null)", "null is no number"),
    ],
)
def test_a_number_that_is_none_says_why(text: str, why: str) -> None:
    trace: list[feel.Note] = []
    assert value(text, trace=trace) is None
    assert [note.message for note in trace] == [why]


def test_a_point_and_a_range_may_be_named_before_and_after_each_other() -> None:
    assert value("before(point: 1, range: [2..3])") is True
    assert value("before(range: [2..3], point: 4)") is True
    assert value("after(point: 4, range: [2..3])") is True
    assert value("after(range: [2..3], point: 1)") is True


def test_sorting_asks_its_function_no_more_than_it_must() -> None:
    def later(a: Decimal, b: Decimal) -> bool:
        asked.append((a, b))
        return a > b

    asked: list[tuple[Decimal, Decimal]] = []
    found = value("sort(numbers, later)", {"numbers": [3, 1, 2, 5, 4]}, functions={"later": later})
    assert found == [5, 4, 3, 2, 1]
    assert len(asked) < 10


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('due < date("2026-02-30")', "no date 2026-2-30"),
        ('due < @"2026-02-30"', "neither date nor time"),
        ('duration("1D")', "no duration"),
        ('matches(title, "(急")', "a ')' is missing"),
        ('substring("里耶")', "does not take 1 arguments"),
        ("abs(number: x)", "cannot be called with (number)"),
        ("(function(x) external {java: {}})(1)", "not in another language"),
    ],
)
def test_what_can_only_be_null_is_seen_before_it_is_evaluated(text: str, why: str) -> None:
    (note,) = feel.always_null(feel.parse(text))
    assert why in note.message
    assert note.message_zh
    assert note.line == 1


@pytest.mark.parametrize(
    "text",
    [
        'due < date("2026-02-28")',
        "date(due)",
        "{abs: function(a, b) a, r: abs(1, 2)}.r",
        'matches(title, "a b", "x")',
        'replace(input: title, pattern: "a", replacement: "b")',
        "append([1], 2, 3)",
        'today() + @"P1D"',
        "string(null)",
    ],
)
def test_what_may_be_more_than_null_is_left_alone(text: str) -> None:
    assert feel.always_null(feel.parse(text)) == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("1 +\n  count(for i in 1..10**9 return i)", (2, 9)),
        ("1 +\n  count((for i in 1..2 return i)[every i in 1..10**9 satisfies i > 0])", (2, 34)),
        ("{f: function(n)\n f(n + 1),\n r: f(1)}.r", (2, 2)),
        ('{s: "ab",\n r: for i in 1..40 return\n  if i = 1 then s else partial[-1] + partial[-1]}', (3, 36)),
    ],
)
def test_a_limit_says_where_it_was_reached(text: str, place: tuple[int, int]) -> None:
    with pytest.raises(feel.FeelLimit) as caught:
        value(text)
    assert (caught.value.line, caught.value.column) == place
    assert str(caught.value).startswith(f"{place[0]}:{place[1]}: ")


def test_many_constants_are_looked_at_within_one_evaluation() -> None:
    dear = 'matches("' + "a" * 40 + '", "^(a|aa|aaa)+(a|aa|aaa)+b$")'
    begun = process_time()
    assert feel.always_null(feel.parse(" and ".join([dear] * 300))) == []
    assert process_time() - begun < 1
