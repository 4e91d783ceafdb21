"""Events that pass at once or wait: start events, intermediate catch events, boundary events."""

from __future__ import annotations

from typing import ClassVar

from bpmn.diagram import Element, EventDefinition, Process
from engine.model import Variables
from engine.runtime import results
from engine.runtime.catching import Catch, build_catch
from engine.runtime.changes import Left
from engine.runtime.node import Node
from engine.runtime.site import Site
from engine.runtime.tokens import Phase, Role, Token

CAUGHT_IN_SCOPE = frozenset({"error", "escalation"})


class CatchEvent(Node):
    """An event that brings a payload: its results are written like an activity's."""

    words: ClassVar[frozenset[str]] = frozenset({"outputs", "properties"})

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.output_mappings = results.compile_mappings(site, site.element.extensions.outputs, "output")
        self.event = single_event(site)
        self.catch: Catch | None = None
        self.code: str | None = None
        if self.event is None:
            return
        if self.event.kind in CAUGHT_IN_SCOPE:
            self.code = caught_code(site, self.event)
        elif self.event.kind != "link" or site.element.type != "intermediateCatchEvent":
            self.catch = build_catch(site, self.event)

    def leave(self, token: Token) -> None:
        """Write the payload, then go on."""
        assert token.owner is not None
        results.write(token, self.output_mappings, token.owner)
        super().leave(token)

    def subscribe(self, host: Token) -> None:
        """Hang a subscription at a token: it fires to that token's node."""
        if self.catch is None:
            return
        token = host.tree.place(self, host, role=Role.SUBSCRIPTION)
        self.catch.open(token)
        token.rest()

    def fire(self, token: Token) -> bool | None:
        """What was waited for has come: the token goes on, or its host is told."""
        if token.is_flow:
            return True
        assert token.owner is not None
        token.owner.node.triggered(token.owner, token)
        return None

    def closed(self, token: Token, state: Left) -> None:
        """A token that waited here waits no longer."""
        if self.catch is not None and "open" in token.facts:
            self.catch.close(token)

    def cancelled(self, token: Token) -> None:
        """A subscription is closed without a trace in history."""
        if token.is_flow or self.catch is None:
            super().cancelled(token)
            return
        self.catch.close(token)

    def pass_on(self, host_scope: Token, subscription: Token | None, payload: Variables) -> Token:
        """The event has happened in this scope: place a token that leaves it with the payload."""
        tree = host_scope.tree
        token = tree.place(self, host_scope, after=subscription)
        results.keep(token, payload, local=bool(self.output_mappings))
        token.wake(Phase.LEAVE)
        return token

    def stay(self, subscription: Token) -> None:
        """It fired without ending what it hangs at: wait for the next time, if there is one."""
        assert self.catch is not None
        if self.catch.again(subscription):
            subscription.fact("payload", None)
            return
        subscription.cancel()


class StartEvent(CatchEvent):
    """Where a process, a sub-process or an event sub-process begins; a form is asked of who starts it."""

    words: ClassVar[frozenset[str]] = CatchEvent.words | {"form", "startable_by"}
    attributes: ClassVar[frozenset[str]] = frozenset({"isInterrupting", "parallelMultiple"})

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        element = site.element
        if element.extensions.form is not None and (element.events or element.scope != site.process.id):
            site.refuse("start-form", "nobody is asked a form here; only a plain start of a process has one")
        holder = site.process.elements.get(element.scope)
        beside = holder is not None and holder.is_event_sub_process and event_kind(element) == "message"
        if element.extensions.startable_by is not None and not beside:
            message = "people start a process, or an event sub-process that waits for a message; move it"
            site.refuse("startable-by", message)

    @property
    def interrupting(self) -> bool:
        """Whether it ends what else goes on in the scope of its event sub-process."""
        return self.element.attributes.get("isInterrupting", "true") not in {"false", "0"}


class IntermediateCatchEvent(CatchEvent):
    """Waits on the way."""

    waits: ClassVar[bool] = True
    attributes: ClassVar[frozenset[str]] = frozenset({"parallelMultiple"})

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        if self.event is None and not site.element.events:
            site.refuse("event-definition", "an intermediate catch event waits for something; say for what")
        elif self.event is not None and self.event.kind in CAUGHT_IN_SCOPE:
            site.refuse(
                "unsupported-event",
                f"a {self.event.kind} cannot be waited for on the way; use a boundary event",
            )

        elif event_kind(site.element) == "link" and not is_reached_by_link(site.process, site.element):
            message = (
                "a link is reached from throw events of its name in its scope, not by a flow; correct it"
            )
            site.refuse("link-target", message)

    def enter(self, token: Token) -> bool | None:
        """Begin to wait; a link has no reason to."""
        if self.catch is None:
            return True
        self.entered(token)
        self.catch.open(token)
        token.fact("open", True)
        return None

    def fire(self, token: Token) -> bool | None:
        """It has come."""
        if token.is_flow:
            results.keep(token, token.facts.get("payload", {}), local=bool(self.output_mappings))
        return super().fire(token)


class BoundaryEvent(CatchEvent):
    """Hangs at an activity."""

    attributes: ClassVar[frozenset[str]] = frozenset({"parallelMultiple"})

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.interrupting = site.element.cancel_activity
        if self.event is None and not site.element.events:
            site.refuse("event-definition", "a boundary event waits for something; say for what")
        elif self.event is not None and self.event.kind == "error" and not self.interrupting:
            site.refuse("error-interrupts", "an error always ends its activity; set cancelActivity to true")
        if site.element.incoming:
            site.refuse("boundary-incoming", "no flow leads into a boundary event; remove it")


def single_event(site: Site) -> EventDefinition | None:
    """The one thing an event is about."""
    events = site.element.events
    if len(events) > 1:
        message = "an event with several definitions is not executed here; draw one event for each"
        site.refuse("unsupported-event", message)
        return None
    if not events:
        return None
    for word in events[0].extensions.unknown:
        site.refuse("unknown-extension", f"{word.name} has no meaning here; remove it", word.line)
    return events[0]


def caught_code(site: Site, event: EventDefinition) -> str | None:
    """The code of the error or escalation; None catches every one."""
    if event.reference is None:
        return None
    known = site.diagram.errors if event.kind == "error" else site.diagram.escalations
    return known[event.reference].code


def best_match(events: tuple[CatchEvent, ...], kind: str, code: str) -> CatchEvent | None:
    """The event that catches this code, one that names it before one that catches all."""
    fitting = [one for one in events if one.event is not None and one.event.kind == kind]
    for wanted in (code, None):
        for one in fitting:
            if one.code == wanted:
                return one
    return None


def event_kind(element: Element) -> str:
    """The kind of an event: none, timer, message and so on."""
    return element.events[0].kind if element.events else "none"


def link_targets(process: Process, throw: Element) -> list[Element]:
    """The catch events a link leads to."""
    return _links(process, throw, "intermediateCatchEvent")


def is_reached_by_link(process: Process, catch: Element) -> bool:
    """Whether a link comes here, and nothing else does."""
    return not catch.incoming and bool(link_sources(process, catch))


def link_sources(process: Process, catch: Element) -> list[Element]:
    """The throw events a link is reached from."""
    return _links(process, catch, "intermediateThrowEvent")


def _links(process: Process, element: Element, kind: str) -> list[Element]:
    names = {event.link for event in element.events if event.kind == "link" and event.link}
    return [
        other
        for other in process.within(element.scope)
        if other.type == kind and any(event.kind == "link" and event.link in names for event in other.events)
    ]
