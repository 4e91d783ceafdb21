"""Answers a form takes, drawn with dice: every field asked or left out, every choice, until the form accepts them."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from engine.commands import _answers
from engine.office import numbering
from forms.fields import NUMBERS, SETS, Field
from forms.form import Form
from tests.office import Office

ROUNDS = 12
TEXTS = ("按程序办理", "同意", "请核实后再报", "0731-88660000", "2026-001", "湘政办发〔2026〕1号")


def filled(office: Office, form: Form, given: Mapping[str, Any], dice: random.Random, who: str) -> Any:
    """Accepted answers, or None when the dice found none."""
    filler = _Filler(office, dice, who)
    asked = {one.name: one for one in form.fields if one.is_answered}
    values = {name: filler.value(one) for name, one in asked.items() if one.required or dice.random() < 0.6}
    evaluate = _answers.evaluator(office.engine.functions(office.now), office.now)
    for _ in range(ROUNDS):
        _, errors = form.check(
            values, given=given, evaluate=evaluate,
            exists=lambda kind, value: _answers.exists(office.engine, kind, value),
        )  # fmt: skip
        if not errors:
            return values
        for name in dict.fromkeys(error.pointer.split("/")[1] for error in errors if "/" in error.pointer):
            if name in values and (dice.random() < 0.4 or name not in asked or _is_out(errors, name)):
                del values[name]
            elif name in asked:
                values[name] = filler.value(asked[name])
    return None


def drawn(office: Office, one: Field, dice: random.Random, who: str) -> Any:
    """A value of a field's kind, whatever stands in the others."""
    return _Filler(office, dice, who).value(one)


def _is_out(errors: Any, name: str) -> bool:
    return any(one.code == "not_applicable" and one.pointer.split("/")[1] == name for one in errors)


class _Filler:
    """Values of each kind, of people and units that are there."""

    def __init__(self, office: Office, dice: random.Random, who: str) -> None:
        self.office, self.dice, self.who = office, dice, who
        directory, now = office.engine.desk.directory, office.now
        people = [user.login for user in directory.users.values() if not user.locked]
        groups, books = sorted(directory.known_groups(now.date())), sorted(numbering.books())
        self.made: dict[str, Callable[[], Any]] = {
            "boolean": lambda: dice.random() < 0.5,
            "date": lambda: str(now.date() + timedelta(days=dice.randint(-5, 40))),
            "datetime": lambda: "T".join(str(now + timedelta(hours=dice.randint(-48, 400))).split()),
            "person": lambda: dice.choice(people),
            "unit": lambda: dice.choice(list(directory.units)),
            "group": lambda: dice.choice(groups),
            "book": lambda: dice.choice(books),
            "file": lambda: office.upload("a.txt", b"text", by=who),
        }

    def value(self, one: Field) -> Any:
        if one.schema["type"] == "array":
            least = one.schema.get("minItems", 0)
            most = min(one.schema.get("maxItems", 3), 3)
            found = [self.item(one) for _ in range(self.dice.randint(least or 1, max(most, least, 1)))]
            if one.kind in SETS or one.schema.get("uniqueItems"):
                found = list({repr(each): each for each in found}.values())
            return found
        return self.single(one.kind, one.schema, one)

    def item(self, one: Field) -> Any:
        kinds = {"lines": "text", "choices": "choice", "people": "person", "units": "unit", "groups": "group",
                 "files": "file", "rows": "fields"}  # fmt: skip
        return self.single(kinds[one.kind], one.schema["items"], one)

    def single(self, kind: str, schema: Mapping[str, Any], one: Field) -> Any:
        if kind == "choice":
            return self.dice.choice(one.choices).value
        if kind == "fields":
            return {f.name: self.value(f) for f in one.fields if f.required or self.dice.random() < 0.7}
        if kind in NUMBERS:
            least, most = schema.get("minimum", 1), schema.get("maximum", 9)
            return self.dice.randint(int(least), max(int(most), int(least)))
        made = self.made.get(kind)
        return made() if made is not None else self.dice.choice(TEXTS)[: schema.get("maxLength", 99)]
