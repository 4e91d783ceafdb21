"""Events that throw: intermediate throw events and end events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from bpmn.diagram import Error, Escalation, EventDefinition
from engine.runtime import results
from engine.runtime.elements.events import event_kinds, read_events
from engine.runtime.elements.links import link_targets
from engine.runtime.node import Node, Way, alive
from engine.runtime.saying import Saying, build_message, build_signal
from engine.runtime.scopes import write_local
from engine.runtime.site import Site
from engine.runtime.throwing import raise_error, raise_escalation
from engine.runtime.tokens import Token


class ThrowEvent(Node):
    """Says something and goes on; the local variables of its input mappings are what is said.

    With several definitions all of it is said, in the order of the document.
    """

    words: ClassVar[frozenset[str]] = frozenset({"inputs", "properties"})
    kinds: ClassVar[frozenset[str]] = frozenset({"message", "signal", "escalation", "link"})

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.input_mappings = results.compile_mappings(site, site.element.extensions.inputs, "input")
        self.sayings: list[Saying] = []
        self.escalations: list[str] = []
        self.errors: list[str] = []
        self.says = event_kinds(site.element)
        for event in read_events(site):
            if event.kind in self.kinds:
                self.build(site, event)
            else:
                message = f"a {event.kind} event is not executed here; use {', '.join(sorted(self.kinds))}"
                site.refuse("unsupported-event", message)

    def build(self, site: Site, event: EventDefinition) -> None:
        """One of its definitions."""
        if event.kind in {"message", "signal"}:
            say = build_message if event.kind == "message" else build_signal
            saying: Saying | None = say(site, event.reference)
            self.sayings += [saying] if saying is not None else []
        elif event.kind == "escalation":
            self.escalations += thrown_code(site, event, site.diagram.escalations)
        elif event.kind == "error":
            self.errors += thrown_code(site, event, site.diagram.errors)

    def enter(self, token: Token) -> bool | None:
        """Say it."""
        for line in self.input_mappings:
            write_local(token, line.target, line.source.json(token))
        for saying in self.sayings:
            saying.say(token)
        return True

    def link(self, site: Site) -> None:
        """A link goes on at the catch event of the same name in the same scope."""
        super().link(site)
        if "link" not in self.says:
            return
        targets = link_targets(site.process, self.element)
        said, *others = self.element.events
        if len(targets) != 1 or self.ways or others:
            message = "a link leads to one catch event of its name in its scope, and nowhere else; correct it"
            site.refuse("link-target", message)
            return
        target = site.node(targets[0].id)
        self.ways = (Way(f"link {said.link}", target, None, is_default=False),)

    def leave(self, token: Token) -> None:
        """Go on; an escalation is told to the scopes around, one of which may be ended by it."""
        owner, said = token.owner, dict(token.variables or {})
        assert owner is not None
        super().leave(token)
        for code in self.escalations:
            if "skip" not in token.facts and alive(owner):
                raise_escalation(owner, code, said)


class EndEvent(ThrowEvent):
    """Where a token ends. Of several consequences an error, or else the end of the scope, comes last."""

    kinds: ClassVar[frozenset[str]] = frozenset({"message", "signal", "escalation", "error", "terminate"})

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        if site.element.outgoing:
            site.refuse("end-outgoing", "no flow leaves an end event; remove it")

    def enter(self, token: Token) -> bool | None:
        """End as the event says."""
        super().enter(token)
        if not self.says & {"error", "terminate", "escalation"}:
            return True
        tree, owner, said = token.tree, token.owner, dict(token.variables or {})
        assert owner is not None
        self.close(token, "completed")
        tree.remove(token)
        for code in self.escalations:  # nobody need catch it; the instance remembers that it ended so
            if alive(owner) and not raise_escalation(owner, code, said):
                tree.root.fact("escalated", code)
        if not alive(owner) or tree.outcome is not None:
            return None
        if self.errors:
            raise_error(owner, self.errors[0], said)
        elif "terminate" in self.says:
            owner.node.terminate(owner)
        else:
            tree.check_scope(owner, token)
        return None


def thrown_code(site: Site, event: EventDefinition, known: Mapping[str, Error | Escalation]) -> list[str]:
    """The code that is thrown, which it must have."""
    found = known.get(event.reference or "")
    if found is None or not found.code:
        site.refuse(f"{event.kind}-code", f"it throws no {event.kind} with a code; choose one")
        return []
    return [found.code]
