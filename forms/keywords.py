"""Which words of JSON Schema a form may use, and where.

A word that we would not obey is refused: nothing is accepted and then ignored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from forms.fields import KINDS
from forms.flaws import Flaw, pointer
from forms.patterns import UnsafePattern, verify
from forms.resolving import MAX_DEPTH

DIALECT = "https://json-schema.org/draft/2020-12/schema"
MAX_FIELDS = 300
ONE_LINE, MANY_LINES, MANY_ITEMS = 200, 20_000, 200

_NOTES = {"title", "description", "default", "$comment", "type"}
_LOGIC = {"if", "then", "else", "allOf", "anyOf", "oneOf", "not"}
_OBJECT = {"properties", "required", "dependentRequired", "minProperties", "maxProperties"}
_NUMBER = {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}
_WORDS: Mapping[str, set[str]] = {
    "string": {"minLength", "maxLength", "pattern", "format", "enum"},
    "integer": _NUMBER | {"enum"},
    "number": _NUMBER | {"format"},
    "boolean": {"const"},
    "array": {"items", "minItems", "maxItems", "uniqueItems"},
    "object": _OBJECT | _LOGIC | {"additionalProperties", "format"},
}
_ROOT = {"$schema", "$defs"}
CONDITION = (
    _LOGIC
    | _OBJECT
    | _NUMBER
    | {"const", "enum", "type", "minLength", "maxLength", "minItems", "maxItems", "uniqueItems"}
    | {"contains", "minContains", "maxContains", "items", "$comment"}
)
# FEEL's own words: a variable of that name could not be asked for.
_FEEL_WORDS = frozenset(
    {
        *("and", "between", "else", "every", "external", "false", "for", "function", "if", "in", "instance"),
        *("not", "null", "or", "return", "satisfies", "some", "then", "true"),
    }
)
# Words that mean nothing without another one beside them.
_NEEDS = {"then": "if", "else": "if", "minContains": "contains", "maxContains": "contains"}


def flaws_of_schema(schema: Mapping[str, Any]) -> Iterator[Flaw]:
    """Everything about the form's schema (its references resolved) that a form cannot be made from."""
    where = ("schema",)
    if schema.get("$schema", DIALECT) != DIALECT:
        yield Flaw(pointer(*where, "$schema"), "dialect", {"dialect": DIALECT})
    if schema.get("type") != "object" or not schema.get("properties") or "format" in schema:
        yield Flaw(pointer(*where), "root_type")
        return
    if not str(schema.get("title", "")).strip():
        yield Flaw(pointer(*where), "title")
    inner = {name: value for name, value in schema.items() if name not in _ROOT}
    yield from _object(inner, where, 1)
    if sum(1 for _ in _every(inner)) > MAX_FIELDS:
        yield Flaw(pointer(*where), "too_many", {"limit": MAX_FIELDS})


def _every(schema: Mapping[str, Any]) -> Iterator[str]:
    for name, inner in schema.get("properties", {}).items():
        yield name
        if isinstance(inner, dict):
            yield from _every(inner)
            yield from _every(inner["items"]) if isinstance(inner.get("items"), dict) else ()


def _is_field_name(name: str) -> bool:
    """Usable as a variable of expressions, as a posted name, as part of an id."""
    return name.isidentifier() and len(name) <= 60 and not name.startswith("_") and name not in _FEEL_WORDS


def _field(schema: object, where: tuple[str, ...], depth: int) -> Iterator[Flaw]:
    if not isinstance(schema, dict):
        yield Flaw(pointer(*where), "not_an_object")
        return
    if not str(schema.get("title", "")).strip():
        yield Flaw(pointer(*where), "title")
    yield from _entry(schema, where, depth)


def _entry(schema: Mapping[str, Any], where: tuple[str, ...], depth: int) -> Iterator[Flaw]:
    """A field, or one entry of a list, which needs no title of its own."""
    kind = schema.get("type")
    if not isinstance(kind, str) or kind not in _WORDS:
        yield Flaw(pointer(*where), "type", {"type": str(kind)})
        return
    formats = KINDS[kind].keys() - {"", "enum"}
    if schema.get("format", "") not in {"", *formats}:
        facts = {"format": schema["format"], "type": kind, "known": sorted(formats)}
        yield Flaw(pointer(*where), "format", facts)
        return
    if kind == "object" and schema.get("format") != "file":
        yield from _object(schema, where, depth)
        return
    known = _NOTES | (_WORDS[kind] if kind != "object" else {"format"})
    if schema.get("format", "money") != "money" or "enum" in schema:
        known -= {"pattern", "minLength", "maxLength"} | ({"format"} if "enum" in schema else {"enum"})
    yield from _unknown(schema, known, where)
    if kind == "array":
        yield from _list(schema, where, depth)
    if "enum" in schema:
        yield from _enum(schema["enum"], kind, where)
    if "pattern" in schema:
        yield from _pattern(schema, where)


