"""A form as a page draws it: every field with its id, its text, its choices, its error.

The macros of templates/macros/form.html only lay out what stands here. Nothing here knows of a request.

    page = present(form.translated(key, english), values, choices=…, errors=…, locale="zh_CN")
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from forms import expressions, live
from forms.expressions import Evaluate
from forms.fields import NOTHING, PICKED, Field
from forms.form import FieldError, Form
from forms.posting import CHINA
from web.form_pickers import Choices, Entry, Option, Picker, Search, StoredFile
from web.form_values import Reader
from web.form_words import Words

__all__ = ["Choices", "Entry", "Item", "Page", "StoredFile", "present", "with_uploads"]

RADIOS = 5  # so many choices are shown at once; more become a list to open


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One field as drawn. ``widget`` is the macro that draws it, ``value`` the text in its input."""

    field: Field
    widget: str
    id: str
    name: str
    title: str
    value: str = ""
    shown: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    search: Search | None = None
    files: tuple[StoredFile, ...] = ()
    items: tuple[Item, ...] = ()
    rows: tuple[tuple[Item, ...], ...] = ()
    error: str = ""
    hints: tuple[str, ...] = ()
    unit: str = ""
    required: bool = False
    always: bool = False
    watched: bool = False

    @property
    def described_by(self) -> str:
        """The ids of help and error, for aria-describedby."""
        ids = [f"{self.id}-help"] if self.hints else []
        return " ".join([*ids, *([f"{self.id}-error"] if self.error else [])])

    @property
    def wide(self) -> bool:
        """Does it take the whole width of a section in two columns?"""
        return self.field.wide or self.widget in {"checks", "picks"}

    @property
    def chosen(self) -> int:
        """How many are ticked in a list that may be longer than what is in sight."""
        return sum(option.chosen for option in self.options) if self.widget == "picks" else 0

    @property
    def is_answered(self) -> bool:
        """Is there anything to show of it?"""
        inner = [*self.items, *(one for row in self.rows for one in row)]
        return bool(self.shown or self.files) or any(one.is_answered for one in inner)


