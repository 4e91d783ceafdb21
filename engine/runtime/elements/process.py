"""The process itself: the root of an instance, or of a called instance below its call activity."""

from __future__ import annotations

from typing import ClassVar, cast

from engine.model import Variables
from engine.runtime import results
from engine.runtime.changes import Outcome
from engine.runtime.elements.scope import Scope
from engine.runtime.node import Node
from engine.runtime.scopes import write_local
from engine.runtime.site import Site
from engine.runtime.tokens import Phase, Token


class ProcessNode(Node):
    """Owns everything of one instance. Variables are neither read nor written across its border."""

    words: ClassVar[frozenset[str]] = frozenset(
        {"properties", "deadlines", "numbers", "startable_by", "title", "masks", "proxy"}
    )
    attributes: ClassVar[frozenset[str]] = frozenset({"processType", "isClosed", "isExecutable"})
    is_process: ClassVar[bool] = True

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.scope = Scope()

    def link(self, site: Site) -> None:
        """Find where it begins."""
        self.scope.link(site, self.element_id)

    def enter(self, token: Token) -> bool | None:
        """Begin, at the start event that was asked for or at those that wait for nothing."""
        data = self.definition.process.data
        for name in data.variables:
            if name not in (token.variables or {}):
                write_local(token, name, None)
        results.check_sets(token, data.input_sets, "DATA_INPUT_MISSING")
        start = token.facts.get("start")
        self.scope.open(token, self.definition.beginning(start) if start else None)
        return None

    def ready_to_leave(self, token: Token) -> bool | None:
        """Over, unless something has started meanwhile."""
        if token.live:
            return None
        self.over(token)
        return None

    def cancelled(self, token: Token) -> None:
        """A called process is gone, however it ended: tell the office."""
        if token.owner is not None:
            token.tree.environment.process_over(token.key)

    def over(self, token: Token) -> None:
        """The instance ends; a called one hands its variables to its call activity."""
        results.check_sets(token, self.definition.process.data.output_sets, "DATA_OUTPUT_MISSING")
        if token.owner is not None:
            cast("Returning", token.owner.node).returned(token.owner, token)
            return
        if "terminated" in token.facts:
            outcome = Outcome("terminated")
        elif "escalated" in token.facts:
            outcome = Outcome("escalation", token.facts["escalated"])
        else:
            outcome = Outcome("normal")
        token.tree.end(outcome)

    def emptied(self, owner: Token, last: Token) -> None:
        """Nothing lives in it any more."""
        owner.wake(Phase.LEAVE)

    def terminate(self, owner: Token) -> None:
        """A terminate end event was reached."""
        self.scope.terminate(owner)

    def triggered(self, host: Token, subscription: Token) -> None:
        """An event sub-process begins."""
        self.scope.triggered(host, subscription)

    def catch_error(self, host: Token, code: str, payload: Variables, origin: Token) -> bool:
        """An event sub-process for it."""
        return self.scope.catch(host, "error", code, payload)

    def catch_escalation(self, host: Token, code: str, payload: Variables) -> bool:
        """An event sub-process for it."""
        return self.scope.catch(host, "escalation", code, payload)


class Returning(Node):
    """A node that another process returns to."""

    def returned(self, host: Token, root: Token) -> None:
        """The called process is over."""
        raise NotImplementedError
