"""Answers to a form: checked by the form and against the office, or refused field by field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bpmn import feel
from engine.clock import OFFICE_ZONE
from engine.errors import FieldError, InvalidSubmission
from engine.machine import Engine
from engine.model import Json
from engine.office import numbering
from forms.expressions import Evaluate
from forms.form import FieldError as FormFieldError
from forms.form import Form


class InvalidAnswers(InvalidSubmission):
    """Answers that do not fit the form; ``found`` says each in the reader's language."""

    def __init__(self, found: list[FormFieldError]) -> None:
        super().__init__([FieldError(one.pointer, one.message("en")) for one in found])
        self.found = tuple(found)


def accepted(
    form: Form, values: Mapping[str, Any], given: Mapping[str, Json], engine: Engine
) -> dict[str, Any]:
    """The clean values; ``given`` are the task's variables, which conditions and computed fields may read."""
    now = engine.clock.now().astimezone(OFFICE_ZONE)  # FEEL's today() is the office's
    clean, errors = form.check(values, given=given, evaluate=evaluator(engine.functions(now), now),
                               exists=lambda kind, value: exists(engine, kind, value))  # fmt: skip
    if errors:
        raise InvalidAnswers(errors)
    return clean


def evaluator(functions: Mapping[str, Callable[..., object]], now: datetime) -> Evaluate:
    """FEEL for a form, with the office's functions."""

    def evaluate(expression: feel.Expression, scope: Mapping[str, Any]) -> Any:
        return feel.to_json(expression.evaluate(scope, functions=functions, now=now))

    return evaluate


def exists(engine: Engine, kind: str, value: str) -> bool:
    """Whether a person, unit, group or book can be chosen. Files are checked when they are held."""
    directory, today = engine.desk.directory, engine.today()
    if kind == "person":
        user = directory.users.get(value)
        return user is not None and not user.locked
    if kind == "unit":
        return value in directory.units and directory.units[value].exists_on(today)
    if kind == "group":
        return value in directory.known_groups(today)
    if kind == "book":
        return value in numbering.books()
    return True
