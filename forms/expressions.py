"""FEEL inside a form: when a field is shown, what it is worked out from."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeAlias


class Expression(Protocol):
    """A compiled FEEL expression."""

    def evaluate(self, scope: Mapping[str, object]) -> Any:
        """Its value where these names have these values."""


# How the caller evaluates: he may add the office's functions, the present time and outer variables.
Evaluate: TypeAlias = Callable[[Any, Mapping[str, object]], Any]


def parse(text: str) -> Expression:
    """The expression; ValueError says what is wrong with it."""
    feel: Any = importlib.import_module("bpmn.feel")
    try:
        expression: Expression = feel.parse(text)
    except feel.FeelError as error:
        raise ValueError(str(error)) from error
    return expression


def evaluate(expression: Expression, scope: Mapping[str, object]) -> Any:
    """The plain way: nothing but the form's own values."""
    return expression.evaluate(scope)
