"""Moving a token: back to an element that was passed, or anywhere a manager wants, with joins right after it.

The token and what stands around it below the common scope are cancelled, and a new token is placed. Of the
others in that scope these go too: on the way back those that came from behind the target, for it is walked
again; on the way on those that would wait for the moved one at a join it no longer comes to. Where the target
lies in one branch of a block that is already joined, the other branches count as done: their tokens wait at
the join again. So no token is lost and none is doubled.

A *detour* moves nothing else: the token leaves its place to another that does an earlier element once more
and, when that is done, comes straight back to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bpmn.diagram import Element
from engine.errors import Conflict, NotFound
from engine.runtime.elements.complex import OPEN, open_gates
from engine.runtime.elements.quantities import QUEUED
from engine.runtime.order import JOINS, Order
from engine.runtime.scopes import write_local
from engine.runtime.tokens import Phase, Token
from engine.runtime.tree import path

if TYPE_CHECKING:
    from engine.runtime.definition import Definition

NOT_REACHED_BY_A_FLOW = frozenset({"startEvent", "boundaryEvent", "process"})
AD_HOC = "adHocSubProcess"
AROUND = frozenset({"interrupted", "todo", "cancelled", "terminated"})
"""Facts of a scope that is being ended or undone: nothing is moved in it."""


@dataclass(frozen=True)
class Place:
    """Where a token is to go on.

    ``scope`` lives and holds the token ``standing`` in which the moved one is; ``way`` are the sub-processes
    to open one inside another, and at last the target itself.
    """

    scope: Token
    way: tuple[str, ...]
    standing: Token

    @property
    def order(self) -> Order:
        """What lies ahead of what in the scope."""
        return self.definition.order(self.scope.node.element_id)

    @property
    def definition(self) -> Definition:
        """The process of the scope."""
        return self.scope.node.definition

    @property
    def target(self) -> Element:
        """Where it is to go on."""
        return self.definition.element(self.way[-1])

    def again(self, element_id: str) -> bool:
        """Whether an element lies on the way that is walked again."""
        elements, scope = self.definition.process.elements, self.scope.node.element_id
        element = elements.get(element_id)
        while element is not None and element.scope != scope:
            element = elements.get(element.scope)
        found = element.id if element is not None else ""
        return found == self.way[0] or self.order.before(self.way[0], found)

    @property
    def path(self) -> str:
        """The scopes around it, as the record names them."""
        return path(self.standing)

    @property
    def is_back(self) -> bool:
        """Whether the target was passed on the way here."""
        return self.order.before(self.way[0], self.standing.node.element_id)


def find(token: Token, element_id: str, *, as_whole: bool = False) -> Place:
    """Where the element is, seen from a token: in its own scope, around it, or inside one beside.

    ``as_whole``: for an element of what is done several times or as people choose, that is done as a whole.
    """
    standing, scope = token, token.owner
    while scope is not None:
        element = _target(scope.node.definition, element_id)
        if element is not None and not standing.node.is_process and standing.is_flow:
            way = _way_inside(scope, element, as_whole=as_whole)
            if way:
                _refuse_what_ends(scope)
                return Place(scope, way, standing)
        standing, scope = scope, scope.owner
    raise NotFound(f"no element {element_id!r} to go on at", code="ELEMENT_NOT_FOUND")


def move(place: Place, person: str | None) -> None:
    """Cancel, and place a token at the target; ``person`` is asked when that is a user task."""
    gone = [place.standing, *_others(place)]
    missing = () if not place.is_back else _missing(place.order, place.scope, place.way[0], gone)
    for token in gone:
        token.cancel()
    _close_gates(place)
    _put(place.scope, place.way, person, {})
    for gate, via in missing:
        wait_at(place.scope, gate, via)


def refuse_unless_whole(place: Place) -> None:
    """A token may not come beside another, into a block whose branches never began, nor from a detour."""
    gone = [place.standing, *_others(place)]
    if any(_walks_with(place, one) for one in place.scope.below if one.is_flow and one not in gone):
        raise Conflict(f"{place.way[0]} is in another branch, which goes on", code="OTHER_BRANCH")
    element_id = place.way[0]
    missing = _missing(place.order, place.scope, element_id, gone)
    if missing and not place.is_back:
        message = f"{element_id} stands in one of several branches; go to where they part"
        raise Conflict(message, code="INTO_A_BRANCH")
    if any(gate.type == "complexGateway" for gate, _ in missing):
        message = f"a complex gateway after {element_id} has gone on already; go to before it"
        raise Conflict(message, code="INTO_A_BRANCH")
    for token in _everything_below(gone):
        holder = place.scope.tree.token(token.facts.get("back", ""))
        if holder is not None and not any(_is_below(holder, one) for one in gone):
            here, waits = token.node.element_id, holder.node.element_id
            raise Conflict(f"{here} is done once more for {waits}, which waits; move that", code="DETOUR")


def detour(token: Token, place: Place, person: str | None, returner: str | None) -> None:
    """The token's place is held until the target has been done once more."""
    holder = hold(token, returner)
    token.cancel()
    first = _put(place.scope, place.way, person, {"back": holder.key})
    holder.fact("away", first.key)


