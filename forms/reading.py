"""From the bytes of a form file to its fields, or to the list of everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from bpmn.feel import Expression
from forms import expressions, settings, shared_groups
from forms.fields import KINDS, LISTS, SETS, Choice, Field, Section
from forms.flaws import Flaw, FormError, pointer
from forms.keywords import MANY_ITEMS, MANY_LINES, ONE_LINE, flaws_of_schema
from forms.resolving import Source, decode, resolve
from forms.validation import FORMATS, FormValidator

_FILE = {
    "properties": {"file": {"type": "string", "minLength": 1, "maxLength": 64}},
    "required": ["file"],
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True)
class Parts:
    """What a form file says."""

    schema: Mapping[str, Any]
    ui: Mapping[str, Any]
    title: str
    help: str
    fields: tuple[Field, ...]
    sections: tuple[Section, ...]
    english: Mapping[str, str]


def read(data: bytes) -> Parts:
    """Read one form file; FormError lists its flaws."""
    file = decode(data)
    _meta(file["schema"])
    source = resolve(file)
    flaws = list(flaws_of_schema(source.schema))
    if flaws:
        raise FormError(flaws)
    builder = _Builder(source)
    fields = builder.fields(source.schema, "")
    names = [one.name for one in fields]
    own_ui = {**_root_ui(source), **source.ui}
    sections = settings.sections(own_ui, names, builder.flaws)
    builder.unused()
    builder.flaws += [flaw for one in fields for flaw in _bad_defaults(one)]
    if builder.flaws:
        raise FormError(builder.flaws)
    schema = {
        **source.schema,
        "properties": {one.name: one.schema for one in fields},
        "additionalProperties": False,
    }
    return Parts(
        schema=schema,
        ui={**own_ui, "fields": builder.settings},
        title=schema["title"],
        help=schema.get("description", ""),
        fields=fields,
        sections=sections,
        english=_english(source.origin),
    )


def _meta(schema: Mapping[str, Any]) -> None:
    """The standard's own rules for a schema."""
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        where = pointer("schema", *error.absolute_path)
        raise FormError([Flaw(where, "schema", {"reason": error.message})]) from error


def _root_ui(source: Source) -> Mapping[str, Any]:
    """A form that is nothing but a shared group keeps the group's sections."""
    if not source.origin or "sections" in source.ui:
        return {}
    group = decode(shared_groups.source(source.origin)).get("ui", {})
    return {name: value for name, value in group.items() if name == "sections"}


class _Builder:
    """Makes the fields of one file and collects what is wrong with their settings."""

    def __init__(self, source: Source) -> None:
        self.origins = source.origins
        self.flaws: list[Flaw] = []
        self.met: list[str] = []
        own = source.ui.get("fields", {})
        if not isinstance(own, dict) or not all(isinstance(one, dict) for one in own.values()):
            raise FormError([Flaw("/ui/fields", "not_an_object")])
        self.own = own
        self.settings = {
            path: {**source.settings.get(path, {}), **own.get(path, {})}
            for path in {**source.settings, **own}
        }

    def fields(self, schema: Mapping[str, Any], path: str) -> tuple[Field, ...]:
        """The fields of one object."""
        required = schema.get("required", ())
        return tuple(
            self.field(name, f"{path}.{name}" if path else name, inner, required=name in required)
            for name, inner in schema["properties"].items()
        )

    def field(self, name: str, path: str, schema: Mapping[str, Any], *, required: bool) -> Field:
        """One field with all inside it; flaws are kept for later, so that all are told at once."""
        self.met.append(path)
        given = self.settings.get(path, {})
        kind = self._kind(schema, given, path)
        found = list(settings.flaws_of_field(given, kind, schema, ("ui", "fields", path), nested="." in path))
        self.flaws += found
        if found:
            given = {}
        inner = self._inner(schema, kind, path)
        origin = self.origins.get(path, "")
        return Field(
            name=name,
            path=path,
            kind=kind,
            schema=_completed(schema, kind, inner, required=required),
            title=str(schema["title"]),
            required=required,
            help=str(schema.get("description", "")),
            example=given.get("example", ""),
            unit=given.get("unit", "元" if kind == "money" else ""),
            choices=_choices(schema, given.get("labels", {})),
            fields=inner,
            visible_if=_expression(given.get("visibleIf")),
            value=_expression(given.get("value")),
            initial=_expression(given.get("initial")),
            access="read" if given.get("readonly") else "hidden" if given.get("hidden") else "write",
            constant=bool(given.get("hidden")),
            searchable=given.get("searchable", False),
            wide=given.get("wide", kind in {"multiline", "lines", "rows", "fields", "files"}),
            origin=origin,
            english=_english(origin),
        )

    def _kind(self, schema: Mapping[str, Any], given: Mapping[str, Any], path: str) -> str:
        known = _kinds(schema)
        if schema["type"] == "array":
            entries = _kinds(schema["items"])
            known = (LISTS[entries[0]],) if entries and entries[0] in LISTS else ()
            if not known:
                entry = entries[0] if entries else "array"
                self.flaws.append(Flaw(pointer("schema", path), "items_kind", {"kind": entry}))
                return "lines"
        wanted = given.get("kind", known[0])
        if wanted not in known:
            self.flaws.append(
                Flaw(pointer("ui", "fields", path), "ui_kind", {"kind": wanted, "known": known})
            )
            return known[0]
        return str(wanted)

    def _inner(self, schema: Mapping[str, Any], kind: str, path: str) -> tuple[Field, ...]:
        if kind == "fields":
            return self.fields(schema, path)
        if kind == "rows":
            return self.fields(schema["items"], path)
        return ()

    def unused(self) -> None:
        """Settings for fields that are not there are refused, not forgotten."""
        for path in self.own:
            if path not in self.met:
                self.flaws.append(Flaw("/ui/fields", "ui_field", {"name": path, "known": self.met}))


