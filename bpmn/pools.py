"""Pools of one file that talk: where a message flow leads, in processes that are executed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bpmn.diagram import CorrelationProperty, Diagram, Element, Message, Process
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


def conversation_of(
    diagram: Diagram, process: Process, message_id: str
) -> Iterator[tuple[CorrelationProperty, str | None]]:
    """The correlation properties a process reads in a message, with its own dataPath for each.

    Without a path the process is held to what the first message of the conversation said: so it is with
    the keys of a collaboration the process has a pool in.
    """
    bound = {key: path for one in process.subscriptions for key, path in one.paths.items()}
    shared = any(pool.process == process.id for pool in diagram.participants)
    keys = {key for one in diagram.correlation_keys.values() for key in one.properties} if shared else set()
    for key in sorted({*bound, *keys}):
        found = diagram.correlation_properties[key]
        if message_id in found.paths:
            yield found, bound.get(key)


def messages_of(diagram: Diagram, element: Element) -> list[Message]:
    """The messages an element says or waits for."""
    wanted = [event.reference for event in element.events if event.kind == "message"]
    if element.type in {"sendTask", "receiveTask"}:
        wanted.append(reference(element.attributes.get("messageRef")) or None)
    return [diagram.messages[key] for key in wanted if key is not None and key in diagram.messages]
