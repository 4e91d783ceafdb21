"""Dates in expressions over a form: what a field of that kind holds is a date there, not text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bpmn import dates, feel
from bpmn.date_uses import Misuse, misuses
from bpmn.dates import Kinds
from forms.expressions import Evaluate
from forms.fields import Field

KINDS = frozenset({"date", "datetime"})


def declared(fields: tuple[Field, ...]) -> dict[str, Any]:
    """What the fields say of their names: date, datetime, their parts, or None for anything else.

    A field that only shows what another form asked for says nothing of it, unless it shows a date.
    """
    found: dict[str, Any] = {}
    for one in fields:
        if one.kind in KINDS:
            found[one.name] = one.kind
        elif one.access == "write":
            found[one.name] = declared(one.fields) if one.fields else None
    return found


def typed(fields: tuple[Field, ...], evaluate: Evaluate, around: Kinds = dates.NONE) -> Evaluate:
    """The same way of evaluating, over dates: the form's own, and of the names ``around`` it.

    A name that means different kinds in one form stays text.
    """
    kinds = dict[str, str | None]()
    _gather(fields, kinds)
    own = {name: kind for name, kind in kinds.items() if kind in KINDS}
    others = {name: kind for name, kind in around.items() if name not in kinds}
    if not own and not others:
        return evaluate

    def over_dates(expression: feel.Expression, scope: Mapping[str, Any]) -> Any:
        return evaluate(expression, {name: _outer(name, value) for name, value in scope.items()})

    def _outer(name: str, value: Any) -> Any:
        return dates.read(others[name], value) if name in others else _read(name, value)

    def _read(name: str, value: Any) -> Any:
        if isinstance(value, dict):
            return {inner: _read(inner, part) for inner, part in value.items()}
        if isinstance(value, list):
            return [_read(name, part) if isinstance(part, dict) else part for part in value]
        kind = own.get(name)
        return value if kind is None else dates.read(kind, value)

    return over_dates


def misused(fields: tuple[Field, ...], around: Kinds = dates.NONE) -> Iterator[tuple[Field, Misuse]]:
    """Where an expression of the form takes a date for a text, or a day for an instant."""
    kinds = dict[str, str | None]()
    _gather(fields, kinds)
    own = {name: kind for name, kind in kinds.items() if kind in KINDS}
    known = {name: kind for name, kind in around.items() if name not in kinds} | own
    for outer in fields:
        for one in outer.walk():
            for expression in (one.visible_if, one.value, one.initial):
                if expression is not None:
                    yield from ((one, found) for found in misuses(expression.tree, known))


def _gather(fields: tuple[Field, ...], kinds: dict[str, str | None]) -> None:
    for field in fields:
        kinds[field.name] = field.kind if kinds.get(field.name, field.kind) == field.kind else None
        _gather(field.fields, kinds)
