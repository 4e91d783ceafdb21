"""What holds other elements: its beginning, its end, its event sub-processes, and being ended from inside."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from bpmn.diagram import Element, Process
from engine.model import Variables
from engine.runtime.elements.events import StartEvent, best_match, event_kind
from engine.runtime.failures import Failure
from engine.runtime.node import Node, alive
from engine.runtime.site import Site
from engine.runtime.tokens import Phase, Token

if TYPE_CHECKING:
    from engine.runtime.elements.subprocess import EventSubProcess

NOT_STARTED_BY_ITSELF = frozenset({"boundaryEvent", "startEvent"})


class Scope:
    """The inside of a process or sub-process. A node that holds others has one and hands tokens to it."""

    def __init__(self) -> None:
        self.starts: tuple[Node, ...] = ()
        self.triggers: tuple[EventSubProcess, ...] = ()

    def link(self, site: Site, scope_id: str) -> None:
        """Find where it begins and what can start inside it."""
        self.starts = tuple(site.node(element.id) for element in beginnings(site.process, scope_id))
        self.link_triggers(site, scope_id)

    def link_triggers(self, site: Site, scope_id: str) -> None:
        """Find its event sub-processes."""
        inside = site.process.within(scope_id)
        found = [site.node(element.id) for element in inside if element.is_event_sub_process]
        self.triggers = tuple(cast("EventSubProcess", node) for node in found)

    def listen(self, token: Token) -> None:
        """Hang up what can start inside."""
        for trigger in self.triggers:
            trigger.start.subscribe(token)

    def open(self, token: Token, start: Node | None = None) -> None:
        """Hang up what can start inside, and place the first tokens."""
        self.listen(token)
        for node in self.starts if start is None else (start,):
            token.tree.arrive(node, token, after=token)

    def triggered(self, host: Token, subscription: Token) -> bool:
        """Whether the subscription that fired starts one of the event sub-processes, which then begins."""
        for trigger in self.triggers:
            if trigger.start is subscription.node:
                self.begin(host, trigger, subscription.facts.get("payload", {}), subscription)
                return True
        return False

    def begin(
        self, host: Token, trigger: EventSubProcess, payload: Variables, subscription: Token | None
    ) -> None:
        """Start an event sub-process; an interrupting one ends everything else in the scope."""
        tree, start = host.tree, trigger.start
        handler = tree.place(trigger, host, after=subscription)
        if start.interrupting:
            self.clear(host, handler)
            host.fact("interrupted", True)
        trigger.begin(handler, payload)
        if subscription is not None and alive(subscription):
            start.stay(subscription)

    def clear(self, host: Token, spared: Token | None = None) -> None:
        """Cancel what lives in the scope and what could start in it; boundary events stay."""
        starts = {trigger.start for trigger in self.triggers}
        for token in host.below:
            if token is not spared and (token.is_flow or token.node in starts):
                token.cancel()

    def catch(self, host: Token, kind: str, code: str, payload: Variables) -> bool:
        """An event sub-process for this error or escalation, if there is one and the scope is not over."""
        if "interrupted" in host.facts:
            return False
        event = best_match(tuple(trigger.start for trigger in self.triggers), kind, code)
        if event is None:
            return False
        trigger = next(one for one in self.triggers if one.start is event)
        self.begin(host, trigger, payload, None)
        return True

    def terminate(self, host: Token) -> None:
        """Everything in the scope ends at once."""
        self.clear(host)
        host.fact("terminated", True)
        host.wake(Phase.LEAVE)


def beginnings(process: Process, scope_id: str) -> list[Element]:
    """Where tokens begin: the none start events, else whatever no flow leads to."""
    inside = process.within(scope_id)
    starts = [element for element in inside if element.type == "startEvent"]
    if starts:
        return [element for element in starts if event_kind(element) == "none"]
    return [
        element
        for element in inside
        if not element.incoming
        and not element.instantiates
        and not element.is_for_compensation
        and element.type not in NOT_STARTED_BY_ITSELF
        and not element.is_event_sub_process
        and event_kind(element) != "link"
    ]


def trigger_of(site: Site, scope_id: str) -> StartEvent | None:
    """The one start event of an event sub-process."""
    starts = [element for element in site.process.within(scope_id) if element.type == "startEvent"]
    if len(starts) != 1 or event_kind(starts[0]) == "none":
        message = "an event sub-process has exactly one start event, and it waits for something; correct it"
        site.refuse("event-sub-process-start", message)
        return None
    start = cast(StartEvent, site.node(starts[0].id))
    if any(kind == "error" for kind, _ in start.codes) and not start.interrupting:
        site.refuse("error-interrupts", "an error start event always interrupts; set isInterrupting to true")
    return start


def check_depth(token: Token) -> None:
    """Calls may not go on for ever."""
    depth, owner = 0, token.owner
    while owner is not None:
        depth += owner.node.is_process
        owner = owner.owner
    limit = token.tree.limits.call_depth
    if depth > limit:
        raise Failure("CALLED_TOO_DEEP", f"processes call each other more than {limit} deep", halts=True)
