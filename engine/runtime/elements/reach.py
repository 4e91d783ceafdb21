"""From where a token can still come to an inclusive join (BPMN 2.0.2, 13.4.3), worked out once."""

from __future__ import annotations

from collections.abc import Container

from bpmn.diagram import Element, Process
from engine.runtime.elements.links import link_sources


class Reach:
    """The incoming flows of the gateway that a token at an element can reach without passing the gateway."""

    def __init__(self, process: Process, gateway: Element) -> None:
        self._flows: dict[str, frozenset[str]] = {}
        found: dict[str, set[str]] = {}
        for flow_id in gateway.incoming:
            for element_id in upstream(process, process.flows[flow_id].source, gateway.id):
                found.setdefault(element_id, set()).add(flow_id)
        self._flows = {element_id: frozenset(flows) for element_id, flows in found.items()}

    def may_come(self, element_id: str, came: Container[str]) -> bool:
        """Whether a token at the element must be waited for.

        It must when it can reach a flow on which nothing has come, unless it can as well reach one on which
        something has.
        """
        reachable = self._flows.get(element_id, frozenset())
        return any(flow not in came for flow in reachable) and not any(flow in came for flow in reachable)


def upstream(process: Process, start: str, gateway: str) -> set[str]:
    """The elements from which ``start`` can be reached, itself included, without passing the gateway."""
    if start == gateway:
        return set()
    seen, todo = {start}, [start]
    while todo:
        element = process.elements[todo.pop()]
        sources = [process.flows[flow].source for flow in element.incoming]
        sources += [throw.id for throw in link_sources(process, element)]
        if element.attached_to is not None:
            sources.append(element.attached_to)
        for source in sources:
            if source not in seen and source != gateway:
                seen.add(source)
                todo.append(source)
    return seen
