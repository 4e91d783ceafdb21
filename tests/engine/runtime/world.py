"""A world for one instance: a clock that is set by hand, handlers that are functions, and a story that is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from engine.runtime import LIMITS, Case, Definition, Limits
from engine.runtime.changes import (
    Change,
    IncidentRaised,
    MessageThrown,
    NodeLeft,
    ScopeClosed,
    ScopeOpened,
    SignalThrown,
    SubscriptionClosed,
    SubscriptionOpened,
    TimerClosed,
    TimerOpened,
    TokenPlaced,
    TokenTaken,
    VariableWritten,
)

MORNING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # nine o'clock in Changsha


@dataclass
class World:
    """Answers what an instance asks; every question is noted."""

    now: datetime = MORNING
    functions: Mapping[str, Callable[..., object]] = field(default_factory=dict)
    limits: Limits = LIMITS
    inside: dict[str, Callable[..., Any]] = field(default_factory=dict)
    decisions: dict[str, Callable[[Mapping[str, Any]], Any]] = field(default_factory=dict)
    definitions: dict[str, Definition] = field(default_factory=dict)
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    hooks: list[tuple[str, str]] = field(default_factory=list)

    def decide(self, decision_id: str, variables: Mapping[str, Any]) -> Any:
        return self.decisions[decision_id](variables)

    def store(self, name: str) -> Mapping[str, Any]:
        return self.tables.get(name, {})

    def kind_of(self, job_type: str) -> Any:
        return "inside" if job_type in self.inside else "job"

    def call_inside(self, job_type: str, variables: Any, headers: Any, token_id: str) -> Any:
        return self.inside[job_type](variables)

    def definition(self, key: str, *, version: str | None = None) -> Definition:
        found = self.definitions[f"{key}:{version}" if version else key]
        self.definitions[f"{key}:{found.version}"] = found
        return found

    def activity_opened(self, token_id: str, element: Any, read: Any) -> None:
        self.hooks.append(("opened", element.id))

    def process_over(self, token_id: str) -> None:
        """Its limits are not watched here."""

    def activity_closed(self, token_id: str, element: Any, state: str) -> None:
        self.hooks.append((state, element.id))


@dataclass
class Fold:
    """What a history of changes says."""

    tokens: dict[str, str] = field(default_factory=dict)
    scopes: dict[str, dict[str, Any]] = field(default_factory=dict)

    def apply(self, change: Change) -> None:
        match change:
            case TokenPlaced():
                self.tokens[change.token_id] = change.element_id
            case TokenTaken():
                del self.tokens[change.token_id]
            case ScopeOpened():
                self.scopes[change.scope] = {}
            case ScopeClosed():
                del self.scopes[change.scope]
            case VariableWritten():
                self.scopes[change.scope][change.name] = change.value


def live(case: Case) -> tuple[dict[str, str], dict[str, dict[str, Any]]]:
    """The same, as it lives."""
    tokens = list(case._tree.tasks.values())
    placed = {token.key: token.node.element_id for token in tokens if token.is_flow and token.owner}
    return placed, {token.key: token.variables for token in tokens if token.variables is not None}


class Story:
    """One instance that is saved, dropped and loaded again after every step, with what happened so far."""

    def __init__(
        self,
        definition: Definition,
        variables: Mapping[str, Any] | None = None,
        world: World | None = None,
        *,
        start: str | None = None,
        forgetful: bool = True,
        limit: int = 200,
    ) -> None:
        self.definition, self.world = definition, world or World()
        self.forgetful, self.limit = forgetful, limit
        self.records: list[Change] = []
        self.fold, self.folded = Fold(), 0
        self.case = Case.begin(definition, variables or {}, self.world, start_element=start)
        self.settle()

    def settle(self) -> None:
        """Run, note what happened, and forget everything but the bytes."""
        settled = False
        while not settled:
            settled = self.case.run(self.limit)
            self.records.extend(self.case.changes())
            data = self.case.dump()
            self.compare()
            if not self.forgetful:
                self.case._tree.records.clear()
                self.case._tree.now = self.world.now
                continue
            self.case = Case.load(data, self.definition, self.world)
            assert self.case.dump() == data

    def compare(self) -> None:
        """A fold over what was recorded gives what lives: tokens, scopes, variables."""
        if self.forgetful:
            for change in self.records[self.folded :]:
                self.fold.apply(change)
            self.folded = len(self.records)
            if self.case.outcome is None:
                assert (self.fold.tokens, self.fold.scopes) == live(self.case)

    # What happens to it

    def token(self, element_id: str, index: int = 0) -> str:
        return self.case.token_of(element_id)[index]

    def complete(self, element_id: str, index: int = 0, **results: Any) -> Story:
        self.case.complete(self.token(element_id, index), results)
        self.settle()
        return self

    def fire(self, element_id: str, index: int = 0, **payload: Any) -> Story:
        self.case.fire(self.token(element_id, index), payload)
        self.settle()
        return self

    def set(self, **values: Any) -> Story:
        """A manager corrects variables of the root scope."""
        self.case.set_variables(None, values)
        self.settle()
        return self

    def advance(self, **delta: float) -> Story:
        """Move the clock; every timer fires at its own due instant."""
        end = self.world.now + timedelta(**delta)
        while True:
            due = sorted((at, key) for key, at in self.timers().items() if at <= end)
            if not due:
                break
            self.world.now = max(self.world.now, due[0][0])
            self.reload()
            self.case.fire(due[0][1])
            self.settle()
        self.world.now = end
        self.reload()
        return self

    def reload(self) -> None:
        self.case = Case.load(self.case.dump(), self.definition, self.world)

    # What can be seen

    @property
    def waiting(self) -> list[str]:
        return self.case.waiting_at

    @property
    def trace(self) -> str:
        """The flow nodes left, in order: ``a``, ``a!`` when cancelled, ``a?`` when failed."""
        sign = {"completed": "", "cancelled": "!", "failed": "?"}
        return " ".join(one.element_id + sign[one.state] for one in self.of(NodeLeft))

    @property
    def paths(self) -> list[str]:
        return [f"{one.path}/{one.element_id}" if one.path else one.element_id for one in self.of(NodeLeft)]

    @property
    def variables(self) -> dict[str, Any]:
        return self.case.variables()

    @property
    def causes(self) -> list[str]:
        return [f"{one.element_id}: {one.cause}" for one in self.of(IncidentRaised)]

    def of(self, kind: type[Any]) -> list[Any]:
        return [record for record in self.records if isinstance(record, kind)]

    def timers(self) -> dict[str, datetime]:
        found: dict[str, datetime] = {}
        for record in self.records:
            if isinstance(record, TimerOpened):
                found[record.token_id] = record.due_at
            elif isinstance(record, TimerClosed):
                found.pop(record.token_id, None)
        return found

    def subscriptions(self) -> dict[str, SubscriptionOpened]:
        found: dict[str, SubscriptionOpened] = {}
        for record in self.records:
            if isinstance(record, SubscriptionOpened):
                found[record.token_id] = record
            elif isinstance(record, SubscriptionClosed):
                found.pop(record.token_id, None)
        return found

    @property
    def thrown(self) -> list[tuple[str, str | None, dict[str, Any]]]:
        return [
            (one.name, getattr(one, "key", None), dict(one.variables))
            for one in self.records
            if isinstance(one, (MessageThrown, SignalThrown))
        ]

    def written(self) -> list[tuple[str, Any]]:
        return [(one.name, one.value) for one in self.of(VariableWritten)]
