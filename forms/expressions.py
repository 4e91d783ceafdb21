"""FEEL inside a form: when a field is shown, what it is worked out from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeAlias

from bpmn import feel
from bpmn.feel import Expression

# How the caller evaluates: he may add the office's functions, the present time and outer variables.
Evaluate: TypeAlias = Callable[[Expression, Mapping[str, Any]], Any]
FAILED: Final = object()


def parse(text: str) -> Expression:
    """The expression; FeelError says what is wrong with it."""
    return feel.parse(text.removeprefix("="))


def evaluate(expression: Expression, scope: Mapping[str, Any]) -> Any:
    """The plain way: nothing but the form's own values, JSON in and JSON out."""
    return feel.to_json(expression.evaluate(_Scope(scope)))


class _Scope(Mapping[str, object]):
    """JSON values as FEEL sees them, turned into such when they are asked for."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def __getitem__(self, name: str) -> object:
        return feel.to_feel(self._values[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def work_out(expression: Expression, scope: Mapping[str, Any], how: Evaluate) -> Any:
    """Its value, or FAILED where it asks for more than one evaluation may take."""
    try:
        return how(expression, scope)
    except feel.FeelError:
        return FAILED
