"""Tokens: SpiffWorkflow's tasks, of which only the live ones are kept.

A token stands at one element. Its owner is the token of the scope around it (the process, a sub-process, a
multi-instance); what it waits for at its border hangs below it as subscriptions. A token that moves on leaves
the tree at once, so the tree is the live frontier and is as deep as scopes are nested.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from SpiffWorkflow import TaskState
from SpiffWorkflow.task import Task

from engine.model import Json, new_id
from engine.runtime.changes import IncidentClosed

if TYPE_CHECKING:
    from engine.runtime.node import Node
    from engine.runtime.tree import Tree

READY, STARTED = int(TaskState.READY), int(TaskState.STARTED)
FUTURE, ERROR = int(TaskState.FUTURE), int(TaskState.ERROR)
COMPLETED, CANCELLED = int(TaskState.COMPLETED), int(TaskState.CANCELLED)


class Phase(IntEnum):
    """What the token does when it is run next."""

    ENTER = 0
    LEAVE = 1
    FIRE = 2
    THROW = 3
    REOPEN = 4
    HELD = 5
    WATCH = 6
    AWAY = 7


class Role(IntEnum):
    """What a token is to its owner."""

    FLOW = 0
    SUBSCRIPTION = 1


class Token(Task):  # type: ignore[misc]  # the library has no types
    """One token, or one subscription that hangs below it."""

    def __init__(
        self,
        tree: Tree,
        node: Node,
        owner: Token | None,
        *,
        state: int = FUTURE,
        token_id: str | None = None,
        role: Role = Role.FLOW,
    ) -> None:
        self.owner = owner
        self.role = role
        self.phase = Phase.ENTER
        self.via: str | None = None
        self.entered: datetime | None = None
        self.variables: dict[str, Json] | None = None
        self.facts: dict[str, Any] = {}
        self.failed: str | None = None
        self.index: int | None = None
        self.steps = 0
        self.live = 0
        key = token_id or new_id()
        super().__init__(tree, node, owner, state=state, id=key)  # pyright: ignore[reportArgumentType]

    @property
    def tree(self) -> Tree:
        """The tree it stands in."""
        tree: Tree = self.workflow  # pyright: ignore[reportAssignmentType]
        return tree

    @property
    def node(self) -> Node:
        """The element it stands at."""
        node: Node = self.task_spec  # pyright: ignore[reportAssignmentType]
        return node

    @property
    def key(self) -> str:
        """Its id: 32 hexadecimal digits."""
        key: str = self.id  # pyright: ignore[reportAssignmentType]
        return key

    @property
    def is_flow(self) -> bool:
        """Whether it keeps its scope alive."""
        return self.role is Role.FLOW

    @property
    def below(self) -> Iterator[Token]:
        """The tokens it owns, oldest first; the list may change meanwhile."""
        tasks = self.workflow.tasks
        return iter([tasks[child] for child in self._children])

    @property
    def subscriptions(self) -> Iterator[Token]:
        """What hangs at its border."""
        return (token for token in self.below if not token.is_flow)

    def _set_state(self, value: int) -> None:
        """Change the state so that the step can be undone; the library's own logging is not needed."""
        self.tree.journal.set(self, "_state", value)

    def set(self, **changes: object) -> None:
        """Change attributes so that the step can be undone."""
        for name, value in changes.items():
            self.tree.journal.set(self, name, value)

    def fact(self, name: str, value: object) -> None:
        """Keep something its element needs to know later."""
        if value is None:
            self.tree.journal.drop(self.facts, name)
        else:
            self.tree.journal.put(self.facts, name, value)

    def go(self) -> None:
        """It has arrived and may be run: the library puts it into the queue through its node."""
        self._ready()

    def rest(self) -> None:
        """It waits."""
        self._set_state(STARTED)

    def stop(self, cause: str) -> None:
        """It cannot go on before a person has looked."""
        self.set(failed=cause)
        self._set_state(ERROR)

    def wake(self, phase: Phase) -> None:
        """Let it be run again, in this phase."""
        self.set(phase=phase)
        self._set_state(READY)
        self.tree.enqueue(self)

    def cancel(self) -> None:
        """Take it and everything below it away, and what is done once more for it."""
        if self.tree.tasks.get(self.id) is not self:
            return
        if (away := self.tree.token(self.facts.get("away", ""))) is not None:
            away.cancel()
        for token in self.below:
            token.cancel()
        if self.failed is not None:
            self.tree.record(IncidentClosed(self.key, "cancelled"))
        self._set_state(CANCELLED)
        self.task_spec._on_cancel(self)
        self.tree.remove(self)
