"""What happened to an instance since it was loaded: frozen records, in order.

Commands persist them in the same transaction; nothing in the runtime reads them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias, TypeVar

from engine.model import Json

Left: TypeAlias = Literal["completed", "cancelled", "failed"]


@dataclass(frozen=True, slots=True)
class NodeLeft:
    """A flow node was left, once per instance of it. ``path`` names the scopes around it.

    ``process`` is the token of the process it stands in: the instance's, or that of a called one.
    """

    token_id: str
    element_id: str
    element_type: str
    state: Left
    started_at: datetime
    ended_at: datetime
    path: str
    process: str


@dataclass(frozen=True, slots=True)
class UserTaskOpened:
    """A person is asked, in the process whose token is ``process``."""

    token_id: str
    element_id: str
    element_type: str
    name: str
    assignee: str | None
    candidate_groups: tuple[str, ...]
    candidate_users: tuple[str, ...]
    form_id: str | None
    due: datetime | None
    follow_up: datetime | None
    priority: int
    lane: str | None
    path: str
    process: str


@dataclass(frozen=True, slots=True)
class UserTaskClosed:
    """A user task was completed, or nobody needs to do it any more."""

    token_id: str
    state: Literal["completed", "cancelled"]


@dataclass(frozen=True, slots=True)
class CountersignAgreed:
    """Several people agreed to what ``confirms`` names; ``scope`` is where it was read, in ``process``."""

    token_id: str
    element_id: str
    people: tuple[str, ...]
    confirms: tuple[str, ...]
    scope: str
    process: str


@dataclass(frozen=True, slots=True)
class TimerOpened:
    """A timer is to fire when now >= ``due_at``; a later one for the same token takes its place."""

    token_id: str
    element_id: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class TimerClosed:
    """The timer fired for the last time, or is not needed any more."""

    token_id: str


@dataclass(frozen=True, slots=True)
class SubscriptionOpened:
    """The token waits for a message (with this key, as text), a signal, or somebody's choice."""

    token_id: str
    element_id: str
    kind: Literal["message", "signal", "choice"]
    name: str
    correlation_key: str | None = None
    properties: Mapping[str, Json] | None = None


@dataclass(frozen=True, slots=True)
class SubscriptionClosed:
    """The token does not wait for it any more."""

    token_id: str


@dataclass(frozen=True, slots=True)
class JobOpened:
    """Work for a handler, after the commit. ``variables`` are the local ones; ``case.read`` sees all."""

    token_id: str
    element_id: str
    type: str
    retries: int
    headers: Mapping[str, str]
    variables: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class JobClosed:
    """The job was done, failed for good, or is not needed any more."""

    token_id: str
    state: Literal["completed", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class VariableWritten:
    """A variable has a new value; ``scope`` is the token that owns it (the root's is the instance's)."""

    scope: str
    name: str
    value: Json


@dataclass(frozen=True, slots=True)
class StoreWritten:
    """Entries of a data store were changed; one that is null is gone."""

    token_id: str
    element_id: str
    name: str
    entries: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class ScopeOpened:
    """A scope that can hold variables was opened inside another."""

    scope: str
    parent: str | None
    path: str


@dataclass(frozen=True, slots=True)
class ScopeClosed:
    """The scope and its variables are gone."""

    scope: str


@dataclass(frozen=True, slots=True)
class TokenPlaced:
    """A token stands at an element now."""

    token_id: str
    element_id: str
    path: str


@dataclass(frozen=True, slots=True)
class TokenTaken:
    """The token is gone."""

    token_id: str


@dataclass(frozen=True, slots=True)
class IncidentRaised:
    """A person must look; the token waits in the state before the step that failed."""

    token_id: str
    element_id: str
    cause: str
    detail: str


@dataclass(frozen=True, slots=True)
class IncidentClosed:
    """The incident is over."""

    token_id: str
    how: Literal["retried", "skipped", "cancelled"]


@dataclass(frozen=True, slots=True)
class MessageThrown:
    """To be delivered to whoever waits for it, in this instance or another.

    ``to`` names processes and elements when message flows are drawn to other pools: only they may have it.
    """

    element_id: str
    name: str
    key: str | None
    variables: Mapping[str, Json]
    to: tuple[tuple[str, str | None], ...] = ()


@dataclass(frozen=True, slots=True)
class SignalThrown:
    """To be delivered to everybody who waits for it, but to the tokens that have ``heard`` it already."""

    element_id: str
    name: str
    variables: Mapping[str, Json]
    heard: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an instance ended."""

    kind: Literal["normal", "error", "escalation", "terminated", "cancelled"]
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """The instance is over."""

    outcome: Outcome


Change: TypeAlias = (
    NodeLeft
    | UserTaskOpened
    | UserTaskClosed
    | CountersignAgreed
    | TimerOpened
    | TimerClosed
    | SubscriptionOpened
    | SubscriptionClosed
    | JobOpened
    | JobClosed
    | VariableWritten
    | StoreWritten
    | ScopeOpened
    | ScopeClosed
    | TokenPlaced
    | TokenTaken
    | IncidentRaised
    | IncidentClosed
    | MessageThrown
    | SignalThrown
    | Ended
)
_C = TypeVar("_C")


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that happened, in order."""

    records: tuple[Change, ...] = ()

    def __iter__(self) -> Iterator[Change]:
        return iter(self.records)

    def __len__(self) -> int:
        return len(self.records)

    def of(self, kind: type[_C]) -> tuple[_C, ...]:
        """The records of one kind."""
        return tuple(record for record in self.records if isinstance(record, kind))


def lasting(records: list[Change], born: set[str]) -> Changes:
    """The records without what came and went between two commits: tokens, scopes, timers, subscriptions.

    What a person or a log must see stays: nodes left, incidents, user tasks and jobs, and variables of scopes
    that were open before or are open now. ``born`` are the tokens placed since the instance was loaded; of an
    older one nothing is left out.
    """
    last: dict[tuple[str, str], bool] = {}
    for record in records:
        kind = type(record)
        if (noun := _OPENS.get(kind)) is not None:
            last[noun, _subject(record)] = False
        elif (noun := _CLOSES.get(kind)) is not None:
            last[noun, _subject(record)] = True
    passing = {key for key, is_closed in last.items() if is_closed and key[1] in born}
    if not passing:
        return Changes(tuple(records))
    return Changes(tuple(record for record in records if (_noun(record), _subject(record)) not in passing))


def _noun(record: Change) -> str | None:
    kind = type(record)
    return "scope" if kind is VariableWritten else _OPENS.get(kind) or _CLOSES.get(kind)


def _subject(record: Change) -> str:
    return str(getattr(record, "token_id", None) or getattr(record, "scope", ""))


_OPENS: Mapping[type, str] = {
    TokenPlaced: "token",
    ScopeOpened: "scope",
    TimerOpened: "timer",
    SubscriptionOpened: "subscription",
}
_CLOSES: Mapping[type, str] = {
    TokenTaken: "token",
    ScopeClosed: "scope",
    TimerClosed: "timer",
    SubscriptionClosed: "subscription",
}
