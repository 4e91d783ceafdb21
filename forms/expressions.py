"""FEEL inside a form: when a field is shown, what it is worked out from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from bpmn import feel
from bpmn.feel import Expression

# How the caller evaluates: he may add the office's functions, the present time and outer variables.
Evaluate: TypeAlias = Callable[[Expression, Mapping[str, Any]], Any]
FAILED: Final = object()


def parse(text: str) -> Expression:
    """The expression; ValueError says what is wrong with it."""
    try:
        return feel.parse(text.removeprefix("="))
    except feel.FeelError as error:
        raise ValueError(str(error)) from error


def evaluate(expression: Expression, scope: Mapping[str, Any]) -> Any:
    """The plain way: nothing but the form's own values, JSON in and JSON out."""
    return feel.to_json(expression.evaluate({name: feel.to_feel(value) for name, value in scope.items()}))


def work_out(expression: Expression, scope: Mapping[str, Any], how: Evaluate) -> Any:
    """Its value, or FAILED where it asks for more than one evaluation may take."""
    try:
        return how(expression, scope)
    except feel.FeelError:
        return FAILED
