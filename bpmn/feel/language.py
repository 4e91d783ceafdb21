"""The language itself in examples, for the reference page: values, their parts, operators, lists, tests."""

from __future__ import annotations

#: Title, 标题, a sentence, 说明, and examples: an expression and what it gives.
Part = tuple[str, str, str, str, tuple[tuple[str, str], ...]]

PARTS: tuple[Part, ...] = (
    (
        "Values",
        "值",
        (
            "A number, a text, true or false, null, a date, a time, a date and time (with an offset or a "
            "zone, or local), two kinds of durations that do not mix, lists, contexts, ranges and "
            "functions."
        ),
        "数字、文本、真假值、空值、日期、时刻、日期时间、两种互不相通的时长、列表、上下文、区间、函数。",
        (
            ("0.1 + 0.2", "0.3"),
            ('"湘政办发" + "〔2026〕1号"', '"湘政办发〔2026〕1号"'),
            ('@"2026-03-01T10:30:00@Asia/Shanghai" = @"2026-03-01T02:30:00Z"', "true"),
            ('@"2026-01-31" + @"P1M"', "2026-02-28"),
            ('@"2026-03-02" - @"2026-02-13"', "P17D"),
            ('{单位: "省财政厅", 份数: 3}.份数', "3"),
            ("(function(a, b) a * b)(6, 7)", "42"),
        ),
    ),
    (
        "Parts of values",
        "值的组成",
        (
            "`year`, `month`, `day`, `weekday` (Monday is 1) of a date; `hour`, `minute`, `second`, `time"
            " offset`, `timezone` of a time; all of them of a date and time; `days`, `hours`, `minutes`, "
            "`seconds` or `years`, `months` of a duration; `start`, `end`, `start included`, `end "
            "included` of a range."
        ),
        "日期、时刻、时长和区间各有组成部分，用点号读取；星期一为 1。",
        (
            ('@"2026-03-01".weekday', "7"),
            ('@"2026-03-01T10:30:00+08:00".time offset', "PT8H"),
            ('@"P1DT2H30M".hours', "2"),
            ('@"P1Y6M".months', "6"),
            ("[1..5).end included", "false"),
        ),
    ),
    (
        "Conditions",
        "条件",
        (
            "`=`, `!=`, `<`, `<=`, `>`, `>=`, `between`, `in`; `and` and `or` know three values: what is "
            "not known is null, and null decides nothing. Values of different types are not equal but "
            "null."
        ),
        "比较与逻辑运算按三值逻辑：无法判断时为空值。不同类型的值比较结果为空值。",
        (
            ("5 between 1 and 10", "true"),
            ("5 in (< 3, [5..9])", "true"),
            ("false and null", "false"),
            ("true and null", "null"),
            ('1 = "1"', "null"),
            ('if 1 > 2 then "多" else "少"', '"少"'),
            ("5 instance of number", "true"),
        ),
    ),
    (
        "Lists",
        "列表",
        (
            "Positions count from 1, from the end when negative. A filter keeps the items that fit; in it"
            " `item` is the item, and the entries of a context are names. A path reads from every item. "
            "`for` computes, `some` and `every` ask; ranges of whole numbers and of dates can be gone "
            "through; `partial` is what came before."
        ),
        "位置从 1 起，负数从末尾数；方括号内为条件时即筛选；`for`、`some`、`every` 逐项计算或判断。",
        (
            ("[5, 6, 7][-1]", "7"),
            ("[5, 6, 7][item > 5]", "[6, 7]"),
            ('[{单位: "甲", 份数: 1}, {单位: "乙", 份数: 3}][份数 > 2].单位', '["乙"]'),
            ("for i in 1..3 return i * i", "[1, 4, 9]"),
            ('for d in @"2026-02-28"..@"2026-03-01" return d.day', "[28, 1]"),
            ("for i in 1..4 return if i = 1 then 1 else partial[-1] * i", "[1, 2, 6, 24]"),
            ("some i in [1, 2] satisfies i > 1", "true"),
            ("every i in [1, 2] satisfies i > 1", "false"),
        ),
    ),
)
