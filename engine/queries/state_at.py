"""A matter as it was: a fold over what its record says each step changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine import handed_in, masking, rights
from engine.machine import Engine
from engine.model import Actor, Json
from engine.store import instances, records
from engine.store.unit_of_work import View


@dataclass(slots=True)
class State:
    """What stood at an instant: tokens by id, variables by scope, open tasks by id."""

    tokens: dict[str, str] = field(default_factory=dict)
    scopes: dict[str, dict[str, Json]] = field(default_factory=dict)
    tasks: dict[str, dict[str, Json]] = field(default_factory=dict)
    root: str | None = None

    def apply(self, change: list[Any], view: View) -> None:
        """Fold in one change, as ``engine.commands._rows`` wrote it."""
        code, *values = change
        match code:
            case "token+":
                self.tokens[values[0]] = values[1]
            case "token-":
                self.tokens.pop(values[0], None)
            case "scope+":
                self.scopes[values[0]] = {}
                self.root = self.root or values[0]
            case "scope-":
                self.scopes.pop(values[0], None)
            case "variable":
                scope, name, value = values
                self.root = self.root or scope
                self.scopes.setdefault(scope, {})[name] = handed_in.whole(view, value)
            case "task+":
                self.tasks[values[0]] = {"element_id": values[1], "name": values[3], "assignee": values[4]}
            case "task-":
                self.tasks.pop(values[0], None)


def state_at(engine: Engine, instance_id: str, at: datetime, actor: Actor) -> State:
    """What it looked like then."""
    with engine.reading() as view:
        matter = rights.visible_instance(view, instances.row(view, instance_id), actor)
        state = fold(view, (row for row in records.acts(view, instance_id) if row.at <= at))
        unseen = masking.hidden(engine, view, matter, actor)
        state.scopes = {scope: masking.masked(values, unseen) for scope, values in state.scopes.items()}
        return state


def fold(view: View, acts: Iterable[Any]) -> State:
    """Fold acts in their order."""
    state = State()
    for act in acts:
        for change in act.changes or ():
            state.apply(change, view)
    return state
