"""Events that pass at once or wait: start events, intermediate catch events, boundary events."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import ClassVar

from bpmn.diagram import Element, EventDefinition
from engine.model import Variables
from engine.runtime import results
from engine.runtime.catching import Catch, ConditionCatch, MessageCatch, build_catch
from engine.runtime.changes import Left
from engine.runtime.elements.beginning import check_beginning
from engine.runtime.elements.links import is_reached_by_link
from engine.runtime.node import Node
from engine.runtime.site import Site
from engine.runtime.tokens import Phase, Role, Token

CAUGHT_IN_SCOPE = frozenset({"error", "escalation"})


class CatchEvent(Node):
    """An event that brings a payload: its results are written like an activity's.

    It may have several definitions: any of them is enough, or, ``together``, all must have come. Each that is
    waited for has a subscription of its own, with its place among them (``at``).
    """

    words: ClassVar[frozenset[str]] = frozenset({"outputs", "properties"})
    asked_for: frozenset[str] = frozenset()
    """Kinds of events here that nobody waits for: who compensates or cancels finds them by himself."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.output_mappings = results.compile_mappings(site, site.element.extensions.outputs, "output")
        self.events = read_events(site)
        self.catches: list[Catch] = []
        self.codes: list[tuple[str, str | None]] = []
        parallel = site.element.attributes.get("parallelMultiple", "false") in {"true", "1"}
        self.together = parallel and len(self.events) > 1
        for event in self.events:
            self.build(site, event)
        if self.together and len(self.catches) < len(self.events) and not site.plan.findings:
            message = "an error or escalation cannot be one of several that must all come; draw it apart"
            site.refuse("parallel-multiple", message)

    def build(self, site: Site, event: EventDefinition) -> None:
        """One of its definitions."""
        if event.kind in self.asked_for:
            return
        if event.kind in CAUGHT_IN_SCOPE:
            self.codes.append((event.kind, caught_code(site, event)))
        elif event.kind != "link" or site.element.type != "intermediateCatchEvent":
            catch = build_catch(site, event)
            if catch is not None:
                self.catches.append(catch)

    def catch_of(self, token: Token) -> Catch:
        """What this token waits for."""
        at: int = token.facts.get("at", 0)
        return self.catches[at]

    def leave(self, token: Token) -> None:
        """Write the payload, then go on."""
        assert token.owner is not None
        results.check_sets(token, self.element.data.output_sets, "DATA_OUTPUT_MISSING")
        results.write(token, self.output_mappings, token.owner)
        super().leave(token)

    # Waiting

    def subscribe(self, host: Token) -> None:
        """Hang subscriptions at a token: they fire to that token's node."""
        for at, catch in enumerate(self.catches):
            token = host.tree.place(self, host, role=Role.SUBSCRIPTION)
            if at:
                token.fact("at", at)
            token.rest()
            if catch.open(token):
                token.wake(Phase.FIRE)

    def fire(self, token: Token) -> bool | None:
        """What was waited for has come: the token goes on, or its host is told."""
        catch = self.catch_of(token) if self.catches else None
        if isinstance(catch, MessageCatch):
            catch.heard(token, token.facts.get("payload", {}))
        if token.is_flow:
            return True
        assert token.owner is not None
        if not self.together or self.all_came(token):
            token.owner.node.triggered(token.owner, token)
        return None

    def all_came(self, token: Token) -> bool:
        """One of those that must all come has; the last one brings what all brought."""
        assert token.owner is not None
        if "came" not in token.facts:
            self.catch_of(token).close(token)
            token.fact("came", True)
        siblings = list(self.siblings(token.owner))
        if not all("came" in one.facts for one in siblings):
            return False
        payload: dict[str, object] = {}
        for one in siblings:
            payload |= one.facts.get("payload", {})
        token.fact("payload", payload or None)
        return True

    def siblings(self, host: Token) -> Iterable[Token]:
        """The subscriptions of this event at a host."""
        return (one for one in host.subscriptions if one.node is self)

    def stay(self, subscription: Token) -> None:
        """It fired without ending what it hangs at: wait for the next time, if there is one."""
        assert subscription.owner is not None
        subscriptions = list(self.siblings(subscription.owner)) if self.together else [subscription]
        for one in subscriptions:
            one.fact("payload", None)
            catch = self.catch_of(one)
            if not (catch.rearm(one) if self.together else catch.again(one)):
                for over in subscriptions:
                    over.cancel()
                return
            one.fact("came", None)

    def sees(self, token: Token, written: Container[str]) -> bool:
        """Its condition reads a scope that was written, or what is computed and never written."""
        catch, scope = self.catch_of(token), token
        names = catch.condition.names if isinstance(catch, ConditionCatch) else frozenset()
        while scope is not None:
            if scope.key in written or names & scope.node.derived_names:
                return True
            scope = None if scope.node.is_process else scope.owner  # type: ignore[assignment]
        return False

    def look(self, token: Token) -> bool:
        """Whether its condition has become true."""
        catch = self.catch_of(token)
        return isinstance(catch, ConditionCatch) and catch.rose(token)

    def closed(self, token: Token, state: Left) -> None:
        """A token that waited here waits no longer."""
        if "open" in token.facts:
            self.catch_of(token).close(token)

    def cancelled(self, token: Token) -> None:
        """A subscription is closed without a trace in history."""
        if token.is_flow or not self.catches:
            super().cancelled(token)
        elif "came" not in token.facts:
            self.catch_of(token).close(token)

    def pass_on(self, host_scope: Token, subscription: Token | None, payload: Variables) -> Token:
        """The event has happened in this scope: place a token that leaves it with the payload."""
        tree = host_scope.tree
        token = tree.place(self, host_scope, after=subscription)
        results.keep(token, payload, local=bool(self.output_mappings))
        token.wake(Phase.LEAVE)
        return token


