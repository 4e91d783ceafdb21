"""What all activities share: local variables, boundary events, results, being ended from outside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from engine.model import Variables
from engine.runtime import results, signers
from engine.runtime.changes import Left
from engine.runtime.elements.compensation import is_undoable, remember
from engine.runtime.elements.events import BoundaryEvent, best_match
from engine.runtime.elements.quantities import may_begin, read_quantity
from engine.runtime.moving import come_back
from engine.runtime.node import Node, Way, alive
from engine.runtime.scopes import View, write_local
from engine.runtime.site import Site
from engine.runtime.throwing import raise_error
from engine.runtime.tokens import Token

COMMON_WORDS = frozenset(
    {
        "inputs",
        "outputs",
        "properties",
        "deadlines",
        "numbers",
        "opinion_group",
        "startable_by",
        "circulations",
    }
)


class Activity(Node):
    """A piece of work. Subclasses say what ``work`` is; in a loop the ``loop`` is told of its end."""

    words: ClassVar[frozenset[str]] = COMMON_WORDS
    attributes: ClassVar[frozenset[str]] = frozenset(
        {"startQuantity", "completionQuantity", "isForCompensation"}
    )
    limits_each: ClassVar[bool] = False
    """In a loop: whether each time has limits of its own, not the loop as a whole."""

    def __init__(self, site: Site, name: str | None = None) -> None:
        super().__init__(site, name)
        extensions = site.element.extensions
        self.input_mappings = results.compile_mappings(site, extensions.inputs, "input")
        self.output_mappings = results.compile_mappings(site, extensions.outputs, "output")
        self.own_data = site.element.data.variables
        self.input_sets, self.output_sets = site.element.data.input_sets, site.element.data.output_sets
        self.boundary: tuple[BoundaryEvent, ...] = ()
        self.handler: Node | None = None
        ad_hoc = site.element.type == "adHocSubProcess" or site.process.is_chosen(site.element)
        if extensions.startable_by and not ad_hoc:
            site.refuse("startable-by", "people begin activities of an ad hoc sub-process only; move it")
        self.undoable = is_undoable(site.process, site.element)
        self.begins_with = read_quantity(site, "startQuantity")
        self.ends_with = read_quantity(site, "completionQuantity")
        if (self.begins_with, self.ends_with) != (1, 1) and (
            self.is_handler or site.element.is_event_sub_process
        ):
            site.refuse("quantity", "no flow leads to it or from it, so it has no quantities; remove them")
        self.loop: BodyOwner | None = None

    def link(self, site: Site) -> None:
        """Find the flows and the boundary events; inside a loop both are the loop's."""
        if self.loop is not None:
            return
        super().link(site)
        events = [site.node(element.id) for element in site.process.boundary(self.element_id)]
        self.boundary = tuple(event for event in events if isinstance(event, BoundaryEvent))
        handlers = [event.element.compensated_by for event in self.boundary if event.element.compensated_by]
        self.handler = site.node(handlers[0]) if handlers else None

    @property
    def is_handler(self) -> bool:
        """Whether it undoes another, and is reached by no flow."""
        return self.element.is_for_compensation

    # Opening

    def enter(self, token: Token) -> bool | None:
        """Open the activity and begin its work."""
        if self.loop is None and not self.is_handler and not may_begin(self, token, self.begins_with):
            return None
        self.entered(token)
        self.open_data(token)
        results.give(token, self.input_mappings)
        results.check_sets(token, self.input_sets, "DATA_INPUT_MISSING")
        if self.loop is None and signers.EXTRA not in token.facts:
            self.open(token)
        elif self.limits_each:
            self.tell_opened(token)
        return self.work(token)

    def open_data(self, token: Token) -> None:
        """Its own data objects and properties are there, without a value."""
        for name in self.own_data:
            write_local(token, name, None)

    def open(self, token: Token) -> None:
        """Tell the office that an activity opens, then hang up its boundary events."""
        self.tell_opened(token)
        once_more = "back" in token.facts or "detour" in token.facts
        for event in self.boundary:
            if not (once_more and event.interrupting):  # its way on is taken already
                event.subscribe(token)

    def tell_opened(self, token: Token) -> None:
        """Its limits begin."""
        environment, element = token.tree.environment, self.element
        environment.activity_opened(token.key, element, View(token))
        token.tree.journal.note(lambda: environment.activity_closed(token.key, element, "undone"))

    def work(self, token: Token) -> bool | None:
        """Do it (True) or begin it (None)."""
        return True

    def reopen(self, token: Token) -> bool | None:
        """Its work failed for good; begin it again, with what is around unchanged."""
        return self.work(token)

    # Results

    @property
    def reads_results(self) -> bool:
        """Whether results are to be local variables: something here reads them."""
        return bool(self.output_mappings) or self.loop is not None

    def finish(self, token: Token, brought: Variables) -> None:
        """The work is done and brought this."""
        results.keep(token, brought, local=self.reads_results)
        if self.loop is not None and not self.output_mappings:
            token.fact("brought", sorted(brought))

    def leave(self, token: Token) -> None:
        """Write the results, then go on; a body tells its loop."""
        owner = token.owner
        assert owner is not None
        results.check_sets(token, self.output_sets, "DATA_OUTPUT_MISSING")
        if self.loop is None and signers.EXTRA in token.facts:
            signers.leave(token)
            return
        if self.loop is None:
            if "written" not in token.facts:
                results.write(token, self.output_mappings, owner)
            if self.undoable:
                remember(self, token, owner)
            if "back" in token.facts:
                come_back(token)
                return
            super().leave(token)
            if alive(owner):
                owner.node.activity_done(owner, self)
            return
        self.write_from_body(token)
        if self.undoable and owner.owner is not None:
            remember(self, token, owner.owner)
        self.loop.body_done(owner, token)

    def choose(self, token: Token) -> Sequence[Way]:
        """As many tokens as it says, along each of the flows to take."""
        return [way for way in super().choose(token) for _ in range(self.ends_with)]

    def write_from_body(self, token: Token) -> None:
        """A body writes outwards what is not the loop's own: its item and what it hands to the loop."""
        assert self.loop is not None
        assert token.owner is not None
        if self.output_mappings:
            results.write(token, self.output_mappings, token.owner, own=self.loop.body_names)
            return
        assert token.variables is not None
        kept = {
            name: token.variables[name]
            for name in token.facts.get("brought", ())
            if name not in self.loop.body_names
        }
        token.fact("results", kept)
        results.write(token, (), token.owner)

    def closed(self, token: Token, state: Left) -> None:
        """Tell the office."""
        if self.loop is None or self.limits_each:
            token.tree.environment.activity_closed(token.key, self.element, state)

    # Being ended from outside

    def thrown(self, token: Token) -> bool | None:
        """The work threw a BPMN error."""
        error = token.facts["thrown"]
        raise_error(token, error["code"], error["variables"])
        return None

    def triggered(self, host: Token, subscription: Token) -> None:
        """A boundary event has fired."""
        event = subscription.node
        assert isinstance(event, BoundaryEvent)
        payload = subscription.facts.get("payload", {})
        self.caught(host, event, payload, subscription)

    def caught(
        self, host: Token, event: BoundaryEvent, payload: Variables, subscription: Token | None = None
    ) -> None:
        """Leave through a boundary event; an interrupting one ends the activity."""
        assert host.owner is not None
        event.pass_on(host.owner, subscription, payload)
        if event.interrupting:
            host.cancel()
        elif subscription is not None:
            event.stay(subscription)

    def catch_error(self, host: Token, code: str, payload: Variables, origin: Token) -> bool:
        """The boundary event for this error, if there is one."""
        event = best_match(self.boundary, "error", code)
        if not isinstance(event, BoundaryEvent):
            return False
        self.caught(host, event, payload)
        return True

    def catch_escalation(self, host: Token, code: str, payload: Variables) -> bool:
        """The boundary event for this escalation, if there is one."""
        event = best_match(self.boundary, "escalation", code)
        if not isinstance(event, BoundaryEvent):
            return False
        self.caught(host, event, payload)
        return True


class BodyOwner(Activity):
    """An activity that is done several times; each time is a body below its token."""

    body_names: frozenset[str] = frozenset()

    def body_done(self, host: Token, body: Token) -> None:
        """One body is complete."""
        raise NotImplementedError
