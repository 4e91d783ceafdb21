"""From one type to another."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from bpmn.feel import temporal
from bpmn.feel.errors import FeelLimit, Null
from bpmn.feel.functions.registry import builtin
from bpmn.feel.numbers import CONTEXT, number, whole
from bpmn.feel.run import LONGEST_STRING
from bpmn.feel.temporal import YearsMonths
from bpmn.feel.values import Runner, text


@builtin("date(from: any)")
def date(source: object) -> dt.date:
    """The date a text or a date-time means.

    中文：由文本或日期时间取日期。

    >>> date("2026-03-01")
    2026-03-01
    >>> date(date and time("2026-03-01T10:30:00"))
    2026-03-01
    """
    match source:
        case str():
            return temporal.parse_date(source)
        case dt.datetime():
            return source.date()
        case dt.date():
            return source
    raise Null("date() takes a string, a date or a date and time", "date() 只接受文本、日期或日期时间")


@builtin("date(year: number, month: number, day: number)")
def date_of_parts(year: Decimal, month: Decimal, day: Decimal) -> dt.date:
    """The date of a year, a month and a day.

    中文：由年、月、日构成日期。

    >>> date(2026, 3, 1)
    2026-03-01
    """
    parts = [whole(part) for part in (year, month, day)]
    if None in parts:
        raise Null("a date has whole years, months and days", "年、月、日必须是整数")
    return temporal.make_date(*parts)  # type: ignore[arg-type]


@builtin("time(from: any)")
def time(source: object) -> dt.time:
    """The time of day a text or a date-time means.

    中文：由文本或日期时间取时刻。

    >>> time("10:30:00")
    10:30:00
    >>> time(date and time("2026-03-01T10:30:00+08:00"))
    10:30:00+08:00
    """
    match source:
        case str():
            return temporal.parse_time(source)
        case dt.datetime():
            return source.timetz()
        case dt.date():
            return dt.time(tzinfo=dt.UTC)
        case dt.time():
            return source
    raise Null("time() takes a string, a time or a date and time", "time() 只接受文本、时刻或日期时间")


@builtin("time(hour: number, minute: number, second: number, offset?: days and time duration or null)")
def time_of_parts(
    hour: Decimal, minute: Decimal, second: Decimal, offset: dt.timedelta | None = None
) -> dt.time:
    """The time of an hour, a minute, a second and perhaps an offset.

    中文：由时、分、秒（及时差）构成时刻。

    >>> time(10, 30, 0)
    10:30:00
    >>> time(10, 30, 0, duration("PT8H"))
    10:30:00+08:00
    """
    hours, minutes = whole(hour), whole(minute)
    if hours is None or minutes is None or not 0 <= second < 60:
        raise Null("no such time", "没有这个时刻")
    seconds = int(second)
    micros = int((second - seconds) * 1_000_000)
    try:
        place = None if offset is None else dt.timezone(offset)
        return dt.time(hours, minutes, seconds, micros, place)
    except (ValueError, OverflowError):
        raise Null("no such time", "没有这个时刻") from None


@builtin("date and time(from: any)")
def date_and_time(source: object) -> dt.datetime:
    """The date-time a text means; a date alone is its midnight.

    中文：由文本取日期时间；只有日期时为当日零点。

    >>> date and time("2026-03-01T10:30:00+08:00")
    2026-03-01T10:30:00+08:00
    >>> date and time("2026-03-01")
    2026-03-01T00:00:00
    """
    match source:
        case str():
            return temporal.parse_datetime(source)
        case dt.datetime():
            return source
        case dt.date():
            return dt.datetime.combine(source, dt.time())
    raise Null(
        "date and time() takes a string, a date or a date and time",
        "date and time() 只接受文本、日期或日期时间",
    )


@builtin("date and time(date: date or date and time, time: time)")
def date_and_time_of_parts(day: dt.date, clock: dt.time) -> dt.datetime:
    """A date and a time of day together.

    中文：由日期和时刻合成日期时间。

    >>> date and time(date("2026-03-01"), time("10:30:00"))
    2026-03-01T10:30:00
    """
    return dt.datetime.combine(date(day), clock)


@builtin("duration(from: any)")
def duration(source: object) -> dt.timedelta | YearsMonths:
    """The duration a text means.

    中文：由文本取时长。

    >>> duration("P1DT2H")
    P1DT2H
    >>> duration("P18M")
    P1Y6M
    """
    match source:
        case str():
            return temporal.parse_duration(source)
        case dt.timedelta() | YearsMonths():
            return source
    raise Null("duration() takes a string", "duration() 只接受文本")


@builtin(
    "years and months duration(from: date or date and time, to: date or date and time)",
)
def years_and_months_duration(first: dt.date, last: dt.date) -> YearsMonths:
    """The whole months between two dates.

    中文：两个日期之间的整月数。

    >>> years and months duration(date("2025-01-15"), date("2026-03-14"))
    P1Y1M
    """
    sign = 1
    if _naive(last) < _naive(first):
        first, last, sign = last, first, -1
    months = (last.year - first.year) * 12 + last.month - first.month
    a, b = _naive(first), _naive(last)
    if (b.day, b.time()) < (a.day, a.time()):
        months -= 1
    return YearsMonths(sign * months)


def _naive(value: dt.date) -> dt.datetime:
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None)
    return dt.datetime.combine(value, dt.time())


@builtin("string(from: any)", needs_run=True)
def string(run: Runner, value: object) -> str | None:
    r"""The text of a value; null stays null.

    中文：值的文本；空值仍为空值。

    >>> string(1.50)
    "1.5"
    >>> string(date("2026-03-01"))
    "2026-03-01"
    >>> string([1, "a", null])
    "[1, \"a\", null]"
    """
    if value is None:
        return None
    written = text(value, run.charge)
    if len(written) > LONGEST_STRING:
        raise FeelLimit(1, 1, "the string becomes too long", "字符串过长")
    return written


_NUMBER = re.compile(r"-?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,6})?", re.ASCII)


@builtin("number(from: any)")
def number_of(source: object) -> Decimal:
    """The number a text means.

    中文：由文本取数字。

    >>> number("1500.25")
    1500.25
    """
    exact = number(source)
    if exact is not None:
        return exact
    if not isinstance(source, str) or not _NUMBER.fullmatch(source):
        said = text([source])[1:-1]
        raise Null(f"{said} is no number", f"{said} 不是数字")
    return CONTEXT.create_decimal(source)


@builtin(
    "number(from: string, grouping separator: string or null)",
    "number(from: string, grouping separator: string or null, decimal separator: string or null)",
)
def number_grouped(source: str, grouping: str | None, point: str | None = None) -> Decimal:
    """The number a text means that groups digits, or writes another decimal point.

    中文：由带分组符或其他小数点的文本取数字。

    >>> number("1 500,25", " ", ",")
    1500.25
    """
    if grouping not in {None, " ", ",", "."} or point not in {None, ",", "."}:
        raise Null(
            "groups are separated by ' ', ',' or '.', decimals by ',' or '.'",
            "分组符为空格、逗号或句点，小数点为逗号或句点",
        )
    if grouping is not None and grouping == point:
        raise Null("grouping and decimal separator are the same", "分组符与小数点相同")
    if grouping:
        source = source.replace(grouping, "")
    return number_of(source.replace(point, ".") if point else source)
