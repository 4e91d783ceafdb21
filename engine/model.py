"""What leaves a transaction: frozen, typed, and the same on both databases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Generic, TypeAlias, TypeVar
from uuid import uuid4

# A value of a process variable: what JSON can say, numbers exact.
Json: TypeAlias = "bool | int | Decimal | str | Sequence[Json] | Mapping[str, Json] | None"
Variables: TypeAlias = Mapping[str, Json]
T = TypeVar("T")


def new_id() -> str:
    """A fresh identifier of a row: 32 hexadecimal digits, never reused."""
    return uuid4().hex


@dataclass(frozen=True, slots=True)
class Standing:
    """For whom somebody may act now, on what ground, and in what."""

    holder: str
    groups: frozenset[str]  # what is offered to the holder by them is offered here too
    by: str  # proxy:ID or absence:ID
    can_sign: bool = False
    processes: frozenset[str] | None = None  # None: all
    since: datetime | None = None  # tasks that were there before are not covered


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a login with the system roles and the candidate groups it holds at this moment.

    ``groups`` holds every name a task may be offered to this person by: ``ROLE``, ``UNIT`` and
    ``UNIT:ROLE`` of each appointment, and the free groups he is a member of (api.md §3). ``stands_for``
    are those he may act for at this moment; ``on_behalf_of`` is whom a deed counts for.
    """

    login: str
    roles: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    name: str = ""
    on_behalf_of: str | None = None
    stands_for: tuple[Standing, ...] = ()
    deputises_for: frozenset[str] = frozenset()  # whose posts he is the deputy of, absent or not

    @property
    def is_manager(self) -> bool:
        """Managers see every matter and repair it."""
        return "manager" in self.roles

    @property
    def is_designer(self) -> bool:
        """Designers deploy."""
        return "designer" in self.roles


SYSTEM = Actor(login="system", roles=frozenset({"manager"}), name="system")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A list answered in pieces; ``next`` is the cursor of the following piece, or None at the end."""

    items: Sequence[T]
    next: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessDefinition:
    """A numbered version of a process."""

    id: str
    key: str
    version: int
    name: str
    deployment_id: str
    source: str  # folder, api, studio
    latest: bool
    created_at: datetime
    created_by: str
    startable_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One file of a deployment."""

    name: str
    kind: str  # bpmn, form, decision, texts
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """A set of files that were checked and stored together."""

    id: str
    created_at: datetime
    created_by: str
    source: str
    note: str
    process_definitions: tuple[ProcessDefinition, ...]
    resources: tuple[Resource, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a matter ended."""

    kind: str  # normal, error, escalation, terminated, cancelled
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessInstance:
    """A matter: one run of a process."""

    id: str
    process_definition_id: str
    process_key: str
    version: int
    business_key: str | None
    title: str
    state: str  # active, suspended, incident, completed, cancelled
    outcome: Outcome | None
    waiting_at: tuple[str, ...]
    started_by: str
    started_at: datetime
    ended_at: datetime | None
    due_at: datetime | None
    revision: int

    @property
    def is_running(self) -> bool:
        """Whether it can still move."""
        return self.state in {"active", "suspended", "incident"}


@dataclass(frozen=True, slots=True, kw_only=True)
class UserTask:
    """A step that a person does."""

    id: str
    process_instance_id: str
    process_key: str
    element_id: str
    name: str
    title: str
    lane: str | None
    form_key: str | None
    called_definition_id: str | None  # the version that asks, where a called process does
    state: str  # open, completed, cancelled
    assignee: str | None
    candidate_groups: tuple[str, ...]
    candidate_users: tuple[str, ...]
    priority: int
    created_at: datetime
    due_at: datetime | None
    follow_up_at: datetime | None
    opened_at: datetime | None
    closed_at: datetime | None
    closed_by: str | None
    on_behalf_of: str | None
    acting_post: str | None
    signs: bool
    bulk: bool
    owner: str | None
    prepared_by: str | None
    revision: int

    def is_offered_to(self, actor: Actor) -> bool:
        """Whether this person may take it: unassigned, and a candidate."""
        if self.assignee is not None:
            return False
        return actor.login in self.candidate_users or not actor.groups.isdisjoint(self.candidate_groups)


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryItem:
    """A flow node that was left."""

    seq: int
    element_id: str
    element_type: str
    state: str  # completed, cancelled, failed
    started_at: datetime | None
    ended_at: datetime
    actor: str
    on_behalf_of: str | None
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Work of the machine itself."""

    id: str
    type: str
    kind: str
    element_id: str
    process_instance_id: str | None
    state: str  # ready, running, failed, done, cancelled
    attempts: int
    retries: int
    next_at: datetime
    error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """What broke and waits for a person."""

    id: str
    process_instance_id: str
    process_key: str
    title: str
    element_id: str
    cause: str
    detail: str
    job_id: str | None
    created_at: datetime
    resolved_at: datetime | None
    resolved_by: str | None
    resolution: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedFilter:
    """What somebody looks for in his inbox, under a name."""

    id: str
    owner: str
    name: str
    criteria: Mapping[str, str]
    shared_with: str | None
    created_at: datetime
