"""Embedded sub-processes and event sub-processes."""

from __future__ import annotations

from typing import ClassVar

from engine.model import Variables
from engine.runtime.elements.activity import COMMON_WORDS, Activity
from engine.runtime.elements.compensation import PAST, all_of, begin, go_on, remember
from engine.runtime.elements.events import StartEvent, event_kind
from engine.runtime.elements.scope import Scope, trigger_of
from engine.runtime.moving import begin_inside
from engine.runtime.site import Site
from engine.runtime.tokens import Phase, Token


class SubProcess(Activity):
    """A piece of work that is a flow of its own, with its own variables."""

    attributes: ClassVar[frozenset[str]] = Activity.attributes | {"triggeredByEvent"}
    opens_scope: ClassVar[bool] = True

    def __init__(self, site: Site, name: str | None = None) -> None:
        super().__init__(site, name)
        self.scope = Scope()

    def link(self, site: Site) -> None:
        """Find the flows, and what is inside."""
        super().link(site)
        self.link_inside(site)

    def link_inside(self, site: Site) -> None:
        """Find where it begins."""
        self.scope.link(site, self.element_id)
        for element in site.process.within(self.element_id):
            if element.type == "startEvent" and event_kind(element) != "none":
                message = "the start event of a sub-process waits for nothing; make it a none start event"
                site.at(element).refuse("sub-process-start", message)
        if not self.scope.starts:
            site.refuse("sub-process-start", "nothing in the sub-process can begin; draw a start event")

    def work(self, token: Token) -> bool | None:
        """Begin inside: where it begins, or at the element it was opened for."""
        if "begin_at" in token.facts:
            self.scope.listen(token)
            begin_inside(token)
            return None
        self.scope.open(token)
        return None

    def ready_to_leave(self, token: Token) -> bool | None:
        """Done, unless something has started inside meanwhile."""
        return None if token.live else True

    def emptied(self, owner: Token, last: Token) -> None:
        """All inside is done."""
        owner.wake(Phase.LEAVE)

    def terminate(self, owner: Token) -> None:
        """A terminate end event ends this sub-process only; the flow after it goes on."""
        self.scope.terminate(owner)

    def triggered(self, host: Token, subscription: Token) -> None:
        """An event sub-process inside, or a boundary event."""
        if not self.scope.triggered(host, subscription):
            super().triggered(host, subscription)

    def catch_error(self, host: Token, code: str, payload: Variables, origin: Token) -> bool:
        """Inside first, then at the border."""
        return self.scope.catch(host, "error", code, payload) or super().catch_error(
            host, code, payload, origin
        )

    def catch_escalation(self, host: Token, code: str, payload: Variables) -> bool:
        """Inside first, then at the border."""
        return self.scope.catch(host, "escalation", code, payload) or super().catch_escalation(
            host, code, payload
        )


class Transaction(SubProcess):
    """A sub-process that may be cancelled from inside: what was done in it is undone, then it is left.

    It is left by its cancel boundary event. An error that leaves it undoes nothing (BPMN 2.0.2 §13.4.4).
    """

    attributes: ClassVar[frozenset[str]] = SubProcess.attributes | {"method"}

    def __init__(self, site: Site, name: str | None = None) -> None:
        super().__init__(site, name)
        if site.element.is_event_sub_process:
            message = "a transaction is reached by a flow; draw it inside the event sub-process"
            site.refuse("event-sub-process-flow", message)

    def cancel_all(self, host: Token) -> None:
        """A cancel end event was reached: end what goes on inside, undo what was done."""
        todo = all_of(host)
        for token in host.below:
            token.cancel()
        host.fact(PAST, None)
        host.fact("cancelled", True)
        if not begin(host, todo):
            self.emptied(host, host)

    def emptied(self, owner: Token, last: Token) -> None:
        """All inside is done, or undone."""
        if "cancelled" not in owner.facts:
            super().emptied(owner, last)
        elif not go_on(owner):
            event = next(one for one in self.boundary if event_kind(one.element) == "cancel")
            self.caught(owner, event, {})


def cancel_around(token: Token) -> None:
    """Cancel the innermost transaction around a scope."""
    host: Token | None = token
    while host is not None:
        node = host.node
        if isinstance(node, Transaction):
            node.cancel_all(host)
            return
        host = host.owner
    raise AssertionError("a cancel end event stands in a transaction: the diagram was checked")


class EventSubProcess(SubProcess):
    """Waits beside the flow of its scope for something to happen."""

    words: ClassVar[frozenset[str]] = COMMON_WORDS - {"inputs", "outputs"}
    start: StartEvent

    def link(self, site: Site) -> None:
        """Find its start event and what is inside."""
        if site.element.incoming or site.element.outgoing or site.process.boundary(self.element_id):
            message = "no flow and no boundary event belong to an event sub-process; remove them"
            site.refuse("event-sub-process-flow", message)
        if site.element.loop is not None:
            site.refuse("event-sub-process-flow", "an event sub-process does not loop; remove the loop")
        self.scope.link(site, self.element_id)
        start = trigger_of(site, self.element_id)
        if start is not None:
            self.start = start

    def begin(self, token: Token, payload: Variables) -> None:
        """It has happened: the start event passes with what came."""
        self.entered(token)
        self.open_data(token)
        self.open(token)
        for trigger in self.scope.triggers:
            trigger.start.subscribe(token)
        self.start.pass_on(token, None, payload)
        token.rest()

    def leave(self, token: Token) -> None:
        """It is over; perhaps its scope is too."""
        owner = token.owner
        assert owner is not None
        if self.undoable:
            remember(self, token, owner)
        self.close(token, "completed")
        token.tree.remove(token)
        token.tree.check_scope(owner, token)
