"""The values of FEEL: what Python has no type for, equality, order, and the way in and out of JSON.

null, boolean, string, number, list and context are None, bool, str, Decimal (int is accepted), list and dict;
date, time and date-time are Python's; a days-and-time duration is a timedelta.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from bpmn.feel import temporal
from bpmn.feel.errors import FeelLimit
from bpmn.feel.numbers import NUMBERS, number, plain
from bpmn.feel.temporal import YearsMonths

DEEPEST = 200
#: How many parts a value may have that is compared, written or handed out.
MOST_PARTS = 100_000

Charge = Callable[[int], None]


class Runner(Protocol):
    """The evaluation a function is called in: it counts what is spent."""

    now: dt.datetime | None

    def charge(self, steps: int) -> None:
        """Spend steps; FeelLimit when there are none left."""

    def null(self, spot: tuple[int, int], message: str, message_zh: str) -> None:
        """Note why the value is null."""


class Function:
    """A function as a value: its parameters (None: it takes what it likes), and a way to call it."""

    __slots__ = ("body", "name", "parameters")

    def __init__(
        self, name: str, parameters: tuple[str, ...] | None, body: Callable[[Runner, list[object]], object]
    ) -> None:
        self.name = name
        self.parameters = parameters
        self.body = body

    def call(self, run: Runner, arguments: list[object]) -> object:
        """The result for these positional arguments."""
        return self.body(run, arguments)


@dataclass(frozen=True, slots=True)
class Range:
    """An interval. None as an endpoint means that it is open on that side."""

    start: object
    end: object
    start_included: bool = True
    end_included: bool = True

    def includes(self, value: object) -> bool | None:
        """Whether the value lies inside; None when it cannot be compared with the endpoints."""
        low = high = True
        if self.start is not None:
            order = compare(value, self.start)
            if order is None:
                return None
            low = order > 0 or (order == 0 and self.start_included)
        if self.end is not None:
            order = compare(value, self.end)
            if order is None:
                return None
            high = order < 0 or (order == 0 and self.end_included)
        return low and high


#: Types whose values Python itself compares as FEEL wants, when both sides have the same one.
PLAIN: frozenset[type] = frozenset({Decimal, str, int, dt.date, dt.timedelta, YearsMonths})


def kind(value: object) -> str:
    """The name of the FEEL type of a value."""
    if value is None:
        return "null"
    name = KINDS.get(type(value))
    if name is not None:
        return name
    for python, name in KINDS.items():
        if isinstance(value, python):
            return name
    return "context" if isinstance(value, Mapping) else "unknown"


KINDS: dict[type, str] = {
    bool: "boolean",
    Decimal: "number",
    int: "number",
    float: "number",
    str: "string",
    list: "list",
    tuple: "list",
    dict: "context",
    dt.datetime: "date and time",
    dt.date: "date",
    dt.time: "time",
    dt.timedelta: "days and time duration",
    YearsMonths: "years and months duration",
    Range: "range",
    Function: "function",
}


class Meter:
    """Counts what looking through a value costs; lists may share items, so small values may be endless."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = MOST_PARTS

    def charge(self, parts: int) -> None:
        """Spend parts."""
        self.left -= parts
        if self.left < 0:
            raise FeelLimit(
                1, 1, f"the value has more than {MOST_PARTS} parts", f"值超过 {MOST_PARTS} 个部分"
            )


def equal(a: object, b: object, charge: Charge | None = None) -> bool | None:
    """FEEL's `=`: None for values of different types, except that null equals only null."""
    if type(a) is type(b) and type(a) in PLAIN:
        return _alike(a, b)
    if a is None or b is None:
        return a is b
    ours, theirs = kind(a), kind(b)
    if ours != theirs:
        return None
    match ours:
        case "list":
            return _equal_lists(a, b, charge or Meter().charge)  # type: ignore[arg-type]
        case "context":
            return _equal_contexts(a, b, charge or Meter().charge)  # type: ignore[arg-type]
        case "number":
            return number(a) == number(b)
        case "time" | "date and time":
            return temporal.instant(a) == temporal.instant(b)
        case "range":
            return _equal_ranges(a, b)  # type: ignore[arg-type]
        case "function":
            return a is b
    return a == b


def _alike(a: object, b: object) -> bool | None:
    try:
        return a == b
    except ArithmeticError:  # what a host calls a number and is none
        return None


def _equal_lists(a: list[object], b: list[object], charge: Charge) -> bool:
    charge(len(a) + 1)
    return len(a) == len(b) and all(equal(x, y, charge) is True for x, y in zip(a, b, strict=True))


def _equal_contexts(a: Mapping[str, object], b: Mapping[str, object], charge: Charge) -> bool:
    charge(len(a) + 1)
    return a.keys() == b.keys() and all(equal(value, b[key], charge) is True for key, value in a.items())