def hold(token: Token, person: str | None) -> Token:
    """A token that keeps another's place, to be entered anew; ``person`` is asked then."""
    owner = token.owner
    assert owner is not None
    holder = owner.tree.place(token.node, owner)
    holder.set(index=token.index, via=token.via, phase=Phase.AWAY)
    for name in ("back", "extra"):
        holder.fact(name, token.facts.get(name))
    holder.fact("for", person)
    holder.fact(QUEUED, True)
    loop = getattr(token.node, "loop", None)
    for name in loop.body_names if loop is not None else ():
        write_local(holder, name, (token.variables or {}).get(name))
    holder.rest()
    return holder


def come_back(token: Token) -> None:
    """The element was done once more: whoever asked for it goes on where he was."""
    tree, owner = token.tree, token.owner
    assert owner is not None
    holder = tree.token(token.facts["back"])
    token.node.close(token, "completed")
    tree.remove(token)
    last = token
    while "detour" in owner.facts and not owner.live and owner.owner is not None:
        above = owner.owner
        owner.node.close(owner, "completed")
        tree.remove(owner)
        owner, last = above, owner
    if holder is None:
        tree.check_scope(owner, last)
        return
    holder.fact("away", None)
    holder.set(steps=0)
    holder.wake(Phase.ENTER)


# Where


def _target(definition: Definition, element_id: str) -> Element | None:
    node = definition.nodes.get(element_id)
    if node is None or node.is_process or node.element_id != element_id:
        return None
    element = node.element
    is_join = element.type in JOINS and len(element.incoming) > 1
    if is_join or element.type in NOT_REACHED_BY_A_FLOW or element.is_for_compensation:
        return None
    return None if element.is_event_sub_process else element


def _way_inside(scope: Token, element: Element, *, as_whole: bool) -> tuple[str, ...]:
    """The sub-processes to open from this scope to the element; empty when it is not inside it.

    What is done several times, as people choose, or by an event cannot be opened at one of its elements.
    """
    process, way = scope.node.definition.process, [element.id]
    around = element.scope
    if scope.node.element.type == AD_HOC:
        return ()  # what is done in it is chosen, not walked to
    while around != scope.node.element_id:
        holder = process.elements.get(around)
        if holder is None or holder.is_event_sub_process:
            return ()
        if holder.type == AD_HOC or holder.loop is not None:
            if not as_whole:
                return ()
            way.clear()
        way.append(around)
        around = holder.scope
    return tuple(reversed(way)) if scope.node.opens_scope or scope.node.is_process else ()


def _refuse_what_ends(scope: Token) -> None:
    if AROUND & scope.facts.keys():
        raise Conflict(f"{scope.node.element_id} is being ended", code="SCOPE_ENDS")


# Who goes with it


