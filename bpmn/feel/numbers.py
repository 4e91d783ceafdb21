"""Decimal arithmetic as the standard asks for it: 34 digits, half even, never binary floating point."""

from __future__ import annotations

import decimal
from decimal import Decimal

CONTEXT = decimal.Context(
    prec=34,
    rounding=decimal.ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    capitals=1,
    clamp=0,
    flags=[],
    traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
)

#: What a host may hand us as a number. `bool` is an int to Python and is none to us: ask `type(x)`.
NUMBERS = frozenset({Decimal, int, float})
#: Integers smaller than this have no more than 34 digits.
SURELY_EXACT = 10**34
#: A number with more digits on one side of its point is none of FEEL's; written out it fills the memory.
LARGEST = 6145


def is_number(value: object) -> bool:
    """Whether FEEL calls this a number."""
    return type(value) in NUMBERS


def number(value: object) -> Decimal | None:
    """The decimal for a number of any Python kind; None for what is no number."""
    kind = type(value)
    if isinstance(value, Decimal):
        return value if -LARGEST < value.adjusted() < LARGEST and value.is_finite() else _fitted(value)
    if kind is int and -SURELY_EXACT < value < SURELY_EXACT:  # type: ignore[operator]
        return Decimal(value)  # type: ignore[arg-type]
    if isinstance(value, bool):
        return None
    try:
        if isinstance(value, int):
            return CONTEXT.create_decimal(value)
        if isinstance(value, float):
            return _fitted(CONTEXT.create_decimal(repr(value)))
    except (decimal.DecimalException, ValueError):
        pass
    return None


def _fitted(value: Decimal) -> Decimal | None:
    """A number from outside as one of FEEL's: what is too small is zero, what is too large is none."""
    try:
        return CONTEXT.plus(value) if value.is_finite() else None
    except decimal.DecimalException:
        return None


def plain(value: Decimal) -> str:
    """The digits without an exponent and without needless zeros."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def whole(value: Decimal) -> int | None:
    """The integer, if the number is one (of a sensible size)."""
    if value.adjusted() > 18 or value != value.to_integral_value():
        return None
    return int(value)