def _bad_defaults(field: Field) -> Iterator[Flaw]:
    """A default must be an answer the field itself would take."""
    for one in field.walk():
        if "default" in one.schema:
            found = FormValidator(one.schema, format_checker=FORMATS).iter_errors(one.schema["default"])
            for error in found:
                where = pointer("schema", "properties", *one.path.split("."), "default")
                yield Flaw(where, "default", {"reason": error.message})


def _kinds(schema: Mapping[str, Any]) -> tuple[str, ...]:
    return KINDS[schema["type"]]["enum" if "enum" in schema else schema.get("format", "")]


def _expression(text: str | None) -> Expression | None:
    return None if text is None else expressions.parse(text)


def _choices(schema: Mapping[str, Any], labels: Mapping[str, str]) -> tuple[Choice, ...]:
    values = schema.get("enum", schema.get("items", {}).get("enum", ()))
    return tuple(Choice(value, labels.get(str(value), str(value))) for value in values)


def _english(origin: str) -> Mapping[str, str]:
    """The shared group's own English for one of its fields, by suffix."""
    found = {}
    for key, text in shared_groups.english().items() if origin else ():
        suffix = key.removeprefix(origin)
        if key.startswith(origin) and suffix[:1] in {"", ":", "=", "#"}:
            found[suffix] = text
    return MappingProxyType(found)


def _completed(
    schema: Mapping[str, Any], kind: str, inner: tuple[Field, ...], *, required: bool
) -> dict[str, Any]:
    """The schema with everything said that we will insist on, as the API publishes it."""
    whole = dict(schema)
    if kind in {"text", "multiline"}:
        whole.setdefault("maxLength", ONE_LINE if kind == "text" else MANY_LINES)
        if required:
            whole.setdefault("minLength", 1)
    if kind == "file":
        whole.update(_FILE)
    if kind == "fields":
        whole.update(_object(inner))
    if whole["type"] == "array":
        whole.setdefault("maxItems", MANY_ITEMS)
        whole["items"] = _entry(schema["items"], kind, inner)
        if required:
            whole.setdefault("minItems", 1)
        if kind in SETS:
            whole.setdefault("uniqueItems", True)
    return whole


def _entry(schema: Mapping[str, Any], kind: str, inner: tuple[Field, ...]) -> Mapping[str, Any]:
    if kind == "lines":
        return {"maxLength": ONE_LINE, "minLength": 1, **schema}
    if kind == "files":
        return {**schema, **_FILE}
    return {**schema, **_object(inner)} if kind == "rows" else schema


def _object(inner: tuple[Field, ...]) -> Mapping[str, Any]:
    return {"properties": {one.name: one.schema for one in inner}, "additionalProperties": False}
