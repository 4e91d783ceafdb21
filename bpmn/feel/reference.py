"""Writes docs/reference/feel.md, every function with its examples: `python -m bpmn.feel.reference`."""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from bpmn import feel
from bpmn.feel import functions, language
from bpmn.feel.functions import BUILTINS, Builtin
from bpmn.feel.lexer import LONGEST_TEXT
from bpmn.feel.names import HOST
from bpmn.feel.run import DEEPEST_CALL, LONGEST, LONGEST_STRING, MOST_STEPS

PAGE = Path("docs/reference/feel.md")
NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))

GROUPS: tuple[tuple[ModuleType, str], ...] = (
    (functions.conversion, "Conversion 转换"),
    (functions.strings, "Strings 字符串"),
    (functions.numeric, "Numbers and booleans 数字与布尔"),
    (functions.lists, "Lists 列表"),
    (functions.statistics, "Lists to one value 汇总"),
    (functions.contexts, "Contexts 上下文"),
    (functions.moments, "Dates and times 日期时间"),
    (functions.ranges, "Ranges 区间"),
)

INTRODUCTION = f"""# FEEL

The expression language of DMN 1.5, which diagrams, decisions and forms compute with. This page is written
by `python -m bpmn.feel.reference`; every example on it is executed by the tests.

图、决策表和表单中的计算一律使用 FEEL（DMN 1.5）。本页由程序生成，其中的示例均作为测试执行。

## How an expression is read 书写规则

* Names may be of any script and of several words: `紧急程度 = "特急" and Applicant Age >= 18`. Signs and
  keywords in a name need the name to be known at the place: an input, a variable, an earlier entry.
* Numbers are decimals of 34 digits; text stands in straight quotation marks; dates are `@"2026-03-01"` or
  `date("2026-03-01")`. A date in JSON is text until a decision's type, the forms of the process or
  `date()` make it a date: what the forms of a process declare as dates are dates in its diagram and forms
  (`due < today()`), and text for handlers and outside. `string(due)` joins one with text.
* What has no meaning, such as `1 + "a"`, is null and no error; the trace says where and why. A text that is
  no FEEL is refused when it is deployed, with line, column and a sentence in both languages.
* A cell of a decision table is a list of tests of its input, with commas: `"甲", "乙"`, `< 5`, `[3..10)`,
  `not(null)`; a test with `?`, the input, is a whole condition: `contains(?, "火灾")`. `-` is anything.
* Functions that DMN does not have say so: they are in other engines too, or answered by the office.
* Regular expressions are those of XPath (`\\p{{IsCJKUnifiedIdeographs}}`, `[a-z-[aeiou]]`,
  back-references). They run in a matcher of our own whose time grows with pattern × text.

## Limits 限制

One evaluation may take {MOST_STEPS:,} steps and {LONGEST * 1000:.0f} ms of the processor, calls
{DEEPEST_CALL} deep, and make strings of {LONGEST_STRING:,} characters; an expression has at most
{LONGEST_TEXT:,}. Whatever asks for more ends with an error. Years run from 1 to 9999, fractions of a second
to the microsecond. There are no external functions, in Java or any other language.
"""


@dataclass(frozen=True, slots=True)
class Example:
    """An expression and what it gives."""

    expression: str
    result: str

    def actual(self) -> str:
        """What it gives now, written as FEEL."""
        value = feel.parse(self.expression).evaluate({}, now=NOW)
        return feel.text([value])[1:-1]


@dataclass(frozen=True, slots=True)
class Entry:
    """One way to call a function: signature, meaning in both languages, examples."""

    signatures: tuple[str, ...]
    meaning: str
    meaning_zh: str
    examples: tuple[Example, ...]


def entries(builtin: Builtin) -> list[Entry]:
    """The ways to call a function."""
    found = dict[object, list[str]]()
    for overload in builtin.overloads:
        found.setdefault(overload.implementation, []).append(overload.signature)
    return [_entry(implementation, signatures) for implementation, signatures in found.items()]


