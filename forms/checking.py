"""Are these values an answer to this form?

Clean them, settle what is shown and worked out, let the schema judge, and say every refusal as a
sentence about one field.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bpmn.feel import Expression
from forms import live, places
from forms.cleaning import Cleaner, Exists, bounds
from forms.expressions import FAILED, Evaluate, work_out
from forms.fields import PICKED, Field
from forms.flaws import pointer
from forms.validation import FORMATS, FormValidator
from forms.words import FieldError

_FILES = {"file", "files"}
_CHOSEN = PICKED | {"choice", "choices", "boolean", "date", "datetime"}
# Keywords whose refusal needs only the limit they set.
_LIMITS = {
    "const",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "minItems",
    "maxItems",
    "minProperties",
    "maxProperties",
    "minContains",
    "maxContains",
}
_PLAIN = {"pattern", "uniqueItems", "contains", "not", "anyOf", "oneOf"}


class Check:
    """One submission, checked against one form."""

    def __init__(
        self,
        fields: tuple[Field, ...],
        schema: Mapping[str, Any],
        given: Mapping[str, Any],
        evaluate: Evaluate,
        exists: Exists | None,
    ) -> None:
        self.fields = fields
        self.schema = schema
        self.given = given
        self.evaluate = evaluate
        self.cleaner = Cleaner(exists)
        self.silent: set[str] = set()  # pointers nobody can answer here: not shown, read-only

    def run(self, values: object) -> tuple[dict[str, Any], list[FieldError]]:
        """The clean answers and the refusals, in the order of the form."""
        if not isinstance(values, Mapping):
            return {}, [FieldError("", "not_an_object")]
        if broken := bounds(values):
            return {}, [FieldError("", broken)]
        clean = self.cleaner.fields(self.fields, values, "")
        answered = {field.name for field in self.fields if field.is_answered}
        outside = {name: value for name, value in self.given.items() if name not in answered}
        self._settle(self.fields, clean, outside, "")
        context = {name: outside[name] for name in self.schema["properties"] if outside.get(name) is not None}
        judged = answered | {field.name for field in self.fields if _is_computed(field)}
        self.silent |= {pointer(name) for name in self.schema["properties"] if name not in judged}
        errors = self._unique([*self.cleaner.errors, *self._judged({**context, **clean})])
        for name in answered - clean.keys():
            if self.given.get(name) is not None:
                clean[name] = None  # asked and left out: what was there before is cleared
        return clean, sorted(errors, key=lambda error: places.place(self.fields, error.pointer))

    def _settle(
        self, fields: tuple[Field, ...], clean: dict[str, Any], outer: Mapping[str, Any], at: str
    ) -> None:
        """Refuse answers to what is not shown; add what is constant or worked out."""
        for field in fields:
            here = at + pointer(field.name)
            scope = {**outer, **clean}
            if not live.is_visible(field, scope, self.evaluate):
                self.silent.add(here)
                if clean.pop(field.name, None) not in (None, [], {}):
                    self.cleaner.errors.append(FieldError(here, "not_applicable"))
                continue
            if field.value is not None and _is_computed(field):
                self._compute(field, field.value, clean, scope, here)
            elif field.constant:
                clean[field.name] = field.schema["default"]
            self._settle_inside(field, clean.get(field.name), scope, here)

    def _compute(
        self, field: Field, value: Expression, clean: dict[str, Any], scope: Mapping[str, Any], at: str
    ) -> None:
        found = work_out(value, scope, self.evaluate)
        if found is FAILED:
            self.cleaner.errors.append(FieldError(at, "not_computable"))
        elif found is not None:
            clean[field.name] = found

    def _settle_inside(self, field: Field, value: object, scope: Mapping[str, Any], at: str) -> None:
        if field.kind == "fields" and isinstance(value, dict):
            self._settle(field.fields, value, scope, at)
        if field.kind == "rows" and isinstance(value, list):
            for index, row in enumerate(value):
                if isinstance(row, dict):
                    self._settle(field.fields, row, scope, at + pointer(index))

    def _judged(self, values: dict[str, Any]) -> Iterator[FieldError]:
        """The schema's refusals, less those about what nobody can answer here."""
        for error in FormValidator(self.schema, format_checker=FORMATS).iter_errors(values):
            for refusal in self._said(error):
                parts = refusal.pointer.split("/")
                if not any("/".join(parts[: end + 1]) in self.silent for end in range(1, len(parts))):
                    yield refusal

    def _said(self, error: Any) -> Iterator[FieldError]:
        path = list(error.absolute_path)
        word, limit, value = error.validator, error.validator_value, error.instance
        if word == "required":
            yield from (self._missing(path, name) for name in limit if _is_empty(value, name))
        elif word == "dependentRequired":
            asked = {name for key, names in limit.items() if key in value for name in names}
            yield from (self._missing(path, name) for name in sorted(asked) if _is_empty(value, name))
        elif word == "additionalProperties":
            for name in value.keys() - error.schema.get("properties", {}).keys():
                yield FieldError(pointer(*path, name), "unknown_field", {"name": name})
        else:
            yield self._refused(path, word, limit, value)

    def _missing(self, path: list[str | int], name: str) -> FieldError:
        at = pointer(*path, name)
        field, _title = places.find(self.fields, places.parts_of(at))
        kind = field.kind if field else "text"
        code = "required_file" if kind in _FILES else "required_choice" if kind in _CHOSEN else "required"
        return FieldError(at, "required_rows" if kind in {"rows", "lines"} else code)

    def _refused(self, path: list[str | int], word: str | None, limit: Any, value: Any) -> FieldError:
        at = pointer(*path)
        if word == "minItems" and not value and path:
            return self._missing(path[:-1], str(path[-1]))
        if word in _LIMITS:
            return FieldError(at, word, {"limit": limit})
        if word == "maxLength":
            return FieldError(at, word, {"limit": limit, "length": len(value)})
        if word == "enum":
            return FieldError(at, word, {"value": value})
        if word == "format":
            return FieldError(at, f"format_{limit}")
        if word == "type":
            return self._mistyped(at, limit)
        return FieldError(at, word if word in _PLAIN else "never")

    def _mistyped(self, at: str, limit: Any) -> FieldError:
        field, _title = places.find(self.fields, places.parts_of(at))
        if field and field.kind in _FILES:
            return FieldError(at, "format_file")
        wanted = limit if isinstance(limit, str) else field.type if field else "object"
        return FieldError(at, f"type_{wanted}")

    def _unique(self, errors: Iterable[FieldError]) -> list[FieldError]:
        """The first refusal of every place: one sentence beside one field is enough."""
        found: dict[str, FieldError] = {}
        for error in errors:
            found.setdefault(error.pointer, error)
        return list(found.values())


def _is_computed(field: Field) -> bool:
    return field.value is not None and (field.access == "write" or field.constant)


def _is_empty(value: Mapping[str, Any], name: str) -> bool:
    return name not in value
