"""Flows enter and leave events only where the standard allows it."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.subject import Fault, Subject, error


def check(subject: Subject) -> Iterator[Fault]:
    """Nothing enters a start or boundary event, nothing leaves an end event."""
    for element in subject.of_type("startEvent", "boundaryEvent"):
        if element.incoming:
            yield error(
                element,
                "no flow may lead to a start or boundary event; lead it to the node behind",
                "连线不能进入开始事件或边界事件；请连到其后的节点",
            )
    for element in subject.of_type("endEvent"):
        if element.outgoing:
            yield error(
                element,
                "no flow may leave an end event; use an intermediate event",
                "结束事件不能有离开的连线；请改用中间事件",
            )
