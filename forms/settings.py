"""The ``ui`` half of a form file: what is said about a field beyond its schema, checked word by word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bpmn.feel import FeelError, Note, always_null
from forms import expressions
from forms.fields import NUMBERS, Section
from forms.flaws import Flaw, pointer

UI = {"sections", "fields"}
SECTION = {"key", "title", "fields", "columns"}
TEXT, FLAG, FEEL, LABELS = "text", "flag", "feel", "labels"
# setting -> what its value is
SETTINGS: Mapping[str, str] = {
    "kind": TEXT,
    "labels": LABELS,
    "example": TEXT,
    "unit": TEXT,
    "visibleIf": FEEL,
    "value": FEEL,
    "initial": FEEL,
    "readonly": FLAG,
    "hidden": FLAG,
    "searchable": FLAG,
    "wide": FLAG,
}
_EXPECTED = {
    TEXT: ("文字", "text"),
    FLAG: ("true 或 false", "true or false"),
    FEEL: ("FEEL 表达式", "a FEEL expression"),
    LABELS: ("“值: 中文”对象", "an object of value: label"),
}
_TYPED = frozenset({"text", "multiline", "integer", "decimal", "money", "lines"})
# settings that only some kinds obey
_ONLY_FOR: Mapping[str, frozenset[str]] = {
    "labels": frozenset({"choice", "choices"}),
    "example": _TYPED,
    "unit": NUMBERS,
}
_OUTERMOST = ("readonly", "hidden", "searchable", "initial")
_EXCLUDE = (("readonly", "hidden"), ("value", "readonly"), ("value", "initial"), ("hidden", "visibleIf"))


def flaws_of_field(
    given: Mapping[str, Any], kind: str, schema: Mapping[str, Any], where: tuple[str, ...], *, nested: bool
) -> Iterator[Flaw]:
    """What is wrong with the settings of one field."""
    at = pointer(*where)
    for name, value in given.items():
        yield from _setting(name, value, kind, where)
    for name in _OUTERMOST if nested else ():
        if name in given:
            yield Flaw(at, "ui_nested", {"name": name})
    for one, other in _EXCLUDE:
        if given.get(one) and given.get(other):
            yield Flaw(at, "ui_conflict", {"name": one, "other": other})
    if given.get("hidden") is True and "value" not in given and "default" not in schema:
        yield Flaw(at, "ui_hidden")
    yield from _labels(given.get("labels"), schema, (*where, "labels"))


def _setting(name: str, value: object, kind: str, where: tuple[str, ...]) -> Iterator[Flaw]:
    if name not in SETTINGS:
        yield Flaw(pointer(*where), "unknown_key", {"name": name, "known": list(SETTINGS)})
    elif not _fits(value, SETTINGS[name]):
        chinese, english = _EXPECTED[SETTINGS[name]]
        yield Flaw(pointer(*where, name), "ui_value", {"name": name, "zh": chinese, "en": english})
    elif kind not in _ONLY_FOR.get(name, {kind}):
        yield Flaw(pointer(*where), "ui_useless", {"name": name, "kind": kind})
    elif SETTINGS[name] == FEEL:
        yield from _feel(str(value), (*where, name))


def sections(ui: Mapping[str, Any], names: list[str], flaws: list[Flaw]) -> tuple[Section, ...]:
    """The form's sections; without any, one untitled section in the order of the properties."""
    flaws += [Flaw("/ui", "unknown_key", {"name": n, "known": sorted(UI)}) for n in ui if n not in UI]
    given = ui.get("sections")
    if given is None:
        return (Section("", "", tuple(names)),)
    if not isinstance(given, list) or not all(_is_section(one) for one in given):
        shape = {
            "name": "sections",
            "zh": "[{key, title, fields: [字段名], columns: 1 或 2}]",
            "en": "[{key, title, fields: [names], columns: 1 or 2}]",
        }
        flaws.append(Flaw("/ui/sections", "ui_value", shape))
        return ()
    listed = [name for one in given for name in one["fields"]]
    for index, one in enumerate(given):
        flaws += [
            Flaw(f"/ui/sections/{index}/fields", "unknown_property", {"name": name, "known": names})
            for name in one["fields"]
            if name not in names
        ]
        if one["key"] in [other["key"] for other in given[:index]]:
            flaws.append(Flaw(f"/ui/sections/{index}", "section_key", {"name": one["key"]}))
    flaws += [
        Flaw("/ui/sections", "section", {"name": name, "count": listed.count(name)})
        for name in names
        if listed.count(name) != 1
    ]
    return tuple(
        Section(one["key"], one["title"], tuple(one["fields"]), one.get("columns", 1)) for one in given
    )


def _is_section(one: object) -> bool:
    return (
        isinstance(one, dict)
        and one.keys() <= SECTION
        and SECTION - {"columns"} <= one.keys()
        and all(isinstance(one[name], str) and one[name].strip() for name in ("key", "title"))
        and isinstance(one["fields"], list)
        and all(isinstance(name, str) for name in one["fields"])
        and one.get("columns", 1) in {1, 2}
    )


def _fits(value: object, sort: str) -> bool:
    if sort == FLAG:
        return isinstance(value, bool)
    if sort == LABELS:
        return isinstance(value, dict) and all(isinstance(one, str) and one for one in value.values())
    return isinstance(value, str) and bool(value.strip())


def _feel(text: str, where: tuple[str, ...]) -> Iterator[Flaw]:
    try:
        found: Sequence[Note | FeelError] = always_null(expressions.parse(text))
    except FeelError as error:
        found = [error]
    for one in found:
        facts = {"line": one.line, "column": one.column, "en": one.message, "zh": one.message_zh}
        yield Flaw(pointer(*where), "feel", facts)


def _labels(labels: object, schema: Mapping[str, Any], where: tuple[str, ...]) -> Iterator[Flaw]:
    values = [str(one) for one in schema.get("enum", schema.get("items", {}).get("enum", ()))]
    for name in labels if isinstance(labels, dict) and values else ():
        if name not in values:
            yield Flaw(pointer(*where), "ui_label", {"name": name, "known": values})