class StartEvent(CatchEvent):
    """Where a process, a sub-process or an event sub-process begins; a form is asked of who starts it."""

    words: ClassVar[frozenset[str]] = CatchEvent.words | {"form", "startable_by"}
    attributes: ClassVar[frozenset[str]] = frozenset({"isInterrupting", "parallelMultiple"})

    def __init__(self, site: Site) -> None:
        holder = site.process.elements.get(site.element.scope)
        if holder is not None and holder.is_event_sub_process:
            self.asked_for = frozenset({"compensate"})
        super().__init__(site)
        element = site.element
        if element.extensions.form is not None and (element.events or element.scope != site.process.id):
            site.refuse("start-form", "nobody is asked a form here; only a plain start of a process has one")
        beside = holder is not None and holder.is_event_sub_process and "message" in event_kinds(element)
        if element.extensions.startable_by is not None and not beside:
            message = "people start a process, or an event sub-process that waits for a message; move it"
            site.refuse("startable-by", message)
        if holder is None and "conditional" in event_kinds(element):
            site.refuse(
                "conditional-start",
                "a process that has not begun has no data to look at; begin it by a message, signal or "
                "timer, or let an event sub-process wait for the condition",
            )
        if holder is None:
            check_beginning(site, self.catches)
            _check_process_start(site)
        if holder is None and self.together:
            site.refuse(
                "parallel-multiple-start",
                "a start event cannot wait for several at once; draw an instantiating parallel "
                "event-based gateway before the messages",
            )

    def enter(self, token: Token) -> bool | None:
        """The instance begins here; a message that began it says what the conversation is about."""
        for catch in self.catches:
            if isinstance(catch, MessageCatch) and token.owner is not None:
                catch.heard(token, token.owner.variables or {})
        return True

    @property
    def interrupting(self) -> bool:
        """Whether it ends what else goes on in the scope of its event sub-process."""
        return self.element.attributes.get("isInterrupting", "true") not in {"false", "0"}


def _check_process_start(site: Site) -> None:
    """What rises inside a process begins none, and nothing goes on there that could be interrupted."""
    for kind in sorted(event_kinds(site.element) & CAUGHT_IN_SCOPE):
        message = f"no {kind} comes from outside to begin a process; catch it in an event sub-process"
        site.refuse("unsupported-event", message)
    if site.element.attributes.get("isInterrupting", "true") in {"false", "0"}:
        message = "isInterrupting has no meaning where a process begins; remove it"
        site.refuse("unsupported-attribute", message)


