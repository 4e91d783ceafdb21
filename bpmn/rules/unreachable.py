"""Every node can be reached from a start of its scope."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.diagram import Element
from bpmn.subject import Fault, Subject, error


def check(subject: Subject) -> Iterator[Fault]:
    """With a start event in the scope, a node without a way to it would never run."""
    for scope, inside in subject.scopes.items():
        holder = subject.process.elements.get(scope)
        starts = [e.id for e in inside if e.type == "startEvent" or e.instantiates]
        starts = starts or [e.id for e in inside if not e.incoming and e.type != "boundaryEvent"]
        if holder is not None and holder.type == "adHocSubProcess":
            continue
        reached = subject.reachable(starts)
        for element in inside:
            if element.id not in reached and not _begins_otherwise(subject, element, reached):
                yield error(
                    element,
                    "no way leads to it from a start; draw a flow to it, or remove it",
                    "从开始事件没有路径可以到达它；请补画连线，或删除",
                )


def _begins_otherwise(subject: Subject, element: Element, reached: set[str]) -> bool:
    """Event sub-processes and compensation handlers; a boundary event begins with its host."""
    if element.is_event_sub_process or element.attributes.get("isForCompensation") == "true":
        return True
    if element.attached_to:
        host = subject.process.elements[element.attached_to]
        return host.id in reached or _begins_otherwise(subject, host, reached)
    return any(
        source.id != element.id and source.attached_to and _begins_otherwise(subject, source, reached)
        for source in (subject.process.elements[flow.source] for flow in subject.flows_into(element))
    )
