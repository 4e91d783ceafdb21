"""What the shapes of all requests and answers share. OpenAPI is made from them."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, cast

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from engine.clock import OFFICE_ZONE

LARGEST = 2**31 - 1
_SPACE = re.compile(r" (?=\d\d:\d\d$)")


class Body(BaseModel):
    """What a request carries. Unknown members are refused, and a text is not taken for a number."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Query(BaseModel):
    """What stands behind the question mark. Unknown parameters are refused."""

    model_config = ConfigDict(extra="forbid")


OPTIONAL = cast("ConfigDict", {"extra": "forbid", "strict": True, "openapi_extra": {"required": False}})


class Nothing(Body):
    """An empty object, or no body at all."""

    model_config = OPTIONAL


class Paged(Query):
    """A piece of a list."""

    limit: int = Field(50, ge=1, le=200, description="how many at most")
    cursor: str | None = Field(None, max_length=2000, description="`next` of the piece before")


class Answer(BaseModel):
    """What is answered."""

    model_config = ConfigDict(extra="forbid")


class ById(BaseModel):
    """A row."""

    id: str = Field(description="32 hexadecimal digits")


def _read(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        at = datetime.fromisoformat(_SPACE.sub("+", value))  # a plus sign that nobody escaped
    except ValueError:
        raise PydanticCustomError("instant", "an instant is written 2026-03-04T09:00:00+08:00") from None
    return at


def _aware(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise PydanticCustomError("instant", "an instant needs its offset, such as +08:00")
    if not 1900 < at.year < 9000:
        raise PydanticCustomError("instant", "the year is out of range")
    return at


Instant = Annotated[
    datetime, BeforeValidator(_read), AfterValidator(_aware),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]  # fmt: skip
Shown = Annotated[
    datetime, PlainSerializer(lambda at: at.astimezone(OFFICE_ZONE), return_type=datetime),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]  # fmt: skip


def _whole(value: object) -> object:
    """JSON knows one kind of number: 1.0 is a whole one."""
    is_whole = isinstance(value, Decimal) and value.is_finite() and value == value.to_integral_value()
    return int(value) if is_whole and abs(value) <= LARGEST else value  # type: ignore[call-overload, arg-type]


def _number(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise PydanticCustomError("number", "Input should be a valid number")
    return Decimal(value)


Whole = Annotated[int, BeforeValidator(_whole)]
Number = Annotated[Decimal, BeforeValidator(_number), WithJsonSchema({"type": "number"})]
Text = Annotated[str, Field(min_length=1, max_length=200)]
Reason = Annotated[str, Field(min_length=1, max_length=450)]
Variables = Annotated[dict[str, Any], Field(description="JSON values; numbers are kept exactly")]


class Finding(Answer):
    """What the checks say of an element."""

    rule: str
    severity: str
    element_id: str | None
    message: str
    message_zh: str | None
    file: str | None
    line: int | None


class ErrorAt(Answer):
    """What is wrong, and where: a JSON pointer, or ?name of a query parameter."""

    pointer: str
    message: str


class Problem(BaseModel):
    """A refusal (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    code: str = Field(description="upper snake; docs/reference/problems.md lists them all")
    errors: list[ErrorAt] | None = None
    findings: list[Finding] | None = None
    completed_by: str | None = None
    at: str | None = None