def _entry(implementation: object, signatures: list[str]) -> Entry:
    lines = (inspect.getdoc(implementation) or "").splitlines()
    meaning_zh = next((line.removeprefix("中文：") for line in lines if line.startswith("中文：")), "")
    examples, expression = list[Example](), ""
    for line in lines:
        if line.startswith(">>> "):
            expression = line.removeprefix(">>> ")
        elif expression and line:
            examples.append(Example(expression, line))
            expression = ""
    return Entry(tuple(signatures), lines[0] if lines else "", meaning_zh, tuple(examples))


#: An example of each function of the office; the tests of the office execute them.
OFFICE = {
    "leader of": ('leader of("czt")', '"liqj"'),
    "secretariat of": ('secretariat of("czt")', '"so_sec2"'),
    "head of": ('head of("czt")', '"yinqz"'),
    "successor": ('successor("rep_shenzhen")', '"rep_guangdong"'),
    "unit of": ('unit of("liujh")', '"so_docs"'),
    "name of": ('name of("czt")', '"省财政厅"'),
    "people of": ('people of("secretary_general")', '["wennl"]'),
    "type of": ('type of("czt")', '"department"'),
    "rank of": ('rank of("liujh")', "8"),
    "starter": ("starter()", '"liujh"'),
    "actor": ("actor()", '"liujh"'),
    "on behalf of": ("on behalf of()", '"liujh"'),
    "matter": ("string length(matter())", "32"),
    "deadline": ('deadline("review")', "2026-03-09T23:59:59+08:00"),
    "add working days": ('add working days(@"2026-02-13", 3)', "2026-02-25"),
    "add working hours": (
        'add working hours(@"2026-03-02T16:00:00+08:00", 4)',
        "2026-03-03T12:00:00@Asia/Shanghai",
    ),
    "working days between": ('working days between(@"2026-02-13", @"2026-03-02")', "7"),
    "is working day": ('is working day(@"2026-02-28")', "true"),
    "next working day": ('next working day(@"2026-02-17")', "2026-02-24"),
    "add limit": ('add limit(@"2026-03-02T09:00:00+08:00", "5WD")', "2026-03-09T23:59:59@Asia/Shanghai"),
    "policy": ('policy("meeting.topics_max")', "5"),
}


def page() -> str:
    """The whole page."""
    parts = [_part(*part) for part in language.PARTS]
    return "\n".join([INTRODUCTION, *parts, *(_group(*group) for group in GROUPS), _host()])


def _part(title: str, title_zh: str, said: str, said_zh: str, examples: tuple[tuple[str, str], ...]) -> str:
    lines = [f"## {title} {title_zh}", "", f"{said} {said_zh}", "", "```feel"]
    lines += [f"{expression}  // {result}" for expression, result in examples]
    return "\n".join([*lines, "```", ""])


def _group(module: ModuleType, title: str) -> str:
    lines = [f"## {title}", ""]
    for name, builtin in BUILTINS.items():
        if builtin.overloads[0].implementation.__module__ == module.__name__:
            lines += [f"### {name}", "", *_described(builtin)]
    return "\n".join(lines)


def _described(builtin: Builtin) -> Iterator[str]:
    for entry in entries(builtin):
        yield " · ".join(f"`{signature}`" for signature in entry.signatures)
        yield f": {entry.meaning} {entry.meaning_zh}"
        yield ""
        yield "```feel"
        for example in entry.examples:
            yield f"{example.expression}  // {example.result}"
        yield "```"
        yield ""


def _host() -> str:
    lines = [
        "## The office 办公",
        "",
        "Our additions, answered from the office's directory and calendar.",
        "",
    ]
    lines += ["| function | is | 含义 |", "|---|---|---|"]
    lines += [f"| `{signature}` | {meaning} | {zh} |" for signature, meaning, zh in HOST.values()]
    lines += [
        "",
        "In the demo office on 2 March 2026 at 9:00, in a matter that `liujh` began and handles, with a",
        "limit `review` of five working days. 以演示单位为例：2026年3月2日9时，事项由 `liujh` 发起并办理，",
        "审核时限5个工作日。",
        "",
        "```feel",
        *(f"{expression}  // {result}" for expression, result in OFFICE.values()),
        "```",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
