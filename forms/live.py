"""What a form looks like for these values: which fields are shown, which must be answered now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from forms.expressions import Evaluate, work_out
from forms.fields import Field
from forms.validation import FormValidator

Scope = Mapping[str, Any]


def is_visible(field: Field, scope: Scope, evaluate: Evaluate) -> bool:
    """Without a condition always; with one only when it is true, not when it is unknown."""
    return field.visible_if is None or work_out(field.visible_if, scope, evaluate) is True


def without_invisible(
    fields: tuple[Field, ...], values: Scope, outer: Scope, evaluate: Evaluate
) -> dict[str, Any]:
    """The values less those of fields that are not shown, as a page drops what it no longer shows."""
    kept = dict(values)
    for field in fields:
        scope = {**outer, **kept}
        if field.name in kept and not is_visible(field, scope, evaluate):
            del kept[field.name]
        value = kept.get(field.name)
        if field.kind == "fields" and isinstance(value, dict):
            kept[field.name] = without_invisible(field.fields, value, scope, evaluate)
        if field.kind == "rows" and isinstance(value, list):
            kept[field.name] = [
                without_invisible(field.fields, row, scope, evaluate) if isinstance(row, dict) else row
                for row in value
            ]
    return kept


def required_now(schema: Mapping[str, Any], values: object) -> frozenset[str]:
    """The names this object must have, its conditions taken into account."""
    return frozenset(_required(schema, values if isinstance(values, Mapping) else {}))


def _required(schema: Any, values: Scope) -> Iterator[str]:
    if not isinstance(schema, Mapping):
        return
    yield from schema.get("required", ())
    for name, others in schema.get("dependentRequired", {}).items():
        if name in values:
            yield from others
    for one in schema.get("allOf", ()):
        yield from _required(one, values)
    if "if" in schema:
        met = FormValidator(schema["if"]).is_valid(dict(values))
        yield from _required(schema.get("then" if met else "else"), values)
