"""The complex gateway (BPMN 2.0.2, 13.4.5): a join that goes on when its condition says so, then resets.

Waiting for start, the activation condition is evaluated whenever a token comes; when it holds, one token of
each flow that has one is taken, and the flows whose conditions hold are followed. Then the gateway waits for
reset: until no token can come any more on the flows from which none was taken (as an inclusive join does).
The reset takes the tokens that came on them meanwhile, follows the flows whose conditions hold now, and the
gateway waits for start again.

Conditions may read ``activationCount`` (the tokens that stand before the gateway), by the id of each incoming
flow the tokens on it, and ``waitingForStart``. A flow without a condition is followed at the start only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.model import Json
from engine.runtime.elements.gateways import Join, refuse_flows_without_condition
from engine.runtime.elements.reach import Reach
from engine.runtime.expressions import Expression
from engine.runtime.failures import Failure
from engine.runtime.node import Way
from engine.runtime.site import Site
from engine.runtime.tokens import Phase, Token

OPEN = "gates"
"""Of a scope: the complex gateways in it that wait for reset, with the flows they took tokens from."""


class ComplexGateway(Join):
    """Joins by a condition of its own, and splits as an inclusive gateway does."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        element = site.element
        self.activation: Expression | None = None
        self.derived_names = frozenset({"activationCount", "waitingForStart", *element.incoming})  # type: ignore[misc]
        if element.activation_condition:
            self.activation = site.feel(element.activation_condition, "the activation condition")
            if len(element.incoming) < 2:
                message = "with one flow into it there is nothing to wait for; remove the activationCondition"
                site.refuse("activation-condition", message)
        elif len(element.incoming) > 1:
            message = "it does not say when it goes on; write an activationCondition, as activationCount >= 2"
            site.refuse("activation-condition", message)

    def link(self, site: Site) -> None:
        """Know from where each incoming flow can be reached."""
        super().link(site)
        self.reach = Reach(site.process, self.element)
        refuse_flows_without_condition(self, site)

    # Waiting for start

    def arrived(self, token: Token) -> bool:
        """Go on when the condition holds; while it waits for reset every token waits."""
        owner = token.owner
        assert owner is not None
        assert self.activation is not None
        if self.element_id in open_gates(owner) or not self.activation.condition(token):
            return False
        came = self.waiting(owner)
        going = token if token in came.values() else next(iter(came.values()))
        opened = {**open_gates(owner), self.element_id: list(came)}
        owner.fact(OPEN, opened)
        owner.tree.journal.put(owner.tree.gates, owner.key, owner)
        self.merge(came, going)
        if going is not token:
            going.wake(Phase.LEAVE)
        return going is token

    # Waiting for reset

    def release(self, owner: Token) -> bool:
        """Reset when nothing more can come; asked when nothing else in the instance can move by itself."""
        used = open_gates(owner).get(self.element_id)
        if used is None:
            return False
        came = self.waiting(owner)
        present = {*used, *came}
        others = [token for token in owner.below if token.is_flow and token.node is not self]
        if any(self.reach.may_come(token.node.element_id, present) for token in others):
            return False
        tree = owner.tree
        left = {key: flows for key, flows in open_gates(owner).items() if key != self.element_id}
        owner.fact(OPEN, left or None)
        if not left:
            tree.journal.drop(tree.gates, owner.key)
        fresh = {flow: token for flow, token in came.items() if flow not in used}
        going = next(iter(fresh.values())) if fresh else tree.place(self, owner)
        if fresh:
            self.merge(fresh, going)
        going.fact("reset", True)
        going.wake(Phase.LEAVE)
        for token in self.waiting(owner).values():  # what came again waits for the next start
            token.wake(Phase.ENTER)
            break
        return True

    # Going on

    def choose(self, token: Token) -> Sequence[Way]:
        """The flows whose conditions hold now, else the default; a reset need follow none."""
        if len(self.ways) == 1 and self.ways[0].condition is None:
            return () if "reset" in token.facts else self.ways
        skipped = "skip" in token.facts
        taken = [
            way
            for way in self.ways
            if not skipped and way.condition is not None and way.condition.condition(token)
        ]
        taken = taken or [way for way in self.ways if way.is_default]
        if self.ways and not taken and "reset" not in token.facts:
            raise Failure(
                "NO_FLOW_TO_TAKE", f"no condition at {self.element_id} holds, and there is no default"
            )
        return taken

    def leave(self, token: Token) -> None:
        """A reset that follows no flow leaves no trace."""
        ways = self.choose(token)
        if ways or "reset" not in token.facts:
            self.depart(token, ways)
            return
        owner = token.owner
        assert owner is not None
        token.tree.remove(token)
        token.tree.check_scope(owner, token)

    def derived(self, token: Token, name: str) -> Json:
        """The tokens before the gateway, and whether it waits for start."""
        if name == "waitingForStart":
            return "reset" not in token.facts
        assert token.owner is not None
        standing = [
            one.via for one in token.tree.held.values() if one.owner is token.owner and one.node is self
        ]
        return len(standing) if name == "activationCount" else standing.count(name)


def open_gates(owner: Token) -> Mapping[str, list[str]]:
    """The gateways of a scope that wait for reset."""
    found: Mapping[str, list[str]] = owner.facts.get(OPEN, {})
    return found
