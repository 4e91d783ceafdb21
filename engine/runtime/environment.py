"""What an instance asks of the world while it steps; commands give it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Literal, Protocol

from bpmn.diagram import Element
from engine.model import Json, Variables
from engine.runtime.limits import Limits

if TYPE_CHECKING:
    from engine.runtime.definition import Definition


class Environment(Protocol):
    """The world of one instance during one transaction."""

    @property
    def now(self) -> datetime:
        """The instant this step happens at, aware."""
        ...

    @property
    def functions(self) -> Mapping[str, Callable[..., object]]:
        """What FEEL may call beyond its own functions."""
        ...

    @property
    def limits(self) -> Limits:
        """What one instance may hold and do."""
        ...

    def decide(self, decision_id: str, variables: Variables) -> Json:
        """The result of a decision of the instance's version."""
        ...

    def store(self, name: str) -> Mapping[str, Json]:
        """The entries of a data store; a transaction that writes holds it until the end."""
        ...

    def kind_of(self, job_type: str) -> Literal["inside", "job"]:
        """Whether a handler runs inside the transaction or as a job after it."""
        ...

    def call_inside(
        self, job_type: str, variables: Variables, headers: Mapping[str, str], token_id: str
    ) -> Variables | None:
        """Run a handler now. It may raise ``Thrown`` (a BPMN error); any other error is an incident.

        A ``Rejected`` or ``Conflict`` passes through: the command is refused as a whole.
        """
        ...

    def definition(self, key: str, *, version: str | None = None) -> Definition:
        """The definition of a called process: its latest version, or the one an instance was begun with."""
        ...

    def activity_opened(self, token_id: str, element: Element, read: Variables) -> None:
        """An activity is about to open; its timers, boundary events and user task come after this."""
        ...

    def process_over(self, token_id: str) -> None:
        """A called process is gone: it ended, or its call activity was taken away."""
        ...

    def activity_closed(self, token_id: str, element: Element, state: str) -> None:
        """The activity is over: completed, cancelled or failed; or ``undone`` when its opening failed."""
        ...
