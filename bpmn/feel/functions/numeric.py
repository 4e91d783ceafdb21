"""Functions of numbers, and of what can be true or false."""

from __future__ import annotations

import datetime as dt
import decimal
from decimal import Decimal

from bpmn.feel.errors import Null
from bpmn.feel.functions.registry import builtin
from bpmn.feel.numbers import CONTEXT, whole
from bpmn.feel.operators import KINDS_ZH
from bpmn.feel.temporal import YearsMonths
from bpmn.feel.values import kind


@builtin("not(negand: any)")
def not_(value: object) -> bool | None:
    """The opposite of a boolean; null for anything else.

    中文：逻辑非。

    >>> not(true)
    false
    >>> not(null)
    null
    """
    if isinstance(value, bool):
        return not value
    if value is None:
        return None
    given = kind(value)
    raise Null(f"a {given} is neither true nor false", f"{KINDS_ZH[given]}不是真假值")


def rounded(n: Decimal, scale: Decimal, mode: str) -> Decimal:
    """A number with so many decimals, by a rounding mode of Python's."""
    digits = whole(scale)
    if digits is None or not -6111 <= digits <= 6176:
        raise Null("the scale must be a whole number from -6111 to 6176", "小数位数须为 -6111 至 6176 的整数")
    exponent = n.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -digits:
        return n
    wide = decimal.Context(prec=max(len(n.as_tuple().digits) + 1, 1), Emin=-7000, Emax=7000)
    return CONTEXT.plus(n.quantize(Decimal(1).scaleb(-digits, wide), rounding=mode, context=wide))


@builtin("decimal(n: number, scale: number)")
def decimal_(n: Decimal, scale: Decimal) -> Decimal:
    """A number with so many decimals, halves to the even neighbour.

    中文：保留小数位，四舍六入五成双。

    >>> decimal(1/3, 2)
    0.33
    >>> decimal(2.5, 0)
    2
    """
    return rounded(n, scale, decimal.ROUND_HALF_EVEN)


@builtin("floor(n: number, scale?: number)")
def floor(n: Decimal, scale: Decimal = Decimal(0)) -> Decimal:
    """The next number below with so many decimals (0 when not said).

    中文：向下取整（或到指定小数位）。

    >>> floor(-1.5)
    -2
    >>> floor(1.56, 1)
    1.5
    """
    return rounded(n, scale, decimal.ROUND_FLOOR)


@builtin("ceiling(n: number, scale?: number)")
def ceiling(n: Decimal, scale: Decimal = Decimal(0)) -> Decimal:
    """The next number above with so many decimals (0 when not said).

    中文：向上取整（或到指定小数位）。

    >>> ceiling(1.2)
    2
    >>> ceiling(-1.56, 1)
    -1.5
    """
    return rounded(n, scale, decimal.ROUND_CEILING)


@builtin("round up(n: number, scale: number)")
def round_up(n: Decimal, scale: Decimal) -> Decimal:
    """Rounded away from zero.

    中文：远离零方向舍入。

    >>> round up(5.5, 0)
    6
    >>> round up(-1.126, 2)
    -1.13
    """
    return rounded(n, scale, decimal.ROUND_UP)


@builtin("round down(n: number, scale: number)")
def round_down(n: Decimal, scale: Decimal) -> Decimal:
    """Rounded towards zero.

    中文：向零方向舍入。

    >>> round down(5.5, 0)
    5
    >>> round down(-1.126, 2)
    -1.12
    """
    return rounded(n, scale, decimal.ROUND_DOWN)


@builtin("round half up(n: number, scale: number)")
def round_half_up(n: Decimal, scale: Decimal) -> Decimal:
    """Rounded to the nearest, halves away from zero.

    中文：四舍五入。

    >>> round half up(5.5, 0)
    6
    >>> round half up(-2.5, 0)
    -3
    """
    return rounded(n, scale, decimal.ROUND_HALF_UP)


@builtin("round half down(n: number, scale: number)")
def round_half_down(n: Decimal, scale: Decimal) -> Decimal:
    """Rounded to the nearest, halves towards zero.

    中文：五舍六入。

    >>> round half down(5.5, 0)
    5
    >>> round half down(1.126, 2)
    1.13
    """
    return rounded(n, scale, decimal.ROUND_HALF_DOWN)


@builtin("abs(n: number)", "abs(n: duration)")
def abs_(n: Decimal | dt.timedelta | YearsMonths) -> object:
    """A number or a duration without its sign.

    中文：绝对值。

    >>> abs(-10)
    10
    >>> abs(@"-PT5H")
    PT5H
    """
    if isinstance(n, YearsMonths):
        return YearsMonths(abs(n.months))
    return CONTEXT.abs(n) if isinstance(n, Decimal) else abs(n)


@builtin("modulo(dividend: number, divisor: number)", price=30)
def modulo(dividend: Decimal, divisor: Decimal) -> Decimal:
    """The remainder, with the sign of the divisor.

    中文：取模，符号同除数。

    >>> modulo(12, 5)
    2
    >>> modulo(-12, 5)
    3
    """
    if not divisor:
        raise Null("division by zero", "除数为零")
    wide = decimal.Context(prec=100, Emin=-6143, Emax=6144)
    floor_ = wide.divide(dividend, divisor).to_integral_value(decimal.ROUND_FLOOR)
    return CONTEXT.plus(wide.subtract(dividend, wide.multiply(divisor, floor_)))


@builtin("sqrt(number: number)", price=30)
def sqrt(n: Decimal) -> Decimal:
    """The square root.

    中文：平方根。

    >>> sqrt(16)
    4
    """
    if n < 0:
        raise Null("no square root of a negative number", "负数没有平方根")
    return CONTEXT.sqrt(n)


@builtin("log(number: number)", price=300)
def log(n: Decimal) -> Decimal:
    """The natural logarithm.

    中文：自然对数。

    >>> decimal(log(10), 6)
    2.302585
    """
    if n <= 0:
        raise Null("no logarithm of zero or less", "零和负数没有对数")
    return CONTEXT.ln(n)


@builtin("exp(number: number)", price=300)
def exp(n: Decimal) -> Decimal:
    """Euler's number to this power.

    中文：e 的幂。

    >>> decimal(exp(5), 6)
    148.413159
    """
    return CONTEXT.exp(n)


@builtin("odd(number: number)")
def odd(n: Decimal) -> bool:
    """Whether a number is odd.

    中文：是否奇数。

    >>> odd(5)
    true
    """
    return modulo(n, Decimal(2)) == 1


@builtin("even(number: number)")
def even(n: Decimal) -> bool:
    """Whether a number is even.

    中文：是否偶数。

    >>> even(5)
    false
    """
    return modulo(n, Decimal(2)) == 0
