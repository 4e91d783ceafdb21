"""What a multi-instance activity throws when one of its instances is done: ``behavior`` (BPMN 2.0.2, 13.3.7).

The event carries the counters and what was collected so far. The boundary events of the activity itself
catch it first and at once, even when it comes of the last instance; an interrupting one ends the activity.
"""

from __future__ import annotations

from bpmn.diagram import Behavior, EventDefinition
from engine.model import Json, Variables
from engine.runtime.catching import MessageCatch, SignalCatch
from engine.runtime.changes import MessageThrown, SignalThrown
from engine.runtime.elements.events import BoundaryEvent
from engine.runtime.elements.throws import thrown_code
from engine.runtime.expressions import Expression
from engine.runtime.node import alive
from engine.runtime.saying import said_name
from engine.runtime.site import Site
from engine.runtime.throwing import raise_error, raise_escalation
from engine.runtime.tokens import Token

NAMED = frozenset({"signal", "message"})


class LoopEvent:
    """One event, and when it is thrown."""

    def __init__(
        self, kind: str, said: Expression | str, *, every: bool, condition: Expression | None
    ) -> None:
        self.kind, self.said = kind, said
        self.every, self.condition = every, condition

    def throw(self, host: Token, body: Token) -> bool:
        """One instance is done; whether the activity goes on."""
        if not self.every and host.facts["done"] > 1:
            return True
        if self.condition is not None and not self.condition.condition(body):
            return True
        carried = state_of(host)
        if isinstance(self.said, str):
            rises = raise_error if self.kind == "error" else raise_escalation
            rises(host, self.said, carried)
        else:
            name = said_name(self.said, body)
            heard = self.hear(host, name, carried)
            self.say(host, name, carried, heard)
        return alive(host) and alive(body)

    def hear(self, host: Token, name: str, carried: Variables) -> tuple[str, ...]:
        """The activity's own boundary events hear it at once."""
        heard: list[str] = []
        for one in list(host.subscriptions):
            if not alive(one) or not isinstance(one.node, BoundaryEvent):
                continue
            catch = one.node.catch_of(one)
            mine = isinstance(catch, SignalCatch if self.kind == "signal" else MessageCatch)
            if mine and catch.name.text_value(one) == name:  # type: ignore[attr-defined]
                heard.append(one.key)
                one.fact("payload", dict(carried))
                one.node.fire(one)
        return tuple(heard)

    def say(self, host: Token, name: str, carried: Variables, heard: tuple[str, ...]) -> None:
        """So does everybody else; a message is heard once."""
        tree, element_id = host.tree, host.node.element_id
        if self.kind == "signal":
            tree.record(SignalThrown(element_id, name, carried, heard))
        elif not heard:
            tree.record(MessageThrown(element_id, name, None, carried))


def state_of(host: Token) -> dict[str, Json]:
    """The counters and what was collected so far."""
    return {name: host.node.derived(host, name) for name in sorted(host.node.derived_names)}


def build_behavior(site: Site, behavior: Behavior) -> LoopEvent | None:
    """An event of the diagram; None when it cannot be thrown."""
    event = behavior.event
    condition = site.feel(behavior.condition, "the condition of a behavior") if behavior.condition else None
    said = _said(site, event)
    if said is None:
        return None
    return LoopEvent(event.kind, said, every=behavior.every, condition=condition)


def _said(site: Site, event: EventDefinition) -> Expression | str | None:
    if event.kind in NAMED:
        known = site.diagram.signals if event.kind == "signal" else site.diagram.messages
        named = known.get(event.reference or "")
        if named is not None and named.name:
            return site.value(named.name, f"the {event.kind}'s name")
        rule = "message-name" if event.kind == "message" else "signal-name"
        site.refuse(rule, f"the {event.kind} a loop throws has no name; choose one with a name")
    elif event.kind in {"error", "escalation"}:
        codes = thrown_code(
            site, event, site.diagram.errors if event.kind == "error" else site.diagram.escalations
        )
        return codes[0] if codes else None
    else:
        message = f"a loop throws signals, messages, escalations and errors, no {event.kind}; choose another"
        site.refuse("behavior-event", message)
    return None
