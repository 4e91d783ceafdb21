"""When a join has all it waits for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from bpmn.diagram import Element, Process


class Joins:
    """Parallel joins wait for every flow; inclusive ones for every flow that a token can still come to."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self._ahead = cache(self._reached)

    def ready(self, state: frozenset[str], element: Element) -> frozenset[str]:
        """The tokens a join takes now; none when it still waits."""
        here = state.intersection(element.incoming)
        if element.type == "parallelGateway":
            return here if len(here) == len(element.incoming) else frozenset()
        for token in state - here:
            node = self._node(token, element.scope)
            if node is None or node == element.id:
                continue
            ahead = self._ahead(node, element.id)
            comes = {flow for flow in element.incoming if self.process.flows[flow].source in ahead}
            if comes - here and not comes & here:
                return frozenset()
        return here

    def _node(self, place: str, scope: str) -> str | None:
        """The node of this scope at which a token, perhaps deep inside it, stands."""
        node = place[1:] if place[0] in "@!+" else self.process.flows[place].target
        while self.process.elements[node].scope != scope:
            node = self.process.elements[node].scope
            if node not in self.process.elements:
                return None
        return node

    def _reached(self, node: str, without: str) -> frozenset[str]:
        return frozenset(self.reachable([node], {without}))

    def next(self, key: str) -> Iterator[str]:
        """The nodes after a node, its boundary events included."""
        yield from (flow.target for flow in self.process.outgoing(self.process.elements[key]))
        yield from (boundary.id for boundary in self.process.boundary(key))

    def reachable(self, starts: Iterable[str], without: set[str]) -> set[str]:
        """Every node that can be come to from these without passing others."""
        found, ahead = set[str](), list(starts)
        while ahead:
            key = ahead.pop()
            if key not in found and key not in without:
                found.add(key)
                ahead += self.next(key)
        return found
