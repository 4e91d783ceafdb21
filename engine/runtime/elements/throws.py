"""Events that throw: intermediate throw events and end events."""

from __future__ import annotations

from typing import ClassVar

from bpmn.diagram import EventDefinition
from engine.runtime import results
from engine.runtime.changes import MessageThrown, SignalThrown
from engine.runtime.elements.events import single_event
from engine.runtime.failures import Failure
from engine.runtime.node import Node, alive
from engine.runtime.scopes import write_local
from engine.runtime.site import Site
from engine.runtime.throwing import raise_error, raise_escalation
from engine.runtime.tokens import Token


class ThrowEvent(Node):
    """Says something and goes on; the local variables of its input mappings are what is said."""

    words: ClassVar[frozenset[str]] = frozenset({"inputs", "properties"})
    kinds: ClassVar[frozenset[str]] = frozenset({"none", "message", "signal", "escalation"})

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.input_mappings = results.compile_mappings(site, site.element.extensions.inputs, "input")
        self.event = single_event(site)
        self.kind = self.event.kind if self.event is not None else "none"
        if self.kind not in self.kinds:
            message = f"a {self.kind} event is not executed here; use {', '.join(sorted(self.kinds))}"
            site.refuse("unsupported-event", message)
            return
        if self.event is not None:
            getattr(self, f"build_{self.kind}", lambda *_: None)(site, self.event)

    def build_message(self, site: Site, event: EventDefinition) -> None:
        """Which message, with which key."""
        message = site.diagram.messages.get(event.reference or "")
        if message is None or not message.name:
            site.refuse("message-name", "it names no message; choose one with a name")
            return
        subscription = message.extensions.subscription
        self.event_name = site.value(message.name, "the message's name")
        self.key = site.value(subscription.correlation_key, "the correlation key") if subscription else None

    def build_signal(self, site: Site, event: EventDefinition) -> None:
        """Which signal."""
        signal = site.diagram.signals.get(event.reference or "")
        if signal is None or not signal.name:
            site.refuse("signal-name", "the signal event names no signal; choose one with a name")
            return
        self.event_name = site.value(signal.name, "the signal's name")

    def build_escalation(self, site: Site, event: EventDefinition) -> None:
        """Which escalation."""
        known = site.diagram.escalations.get(event.reference or "")
        if known is None or not known.code:
            site.refuse("escalation-code", "it throws no escalation with a code; choose one")
            return
        self.code = known.code

    def build_error(self, site: Site, event: EventDefinition) -> None:
        """Which error."""
        known = site.diagram.errors.get(event.reference or "")
        if known is None or not known.code:
            site.refuse("error-code", "it throws no error with a code; choose one")
            return
        self.code = known.code

    def enter(self, token: Token) -> bool | None:
        """Say it."""
        for line in self.input_mappings:
            write_local(token, line.target, line.source.json(token))
        self.say(token)
        return True

    def say(self, token: Token) -> None:
        """Throw a message or signal to the world."""
        if self.kind not in {"message", "signal"}:
            return
        said, tree = dict(token.variables or {}), token.tree
        name = self.event_name.text_value(token)
        if not name:
            raise Failure("EVENT_WITHOUT_NAME", f"{self.event_name.text}: the name is null")
        if self.kind == "signal":
            tree.record(SignalThrown(self.element_id, name, said))
            return
        key = self.key.text_value(token) if self.key else None
        tree.record(MessageThrown(self.element_id, name, key, said))

    def leave(self, token: Token) -> None:
        """Go on; an escalation is told to the scopes around, one of which may be ended by it."""
        owner, said = token.owner, dict(token.variables or {})
        assert owner is not None
        super().leave(token)
        if self.kind == "escalation" and "skip" not in token.facts:
            raise_escalation(owner, self.code, said)


class EndEvent(ThrowEvent):
    """Where a token ends."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {"none", "message", "signal", "escalation", "error", "terminate"}
    )

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        if site.element.outgoing:
            site.refuse("end-outgoing", "no flow leaves an end event; remove it")

    def enter(self, token: Token) -> bool | None:
        """End as the event says."""
        if self.kind not in {"error", "terminate", "escalation"}:
            return super().enter(token)
        for line in self.input_mappings:
            write_local(token, line.target, line.source.json(token))
        tree, owner, said = token.tree, token.owner, dict(token.variables or {})
        assert owner is not None
        self.close(token, "completed")
        tree.remove(token)
        if self.kind == "error":
            raise_error(owner, self.code, said)
        elif self.kind == "terminate":
            owner.node.terminate(owner)
        else:
            self.end_with_escalation(token, owner)
        return None

    def end_with_escalation(self, token: Token, owner: Token) -> None:
        """Nobody need catch it; the instance remembers that it ended so."""
        tree = token.tree
        if not raise_escalation(owner, self.code, dict(token.variables or {})):
            tree.root.fact("escalated", self.code)
        if alive(owner):
            tree.check_scope(owner, token)
