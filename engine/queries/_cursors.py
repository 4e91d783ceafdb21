"""Cursors: where a list goes on, opaque to callers."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from engine import json
from engine.errors import Rejected

MOST = 200
FIRST_YEAR, LAST_YEAR = 1, 9999  # beyond them an instant has no UTC
LARGEST = 2**31


class BadCursor(Rejected):
    """A cursor that this list did not give."""

    code = "BAD_CURSOR"


def encode(*parts: object) -> str:
    """A cursor for the row with these sort values."""
    plain = [part.isoformat() if isinstance(part, datetime) else part for part in parts]
    return base64.urlsafe_b64encode(json.dump(plain)).decode().rstrip("=")


def decode(cursor: str | None, *kinds: type) -> tuple[Any, ...] | None:
    """The sort values of a cursor; None for the first piece; what does not fit is refused."""
    if cursor is None:
        return None
    try:
        parts = json.load(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(parts, list) or len(parts) != len(kinds):
            raise BadCursor("this cursor is not one of this list's")
        read = tuple(_part(part, kind) for part, kind in zip(parts, kinds, strict=True))
    except (ValueError, binascii.Error) as error:
        raise BadCursor("this cursor is not one of this list's") from error
    return read


def limited(limit: int) -> int:
    """A page size within what is allowed."""
    if not 1 <= limit <= MOST:
        raise Rejected(f"limit is between 1 and {MOST}", code="BAD_LIMIT")
    return limit


def cut(rows: Sequence[Any], limit: int) -> tuple[Sequence[Any], bool]:
    """One row more than asked for was read: the rows to show, and whether there are more."""
    return rows[:limit], len(rows) > limit


def _part(part: object, kind: type) -> object:
    if kind is datetime and isinstance(part, str):
        at = datetime.fromisoformat(part)
        if at.tzinfo is not None and FIRST_YEAR < at.year < LAST_YEAR:
            return at
    elif kind is int and isinstance(part, int) and not isinstance(part, bool):
        if 0 <= part < LARGEST:
            return part
    elif kind is str and isinstance(part, str) and "\0" not in part:
        return part
    raise BadCursor("this cursor is not one of this list's")
