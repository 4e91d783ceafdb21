"""The JSON Schema validator of forms: Draft 2020-12 with exact numbers, real dates, and our formats."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal, localcontext
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DATE_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})")
_NAME = re.compile(r"[^\s\x00-\x1f/\\]{1,100}")


def is_date(value: object) -> bool:
    """A day of the calendar, YYYY-MM-DD."""
    return not isinstance(value, str) or (_DATE.fullmatch(value) is not None and _reads(date, value))


def is_date_time(value: object) -> bool:
    """An instant with its offset, RFC 3339."""
    return not isinstance(value, str) or (_DATE_TIME.fullmatch(value) is not None and _reads(datetime, value))


def is_name(value: object) -> bool:
    """A login, a key or a code: no blanks, no slashes, not long."""
    return not isinstance(value, str) or _NAME.fullmatch(value) is not None


def _reads(kind: type[date], text: str) -> bool:
    try:
        kind.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_integer(_checker: object, value: object) -> bool:
    if isinstance(value, Decimal):
        return value.is_finite() and value == value.to_integral_value()
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(_checker: object, value: object) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _multiple_of(validator: Any, unit: Any, value: Any, _schema: object) -> Iterator[ValidationError]:
    if not validator.is_type(value, "number"):
        return
    with localcontext(prec=200):
        if Decimal(value) % Decimal(unit):
            yield ValidationError(f"{value} is not a multiple of {unit}")


FORMATS = FormatChecker(formats=())
FORMATS.checks("date")(is_date)
FORMATS.checks("date-time")(is_date_time)
for _format in ("person", "unit", "group", "book"):
    FORMATS.checks(_format)(is_name)

_extend: Any = extend
FormValidator: Any = _extend(
    Draft202012Validator,
    validators={"multipleOf": _multiple_of},
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine_many(
        {"integer": _is_integer, "number": _is_number}
    ),
)
