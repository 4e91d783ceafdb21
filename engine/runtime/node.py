"""An element of a diagram: what a token does at it. Every kind of element is a small subclass.

A node is a task spec of SpiffWorkflow's, shared by all instances and never changed while they run. The
library calls ``_run_hook`` when a token is run and ``_on_complete_hook`` when it may go on; in BPMN's terms
these are ``enter``, ``fire``, ``leave`` and ``close``. Nothing is predicted, and no data travels with tokens.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec

from bpmn.diagram import Element
from engine.model import Json, Variables
from engine.runtime.changes import Left, NodeLeft
from engine.runtime.expressions import Expression
from engine.runtime.failures import Failure
from engine.runtime.tokens import Phase, Token
from engine.runtime.tree import path, root_of, started

if TYPE_CHECKING:
    from engine.runtime.definition import Definition
    from engine.runtime.site import Site


@dataclass(frozen=True, slots=True)
class Way:
    """A sequence flow out of a node."""

    flow_id: str
    target: Node
    condition: Expression | None
    is_default: bool


class Node(BpmnTaskSpec):  # type: ignore[misc]  # the library has no types
    """One element. Subclasses say what entering it means; leaving it is the same for nearly all."""

    words: ClassVar[frozenset[str]] = frozenset()
    attributes: ClassVar[frozenset[str]] = frozenset()
    waits: ClassVar[bool] = False
    opens_scope: ClassVar[bool] = False
    is_process: ClassVar[bool] = False
    derived_names: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, site: Site, name: str | None = None) -> None:
        element = site.element
        super().__init__(
            site.spec, name or element.id, lane=element.lane, documentation=element.documentation
        )
        self.element: Element = element
        self.element_id = element.id
        self.definition: Definition = site.definition
        self.bpmn_id, self.bpmn_name = element.id, element.name
        self.ways: tuple[Way, ...] = ()

    def link(self, site: Site) -> None:
        """Called when every node exists: find the others this one leads to."""
        flows = site.process.outgoing(self.element)
        self.ways = tuple(
            Way(
                flow.id,
                site.node(flow.target),
                site.condition(flow),
                flow.id == self.element.default,
            )
            for flow in flows
        )
        for way in self.ways:
            self.connect(way.target)

    # SpiffWorkflow's hooks

    def test(self) -> None:
        """The library wants an input at every spec; implicit starts have none."""

    def _predict(self, *_args: object, **_kwargs: object) -> None:
        """Tokens are placed when they arrive; nothing is predicted."""

    def _update_hook(self, my_task: Token) -> bool:
        """A token that arrives may be run; joins wait when they are entered."""
        return True

    def _on_ready_hook(self, my_task: Token) -> None:
        my_task.tree.enqueue(my_task)

    def _run_hook(self, my_task: Token) -> bool | None:
        going: bool | None = _RUN[my_task.phase](self, my_task)
        return going

    def _on_complete_hook(self, my_task: Token) -> None:
        self.leave(my_task)

    def _on_cancel(self, my_task: Token) -> None:
        self.cancelled(my_task)

    # What happens to a token here; True: it may leave at once, None: it stays or is gone

    def enter(self, token: Token) -> bool | None:
        """The token has arrived."""
        return True

    def ready_to_leave(self, token: Token) -> bool | None:
        """What it waited for is done."""
        return True

    def fire(self, token: Token) -> bool | None:
        """The timer, message or signal it waits for has come."""
        raise Failure("NOTHING_TO_FIRE", f"{self.element_id} waits for no event")

    def thrown(self, token: Token) -> bool | None:
        """Its work threw a BPMN error."""
        raise Failure("NOTHING_TO_THROW", f"{self.element_id} throws no error")

    def reopen(self, token: Token) -> bool | None:
        """Its work failed and is to be tried again."""
        return self.enter(token)

    def sees(self, token: Token, written: Container[str]) -> bool:
        """Whether the condition it waits for may have changed: these scopes were written."""
        return False

    def look(self, token: Token) -> bool:
        """Whether the condition it waits for has become true."""
        raise Failure("NOTHING_TO_WATCH", f"{self.element_id} waits for no condition")

    def look_again(self, token: Token) -> bool | None:
        """A person has corrected what made the condition fail."""
        return self.fire(token) if self.look(token) else None

    def leave(self, token: Token) -> None:
        """Go on along the outgoing flows."""
        self.depart(token, self.choose(token))

    def depart(self, token: Token, ways: Sequence[Way]) -> None:
        """Close here, and place a token at the end of each way."""
        tree, owner = token.tree, token.owner
        assert owner is not None
        self.close(token, "completed")
        for way in ways:
            if owner.live >= tree.limits.branches:
                detail = f"more than {tree.limits.branches} branches at once in one scope"
                raise Failure("TOO_MANY_BRANCHES", detail, halts=True)
            tree.arrive(way.target, owner, after=token, via=way.flow_id)
        tree.remove(token)
        if not ways:
            tree.check_scope(owner, token)

    def choose(self, token: Token) -> Sequence[Way]:
        """The flows to take: those without a condition, those whose condition holds, else the default."""
        if len(self.ways) == 1 and self.ways[0].condition is None:
            return self.ways
        assert token.owner is not None
        skipped = "skip" in token.facts
        true = {
            way.flow_id
            for way in self.ways
            if way.condition is not None and not skipped and way.condition.condition(token.owner)
        }
        taken = [
            way
            for way in self.ways
            if (way.is_default and not true)
            or (not way.is_default and (way.condition is None or way.flow_id in true))
        ]
        if self.ways and not taken:
            raise Failure(
                "NO_FLOW_TO_TAKE", f"no condition at {self.element_id} holds, and there is no default"
            )
        return taken

    def close(self, token: Token, state: Left) -> None:
        """The token is about to be gone from here: what hangs at it goes, and history is written."""
        for subscription in token.below:
            subscription.cancel()
        self.closed(token, state)
        tree = token.tree
        tree.record(
            NodeLeft(
                token.key,
                self.element_id,
                self.element.type,
                state,
                started(token, tree.now),
                tree.now,
                path(token),
                root_of(token).key,
            )
        )

    def done(self, token: Token) -> None:
        """A person or a handler has done the work; the token has still to leave."""

    def closed(self, token: Token, state: Left) -> None:
        """What this kind of element has to say when it is over."""

    def cancelled(self, token: Token) -> None:
        """The token is taken away before it was done."""
        if token.is_flow and token.entered is not None:
            self.close(token, "failed" if "thrown" in token.facts else "cancelled")

    def entered(self, token: Token) -> None:
        """Note when it was entered, for a token that stays."""
        token.set(entered=token.tree.now)

    # What an owner does for those below it

    def emptied(self, owner: Token, last: Token) -> None:
        """Nothing lives in this scope any more."""
        raise AssertionError(f"{self.element_id} owns no tokens")

    def admits(self, owner: Token, token: Token) -> bool:
        """Whether an activity of this scope may begin now."""
        return True

    def one_less(self, owner: Token, gone: Token) -> None:
        """A token of this scope is gone."""

    def activity_done(self, owner: Token, activity: Node) -> None:
        """An activity of this scope was completed, and its results are written."""

    def terminate(self, owner: Token) -> None:
        """A terminate end event in this scope was reached."""
        raise AssertionError(f"{self.element_id} owns no tokens")

    def triggered(self, host: Token, subscription: Token) -> None:
        """A subscription that hangs at this node's token has fired."""
        raise AssertionError(f"{self.element_id} has no subscriptions")

    def catch_error(self, host: Token, code: str, payload: Variables, origin: Token) -> bool:
        """Handle an error that rose to this token; False: it rises further."""
        return False

    def catch_escalation(self, host: Token, code: str, payload: Variables) -> bool:
        """Handle an escalation that rose to this token; False: it rises further."""
        return False

    def derived(self, token: Token, name: str) -> Json:
        """A variable that is computed, not stored."""
        raise KeyError(name)


_RUN = {
    Phase.ENTER: lambda node, token: node.enter(token),
    Phase.LEAVE: lambda node, token: node.ready_to_leave(token),
    Phase.FIRE: lambda node, token: node.fire(token),
    Phase.THROW: lambda node, token: node.thrown(token),
    Phase.REOPEN: lambda node, token: node.reopen(token),
    Phase.WATCH: lambda node, token: node.look_again(token),
}


def alive(token: Token) -> bool:
    """Whether the token is still in its tree."""
    return token.tree.tasks.get(token.id) is token
