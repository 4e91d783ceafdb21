"""Functions of dates and times. What they call today is the `now` the evaluation was given."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from bpmn.feel.errors import Null
from bpmn.feel.functions.registry import builtin
from bpmn.feel.values import Runner, equal, kind

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@builtin("now()", needs_run=True)
def now(run: Runner) -> dt.datetime:
    """The moment of the evaluation.

    中文：当前日期时间。

    >>> now() instance of date and time
    true
    """
    if run.now is None:
        raise Null("this evaluation has no clock", "此处没有时钟")
    return run.now


@builtin("today()", needs_run=True)
def today(run: Runner) -> dt.date:
    """The date of the evaluation.

    中文：当前日期。

    >>> today() instance of date
    true
    """
    return now(run).date()


@builtin("day of year(date: date or date and time)")
def day_of_year(day: dt.date) -> Decimal:
    """The number of the day in its year.

    中文：一年中的第几天。

    >>> day of year(date(2026, 9, 17))
    260
    """
    return Decimal(day.timetuple().tm_yday)


@builtin("day of week(date: date or date and time)")
def day_of_week(day: dt.date) -> str:
    """The English name of the weekday.

    中文：星期的英文名。

    >>> day of week(date(2026, 9, 17))
    "Thursday"
    """
    return DAYS[day.weekday()]


@builtin("month of year(date: date or date and time)")
def month_of_year(day: dt.date) -> str:
    """The English name of the month.

    中文：月份的英文名。

    >>> month of year(date(2026, 9, 17))
    "September"
    """
    return MONTHS[day.month - 1]


@builtin("week of year(date: date or date and time)")
def week_of_year(day: dt.date) -> Decimal:
    """The number of the week by ISO 8601.

    中文：按 ISO 8601 计的周数。

    >>> week of year(date(2026, 9, 17))
    38
    """
    return Decimal(day.isocalendar().week)


@builtin("is(value1?: any, value2?: any)", needs_run=True)
def is_(run: Runner, a: object = None, b: object = None) -> bool:
    """Whether two values are the same: equal, and of one kind; times also with the same zone.

    中文：是否同一个值（时间须时区一致）。

    >>> is(date("2026-05-25"), time("23:00:50"))
    false
    >>> is(@"23:00:50", @"23:00:50Z")
    false
    """
    if kind(a) != kind(b):
        return False
    if isinstance(a, dt.time | dt.datetime) and isinstance(b, dt.time | dt.datetime):
        return _bare(a) == _bare(b) and _zone(a) == _zone(b)
    return equal(a, b, run.charge) is True


def _bare(value: dt.time | dt.datetime) -> object:
    return value.replace(tzinfo=None)


def _zone(value: dt.time | dt.datetime) -> object:
    key = getattr(value.tzinfo, "key", None)
    return key if key is not None else value.utcoffset()
