"""Dates in a form's own expressions: what a field of that kind holds is a date there, not text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bpmn import feel
from bpmn.feel import temporal
from bpmn.feel.errors import Null
from forms.expressions import Evaluate
from forms.fields import Field

READ = {"date": temporal.parse_date, "datetime": temporal.parse_datetime}


def typed(fields: tuple[Field, ...], evaluate: Evaluate) -> Evaluate:
    """The same way of evaluating, over dates. A name that means different kinds in one form stays text."""
    kinds = dict[str, str | None]()
    _gather(fields, kinds)
    dates = {name: READ[kind] for name, kind in kinds.items() if kind in READ}
    if not dates:
        return evaluate

    def over_dates(expression: feel.Expression, scope: Mapping[str, Any]) -> Any:
        return evaluate(expression, {name: _read(name, value) for name, value in scope.items()})

    def _read(name: str, value: Any) -> Any:
        if isinstance(value, dict):
            return {inner: _read(inner, part) for inner, part in value.items()}
        if isinstance(value, list):
            return [_read(name, part) if isinstance(part, dict) else part for part in value]
        if name not in dates or not isinstance(value, str):
            return value
        try:
            return dates[name](value)
        except Null:  # what is no date is told as an error of its field
            return value

    return over_dates


def _gather(fields: tuple[Field, ...], kinds: dict[str, str | None]) -> None:
    for field in fields:
        kinds[field.name] = field.kind if kinds.get(field.name, field.kind) == field.kind else None
        _gather(field.fields, kinds)