class IntermediateCatchEvent(CatchEvent):
    """Waits on the way."""

    waits: ClassVar[bool] = True
    attributes: ClassVar[frozenset[str]] = frozenset({"parallelMultiple"})

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        kinds = event_kinds(site.element)
        if not kinds:
            site.refuse("event-definition", "an intermediate catch event waits for something; say for what")
        for kind in sorted(kinds & CAUGHT_IN_SCOPE):
            message = f"a {kind} cannot be waited for on the way; use a boundary event"
            site.refuse("unsupported-event", message)
        if "link" in kinds and len(self.events) > 1:
            site.refuse("link-target", "a link stands alone in its event; draw the others apart")
        elif "link" in kinds and not is_reached_by_link(site.process, site.element):
            message = (
                "a link is reached from throw events of its name in its scope, not by a flow; correct it"
            )
            site.refuse("link-target", message)

    def enter(self, token: Token) -> bool | None:
        """Begin to wait; a link has no reason to, nor has a condition that holds."""
        if not self.catches:
            return True
        self.entered(token)
        if len(self.catches) > 1:
            self.subscribe(token)
            return None
        happened = self.catches[0].open(token)
        token.fact("open", True)
        return self.fire(token) if happened else None

    def fire(self, token: Token) -> bool | None:
        """It has come."""
        if token.is_flow:
            results.keep(token, token.facts.get("payload", {}), local=bool(self.output_mappings))
        return super().fire(token)

    def triggered(self, host: Token, subscription: Token) -> None:
        """One of several has come, or the last of them."""
        results.keep(host, subscription.facts.get("payload", {}), local=bool(self.output_mappings))
        for other in host.subscriptions:
            other.cancel()
        host.wake(Phase.LEAVE)


class BoundaryEvent(CatchEvent):
    """Hangs at an activity."""

    attributes: ClassVar[frozenset[str]] = frozenset({"parallelMultiple"})

    asked_for = frozenset({"compensate", "cancel"})

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        kinds = event_kinds(site.element)
        self.interrupting = site.element.cancel_activity or "cancel" in kinds
        if kinds & self.asked_for:
            _check_asked_for(site)
        if not site.element.events:
            site.refuse("event-definition", "a boundary event waits for something; say for what")
        elif "error" in event_kinds(site.element) and not self.interrupting:
            site.refuse("error-interrupts", "an error always ends its activity; set cancelActivity to true")
        if site.element.incoming:
            site.refuse("boundary-incoming", "no flow leads into a boundary event; remove it")


def _check_asked_for(site: Site) -> None:
    """A compensation boundary event leads to its handler, a cancel boundary event out of a transaction."""
    element, elements = site.element, site.process.elements
    if len(element.events) > 1:
        site.refuse("compensation-handler", "compensation and cancel stand alone in their event")
    if event_kind(element) == "cancel":
        host = elements.get(element.attached_to or "")
        if host is None or host.type != "transaction":
            site.refuse("cancel-event", "only a transaction is cancelled; attach the event to one")
        return
    if element.outgoing:
        message = "no flow leaves a compensation boundary event; draw an association to its handler"
        site.refuse("compensation-handler", message)
    handler = elements.get(element.compensated_by or "")
    if handler is None or not handler.is_for_compensation or handler.scope != element.scope:
        message = (
            "it leads to no handler; draw an association to an activity of its scope with isForCompensation"
        )
        site.refuse("compensation-handler", message)


def read_events(site: Site) -> tuple[EventDefinition, ...]:
    """What an event is about; each definition says only what has a meaning."""
    for event in site.element.events:
        for word in event.extensions.unknown:
            site.refuse("unknown-extension", f"{word.name} has no meaning here; remove it", word.line)
    return site.element.events


def caught_code(site: Site, event: EventDefinition) -> str | None:
    """The code of the error or escalation; None catches every one."""
    if event.reference is None:
        return None
    known = site.diagram.errors if event.kind == "error" else site.diagram.escalations
    return known[event.reference].code


def best_match(events: tuple[CatchEvent, ...], kind: str, code: str) -> CatchEvent | None:
    """The event that catches this code, one that names it before one that catches all."""
    for wanted in (code, None):
        for one in events:
            if (kind, wanted) in one.codes:
                return one
    return None


def event_kind(element: Element) -> str:
    """The kind of an event: none, timer, message and so on; of several the first."""
    return element.events[0].kind if element.events else "none"


def event_kinds(element: Element) -> frozenset[str]:
    """The kinds of all its definitions."""
    return frozenset(event.kind for event in element.events)