def _list(schema: Mapping[str, Any], where: tuple[str, ...], depth: int) -> Iterator[Flaw]:
    items = schema.get("items")
    if not isinstance(items, dict):
        yield Flaw(pointer(*where), "items")
        return
    if "default" in items:
        yield Flaw(pointer(*where, "items"), "unknown_key", {"name": "default", "known": sorted(_WORDS)})
    yield from _entry(items, (*where, "items"), depth)


def _enum(values: object, kind: str, where: tuple[str, ...]) -> Iterator[Flaw]:
    wanted = str if kind == "string" else int
    good = isinstance(values, list) and values and all(type(one) is wanted for one in values)
    if not good or len(set(values)) < len(values) or any(not str(one).strip() for one in values):  # type: ignore[call-overload, arg-type, attr-defined]
        yield Flaw(pointer(*where, "enum"), "enum")


def _pattern(schema: Mapping[str, Any], where: tuple[str, ...]) -> Iterator[Flaw]:
    try:
        verify(str(schema["pattern"]), int(schema.get("maxLength", ONE_LINE)))
    except UnsafePattern as error:
        yield Flaw(pointer(*where, "pattern"), "pattern", {"reason": str(error)})


def _object(schema: Mapping[str, Any], where: tuple[str, ...], depth: int) -> Iterator[Flaw]:
    properties = schema.get("properties")
    if not isinstance(properties, dict) or not properties:
        yield Flaw(pointer(*where), "missing_key", {"name": "properties"})
        return
    if depth > MAX_DEPTH:
        yield Flaw(pointer(*where), "nested_too_deep", {"limit": MAX_DEPTH})
        return
    known = _NOTES | _OBJECT | _LOGIC | {"additionalProperties"}
    yield from _unknown(schema, known, where)
    if schema.get("additionalProperties", False) is not False:
        yield Flaw(pointer(*where, "additionalProperties"), "closed")
    for name, inner in properties.items():
        if not _is_field_name(name):
            yield Flaw(pointer(*where, "properties", name), "field_name", {"name": name})
        yield from _field(inner, (*where, "properties", name), depth + 1)
    conditions = {
        name: value for name, value in schema.items() if name not in {"properties", "type", "title"}
    }
    yield from _condition(conditions, schema, where, own=True)


def _condition(
    schema: object, about: Mapping[str, Any], where: tuple[str, ...], *, own: bool = False
) -> Iterator[Flaw]:
    """A schema that is asked about values, and makes no fields: its names must be those of fields."""
    if not isinstance(schema, dict):
        return
    if not own:
        yield from _unknown(schema, CONDITION, where)
    for word, other in _NEEDS.items():
        if word in schema and other not in schema:
            yield Flaw(pointer(*where), "missing_key", {"name": other})
    if "if" in schema and not schema.keys() & {"then", "else"}:
        yield Flaw(pointer(*where), "missing_key", {"name": "then"})
    yield from _names(schema, about, where)
    if not own:
        yield from _values(schema, about, where)
    for place, inner, of in _parts(schema, about):
        yield from _condition(inner, of, (*where, *place))


def _parts(
    schema: Mapping[str, Any], about: Mapping[str, Any]
) -> Iterator[tuple[tuple[str, ...], object, Mapping[str, Any]]]:
    for word in ("if", "then", "else", "not"):
        if word in schema:
            yield (word,), schema[word], about
    for word in ("allOf", "anyOf", "oneOf"):
        for index, one in enumerate(schema.get(word, ())):
            yield (word, str(index)), one, about
    for name, inner in schema.get("properties", {}).items():
        yield ("properties", name), inner, about.get("properties", {}).get(name, {})
    for word in ("items", "contains"):
        if word in schema:
            yield (word,), schema[word], about.get("items", {})


def _names(schema: Mapping[str, Any], about: Mapping[str, Any], where: tuple[str, ...]) -> Iterator[Flaw]:
    known = about.get("properties", {})
    dependent = schema.get("dependentRequired", {})
    named = [("required", name) for name in schema.get("required", ())]
    named += [("properties", name) for name in schema.get("properties", {})]
    named += [("dependentRequired", name) for name in dependent]
    named += [("dependentRequired", name) for names in dependent.values() for name in names]
    for word, name in named:
        if name not in known:
            yield Flaw(pointer(*where, word), "unknown_property", {"name": name, "known": list(known)})


def _values(schema: Mapping[str, Any], about: Mapping[str, Any], where: tuple[str, ...]) -> Iterator[Flaw]:
    allowed = about.get("enum")
    asked = [*schema.get("enum", ()), *([schema["const"]] if "const" in schema else [])]
    for value in asked if allowed else ():
        if value not in allowed:  # type: ignore[operator]
            yield Flaw(pointer(*where), "ui_label", {"name": value, "known": allowed})


def _unknown(schema: Mapping[str, Any], known: set[str], where: tuple[str, ...]) -> Iterator[Flaw]:
    for name in schema:
        if name not in known:
            yield Flaw(pointer(*where), "unknown_key", {"name": name, "known": sorted(known)})
