"""JSON with exact numbers: integers stay integers, all others are Decimal, both ways.

NaN, Infinity and NUL are refused wherever a value enters (``checked``), because PostgreSQL and SQLite
would disagree about them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from engine.errors import FieldError, InvalidSubmission

_encoder = msgspec.json.Encoder(decimal_format="number")
_sorting_encoder = msgspec.json.Encoder(decimal_format="number", order="deterministic")
_decoder = msgspec.json.Decoder(float_hook=Decimal)
MAX_DEPTH = 64
MAX_EXPONENT = 6144  # of IEEE 754 decimal128, FEEL's numbers


def dump(value: object) -> bytes:
    """Bytes of a JSON value; an instant becomes RFC 3339 text."""
    return _encoder.encode(value)


def load(data: bytes | str) -> Any:
    """The value; broken text raises ``ValueError``."""
    try:
        return _decoder.decode(data)
    except InvalidOperation as error:
        raise ValueError("a number is too large") from error
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def canonical(value: object) -> bytes:
    """Bytes that are the same for equal values: keys sorted."""
    return _sorting_encoder.encode(value)


def checked(values: Mapping[str, object], *, bytes_each: int) -> dict[str, Any]:
    """Variables as they may be stored, or ``InvalidSubmission`` naming each that may not."""
    errors = []
    for name, value in values.items():
        fault = _fault(value, 0) or ("the name is empty or has a NUL" if not name or "\0" in name else None)
        if fault is None and len(dump(value)) > bytes_each:
            fault = f"larger than {bytes_each} bytes; put it into a file"
        if fault is not None:
            errors.append(FieldError(f"/{name}", fault))
    if errors:
        raise InvalidSubmission(errors)
    return dict(values)


def faults(value: object) -> str | None:
    """Why a value cannot be kept, if it cannot."""
    return _fault(value, 0)


def _fault(value: object, depth: int) -> str | None:
    if depth > MAX_DEPTH:
        return "nested too deeply"
    if value is None or isinstance(value, bool | int | datetime):
        return None
    if isinstance(value, str):
        return "text has a NUL" if "\0" in value else None
    if isinstance(value, Decimal):
        return None if value.is_finite() and abs(value.adjusted()) <= MAX_EXPONENT else "not a number we keep"
    if isinstance(value, Mapping):
        for key, item in value.items():
            if not isinstance(key, str) or "\0" in key:
                return "a key is no text or has a NUL"
            if fault := _fault(item, depth + 1):
                return fault
        return None
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return next((fault for item in value if (fault := _fault(item, depth + 1))), None)
    return f"{type(value).__name__} is not JSON"
