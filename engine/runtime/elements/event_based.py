"""The event-based gateway: on the way it waits for the first of several events; or it begins instances."""

from __future__ import annotations

from typing import ClassVar

from engine.runtime.catching import MessageCatch
from engine.runtime.elements.beginning import check_beginning
from engine.runtime.elements.events import IntermediateCatchEvent, event_kinds
from engine.runtime.elements.receive import ReceiveTask
from engine.runtime.node import Node
from engine.runtime.site import Site
from engine.runtime.tokens import Token

BEGINS = frozenset({"message", "signal", "timer"})
PARALLEL = "Parallel"


class EventBasedGateway(Node):
    """On the way: waits for the first of several events, the others are forgotten.

    Instantiating, it stands where a process begins. Exclusive: each of its events begins an instance of its
    own. Parallel: the first message begins the instance, which waits for all the others beside.
    """

    attributes: ClassVar[frozenset[str]] = frozenset({"gatewayDirection", "eventGatewayType", "instantiate"})
    waits: ClassVar[bool] = True

    def link(self, site: Site) -> None:
        """After it stand events that wait, or receive tasks."""
        super().link(site)
        self.options: list[IntermediateCatchEvent | ReceiveTask] = []
        for way in self.ways:
            target = way.target
            if not isinstance(target, (IntermediateCatchEvent, ReceiveTask)) or way.condition is not None:
                message = f"the flow {way.flow_id} leads to no event that waits; draw it to a catch event"
                site.refuse("event-gateway-target", message)
            elif isinstance(target, ReceiveTask) and site.process.boundary(target.element_id):
                message = f"{target.element_id} after an event-based gateway cannot have boundary events"
                site.refuse("event-gateway-target", message)
            else:
                self.options.append(target)
        if not self.ways:
            site.refuse("event-gateway-target", "it waits for nothing; draw flows to catch events")
        self.parallel = site.element.attributes.get("eventGatewayType") == PARALLEL
        if site.element.instantiates:
            self.check_beginning(site)
        elif self.parallel:
            message = (
                "only a gateway that begins instances may wait for all its events; "
                "draw a parallel gateway before the events"
            )
            site.refuse("unsupported-gateway", message)

    def check_beginning(self, site: Site) -> None:
        """Where instances begin: at the edge of the process, by something that finds it from outside."""
        if self.element.incoming or self.element.scope != site.process.id:
            message = (
                "a gateway that begins instances stands where its process begins, and no flow leads to it"
            )
            site.refuse("unsupported-gateway", message)
        for option in self.options:
            kinds = event_kinds(option.element) or {"message"}
            check_beginning(site.at(option.element), option.catches)
            if self.parallel and kinds != {"message"}:
                message = (
                    f"{option.element_id}: only messages find an instance that another began; use messages"
                )
                site.refuse("event-gateway-target", message)
            elif not kinds <= BEGINS or getattr(option, "together", False):
                message = f"{option.element_id} cannot begin an instance; use a message, signal or timer"
                site.refuse("event-gateway-target", message)

    def enter(self, token: Token) -> bool | None:
        """Wait for all of them, or go on from the one that began the instance."""
        self.entered(token)
        if not self.element.instantiates:
            for option in self.options:
                option.subscribe(token)
            return None
        tree, scope = token.tree, token.owner
        assert scope is not None
        first = scope.facts["start"]
        for option in self.options:
            if option.element_id == first:
                for catch in option.catches:
                    if isinstance(catch, MessageCatch):
                        catch.heard(token, scope.variables or {})
                option.pass_on(scope, token, {})
            elif self.parallel:
                tree.arrive(option, scope, after=token)
        self.close(token, "completed")
        tree.remove(token)
        return None

    def triggered(self, host: Token, subscription: Token) -> None:
        """One has come."""
        tree, scope, event = host.tree, host.owner, subscription.node
        assert scope is not None
        assert isinstance(event, (IntermediateCatchEvent, ReceiveTask))
        event.pass_on(scope, subscription, subscription.facts.get("payload", {}))
        self.close(host, "completed")
        tree.remove(host)
