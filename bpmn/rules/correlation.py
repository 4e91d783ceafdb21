"""A message that a running case waits for says by which key it finds the case."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.pools import conversation_of
from bpmn.subject import Fault, Subject, warning


def check(subject: Subject) -> Iterator[Fault]:
    """Start events begin a new case and need none."""
    for element in subject.elements:
        if element.type == "startEvent" and element.scope == subject.process.id:
            continue
        wanted = [event.reference for event in element.events if event.kind == "message"]
        if element.type in {"endEvent", "intermediateThrowEvent"}:
            continue
        if element.type == "receiveTask":
            wanted.append(element.attributes.get("messageRef"))
        for message in (subject.diagram.messages.get(key or "") for key in wanted):
            if message is None or any(conversation_of(subject.diagram, subject.process, message.id)):
                continue
            if not message.extensions.subscription and not element.extensions.subscription:
                yield warning(
                    element,
                    f"the message {message.name!r} has no correlation key, so any case may take it; "
                    "add zeebe:subscription to the message",
                    f"消息“{message.name}”没有关联键，任何事项都可能收下它；请在消息上加 zeebe:subscription",
                )
