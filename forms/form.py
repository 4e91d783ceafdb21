"""A form: the questions of one user task, read from ``{"schema": …, "ui": …}``.

form = Form.read(data).for_step({"code": "hidden", "title": "read"})
clean, errors = form.check(form.parse_post(request.form), given=variables)
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from functools import cache
from typing import Any

from bpmn.dates import NONE, Kinds
from forms import dates, expressions, live, places, posting, shared_groups
from forms.checking import Check
from forms.cleaning import Exists
from forms.expressions import Evaluate
from forms.fields import NOTHING, Field, Section, defaults
from forms.flaws import Flaw, FormError, pointer
from forms.reading import read
from forms.words import FieldError

__all__ = ["FieldError", "Flaw", "Form", "FormError"]

ACCESS = ("read", "write", "hidden")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a form asks. Immutable; ``schema`` and ``ui`` are shared and must not be changed."""

    schema: Mapping[str, Any]
    ui: Mapping[str, Any]
    title: str
    help: str
    fields: tuple[Field, ...]
    sections: tuple[Section, ...]
    english: Mapping[str, str] = field(default_factory=dict)
    around: Kinds = field(default_factory=lambda: NONE)
    """The dates among the variables of the process that asks it."""

    @classmethod
    def read(cls, data: bytes) -> Form:
        """Read a form file; FormError says everything that is wrong with it and the cure."""
        parts = read(data)
        return cls(
            schema=parts.schema,
            ui=parts.ui,
            title=parts.title,
            help=parts.help,
            fields=parts.fields,
            sections=parts.sections,
            english=parts.english,
        )

    def field(self, name: str) -> Field:
        """The outermost field of that name; KeyError when there is none."""
        for one in self.fields:
            if one.name == name:
                return one
        raise KeyError(name)

    def for_step(self, access: Mapping[str, str]) -> Form:
        """The form as one step shows it: each field named may be ``read``, ``write`` or ``hidden`` there."""
        known = [one.name for one in self.fields]
        flaws = [
            Flaw(pointer(name), "access", {"name": name, "known": known})
            for name in access
            if name not in known
        ]
        flaws += [
            Flaw(pointer(name), "access_value", {"value": value})
            for name, value in access.items()
            if value not in ACCESS
        ]
        if flaws:
            raise FormError(flaws)
        kept = [one for one in self.fields if access.get(one.name) != "hidden"]
        fields = tuple(_allowed(one, access.get(one.name, one.access)) for one in kept)
        return replace(self, fields=fields)

    @property
    def published(self) -> Mapping[str, Any]:
        """The schema as a client may see it at this step: hidden fields left out, others marked readOnly.

        What is not answered, or asked only when a condition of the UI schema holds, is not required by it.
        """
        shown = {
            one.name: one.schema if one.is_answered else {**one.schema, "readOnly": True}
            for one in self.fields
            if not one.constant
        }
        asked = {one.name for one in self.fields if one.is_answered and one.visible_if is None}
        required = [name for name in self.schema.get("required", ()) if name in asked and name in shown]
        return {**self.schema, "properties": shown, "required": required}

    def check(
        self,
        values: object,
        *,
        given: Mapping[str, Any] = NOTHING,
        evaluate: Evaluate | None = None,
        exists: Exists | None = None,
    ) -> tuple[dict[str, Any], list[FieldError]]:
        """The clean values of a submission, and why it cannot be accepted (empty when it can).

        A submission is a whole statement: a field that is asked and left out is not answered. ``given``
        are the variables of the task: read-only values that conditions may look at, and what was there
        before, which is cleared (None in the clean values) when it is asked now and left out. ``exists``
        tells whether a person, unit, group, book or file is known.
        """
        check = Check(self.fields, self.schema, given, self.over_dates(evaluate), exists)
        return check.run(values)

    def over_dates(self, evaluate: Evaluate | None) -> Evaluate:
        """The same way of evaluating, where dates are dates: the form's own and those around it."""
        return dates.typed(self.fields, evaluate or expressions.evaluate, self.around)

    @property
    def dates(self) -> Mapping[str, Any]:
        """What it says of the names it asks for: which are dates (`forms.dates.declared`)."""
        return dates.declared(self.fields)

    def message(self, error: FieldError, locale: str = "zh_CN") -> str:
        """What to tell the person who filled this form; the titles are those of this form's language."""
        field, title = places.find(self.fields, places.parts_of(error.pointer))
        return error.message(locale, title=title or self.title, example=field.example if field else "")

    def parse_post(
        self,
        data: Any,
        *,
        given: Mapping[str, Any] = NOTHING,
        evaluate: Evaluate | None = None,
        zone: tzinfo = posting.CHINA,
    ) -> dict[str, Any]:
        """The typed values of a posted page; what is not shown for these values is left out."""
        values = posting.Post(data, zone, keep_empty_rows=False).values(self.fields)
        answered = {one.name for one in self.fields if one.is_answered}
        outer = {name: value for name, value in given.items() if name not in answered}
        return live.without_invisible(self.fields, values, outer, self.over_dates(evaluate))

    def edit(self, data: Any, *, zone: tzinfo = posting.CHINA) -> dict[str, Any] | None:
        """The values to show again when a button inside the form was pressed; None when it was handed in."""
        values = posting.Post(data, zone, keep_empty_rows=True).values(self.fields)
        return values if posting.edited(values, data, self.fields) else None

    def blank(
        self, *, evaluate: Evaluate | None = None, scope: Mapping[str, Any] = NOTHING
    ) -> dict[str, Any]:
        """The values a fresh form starts with: defaults, and what ``initial`` works out."""
        values = defaults(self.fields)
        for one in self.fields:
            if one.initial is not None:
                found = expressions.work_out(one.initial, {**scope, **values}, self.over_dates(evaluate))
                values.update({} if found is None or found is expressions.FAILED else {one.name: found})
        return values

    def texts(self, key: str) -> dict[str, str]:
        """Everything to translate, as en.json has it for the form of that key: ``draft.title`` → 中文."""
        found = {key: self.title, f"{key}:help": self.help}
        found |= {f"{key}#{section.key}": section.title for section in self.sections}
        for outer in self.fields:
            for one in outer.walk():
                found |= {f"{key}.{name}": text for name, text in one.texts()}
        return {name: text for name, text in found.items() if _is_chinese(text)}

    def untranslated(self, key: str, english: Mapping[str, str]) -> list[str]:
        """Keys that en.json lacks and no shared group knows."""
        after = self.translated(key, english).texts(key)
        return [name for name, text in self.texts(key).items() if after.get(name) == text]

    def translated(self, key: str, english: Mapping[str, str]) -> Form:
        """The form in English; what has no English stays Chinese."""

        def word(suffix: str, chinese: str) -> str:
            return english.get(key + suffix) or self.english.get(suffix) or chinese

        return replace(
            self,
            title=word("", self.title),
            help=word(":help", self.help),
            fields=tuple(one.translated(key, english) for one in self.fields),
            sections=tuple(
                replace(section, title=word(f"#{section.key}", section.title)) for section in self.sections
            ),
        )


@cache
def shared(name: str) -> Form:
    """One of the groups in forms/shared/ as a form of its own; KeyError when there is none."""
    shared_groups.source(name)
    return Form.read(json.dumps({"schema": {"$ref": f"shared:{name}"}}).encode())


def builtin() -> Form:
    """The form of a user task that names none: an opinion with an optional attachment."""
    return shared("opinion")


def _allowed(one: Field, access: str) -> Field:
    """A step may narrow what a form allows, never widen it: what the form itself closes stays closed."""
    if one.access != "write":
        return one
    return replace(one, access=access, fields=tuple(_allowed(inner, access) for inner in one.fields))


def _is_chinese(text: str) -> bool:
    return any("\u4e00" <= one <= "\u9fff" for one in text)
