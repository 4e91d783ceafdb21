"""Events that throw: intermediate throw events and end events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from bpmn.diagram import Error, Escalation, EventDefinition
from engine.runtime import results
from engine.runtime.elements.compensation import COMPENSATE, Undoer, begin, is_undoable, take
from engine.runtime.elements.events import event_kinds, read_events
from engine.runtime.elements.links import link_targets
from engine.runtime.elements.subprocess import cancel_around
from engine.runtime.node import Way, alive
from engine.runtime.saying import Saying, build_message, build_signal
from engine.runtime.site import Site
from engine.runtime.throwing import raise_error, raise_escalation
from engine.runtime.tokens import Token


class ThrowEvent(Undoer):
    """Says something and goes on; the local variables of its input mappings are what is said.

    With several definitions all of it is said, in the order of the document. One that compensates goes on
    when all is undone, or at once: then what is undone lives beside it, below a token of its own.
    """

    words: ClassVar[frozenset[str]] = frozenset({"inputs", "properties"})
    kinds: ClassVar[frozenset[str]] = frozenset({"message", "signal", "escalation", "link", COMPENSATE})

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.input_mappings = results.compile_mappings(site, site.element.extensions.inputs, "input")
        self.sayings: list[Saying] = []
        self.escalations: list[str] = []
        self.errors: list[str] = []
        self.compensates: EventDefinition | None = None
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
        elif event.kind == COMPENSATE:
            self.compensates = event
            check_compensated(site, event)
        elif event.kind == "escalation":
            self.escalations += thrown_code(site, event, site.diagram.escalations)
        elif event.kind == "error":
            self.errors += thrown_code(site, event, site.diagram.errors)

    def enter(self, token: Token) -> bool | None:
        """Say it."""
        results.give(token, self.input_mappings)
        results.check_sets(token, self.element.data.input_sets, "DATA_INPUT_MISSING")
        for saying in self.sayings:
            saying.say(token)
        return self.compensate(token) if self.compensates is not None else True

    def compensate(self, token: Token) -> bool | None:
        """Undo what was done; whether the token need not wait for that."""
        assert self.compensates is not None
        assert token.owner is not None
        todo = take(token, self.compensates.reference)
        if not todo:
            return True
        self.entered(token)
        if self.compensates.attributes.get("waitForCompletion", "true") in {"true", "1"}:
            token.rest()
            begin(token, todo)
            return None
        beside = token.tree.place(self, token.owner, after=token)
        beside.fact("beside", True)
        beside.rest()
        begin(beside, todo)
        return True

    def undone(self, owner: Token) -> None:
        """It goes on; one that stood beside the flow is gone."""
        if "beside" not in owner.facts:
            super().undone(owner)
            return
        above = owner.owner
        assert above is not None
        owner.tree.remove(owner)
        owner.tree.check_scope(above, owner)

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

    kinds: ClassVar[frozenset[str]] = frozenset(
        {"message", "signal", "escalation", "error", "terminate", COMPENSATE, "cancel"}
    )

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        if site.element.outgoing:
            site.refuse("end-outgoing", "no flow leaves an end event; remove it")
        if "cancel" in self.says:
            check_cancelled(site)

    def enter(self, token: Token) -> bool | None:
        """End as the event says."""
        going = super().enter(token)
        if not self.says & {"error", "terminate", "escalation", "cancel"}:
            return going
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
        elif "cancel" in self.says:
            cancel_around(owner)
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


def check_compensated(site: Site, event: EventDefinition) -> None:
    """It stands alone, and what it names is an activity of its scope that can be undone."""
    if len(site.element.events) > 1:
        site.refuse("compensation-target", "compensation stands alone in its event; draw the others apart")
    if event.reference is None:
        return
    process = site.process
    target = process.elements.get(event.reference)
    scopes, holder = [site.element.scope], process.elements.get(site.element.scope)
    while holder is not None and holder.is_event_sub_process:
        scopes.append(holder.scope)
        holder = process.elements.get(holder.scope)
    if target is None or target.scope not in scopes or not is_undoable(process, target):
        message = f"it compensates {event.reference}, which has no handler in this scope; choose another"
        site.refuse("compensation-target", message)


def check_cancelled(site: Site) -> None:
    """Only a transaction is cancelled, and it has a cancel boundary event."""
    if len(site.element.events) > 1:
        site.refuse("cancel-event", "cancel stands alone in its event; draw the others apart")
    process, scope = site.process, site.process.elements.get(site.element.scope)
    while scope is not None and scope.type != "transaction":
        scope = process.elements.get(scope.scope)
    if scope is None:
        site.refuse("cancel-event", "it cancels a transaction; put it into one, or use another end event")
        return
    out = [one for one in process.boundary(scope.id) for event in one.events if event.kind == "cancel"]
    if len(out) != 1 or scope.loop is not None:
        message = f"{scope.id} needs one cancel boundary event and no loop, so that it can be cancelled"
        site.refuse("cancel-event", message)
