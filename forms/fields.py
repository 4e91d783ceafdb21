"""A field: one question of a form, as the pages and the checks see it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from bpmn.feel import Expression

NOTHING: Mapping[str, Any] = MappingProxyType({})

# What a schema may be, by JSON type and by `format` (or "enum"): the first kind is the default one.
KINDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "string": {
        "": ("text", "multiline"),
        "enum": ("choice",),
        "date": ("date",),
        "date-time": ("datetime",),
        "person": ("person",),
        "unit": ("unit",),
        "group": ("group",),
        "book": ("book",),
    },
    "integer": {"": ("integer",), "enum": ("choice",)},
    "number": {"": ("decimal",), "money": ("money",)},
    "boolean": {"": ("boolean",)},
    "object": {"": ("fields",), "file": ("file",)},
    "array": {"": ()},
}
# What a list of such entries is.
LISTS: Mapping[str, str] = {
    "text": "lines",
    "choice": "choices",
    "person": "people",
    "unit": "units",
    "group": "groups",
    "file": "files",
    "fields": "rows",
}
NUMBERS = frozenset({"integer", "decimal", "money"})
PICKED = frozenset({"person", "unit", "group", "book", "people", "units", "groups"})
SETS = frozenset({"choices", "people", "units", "groups"})


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that may be chosen: stored exactly as it is, shown by its label."""

    value: str | int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question.

    ``path`` names the field without row numbers (``consulted.unit``). ``kind`` says how it is asked and
    read. ``required`` is the schema's plain "must always be answered"; conditions may ask for more.
    ``access`` is what the present step allows: ``write``, ``read``, or ``hidden`` (never shown or accepted).
    """

    name: str
    path: str
    kind: str
    schema: Mapping[str, Any]
    title: str
    required: bool = False
    help: str = ""
    example: str = ""
    unit: str = ""
    choices: tuple[Choice, ...] = ()
    fields: tuple[Field, ...] = ()
    visible_if: Expression | None = None
    value: Expression | None = None
    initial: Expression | None = None
    access: str = "write"
    constant: bool = False
    searchable: bool = False
    wide: bool = False
    origin: str = ""
    english: Mapping[str, str] = field(default_factory=dict)

    @property
    def type(self) -> str:
        """The JSON type of the answer."""
        return str(self.schema["type"])

    @property
    def is_answered(self) -> bool:
        """Does a person answer it here? Not what is read-only, hidden, constant or worked out."""
        return self.access == "write" and self.value is None and not self.constant

    def walk(self) -> Iterator[Field]:
        """This field and all inside it."""
        yield self
        for inner in self.fields:
            yield from inner.walk()

    def texts(self) -> Iterator[tuple[str, str]]:
        """What there is to translate: (key without the form's name, Chinese)."""
        yield self.path, self.title
        for suffix, text in (("help", self.help), ("example", self.example), ("unit", self.unit)):
            if text:
                yield f"{self.path}:{suffix}", text
        for choice in self.choices:
            yield f"{self.path}={choice.value}", choice.label

    def translated(self, form: str, english: Mapping[str, str]) -> Field:
        """The same field with English words; what has none keeps its Chinese."""

        def word(suffix: str, chinese: str) -> str:
            own = english.get(f"{form}.{self.path}{suffix}")
            return own or self.english.get(suffix) or chinese

        return replace(
            self,
            title=word("", self.title),
            help=word(":help", self.help),
            example=word(":example", self.example),
            unit=word(":unit", self.unit),
            choices=tuple(Choice(one.value, word(f"={one.value}", one.label)) for one in self.choices),
            fields=tuple(inner.translated(form, english) for inner in self.fields),
        )


def defaults(fields: Iterable[Field]) -> dict[str, Any]:
    """What fresh fields start with."""
    found: dict[str, Any] = {}
    for one in fields:
        if "default" in one.schema:
            found[one.name] = one.schema["default"]
        elif one.kind == "fields" and (inner := defaults(one.fields)):
            found[one.name] = inner
    return found


@dataclass(frozen=True, slots=True)
class Section:
    """A headed part of a form with one or two columns of fields."""

    key: str
    title: str
    names: tuple[str, ...]
    columns: int = 1
