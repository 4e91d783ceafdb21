"""Values of variables: what JSON can say, exact, small enough, and shared with nobody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from math import isfinite
from typing import cast

import msgspec

from bpmn import feel
from engine.model import Json
from engine.runtime.failures import Failure
from engine.runtime.limits import Limits

_ENCODER = msgspec.json.Encoder(decimal_format="number")
_DECODER = msgspec.json.Decoder(float_hook=Decimal)


def own(value: object, name: str, limits: Limits) -> tuple[Json, int]:
    """A copy of the value that nobody else holds, and its size; a Failure when it cannot be a variable."""
    try:
        text = _ENCODER.encode(value)
        copy = _DECODER.decode(text)
    except (TypeError, ValueError, RecursionError, msgspec.MsgspecError) as error:
        raise Failure("VARIABLE_NOT_JSON", f"{name} cannot be written as JSON: {error}") from None
    if len(text) > limits.variable_bytes:
        detail = (
            f"{name} has {len(text)} bytes; a variable may have {limits.variable_bytes}. Keep files as files"
        )
        raise Failure("VARIABLE_TOO_LARGE", detail)
    if b"\\u0000" in text and _holds(copy, lambda part: isinstance(part, str) and "\0" in part):
        raise Failure("VARIABLE_NOT_JSON", f"{name} holds a NUL character")
    if b"null" in text and _holds(value, lambda part: isinstance(part, float) and not isfinite(part)):
        raise Failure("VARIABLE_NOT_JSON", f"{name} holds a number that is not finite")
    return cast(Json, copy), len(text)


def _holds(value: object, what: Callable[[object], bool]) -> bool:
    """Whether a part of the value is such a thing."""
    if isinstance(value, Mapping):
        return any(_holds(part, what) for pair in value.items() for part in pair)
    if isinstance(value, (list, tuple)):
        return any(_holds(part, what) for part in value)
    return what(value)


def from_feel(value: object) -> object:
    """What FEEL computed, as JSON."""
    return feel.to_json(value)


def size_of(variables: Mapping[str, Json]) -> int:
    """How many bytes the variables take."""
    return len(_ENCODER.encode(variables))