def _equal_ranges(a: Range, b: Range) -> bool:
    ends = (a.start_included, a.end_included) == (b.start_included, b.end_included)
    return ends and equal(a.start, b.start) is True and equal(a.end, b.end) is True


def compare(a: object, b: object) -> int | None:
    """-1, 0 or 1; None for values that have no order among each other."""
    left, right = a, b
    if type(a) is not type(b) or type(a) not in PLAIN:
        ours = kind(a)
        if ours != kind(b) or ours not in ORDERED:
            return None
        if ours == "number":
            left, right = number(a), number(b)
        elif ours in {"time", "date and time"}:
            left, right = temporal.instant(a), temporal.instant(b)
            if left[0] != right[0]:
                return None
        if left is None or right is None:
            return None
    try:
        return 0 if left == right else -1 if left < right else 1  # type: ignore[operator]
    except ArithmeticError:  # what a host calls a number and is none
        return None


ORDERED = frozenset(
    {
        "number",
        "string",
        "date",
        "time",
        "date and time",
        "days and time duration",
        "years and months duration",
    }
)


def text(value: object, charge: Charge | None = None) -> str:
    """The text `string()` gives: a string as it is, everything else as its literal."""
    return value if isinstance(value, str) else _literal(value, 0, charge or Meter().charge)


def _literal(value: object, depth: int, charge: Charge) -> str:
    charge(1)
    match kind(value):
        case "null":
            return "null"
        case "boolean":
            return "true" if value else "false"
        case "number":
            exact = number(value)
            return "null" if exact is None else plain(exact)
        case "string":
            charge(len(str(value)) >> 2)
            return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
        case "list" | "context" if depth >= DEEPEST:
            raise _too_deep()
        case "list":
            return "[" + ", ".join(_literal(item, depth + 1, charge) for item in value) + "]"  # type: ignore[attr-defined]
        case "context":
            charge(sum(map(len, value)) >> 2)  # type: ignore[call-overload]
            pairs = (f"{key}: {_literal(item, depth + 1, charge)}" for key, item in value.items())  # type: ignore[attr-defined]
            return "{" + ", ".join(pairs) + "}"
        case "range":
            return _range_text(value)  # type: ignore[arg-type]
        case "function":
            return f"function({', '.join(value.parameters or ())})"  # type: ignore[attr-defined]
    return temporal.text(value)


def _too_deep() -> FeelLimit:
    return FeelLimit(1, 1, "the value is nested too deeply", "值的嵌套层次过深")


def _range_text(value: Range) -> str:
    if value.start is None:
        return f"({'<=' if value.end_included else '<'} {_endpoint(value.end)})"
    if value.end is None:
        return f"({'>=' if value.start_included else '>'} {_endpoint(value.start)})"
    opening, closing = "[" if value.start_included else "(", "]" if value.end_included else ")"
    return f"{opening}{_endpoint(value.start)}..{_endpoint(value.end)}{closing}"


def _endpoint(value: object) -> str:
    written = _literal(value, 0, Meter().charge)
    return written if type(value) in NUMBERS or isinstance(value, str) else f'@"{written}"'


def to_feel(value: object) -> object:
    """A JSON value as FEEL sees it: every number an exact decimal. Date text stays text."""
    return (
        _inwards(value, 0, Meter().charge) if isinstance(value, dict | list | tuple | int | float) else value
    )


def _inwards(value: object, depth: int, charge: Charge) -> object:
    if isinstance(value, dict | list | tuple):
        charge(1 + len(value))
        if depth >= DEEPEST:
            raise _too_deep()
        if isinstance(value, dict):
            return {str(key): _inwards(item, depth + 1, charge) for key, item in value.items()}
        return [_inwards(item, depth + 1, charge) for item in value]
    if type(value) in NUMBERS and type(value) is not Decimal:
        return number(value)
    return value


def to_json(value: object) -> object:
    """A FEEL value as JSON: dates, times, durations and ranges become their text; a function becomes null."""
    return _outwards(value, 0, Meter().charge)


def _outwards(value: object, depth: int, charge: Charge) -> object:
    if isinstance(value, dict | list | tuple):
        charge(1 + len(value))
        if depth >= DEEPEST:
            raise _too_deep()
        if isinstance(value, dict):
            charge(sum(map(len, value)) >> 6)
            return {str(key): _outwards(item, depth + 1, charge) for key, item in value.items()}
        return [_outwards(item, depth + 1, charge) for item in value]
    if isinstance(value, str):
        charge(len(value) >> 6)  # a list may hold the same long text ten thousand times
        return value
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float | Decimal):
        return number(value)
    if isinstance(value, dt.datetime) and value.tzinfo is not None:
        return value.isoformat()  # RFC 3339: other readers know no `@Asia/Shanghai`
    return None if isinstance(value, Function) else text(value)
