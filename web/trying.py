"""What a decision wants to know, as a form: typed by the model, by its tables, or by the process's forms.

A value whose type nobody says is written as it is meant: a number, true, false, a list or a context as in
JSON, text without quotation marks, and FEEL after an equals sign.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bpmn import dmn, feel
from bpmn.dmn.model import InputData
from bpmn.dmn.table import Input
from bpmn.dmn.types import ANYTHING, ItemType
from bpmn.feel import tree
from engine import json as exact
from engine.catalog.version import Version
from engine.errors import EngineError
from engine.queries.decisions import Deployed
from forms.form import FieldError, Form
from web import languages, naming
from web.languages import gettext as _

SIMPLE: Mapping[str, dict[str, Any]] = {
    "string": {"type": "string", "maxLength": 10_000},
    "number": {"type": "number"},
    "date": {"type": "string", "format": "date"},
    "date and time": {"type": "string", "format": "date-time"},
}
#: Kinds of a process's form that can be asked here as they are.
TAKEN = frozenset(
    {"text", "multiline", "date", "datetime", "choice", "integer", "decimal", "money", "choices", "lines"}
    | {"person", "unit", "group", "book", "people", "units", "groups"}
)
FREE: dict[str, Any] = {"type": "string", "maxLength": 10_000}
MOST_CHOICES = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """A variable the decision reads: how it is asked (a schema, what the page adds) and read back."""

    name: str
    title: str
    schema: Mapping[str, Any]
    ui: Mapping[str, Any]
    kind: str  # "plain", "number" and "boolean" (chosen from a list), "free" (text as JSON means it, or FEEL)


@dataclass(frozen=True, slots=True)
class Trial:
    """The form of a decision's variables."""

    asked: tuple[Asked, ...]
    form: Form

    def read(
        self, values: Mapping[str, Any], functions: Any, now: Any
    ) -> tuple[dict[str, Any], list[FieldError]]:
        """The variables of what was typed; FEEL that is none is an error of its field."""
        found, errors = dict[str, Any](), list[FieldError]()
        for place, one in enumerate(self.asked):
            value = values.get(key(place))
            try:
                found[one.name] = _value(one.kind, value, functions, now)
            except (feel.FeelError, EngineError) as error:
                errors.append(FieldError(f"/{key(place)}", "feel", _facts(error)))
        return found, errors


def _facts(error: feel.FeelError | EngineError) -> dict[str, Any]:
    """Where and why there is no value: the expression is wrong, or the office refuses to answer it."""
    if isinstance(error, EngineError):
        return {"line": 1, "column": 1, "zh": str(error), "en": str(error)}
    return {"line": error.line, "column": error.column, "zh": error.message_zh, "en": error.message}


def key(place: int) -> str:
    """The field of the variable at a place: a variable's own name may hold what a field's may not."""
    return f"v{place}"


def trial(deployed: Deployed) -> Trial:
    """The form for a decision: variables in the order in which its tables ask for them."""
    decision = deployed.decision
    types, named = _types(decision), _named(deployed)
    columns, listed = "\n".join(named), [node.name for node in deployed.nodes]
    labels = _labels(deployed)

    def order(name: str) -> tuple[int, int, str]:
        found, node = columns.find(name), listed.index(name) if name in listed else len(listed)
        return found if found >= 0 else len(columns), node, name

    names = sorted(decision.inputs, key=order)
    asked = tuple(
        _asked(name, labels.get(name), types.get(name), deployed.version, named.get(name, ()))
        for name in names
    )
    keys = [key(place) for place in range(len(asked))]
    section = {"key": "all", "title": _("Inputs"), "columns": 2, "fields": keys}
    source = {
        "schema": {
            "type": "object",
            "title": deployed.shown.name,
            "properties": {name: dict(one.schema) for name, one in zip(keys, asked, strict=True)},
        },
        "ui": {
            "sections": [section] if asked else [],
            "fields": {name: dict(one.ui) for name, one in zip(keys, asked, strict=True) if one.ui},
        },
    }
    return Trial(asked, Form.read(json.dumps(source).encode()))


def _types(decision: dmn.Decision) -> dict[str, ItemType]:
    """The types that the model says its variables have: by input data, or by a column that is one alone."""
    found, columns = dict[str, ItemType](), dict[str, Input]()
    for element in _graph(decision):
        if isinstance(element, InputData) and element.type is not None:
            found[element.name] = element.type
        table = element.table if isinstance(element, dmn.Decision) else None
        for column in table.inputs if table else ():
            if column.source in decision.inputs:
                columns.setdefault(column.source, column)
    for name, column in columns.items():
        base = found.get(name) or column.type or ANYTHING
        found[name] = base
        if column.allowed is not None and _choices(base) is None:
            found[name] = ItemType(base.name, parent=base, allowed=column.allowed)
    return found


def _graph(decision: dmn.Decision) -> Iterator[object]:
    seen, stack = set[int](), [decision]
    while stack:
        element = stack.pop()
        if id(element) not in seen:
            seen.add(id(element))
            yield element
            stack.extend(required for _path, required in element.requires)  # type: ignore[misc]


