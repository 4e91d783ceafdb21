"""Values as they were sent become values as they are kept, field by field, before the schema looks at them.

An empty text, an empty list and null say the same: not answered. Numbers stay exact. What a person
cannot have meant (control characters, NaN, a number of a thousand digits) is refused here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final, TypeAlias

from forms.fields import NUMBERS, Field
from forms.resolving import MAX_DEPTH
from forms.words import FieldError

MAX_NODES, MAX_CHARACTERS, MAX_DIGITS = 20_000, 1_000_000, 30
_BIDI = {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}

Exists: TypeAlias = Callable[[str, str], bool]
ABSENT: Final = object()
_LOOKED_UP = {
    "person": "person",
    "people": "person",
    "unit": "unit",
    "units": "unit",
    "group": "group",
    "groups": "group",
    "book": "book",
    "file": "file",
    "files": "file",
}


def bounds(values: object) -> str:
    """The code of the limit these values break, or an empty text."""
    nodes, characters, level = 0, 0, [values]
    for _ in range(2 * MAX_DEPTH + 2):
        below: list[object] = []
        for value in level:
            if isinstance(value, Mapping):
                below.extend(value.values())
                characters += sum(len(str(name)) for name in value)
            elif isinstance(value, list | tuple):
                below.extend(value)
            elif isinstance(value, str):
                characters += len(value)
        nodes += len(below)
        if nodes > MAX_NODES or characters > MAX_CHARACTERS:
            return "too_large"
        if not below:
            return ""
        level = below
    return "too_deep"


class Cleaner:
    """Cleans one submission and remembers what cannot be accepted."""

    def __init__(self, exists: Exists | None) -> None:
        self.exists = exists
        self.errors: list[FieldError] = []

    def fields(self, fields: tuple[Field, ...], values: Mapping[str, Any], at: str) -> dict[str, Any]:
        """The answers of one group of fields."""
        known = {field.name for field in fields}
        for name in values:
            if name not in known:
                self._refuse(_child(at, str(name)), "unknown_field", name=name)
        clean = {}
        for field in fields:
            value = values.get(field.name, ABSENT)
            if not field.is_answered:
                self._not_asked(field, value, _child(at, field.name))
                continue
            answer = self._answer(field, value, _child(at, field.name))
            if answer is not ABSENT:
                clean[field.name] = answer
        return clean

    def _not_asked(self, field: Field, value: object, at: str) -> None:
        if value is not ABSENT and value is not None:
            self._refuse(at, "read_only" if field.access == "read" else "computed")

    def _answer(self, field: Field, value: Any, at: str) -> Any:
        if field.kind == "fields" and (value is ABSENT or value is None) and field.required:
            value = {}
        if value is ABSENT or value is None:
            return ABSENT
        if field.kind == "fields" and isinstance(value, Mapping):
            inner = self.fields(field.fields, value, at)
            return inner if inner or field.required else ABSENT
        if field.kind == "file" and isinstance(value, Mapping):
            return self._leaf(field, dict(value), at) if value else ABSENT
        if isinstance(value, list | tuple):
            return self._list(field, value, at)
        return self._leaf(field, value, at)

    def _list(self, field: Field, value: list[Any] | tuple[Any, ...], at: str) -> Any:
        kept: list[Any] = []
        for one in value:
            here = _child(at, len(kept))
            if field.kind == "rows" and isinstance(one, Mapping):
                kept.append(self.fields(field.fields, one, here))
            elif (entry := self._leaf(field, one, here)) is not ABSENT:
                kept.append(entry)
        return kept

    def _leaf(self, field: Field, value: Any, at: str) -> Any:
        if isinstance(value, str):
            value = self._text(field, value, at)
        elif (
            field.kind in NUMBERS and isinstance(value, int | float | Decimal) and not isinstance(value, bool)
        ):
            value = self._number(field, value, at)
        sought = value.get("file") if isinstance(value, dict) else value
        kind = _LOOKED_UP.get(field.kind, "")
        if kind and self.exists and isinstance(sought, str) and not self.exists(kind, sought):
            self._refuse(at, f"unknown_{kind}", value=sought)
        return value

    def _text(self, field: Field, value: str, at: str) -> Any:
        value = value.replace("\r\n", "\n")
        if not value.strip():
            return ABSENT
        many = field.kind == "multiline"
        strange = {one for one in value if unicodedata.category(one) in {"Cc", "Cs"} or one in _BIDI}
        if strange & {"\n", "\u2028", "\u2029"} and not many:
            self._refuse(at, "line_break")
        elif strange - {"\n", "\t"}:
            self._refuse(at, "control_character")
        return value

    def _number(self, field: Field, value: float | Decimal, at: str) -> Any:
        number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
        if not number.is_finite():
            self._refuse(at, "not_finite")
            return Decimal(0)
        if len(number.as_tuple().digits) > MAX_DIGITS or abs(number.adjusted()) > MAX_DIGITS:
            self._refuse(at, "number_size")
            return Decimal(0)
        if field.kind == "integer" and number == number.to_integral_value():
            return int(number)
        return value if isinstance(value, int) else number

    def _refuse(self, at: str, code: str, **params: object) -> None:
        self.errors.append(FieldError(at, code, params))


def _child(at: str, name: str | int) -> str:
    return f"{at}/{str(name).replace('~', '~0').replace('/', '~1')}"
