"""Events that throw: intermediate throw events and end events."""

from __future__ import annotations

from typing import ClassVar

from bpmn.diagram import EventDefinition
from engine.runtime import results
from engine.runtime.elements.events import link_targets, single_event
from engine.runtime.node import Node, Way, alive
from engine.runtime.saying import Saying, build_message, build_signal
from engine.runtime.scopes import write_local
from engine.runtime.site import Site
from engine.runtime.throwing import raise_error, raise_escalation
from engine.runtime.tokens import Token


class ThrowEvent(Node):
    """Says something and goes on; the local variables of its input mappings are what is said."""

    words: ClassVar[frozenset[str]] = frozenset({"inputs", "properties"})
    kinds: ClassVar[frozenset[str]] = frozenset({"none", "message", "signal", "escalation", "link"})

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.input_mappings = results.compile_mappings(site, site.element.extensions.inputs, "input")
        self.event = single_event(site)
        self.kind = self.event.kind if self.event is not None else "none"
        if self.kind not in self.kinds:
            message = f"a {self.kind} event is not executed here; use {', '.join(sorted(self.kinds))}"
            site.refuse("unsupported-event", message)
            return
        self.saying: Saying | None = None
        if self.event is None:
            return
        if self.kind == "message":
            self.saying = build_message(site, self.event.reference)
        elif self.kind == "signal":
            self.saying = build_signal(site, self.event.reference)
        elif self.kind == "escalation":
            self.build_escalation(site, self.event)
        elif self.kind == "error":
            self.build_error(site, self.event)

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
        if self.saying is not None:
            self.saying.say(token)
        return True

    def link(self, site: Site) -> None:
        """A link goes on at the catch event of the same name in the same scope."""
        super().link(site)
        if self.kind != "link" or self.event is None:
            return
        targets = link_targets(site.process, self.element)
        if len(targets) != 1 or self.ways:
            message = "a link leads to one catch event of its name in its scope, and nowhere else; correct it"
            site.refuse("link-target", message)
            return
        target = site.node(targets[0].id)
        self.ways = (Way(f"link {self.event.link}", target, None, is_default=False),)

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