def _others(place: Place) -> list[Token]:
    """The other tokens of the scope that the move takes along."""
    beside = [token for token in place.scope.below if token.is_flow and token is not place.standing]
    order, target = place.order, place.way[0]
    if place.is_back:
        return [token for token in beside if _came_from(order, target, token)]
    gone, rest = [place.standing], beside
    while partners := [one for one in rest if any(_partners(order, target, one, other) for other in gone)]:
        gone += partners
        rest = [one for one in rest if one not in partners]
    return gone[1:]


def _came_from(order: Order, target: str, token: Token) -> bool:
    """Whether the token would come again if the target were walked again."""
    element = token.node.element
    if element.type in JOINS and token.via is not None and len(element.incoming) > 1:
        return token.via in order.flows.get(target, ())
    return element.id == target or order.before(target, element.id)


def _partners(order: Order, target: str, one: Token, other: Token) -> bool:
    """Whether two tokens would meet at a join that a token from the target never comes to."""
    for join in order.joins:
        if not order.before(target, join.id) and all(
            order.delivers(token.node.element_id, token.via, join) for token in (one, other)
        ):
            return True
    return False


def _walks_with(place: Place, token: Token) -> bool:
    """Whether a token that stays would walk where the target leads, and the moved one would not have."""
    order, target, here = place.order, place.way[0], token.node.element_id
    from_here = place.standing.node.element_id
    if place.is_back or order.before(from_here, target) or from_here == target:
        return False
    return here == target or order.before(here, target) or order.before(target, here)


def _missing(order: Order, scope: Token, target: str, gone: Sequence[Token]) -> list[tuple[Element, str]]:
    """The flows of the joins ahead on which nobody would come: their branches were done before."""
    staying = [token for token in scope.below if token.is_flow and token not in gone]
    found = []
    for join in order.joins:
        if join.type == "inclusiveGateway" or not order.before(target, join.id):
            continue
        for flow in join.incoming:
            ahead = order.flows[target]
            comes = flow in ahead or any(
                flow in order.delivers(token.node.element_id, token.via, join) for token in staying
            )
            if not comes and flow not in order.back:
                found.append((join, flow))
    return found


def _everything_below(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _everything_below(list(token.below))


def _is_below(token: Token, above: Token) -> bool:
    one: Token | None = token
    while one is not None and one is not above:
        one = one.owner
    return one is above


# Placing


def _put(scope: Token, way: Sequence[str], person: str | None, facts: dict[str, str]) -> Token:
    """A token at the target, or at the sub-process that is opened for it; its facts tell the rest."""
    nodes = scope.node.definition.nodes
    token = scope.tree.place(nodes[way[0]], scope)
    token.fact(QUEUED, True)  # one token is enough to do it again
    if len(way) > 1:
        token.fact("begin_at", [list(way[1:]), person, facts])
        token.fact("detour", bool(facts) or None)
    else:
        mark(token, person, facts)
    token.go()
    return token


def begin_inside(token: Token) -> None:
    """A sub-process that was opened for one of its elements: begin there, the rest counts as done."""
    way, person, facts = token.facts["begin_at"]
    token.fact("begin_at", None)
    _put(token, way, person, facts)
    if not facts:
        order = token.node.definition.order(token.node.element_id)
        for gate, via in _missing(order, token, way[0], ()):
            wait_at(token, gate, via)


def mark(token: Token, person: str | None, facts: dict[str, str]) -> None:
    """What the target's token is to know: who is asked, and where it goes back to."""
    for name, value in facts.items():
        token.fact(name, value)
    token.fact("for", person)


def wait_at(scope: Token, gate: Element, via: str) -> None:
    """A branch counts as done: its token waits at the join."""
    node = scope.node.definition.nodes[gate.id]
    scope.tree.arrive(node, scope, via=via)


def _close_gates(place: Place) -> None:
    """Complex gateways that the target comes to again wait for their start."""
    scope, order = place.scope, place.order
    left = {key: flows for key, flows in open_gates(scope).items() if not order.before(place.way[0], key)}
    if left != open_gates(scope):
        scope.fact(OPEN, left or None)
        if not left:
            scope.tree.journal.drop(scope.tree.gates, scope.key)
