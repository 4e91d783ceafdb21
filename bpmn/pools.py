"""Pools of one file that talk: where a message flow leads, in processes that are executed."""

from __future__ import annotations

from collections.abc import Mapping

from bpmn.diagram import Diagram, Element, Message, Process
from bpmn.xml import reference

Receiver = tuple[str, str | None]
"""A process, and the element of it that catches; None: whatever in it waits for the message."""


def receivers(diagram: Diagram, element: Element) -> tuple[Receiver, ...]:
    """Who in other executable pools is to have what this element says, as its message flows are drawn."""
    found: dict[Receiver, None] = {}
    home = process_of(diagram, element.id)
    for flow in diagram.message_flows:
        target = process_of(diagram, flow.target)
        if flow.source == element.id and target is not None and target.is_executable and target is not home:
            found[target.id, flow.target if flow.target in target.elements else None] = None
    return tuple(found)


def process_of(diagram: Diagram, end: str) -> Process | None:
    """The process an end of a message flow is in: an element of it, or its pool."""
    shown: Mapping[str, str | None] = {pool.id: pool.process for pool in diagram.participants}
    for process in diagram.processes:
        if end in process.elements or shown.get(end) == process.id:
            return process
    return None


def messages_of(diagram: Diagram, element: Element) -> list[Message]:
    """The messages an element says or waits for."""
    wanted = [event.reference for event in element.events if event.kind == "message"]
    if element.type in {"sendTask", "receiveTask"}:
        wanted.append(reference(element.attributes.get("messageRef")) or None)
    return [diagram.messages[key] for key in wanted if key is not None and key in diagram.messages]
