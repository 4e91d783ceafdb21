"""Functions of strings. Characters are counted from 1; a character outside the basic plane is one."""

from __future__ import annotations

from decimal import Decimal

from bpmn.feel import regex
from bpmn.feel.errors import FeelLimit, Null
from bpmn.feel.functions.registry import builtin
from bpmn.feel.numbers import whole
from bpmn.feel.run import LONGEST_STRING
from bpmn.feel.values import Runner


@builtin("substring(string: string, start position: number, length?: number or null)")
def substring(string: str, start: Decimal, length: Decimal | None = None) -> str:
    """A part of a string, from a position counted from 1, or from the end when negative.

    中文：取子串；位置从 1 起，负数从末尾数。

    >>> substring("湘政办发", 3)
    "办发"
    >>> substring("foobar", 3, 3)
    "oba"
    >>> substring("foobar", -2, 1)
    "a"
    """
    place = whole(start.to_integral_value(rounding="ROUND_DOWN"))
    if not place or abs(place) > len(string):
        raise Null("the start lies outside the string", "起始位置超出字符串")
    first = place - 1 if place > 0 else len(string) + place
    if length is None:
        return string[first:]
    count = whole(length.to_integral_value(rounding="ROUND_DOWN"))
    if count is None or count < 1:
        raise Null("the length must be at least 1", "长度至少为 1")
    return string[first : first + count]


@builtin("string length(string: string)")
def string_length(string: str) -> Decimal:
    """How many characters a string has.

    中文：字符数。

    >>> string length("里耶")
    2
    """
    return Decimal(len(string))


@builtin("upper case(string: string)")
def upper_case(string: str) -> str:
    """The string in capital letters.

    中文：转为大写。

    >>> upper case("aBc4")
    "ABC4"
    """
    return _bounded(string.upper())


@builtin("lower case(string: string)")
def lower_case(string: str) -> str:
    """The string in small letters.

    中文：转为小写。

    >>> lower case("aBc4")
    "abc4"
    """
    return _bounded(string.lower())


@builtin("substring before(string: string, match: string)")
def substring_before(string: str, match: str) -> str:
    """What stands before the first occurrence of another string; empty when there is none.

    中文：首次出现之前的部分；未出现则为空串。

    >>> substring before("湘政办〔2026〕1号", "〔")
    "湘政办"
    """
    before, found, _ = string.partition(match) if match else ("", "", "")
    return before if found else ""


@builtin("substring after(string: string, match: string)")
def substring_after(string: str, match: str) -> str:
    """What stands after the first occurrence of another string; empty when there is none.

    中文：首次出现之后的部分；未出现则为空串。

    >>> substring after("foobar", "ob")
    "ar"
    """
    return string.partition(match)[2] if match else string


@builtin("contains(string: string, match: string)")
def contains(string: str, match: str) -> bool:
    """Whether a string contains another.

    中文：是否包含。

    >>> contains("关于防汛工作的通知", "防汛")
    true
    """
    return match in string


@builtin("starts with(string: string, match: string)")
def starts_with(string: str, match: str) -> bool:
    """Whether a string begins with another.

    中文：是否以其开头。

    >>> starts with("foobar", "fo")
    true
    """
    return string.startswith(match)


@builtin("ends with(string: string, match: string)")
def ends_with(string: str, match: str) -> bool:
    """Whether a string ends with another.

    中文：是否以其结尾。

    >>> ends with("关于防汛工作的通知", "通知")
    true
    """
    return string.endswith(match)


@builtin("matches(input: string, pattern: string, flags?: string or null)", needs_run=True)
def matches(run: Runner, string: str, pattern: str, flags: str | None = None) -> bool:
    """Whether a regular expression (of XPath) is found in a string.

    中文：是否匹配正则表达式。

    >>> matches("foobar", "^fo*b")
    true
    >>> matches("湘A12345", "^湘[A-Z][0-9]{5}$")
    true
    """
    return regex.read(pattern, flags or "").search(string, 0, run.charge) is not None


@builtin(
    "replace(input: string, pattern: string, replacement: string, flags?: string or null)", needs_run=True
)
def replace(run: Runner, string: str, pattern: str, replacement: str, flags: str | None = None) -> str:
    """The string with every match of a regular expression replaced; $1 is the first group.

    中文：替换所有匹配；$1 为第一个分组。

    >>> replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")
    "[1=ab][2=]cd"
    """
    expression = regex.read(pattern, flags or "")
    result = expression.replace(string, replacement, run.charge)
    return _bounded(result)


@builtin("split(string: string, delimiter: string)", needs_run=True)
def split(run: Runner, string: str, delimiter: str) -> list[str]:
    r"""The parts of a string between the matches of a regular expression.

    中文：按正则表达式切分。

    >>> split("John Doe", "\\s")
    ["John", "Doe"]
    >>> split("甲、乙、丙", "、")
    ["甲", "乙", "丙"]
    """
    return regex.read(delimiter, "").split(string, run.charge)


@builtin("string join(list: list, delimiter?: string or null)")
def string_join(items: list[object], delimiter: str | None = None) -> str:
    """The strings of a list one after another; null items are left out.

    中文：连接列表中的字符串，略过空值。

    >>> string join(["甲", "乙", null], "、")
    "甲、乙"
    """
    if not all(item is None or isinstance(item, str) for item in items):
        raise Null("string join() takes strings only", "string join() 只接受字符串列表")
    parts = [item for item in items if isinstance(item, str)]
    if sum(map(len, parts)) + len(delimiter or "") * len(parts) > LONGEST_STRING:
        raise FeelLimit(1, 1, "the string becomes too long", "字符串过长")
    return _bounded((delimiter or "").join(parts))


def _bounded(string: str) -> str:
    if len(string) > LONGEST_STRING:
        raise FeelLimit(1, 1, "the string becomes too long", "字符串过长")
    return string