@dataclass(frozen=True, slots=True)
class Part:
    """A section as drawn."""

    key: str
    title: str
    columns: int
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A whole form as drawn."""

    title: str
    help: str
    parts: tuple[Part, ...]
    errors: tuple[tuple[str, str], ...]  # (id of the field, sentence)
    words: Words
    is_live: bool  # do fields come and go with other fields' values?

    @property
    def has_required(self) -> bool:
        """Is the star to be explained?"""
        return any(item.required for part in self.parts for item in part.items)


def present(
    form: Form,
    values: Mapping[str, Any],
    *,
    choices: Choices,
    errors: Sequence[FieldError] = (),
    locale: str = "zh_CN",
    given: Mapping[str, Any] = NOTHING,
    evaluate: Evaluate | None = None,
    queries: Mapping[str, str] = NOTHING,
    zone: tzinfo = CHINA,
) -> Page:
    """The form with these values, for the macros.

    ``given`` are the task's variables: read-only fields and conditions look at them; what a person
    answers comes from ``values`` alone. The form is already in the language of ``locale``.
    """
    said = [(error, form.message(error, locale)) for error in errors]
    over_dates = form.over_dates(evaluate)
    drawer = _Drawer(choices, Words(locale), said, over_dates, queries, zone)
    drawer.watched = frozenset(_watched(form))
    answered = {one.name for one in form.fields if one.is_answered}
    outer = {name: value for name, value in given.items() if name not in answered}
    items = {
        item.field.name: item for item in drawer.fields(form.fields, form.schema, {**outer, **values}, outer)
    }
    parts = tuple(
        Part(section.key, section.title, section.columns, drawn)
        for section in form.sections
        if (drawn := tuple(items[name] for name in section.names if name in items))
    )
    return Page(
        title=form.title,
        help=form.help,
        parts=parts,
        errors=tuple((drawer.target(error.pointer), sentence) for error, sentence in said),
        words=drawer.words,
        is_live=bool(drawer.watched),
    )


def with_uploads(form: Form, data: Any, uploads: Any, save: Callable[[Any], str]) -> dict[str, list[str]]:
    """The posted data with every uploaded file saved and named by its new id.

    ``uploads`` is the request's files (a MultiDict); ``save`` stores one and returns its id. A file for
    what is no file field of this form is not stored; its name stays in the data, for the check to refuse.
    """
    merged = {name: list(texts) for name, texts in data.lists()}
    for name, stored in uploads.lists():
        sent = [one for one in stored if one.filename]
        path = name.removeprefix("_upload.")
        field = _file_field(form.fields, path) if path != name else None
        if not sent:
            continue
        if field is None:
            merged.setdefault(path, []).append("")
            continue
        ids = [save(one) for one in sent]
        merged[path] = ids[-1:] if field.kind == "file" else [*merged.get(path, []), *ids]
    return merged


def _file_field(fields: Iterable[Field], path: str) -> Field | None:
    names = ".".join(part for part in path.split(".") if not part.isdecimal())
    every = (one for outer in fields if outer.is_answered for one in outer.walk())
    return next((one for one in every if one.path == names and one.kind in {"file", "files"}), None)


def _watched(form: Form) -> Iterator[str]:
    """The outermost fields whose values decide what else is shown, required or worked out."""
    for outer in form.fields:
        for one in outer.walk():
            for expression in (one.visible_if, one.value):
                yield from expression.names if expression else ()
    yield from _asked(form.schema)


def _asked(schema: Any) -> Iterator[str]:
    if isinstance(schema, Mapping):
        for word in ("if", "not"):
            yield from (
                schema.get(word, {}).get("properties", {}) if isinstance(schema.get(word), Mapping) else ()
            )
            yield from _asked(schema.get(word))
        for word in ("allOf", "anyOf"):
            for one in schema.get(word, ()):
                yield from one.get("properties", {}) if isinstance(one, Mapping) and "if" not in one else ()
                yield from _asked(one)


class _Drawer:
    """Draws the fields of one form in one language."""

    def __init__(
        self,
        choices: Choices,
        words: Words,
        errors: Sequence[tuple[FieldError, str]],
        evaluate: Evaluate,
        queries: Mapping[str, str],
        zone: tzinfo,
    ) -> None:
        self.choices = choices
        self.words = words
        self.errors = {error.pointer: sentence for error, sentence in reversed(errors)}
        self.evaluate = evaluate
        self.picker = Picker(choices, words, queries)
        self.reader = Reader(words, self.picker, zone)
        self.watched: frozenset[str] = frozenset()
        self.ids: set[str] = set()

    def target(self, pointer: str) -> str:
        """The id to jump to for an error: the field itself, or the nearest drawn thing around it."""
        parts = pointer.split("/")[1:]
        while parts:
            found = "-".join(["f", *parts])
            if found in self.ids:
                return found
            parts.pop()
        return ""

    def fields(
        self,
        fields: tuple[Field, ...],
        schema: Mapping[str, Any],
        values: Any,
        outer: Mapping[str, Any],
        at: str = "",
    ) -> Iterator[Item]:
        """The fields that are shown for these values."""
        values = values if isinstance(values, Mapping) else {}
        scope = {**outer, **values}
        required = live.required_now(schema, values)
        for field in fields:
            if field.access == "hidden" or not live.is_visible(field, scope, self.evaluate):
                continue
            value = values.get(field.name)
            if field.value is not None:
                found = expressions.work_out(field.value, scope, self.evaluate)
                value = value if field.access == "read" else None if found is expressions.FAILED else found
            yield self._field(field, value, scope, f"{at}/{field.name}", required=field.name in required)

    def _field(self, field: Field, value: Any, scope: Mapping[str, Any], at: str, *, required: bool) -> Item:
        name = at[1:].replace("/", ".")
        identity = "f-" + at[1:].replace("/", "-")
        self.ids.add(identity)
        return Item(
            field=field,
            widget=_widget(field),
            id=identity,
            name=name,
            title=field.title,
            value=self.reader.text(field, value),
            error=self.errors.get(at, ""),
            hints=tuple(self._hints(field)),
            unit=self.words.unit(field.unit),
            required=required and field.is_answered,
            always=required and field.required and field.visible_if is None,
            watched=field.path.split(".")[0] in self.watched,
            **self._inside(field, value, scope, at, name),
        )

    def _inside(
        self, field: Field, value: Any, scope: Mapping[str, Any], at: str, name: str
    ) -> dict[str, Any]:
        """What only some kinds have: choices, files, fields within."""
        if field.kind == "fields":
            return {"items": tuple(self.fields(field.fields, field.schema, value, scope, at))}
        if field.kind == "rows":
            return {"rows": tuple(self._rows(field, value, scope, at))}
        if field.kind in {"file", "files"}:
            return {"files": tuple(self._files(value))}
        drawn: dict[str, Any] = {"shown": tuple(self.reader.shown(field, value))}
        chosen = [str(one) for one in (value if isinstance(value, list) else [value]) if one is not None]
        if field.kind in PICKED and field.is_answered:
            drawn["options"], drawn["search"] = self.picker.options(field, name, chosen)
        if field.choices:
            drawn["options"] = tuple(
                Option(str(one.value), one.label, str(one.value) in chosen) for one in field.choices
            )
        if field.kind == "boolean":
            drawn["options"] = (
                Option("true", self.words("yes"), chosen == ["True"]),
                Option("false", self.words("no"), chosen == ["False"]),
            )
        return drawn

    def _rows(
        self, field: Field, value: Any, scope: Mapping[str, Any], at: str
    ) -> Iterator[tuple[Item, ...]]:
        rows = value if isinstance(value, list) else []
        if not rows and field.required and field.is_answered:
            rows = [{}]
        for index, row in enumerate(rows):
            yield tuple(self.fields(field.fields, field.schema["items"], row, scope, f"{at}/{index}"))

    def _files(self, value: Any) -> Iterator[StoredFile]:
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, Mapping) and isinstance(one.get("file"), str):
                found = self.choices.file(one["file"])
                yield found or StoredFile(one["file"], self.words("missing_file"), 0, "")

    def _hints(self, field: Field) -> Iterator[str]:
        if field.value is not None and field.access == "write":
            yield self.words("computed")
        if not field.is_answered:
            return
        if field.help:
            yield field.help
        if field.kind == "lines" and not field.help:
            yield self.words("one_a_line")
        elif field.kind in {"text", "multiline"} and "maxLength" in field.schema and not field.choices:
            limit = field.schema["maxLength"]
            if limit <= (1000 if field.kind == "multiline" else 100):
                yield self.words("max_length", limit=limit)


def _widget(field: Field) -> str:
    """Which macro draws it."""
    if not field.is_answered:
        return "shown"
    if field.kind in PICKED:
        return "picks" if field.type == "array" else "select"
    simple = {
        "text": "input",
        "integer": "input",
        "decimal": "input",
        "money": "input",
        "date": "input",
        "datetime": "input",
        "multiline": "textarea",
        "lines": "textarea",
        "boolean": "radios" if field.required else "checkbox",
        "choices": "checks",
        "choice": "radios" if len(field.choices) <= RADIOS else "select",
        "file": "upload",
        "files": "upload",
    }
    return simple.get(field.kind, field.kind)
