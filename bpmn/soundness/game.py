"""The token game of one process: which places hold a token, and what may happen next.

A place is a flow (its id), an activity at work (``@id``: only where something may interrupt or contain it), a
boundary event that has not happened yet (``!id``), or a node that begins with its scope (``+id``). Plain
chains of nodes are passed in one move. Conditions, messages and times are left open: what could happen, may
happen. Several instances of an activity count as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, combinations

from bpmn.diagram import SUB_PROCESSES, Element, Process
from bpmn.soundness.joins import Joins

State = frozenset[str]
FEW = 4
"""Up to so many ways, an inclusive split is tried with each choice of them; else with single ways and all."""


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that may happen: what it takes, what it places, and the nodes it passes."""

    element: str
    taken: State
    placed: tuple[str, ...]
    passed: tuple[str, ...]
    escapes: bool = False
    """Interrupts a sub-process: does not count as a way out of a jam inside it."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A way the game may begin."""

    placed: tuple[str, ...]
    passed: tuple[str, ...]


class Game:
    """The rules of the game for one process."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.joins = Joins(process)
        self.above = {scope: self._enclosing(scope) for scope in self._scopes()}

    # -- how it begins

    def openings(self) -> Iterator[Opening]:
        """Each start event begins an instance; then, for themselves, what runs beside the main flow."""
        inside = self.process.within(self.process.id)
        starts = [e for e in inside if e.type == "startEvent"]
        plain = [self._opening(start) for start in starts if not start.events]
        if plain:  # a person begins at all of them at once
            yield Opening(
                tuple(place for one in plain for place in one.placed),
                tuple(node for one in plain for node in one.passed),
            )
        yield from (self._opening(start) for start in starts if start.events)
        begun = [e for e in inside if e.instantiates]
        for element in begun:
            yield from self._instantiated(element)
        if not starts and not begun:
            yield self._entered(self.process.id)
        for element in self.process.elements.values():
            if element.is_event_sub_process:
                yield self._entered(element.id, (element.id,))
            elif element.id in self.aside:
                yield self._opening(element)
            elif self._is_open(element) and self._is_in_ad_hoc(element):
                yield self._entered(element.id, (element.id,))

    def _instantiated(self, element: Element) -> Iterator[Opening]:
        """A receive task or event-based gateway that begins an instance."""
        if element.type == "receiveTask":
            yield Opening((f"+{element.id}",), ())
            return
        for choice in self._choices(element):
            placed, passed = self._rest(choice)
            yield Opening(placed, (element.id, *passed))

    def _opening(self, element: Element) -> Opening:
        placed, passed = self._out(element)
        return Opening(placed, (element.id, *passed))

    def _entered(self, scope: str, passed: tuple[str, ...] = ()) -> Opening:
        """All that begins when a scope is entered."""
        inside = self.process.within(scope)
        first = [e for e in inside if e.type == "startEvent"]
        first = first or [e for e in inside if not e.incoming and not self._is_apart(e)]
        placed: list[str] = []
        for element in first:
            if element.type == "startEvent":
                ways, names = self._out(element)
                placed += ways
                passed += (element.id, *names)
            else:
                placed.append(f"+{element.id}")
        return Opening(tuple(placed), passed)

    @staticmethod
    def _is_apart(element: Element) -> bool:
        """Nothing that begins with its scope."""
        apart = element.is_event_sub_process or element.attributes.get("isForCompensation") == "true"
        return apart or element.type == "boundaryEvent"

    # -- what may happen

    def moves(self, state: State) -> Iterator[Move]:
        """Everything that may happen in a state."""
        for place in sorted(state):
            if place.startswith("@"):
                yield from self._working(state, self.process.elements[place[1:]])
            elif place.startswith("+"):
                yield from self._arrived(state, place, self.process.elements[place[1:]])
            elif not place.startswith("!"):
                flow = self.process.flows[place]
                yield from self._arrived(state, place, self.process.elements[flow.target])

    def _arrived(self, state: State, place: str, element: Element) -> Iterator[Move]:
        """A token stands before a node."""
        own = frozenset({place})
        if (
            element.type in {"parallelGateway", "inclusiveGateway", "complexGateway"}
            and len(element.incoming) > 1
        ):
            if place == min(state.intersection(element.incoming), default=place):
                own = self.joins.ready(state, element)
                yield from self._leaves(element, own, (element.id,)) if own else ()
        elif element.type == "endEvent":
            yield self._ended(state, own, element)
        elif element.id in self.working:
            armed = tuple(f"!{b.id}" for b in self._boundary(element) if b.id in self.repeating)
            inner = self._entered(element.id) if self._is_open(element) else Opening((), ())
            placed = (f"@{element.id}", *armed, *inner.placed)
            yield Move(element.id, own, placed, (element.id, *inner.passed))
        else:
            yield from self._leaves(element, own, (element.id,))

    def _working(self, state: State, element: Element) -> Iterator[Move]:
        """An activity is done, or interrupted, or something happens beside it."""
        armed = {f"!{b.id}" for b in self._boundary(element)} & state
        own = frozenset({f"@{element.id}"} | armed)
        inner = self._inside(state, element.id)
        if not inner:
            yield from self._leaves(element, own, ())
        for boundary in self._boundary(element):
            if boundary.id in self.aside:
                continue
            placed, passed = self._out(boundary)
            passed = (boundary.id, *passed)
            if boundary.cancel_activity:
                yield Move(boundary.id, own | inner, placed, passed, escapes=self._is_open(element))
            elif f"!{boundary.id}" in state:
                yield Move(boundary.id, frozenset({f"!{boundary.id}"}), placed, passed)

    def _leaves(self, element: Element, taken: State, through: tuple[str, ...]) -> Iterator[Move]:
        """Each way out; an activity that was at work has been named when it was entered."""
        for choice in self._choices(element):
            placed, passed = self._rest(choice)
            yield Move(element.id, taken, placed, (*through, *passed))

    def _ended(self, state: State, own: State, element: Element) -> Move:
        """An end event takes its token; some take more."""
        for event in element.events:
            if event.kind == "terminate":
                taken = state if element.scope == self.process.id else self._inside(state, element.scope)
                return Move(element.id, taken, (), (element.id,))
            if event.kind in {"error", "cancel"}:
                return self._thrown(state, element, event.kind, event.reference)
        return Move(element.id, own, (), (element.id,))

    def _thrown(self, state: State, element: Element, kind: str, reference: str | None) -> Move:
        """An error goes outwards to the first boundary event that catches it, or ends everything."""
        for scope in self.above[element.scope]:
            for boundary in self.process.boundary(scope):
                for event in boundary.events:
                    if event.kind == kind and event.reference in {None, reference}:
                        host = self.process.elements[scope]
                        armed = {f"!{b.id}" for b in self._boundary(host)} & state
                        taken = self._inside(state, scope) | armed | {f"@{scope}"}
                        placed, passed = self._out(boundary)
                        return Move(element.id, taken, placed, (element.id, boundary.id, *passed))
        return Move(element.id, state, (), (element.id,))

    # -- ways

    def _choices(self, element: Element) -> Iterator[tuple[str, ...]]:
        """The sets of flows a token may leave by."""
        flows = self.process.outgoing(element)
        if any(event.kind == "link" for event in element.events) and element.type == "intermediateThrowEvent":
            caught = [c for c in self.process.elements.values() if self._catches(c, element)]
            yield tuple(flow for catch in caught for flow in catch.outgoing)
        elif element.attributes.get("eventGatewayType") == "Parallel":
            yield element.outgoing
        elif element.type in {"exclusiveGateway", "eventBasedGateway"}:
            yield from ((flow.id,) for flow in flows) if flows else iter([()])
        else:
            gate = element.type in {"inclusiveGateway", "complexGateway"} and len(flows) > 1
            default = [f.id for f in flows if f.id == element.default]
            open_ = [f.id for f in flows if (f.condition or gate) and f.id not in default]
            always = [f.id for f in flows if f.id not in {*open_, *default}]
            yield from ((*always, *some) for some in _subsets(open_) if some or not (open_ or default))
            if default or (open_ and always):
                yield (*always, *default)

    @staticmethod
    def _catches(catch: Element, throw: Element) -> bool:
        names = {event.link for event in throw.events if event.kind == "link"}
        return (
            catch.type == "intermediateCatchEvent"
            and catch.scope == throw.scope
            and any(event.kind == "link" and event.link in names for event in catch.events)
        )

    def _out(self, element: Element) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Where all flows of a start or boundary event lead."""
        return self._rest(element.outgoing)

    def _rest(self, flows: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The places where tokens on these flows come to rest, behind plain chains, and the nodes passed."""
        placed, passed = [], []
        for key in flows:
            place, seen = key, set[str]()
            while place not in seen and self.process.flows[place].target in self.plain:
                seen.add(place)
                element = self.process.elements[self.process.flows[place].target]
                passed.append(element.id)
                place = element.outgoing[0]
            placed.append(place)
        return tuple(placed), tuple(passed)

    # -- kinds of nodes

    @cached_property
    def working(self) -> frozenset[str]:
        """Activities that a token stays in: with boundary events, or with content."""
        return frozenset(
            e.id
            for e in self.process.elements.values()
            if e.is_activity and (self._is_open(e) or any(b.id not in self.aside for b in self._boundary(e)))
        )

    @cached_property
    def plain(self) -> frozenset[str]:
        """Nodes with one way in and one way out, where nothing else can happen."""
        return frozenset(
            e.id
            for e in self.process.elements.values()
            if len(e.incoming) == 1 == len(e.outgoing)
            and e.id not in self.working
            and not self.process.outgoing(e)[0].condition
        )

    @cached_property
    def repeating(self) -> frozenset[str]:
        """Boundary events that do not interrupt and whose way comes back into the main flow."""
        return frozenset(
            e.id
            for e in self.process.elements.values()
            if e.type == "boundaryEvent" and not e.cancel_activity and e.id not in self.aside
        )

    @cached_property
    def aside(self) -> frozenset[str]:
        """Boundary events that do not interrupt and never meet the main flow: played for themselves."""
        beside = [
            e for e in self.process.elements.values() if e.type == "boundaryEvent" and not e.cancel_activity
        ]
        main = self.joins.reachable(
            (e.id for e in self.process.elements.values() if not e.incoming and e not in beside),
            {e.id for e in beside},
        )
        return frozenset(e.id for e in beside if not self.joins.reachable([e.id], set()) & main)

    def _boundary(self, element: Element) -> list[Element]:
        """The boundary events of an activity; compensation waits for its throw."""
        return [
            b
            for b in self.process.boundary(element.id)
            if not any(event.kind == "compensate" for event in b.events)
        ]

    @staticmethod
    def _is_open(element: Element) -> bool:
        """A sub-process whose content is played (what an ad-hoc one does is free)."""
        return element.type in SUB_PROCESSES - {"adHocSubProcess"}

    def _is_in_ad_hoc(self, element: Element) -> bool:
        """A sub-process that people begin when they want to: played for itself."""
        holder = self.process.elements.get(element.scope)
        return holder is not None and holder.type == "adHocSubProcess"

    # -- scopes

    def _scopes(self) -> Iterator[str]:
        yield self.process.id
        yield from (e.id for e in self.process.elements.values() if e.type in SUB_PROCESSES)

    def _enclosing(self, scope: str) -> tuple[str, ...]:
        """A scope and those around it, without the process."""
        found: list[str] = []
        while scope in self.process.elements:
            found.append(scope)
            scope = self.process.elements[scope].scope
        return tuple(found)

    def scope_of(self, place: str) -> str:
        """The scope a place belongs to."""
        if place[0] in "@!+":
            return self.process.elements[place[1:]].scope
        return self.process.flows[place].scope

    def _inside(self, state: State, scope: str) -> State:
        """The places within a scope."""
        return frozenset(place for place in state if scope in self.above[self.scope_of(place)])


def _subsets(keys: list[str]) -> Iterator[tuple[str, ...]]:
    if len(keys) <= FEW:
        yield from chain.from_iterable(combinations(keys, n) for n in range(len(keys) + 1))
    else:
        yield from ((key,) for key in keys)
        yield tuple(keys)
