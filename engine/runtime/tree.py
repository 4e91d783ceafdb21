"""The tree of one instance's tokens and the queue of those that can move: SpiffWorkflow's workflow."""

from __future__ import annotations

from collections import deque
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, cast

from SpiffWorkflow import Workflow

from engine.clock import OFFICE_ZONE
from engine.runtime.changes import (
    Change,
    Ended,
    Outcome,
    ScopeClosed,
    TokenPlaced,
    TokenTaken,
)
from engine.runtime.environment import Environment
from engine.runtime.failures import Failure
from engine.runtime.journal import Journal
from engine.runtime.stores import Stores
from engine.runtime.tokens import ERROR, FUTURE, READY, Role, Token

if TYPE_CHECKING:
    from engine.runtime.definition import Definition
    from engine.runtime.node import Node


class Tree(Workflow):  # type: ignore[misc]  # the library has no types
    """Places and takes tokens; every change can be undone until the step is kept."""

    def __init__(self, definition: Definition, environment: Environment) -> None:
        super().__init__(definition.spec, deserializing=True)
        self.definition = definition
        self.environment = environment
        self.limits = environment.limits
        self.now = environment.now
        self.local_now = self.now.astimezone(OFFICE_ZONE)
        self.journal = Journal()
        self.queue: deque[Token] = deque()
        self.held: dict[str, Token] = {}
        self.gates: dict[str, Token] = {}
        self.watching: dict[str, Token] = {}
        self.written: set[str] = set()
        self.records: list[Change] = []
        self.born: set[str] = set()
        self.outcome: Outcome | None = None
        self.halted: str | None = None
        self.bytes_used = 0
        self.notes: dict[str, str] = {}
        self.over: dict[str, Token] = {}  # called processes that ended since it was loaded
        self.stores = Stores(self)

    @property
    def root(self) -> Token:
        """The token of the instance itself."""
        return cast(Token, self.task_tree)

    def token(self, token_id: str) -> Token | None:
        """The live token with this id."""
        return cast("dict[str, Token]", self.tasks).get(token_id)

    # Records and the queue

    def record(self, change: Change) -> None:
        """Note what happened."""
        self.records.append(change)

    def enqueue(self, token: Token) -> None:
        """It is its turn after all that wait already."""
        self.queue.append(token)

    def next(self) -> Token | None:
        """The next token that can move; those that were taken meanwhile are passed over."""
        while self.queue:
            token: Token = self.queue.popleft()
            if token.state == READY and self.token(token.key) is token:
                return token
        return None

    def watch(self, token: Token) -> None:
        """It waits for a condition: it is looked at whenever something it sees was written."""
        self.journal.put(self.watching, token.key, token)

    def unwatch(self, token: Token) -> None:
        """It waits for a condition no longer."""
        self.journal.drop(self.watching, token.key)

    # Placing and taking

    def place(
        self,
        node: Node,
        owner: Token,
        *,
        after: Token | None = None,
        via: str | None = None,
        role: Role = Role.FLOW,
    ) -> Token:
        """A new token at an element; it is not run before it is woken."""
        if len(self.tasks) >= self.limits.tokens:
            raise Failure(
                "TOO_MANY_TOKENS", f"more than {self.limits.tokens} tokens in one instance", halts=True
            )
        token = Token(self, node, owner, state=FUTURE, role=role)
        token.via = via
        token.steps = after.steps if after is not None else 0
        self.journal.note(partial(self._forget, token))
        self.born.add(token.key)
        if role is Role.FLOW:
            self.journal.set(owner, "live", owner.live + 1)
            self.record(TokenPlaced(token.key, node.element_id, path(token)))
        return token

    def arrive(
        self, node: Node, owner: Token, *, after: Token | None = None, via: str | None = None
    ) -> Token:
        """A new token at an element, to be run when its turn comes."""
        token = self.place(node, owner, after=after, via=via)
        token.go()
        return token

    def remove(self, token: Token) -> None:
        """The token is gone; what is below it must be gone already."""
        owner = token.owner
        if owner is None:
            return
        at = owner._children.index(token.id)
        self.journal.note(partial(self._remember, token, at))
        del owner._children[at]
        del self.tasks[token.id]
        self.journal.drop(self.held, token.key)
        self.journal.drop(self.gates, token.key)
        self.unwatch(token)
        if token.node.is_process:
            self.journal.put(self.over, token.key, token)
        if token.variables is not None:
            self.record(ScopeClosed(token.key))
        if token.is_flow:
            self.journal.set(owner, "live", owner.live - 1)
            self.record(TokenTaken(token.key))
            owner.node.one_less(owner, token)

    def _forget(self, token: Token) -> None:
        token.owner._children.remove(token.id)  # type: ignore[union-attr]
        del self.tasks[token.id]

    def _remember(self, token: Token, at: int) -> None:
        token.owner._children.insert(at, token.id)  # type: ignore[union-attr]
        self.tasks[token.id] = token

    def _task_completed_notify(self, task: Token) -> None:
        """The library looks through the whole tree here; our tokens are woken one by one."""

    # The end of scopes and of the instance

    def check_scope(self, owner: Token, last: Token) -> None:
        """When nothing lives in a scope any more, its owner goes on; ``last`` was the last in it."""
        over = owner.live == 0 and owner.key not in self.gates
        if over and owner.failed is None and self.outcome is None:
            owner.set(steps=max(owner.steps, last.steps))
            owner.node.emptied(owner, last)

    def end(self, outcome: Outcome) -> None:
        """The instance is over; whatever is left of it is cancelled."""
        for token in self.root.below:
            token.cancel()
        self.journal.set(self, "outcome", outcome)
        self.record(Ended(outcome))

    # What stands where

    def failures(self) -> list[Token]:
        """The tokens with an incident."""
        return [token for token in self.tasks.values() if token.state == ERROR]


def root_of(token: Token) -> Token:
    """The token of the process a token stands in."""
    while not token.node.is_process and token.owner is not None:
        token = token.owner
    return token


def path(token: Token) -> str:
    """The scopes around a token, as people read them: element ids, with #index in a multi-instance."""
    parts = [f"{token.node.element_id}#{token.index}"] if token.index is not None else []
    owner = token.owner
    while owner is not None and owner.owner is not None:
        if owner.node.opens_scope:
            name = owner.node.element_id
            parts.append(f"{name}#{owner.index}" if owner.index is not None else name)
        owner = owner.owner
    return "/".join(reversed(parts))


def started(token: Token, now: datetime) -> datetime:
    """When the element was entered."""
    return token.entered if token.entered is not None else now