def _named(deployed: Deployed) -> dict[str, tuple[str, ...]]:
    """The variables in the order of the tables' columns; with each the texts its column's cells name."""
    found = dict[str, tuple[str, ...]]()
    for node in reversed(deployed.nodes):
        for sheet in node.sheets:
            for place, column in enumerate(sheet.inputs):
                cells = [row.cells[place] for row in sheet.rows if place < len(row.cells)]
                found.setdefault(column.text, tuple(dict.fromkeys(_texts(cells))))
    return found


def _labels(deployed: Deployed) -> dict[str, str]:
    """What the heads of the columns call the variables."""
    heads = [column for node in deployed.nodes for sheet in node.sheets for column in sheet.inputs]
    return {column.text: column.label for column in heads if column.label}


def _texts(cells: Iterable[str]) -> Iterator[str]:
    """The texts that cells name, for a hint what may be written."""
    for cell in cells:
        try:
            constants = _constants(feel.parse_unary(cell), also_negated=True)
        except feel.FeelError:  # a cell that needs names known only to its model
            continue
        yield from (value for value in constants or () if isinstance(value, str))


def _constants(tests: feel.Expression | None, *, also_negated: bool = False) -> list[object] | None:
    """The values of tests that only list values; None for any others."""
    node = tests.tree if tests is not None else None
    if not isinstance(node, tree.UnaryTests) or (node.negated and not also_negated):
        return None
    values = [test.value for test in node.tests if isinstance(test, tree.Literal)]
    return values if values and len(values) == len(node.tests) else None


def _asked(
    name: str, label: str | None, type_: ItemType | None, version: Version, named: tuple[str, ...]
) -> Asked:
    """How one variable is asked."""
    field = _of_forms(name, version)
    title = field[0] if field else label or name
    about = {"description": _("variable %(name)s", name=name)} if title != name else {}
    root = _root(type_)
    choices = _choices(type_)
    if root == "boolean":
        labels = {"true": _("yes"), "false": _("no")}
        return _listed(name, title, about, labels, "boolean")
    if choices is not None:
        labels = {feel.text(value): feel.text(value) for value in choices}
        return _listed(name, title, about, labels, "plain" if root == "string" else "free")
    if field is not None and (root is None or root == field[1].get("type")):
        return Asked(name, title, {**field[1], **about}, field[2], field[3])
    if root is not None and root in SIMPLE:
        hint = _hint(named) if root == "string" else {}
        return Asked(name, title, {"title": title, **SIMPLE[root], **hint, **about}, {}, "plain")
    return Asked(name, title, {"title": title, **FREE, **_hint(named), **about}, {}, "free")


def _hint(named: tuple[str, ...]) -> dict[str, str]:
    return {"description": _("for example %(values)s", values=languages.listed(named[:6]))} if named else {}


def _listed(name: str, title: str, about: dict[str, str], labels: dict[str, str], kind: str) -> Asked:
    schema = {"type": "string", "title": title, "enum": list(labels), **about}
    return Asked(name, title, schema, {"labels": labels}, kind)


def _root(type_: ItemType | None) -> str | None:
    """The simple type at the bottom of it; "" for a list, a context or anything else."""
    while type_ is not None and type_.parent is not None and not type_.collection:
        type_ = type_.parent
    if type_ is None or type_.base.name == "Any":
        return None
    return "" if type_.collection or type_.members else type_.base.name


def _choices(type_: ItemType | None) -> list[object] | None:
    """The values allowed, where the type lists them."""
    while type_ is not None and not type_.collection:
        for tests in (type_.allowed, type_.constraint):
            found = _constants(tests)
            if found is not None and len(found) <= MOST_CHOICES:
                return found
        type_ = type_.parent
    return None


def _of_forms(name: str, version: Version) -> tuple[str, dict[str, Any], dict[str, Any], str] | None:
    """The field of that name in a form of the process: title, schema, what its page adds, how it is read."""
    for form_key, source in version.compiled.forms.items():
        form = naming.spoken(source, form_key, version.key)
        for field in form.fields:
            if field.name != name or not (field.kind in TAKEN or field.kind == "boolean"):
                continue
            if field.kind == "boolean":
                labels = {"true": _("yes"), "false": _("no")}
                return (field.title, {"type": "string", "title": field.title, "enum": list(labels)},
                        {"labels": labels}, "boolean")  # fmt: skip
            kept = {"type", "format", "enum", "items", "maxLength", "uniqueItems"}
            schema = {word: value for word, value in field.schema.items() if word in kept}
            ui: dict[str, Any] = {"unit": field.unit} if field.unit else {}
            if field.choices:
                ui["labels"] = {str(choice.value): choice.label for choice in field.choices}
            if field.kind == "multiline":
                ui["kind"] = "multiline"
            return field.title, {"title": field.title, **schema}, ui, "plain"
    return None


def _value(kind: str, value: Any, functions: Any, now: Any) -> Any:
    """The variable, as FEEL will see it."""
    if value is None or kind == "plain":
        return value
    if kind == "boolean":
        return value == "true"
    text = str(value).strip()
    if text.startswith("="):
        return feel.parse_value(text).evaluate({}, functions=functions, now=now)
    try:
        found = exact.load(text)
    except ValueError:
        return text
    if exact.faults(found) is not None:
        raise feel.FeelError(
            1, 1, "the number is too large, or the value nested too deeply", "数值过大，或嵌套过深"
        )
    return found
