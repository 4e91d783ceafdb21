"""What somebody handed in with a form, read from the record."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from engine import json
from engine.model import Json
from engine.store import records
from engine.store.unit_of_work import AnyRow, View

COMPLETED = "user_task.complete"


def written(view: View, act: AnyRow, names: Collection[str]) -> dict[str, Json]:
    """The form's fields among the variables this act wrote: the first writing is the person's."""
    values: dict[str, Json] = {}
    for code, *rest in act.changes or ():
        if code == "variable" and rest[1] in names and rest[1] not in values:
            values[rest[1]] = whole(view, rest[2])
    return values


def whole(view: View, value: Any) -> Any:
    """A value as it was, also one that the record keeps by its hash."""
    if isinstance(value, dict) and set(value) == {"$large"}:
        content = records.large(view, value["$large"])
        return None if content is None else json.load(content)
    return value


def of_task(view: View, instance_id: str, task_id: str) -> AnyRow | None:
    """The act that handed it in last."""
    acts = (act for act in records.acts(view, instance_id) if act.object == f"user_task:{task_id}")
    return next((act for act in reversed(list(acts)) if act.verb == COMPLETED), None)
