"""Gateways: exclusive, parallel, inclusive (:mod:`complex` and :mod:`event_based` hold the others).

A join counts tokens by the flow they came on, so it is right in loops and in every order: it fires when its
rule holds, and takes one token of each flow; what came twice on a flow waits for the next time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from engine.runtime.elements.reach import Reach
from engine.runtime.failures import Failure
from engine.runtime.node import Node, Way
from engine.runtime.site import Site
from engine.runtime.tokens import Phase, Token


def refuse_flows_without_condition(node: Node, site: Site) -> None:
    """Where there is a choice, every flow but the default has a condition."""
    if len(node.ways) < 2:
        return
    for way in node.ways:
        if way.condition is None and not way.is_default:
            message = f"the flow {way.flow_id} has no condition; give it one, or make it the default"
            site.refuse("flow-without-condition", message)


class ExclusiveGateway(Node):
    """Takes the first flow, in the order of the document, whose condition holds; else the default."""

    attributes: ClassVar[frozenset[str]] = frozenset({"gatewayDirection"})

    def link(self, site: Site) -> None:
        """Where there is a choice, every flow but the default has a condition."""
        super().link(site)
        refuse_flows_without_condition(self, site)

    def choose(self, token: Token) -> Sequence[Way]:
        """The one flow to take."""
        assert token.owner is not None
        for way in self.ways:
            if "skip" in token.facts or way.is_default:
                continue
            if way.condition is None or way.condition.condition(token.owner):
                return (way,)
        default = [way for way in self.ways if way.is_default]
        if self.ways and not default:
            raise Failure(
                "NO_FLOW_TO_TAKE", f"no condition at {self.element_id} holds, and there is no default"
            )
        return default


class Join(Node):
    """A gateway that may wait for several tokens."""

    attributes: ClassVar[frozenset[str]] = frozenset({"gatewayDirection"})

    def enter(self, token: Token) -> bool | None:
        """Pass, or wait among the others that came."""
        if len(self.element.incoming) < 2:
            return True
        tree = token.tree
        token.set(phase=Phase.HELD)
        tree.journal.put(tree.held, token.key, token)
        return True if self.arrived(token) else None

    def arrived(self, token: Token) -> bool:
        """Whether the token that has come may go on at once, for all that came."""
        return False

    def release(self, owner: Token) -> bool:
        """Asked when nothing else in the instance can move by itself: whether something goes on here."""
        return False

    def waiting(self, owner: Token) -> dict[str, Token]:
        """The token that came first on each flow."""
        first: dict[str, Token] = {}
        for token in owner.tree.held.values():
            if token.owner is owner and token.node is self and token.via is not None:
                first.setdefault(token.via, token)
        return first

    def merge(self, came: dict[str, Token], going: Token) -> None:
        """One token goes on for all that came."""
        tree = going.tree
        going.set(steps=max(token.steps for token in came.values()), phase=Phase.LEAVE)
        for token in came.values():
            tree.journal.drop(tree.held, token.key)
            if token is not going:
                tree.remove(token)

    def cancelled(self, token: Token) -> None:
        """A token that waited at a join has not entered it."""


class ParallelGateway(Join):
    """Goes on when a token has come on every flow, and then along every flow."""

    def link(self, site: Site) -> None:
        """Conditions have no meaning here."""
        super().link(site)
        for way in self.ways:
            if way.condition is not None or way.is_default:
                message = (
                    f"a parallel gateway takes every flow; remove the condition or default of {way.flow_id}"
                )
                site.refuse("parallel-condition", message)

    def arrived(self, token: Token) -> bool:
        """Merge when all are here."""
        assert token.owner is not None
        came = self.waiting(token.owner)
        if len(came) < len(self.element.incoming) or token not in came.values():
            return False
        self.merge(came, token)
        return True

    def choose(self, token: Token) -> Sequence[Way]:
        """All."""
        return self.ways


class InclusiveGateway(Join):
    """Goes on when no token can still come on a flow that has none, and then along every flow that holds."""

    def link(self, site: Site) -> None:
        """Know from where each incoming flow can be reached."""
        super().link(site)
        self.reach = Reach(site.process, self.element)
        refuse_flows_without_condition(self, site)

    def release(self, owner: Token) -> bool:
        """Merge if nothing can come any more; asked when nothing else in the instance can move by itself."""
        came = self.waiting(owner)
        others = [
            token for token in owner.below if token.is_flow and not (token.node is self and token.via in came)
        ]
        if any(self.reach.may_come(token.node.element_id, came) for token in others):
            return False
        going = next(iter(came.values()))
        self.merge(came, going)
        going.wake(Phase.LEAVE)
        return True
