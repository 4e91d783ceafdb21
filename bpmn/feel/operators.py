"""What + - * / ** and the comparisons do with two values. A wrong pair raises Null with the reason."""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from bpmn.feel import temporal
from bpmn.feel.errors import FeelLimit, Null
from bpmn.feel.numbers import CONTEXT, NUMBERS, number, plain
from bpmn.feel.run import LONGEST_STRING
from bpmn.feel.temporal import YearsMonths
from bpmn.feel.values import compare, equal, kind

KINDS_ZH = {
    "null": "空值",
    "boolean": "布尔值",
    "number": "数字",
    "string": "字符串",
    "list": "列表",
    "context": "上下文",
    "date and time": "日期时间",
    "date": "日期",
    "time": "时间",
    "days and time duration": "日时时长",
    "years and months duration": "年月时长",
    "range": "区间",
    "function": "函数",
    "unknown": "未知类型",
}

Operation = Callable[[object, object], object]


def _meaningless(a: object, op: str, b: object) -> Null:
    left, right = kind(a), kind(b)
    return Null(f"{left} {op} {right} has no meaning", f"{KINDS_ZH[left]}与{KINDS_ZH[right]}不能作“{op}”运算")


def _numbers(a: object, b: object) -> tuple[Decimal, Decimal] | None:
    if type(a) in NUMBERS and type(b) in NUMBERS:
        left, right = number(a), number(b)
        if left is not None and right is not None:
            return left, right
    return None


def add(a: object, b: object) -> object:
    """`a + b`."""
    if type(a) is Decimal and type(b) is Decimal:
        return CONTEXT.add(a, b)
    if pair := _numbers(a, b):
        return CONTEXT.add(*pair)
    match a, b:
        case str(), str():
            if len(a) + len(b) > LONGEST_STRING:
                raise FeelLimit(1, 1, "the string becomes too long", "字符串过长")
            return a + b
        case dt.timedelta(), dt.timedelta():
            return _duration(operator.add, a, b)
        case YearsMonths(), YearsMonths():
            return YearsMonths(a.months + b.months)
        case ((dt.date() | dt.time()), (dt.timedelta() | YearsMonths())):
            return temporal.shift(a, b, 1)
        case ((dt.timedelta() | YearsMonths()), (dt.date() | dt.time())):
            return temporal.shift(b, a, 1)
    raise _meaningless(a, "+", b)


def subtract(a: object, b: object) -> object:
    """`a - b`."""
    if type(a) is Decimal and type(b) is Decimal:
        return CONTEXT.subtract(a, b)
    if pair := _numbers(a, b):
        return CONTEXT.subtract(*pair)
    match a, b:
        case dt.timedelta(), dt.timedelta():
            return _duration(operator.sub, a, b)
        case YearsMonths(), YearsMonths():
            return YearsMonths(a.months - b.months)
        case ((dt.date() | dt.time()), (dt.timedelta() | YearsMonths())):
            return temporal.shift(a, b, -1)
        case (dt.time(), dt.time()) | (dt.date(), dt.date()):
            return temporal.difference(a, b)
    raise _meaningless(a, "-", b)


def _duration(op: Callable[..., dt.timedelta], a: dt.timedelta, b: dt.timedelta) -> dt.timedelta:
    try:
        return op(a, b)
    except OverflowError:
        raise Null("the duration is too long", "时长过大") from None


def multiply(a: object, b: object) -> object:
    """`a * b`."""
    if pair := _numbers(a, b):
        return CONTEXT.multiply(*pair)
    factor = number(b)
    if isinstance(a, dt.timedelta | YearsMonths) and factor is not None:
        return temporal.scale(a, factor)
    factor = number(a)
    if isinstance(b, dt.timedelta | YearsMonths) and factor is not None:
        return temporal.scale(b, factor)
    raise _meaningless(a, "*", b)


def divide(a: object, b: object) -> object:
    """`a / b`."""
    if pair := _numbers(a, b):
        return _quotient(*pair)
    match a, b:
        case dt.timedelta(), dt.timedelta():
            return _quotient(Decimal(temporal.micros(a)), Decimal(temporal.micros(b)))
        case YearsMonths(), YearsMonths():
            return _quotient(Decimal(a.months), Decimal(b.months))
    divisor = number(b)
    if isinstance(a, dt.timedelta) and divisor is not None:
        micros = _quotient(Decimal(temporal.micros(a)), divisor)
        return dt.timedelta(microseconds=int(micros))
    if isinstance(a, YearsMonths) and divisor is not None:
        return temporal.whole_months(_quotient(Decimal(a.months), divisor))
    raise _meaningless(a, "/", b)


def _quotient(a: Decimal, b: Decimal) -> Decimal:
    if not b:
        raise Null("division by zero", "除数为零")
    return CONTEXT.divide(a, b)


def power(a: object, b: object) -> object:
    """`a ** b`."""
    if pair := _numbers(a, b):
        return _power(*pair)
    raise _meaningless(a, "**", b)


def _power(base: Decimal, exponent: Decimal) -> Decimal:
    if not base and exponent < 0:
        raise Null("division by zero", "除数为零")
    try:
        return CONTEXT.power(base, exponent)
    except InvalidOperation:
        raise Null(
            f"{plain(base)} ** {plain(exponent)} is no number", f"{plain(base)} ** {plain(exponent)} 没有意义"
        ) from None


def negate(a: object) -> object:
    """`-a`."""
    exact = number(a)
    if exact is not None:
        return CONTEXT.minus(exact)
    if isinstance(a, dt.timedelta):
        return -a
    if isinstance(a, YearsMonths):
        return YearsMonths(-a.months)
    raise Null(f"a {kind(a)} has no negative", f"{KINDS_ZH[kind(a)]}不能取负")


ARITHMETIC: dict[str, Operation] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
    "**": power,
}


def _ordered(op: str, holds: Callable[[int], bool]) -> Operation:
    def run(a: object, b: object) -> object:
        order = compare(a, b)
        if order is None:
            raise _meaningless(a, op, b)
        return holds(order)

    return run


def _equality(op: str, *, wanted: bool) -> Operation:
    def run(a: object, b: object) -> object:
        same = equal(a, b)
        if same is None:
            raise _meaningless(a, op, b)
        return same is wanted

    return run


COMPARE: dict[str, Operation] = {
    "=": _equality("=", wanted=True),
    "!=": _equality("!=", wanted=False),
    "<": _ordered("<", lambda order: order < 0),
    "<=": _ordered("<=", lambda order: order <= 0),
    ">": _ordered(">", lambda order: order > 0),
    ">=": _ordered(">=", lambda order: order >= 0),
}

#: The same on two values of one plain type.
PYTHON: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
