"""Links: throw events that go on at a catch event of the same name in their scope."""

from __future__ import annotations

from bpmn.diagram import Element, Process


def link_targets(process: Process, throw: Element) -> list[Element]:
    """The catch events a link leads to."""
    return _links(process, throw, "intermediateCatchEvent")


def is_reached_by_link(process: Process, catch: Element) -> bool:
    """Whether a link comes here, and nothing else does."""
    return not catch.incoming and bool(link_sources(process, catch))


def link_sources(process: Process, catch: Element) -> list[Element]:
    """The throw events a link is reached from."""
    return _links(process, catch, "intermediateThrowEvent")


def _links(process: Process, element: Element, kind: str) -> list[Element]:
    names = {event.link for event in element.events if event.kind == "link" and event.link}
    return [
        other
        for other in process.within(element.scope)
        if other.type == kind and any(event.kind == "link" and event.link in names for event in other.events)
    ]
