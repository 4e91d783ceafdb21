"""Every way ends at an end event."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.subject import Fault, Subject, warning


def check(subject: Subject) -> Iterator[Fault]:
    """A node that nothing follows ends the way silently."""
    for element in subject.elements:
        if subject.next[element.id] and any(subject.process.outgoing(element)):
            continue
        holder = subject.process.elements.get(element.scope)
        if (
            element.type == "endEvent"
            or element.is_event_sub_process
            or element.attributes.get("isForCompensation") == "true"
            or any(event.kind in {"link", "compensate"} for event in element.events)
            or (holder is not None and holder.type == "adHocSubProcess")
        ):
            continue
        if element.type.endswith("Gateway"):
            yield warning(
                element,
                "no flow leaves this gateway; draw where it leads",
                "该网关没有离开的连线；请画出去向",
            )
        else:
            yield warning(
                element,
                "nothing follows it and it is no end event; draw an end event, so that a reader sees the end",
                "其后没有任何节点，又不是结束事件；请画出结束事件，使读图者看到终点",
            )
