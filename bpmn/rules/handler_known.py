"""A service task says who does it, and somebody is known who does."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.diagram import Element
from bpmn.subject import Fault, Subject, error, warning


def check(subject: Subject) -> Iterator[Fault]:
    """No handler named is an error; one that is not known may be an external worker's: a warning."""
    for element in subject.elements:
        definition = element.extensions.task_definition
        if element.type in {"serviceTask", "sendTask"} and definition is None and not _sends(element):
            yield error(
                element,
                "nobody does this task; name a handler (zeebe:taskDefinition type)",
                "该任务没有执行者；请指定处理程序（zeebe:taskDefinition type）",
            )
        handlers = subject.known.handlers
        if definition is None or handlers is None or not definition.type or definition.type.startswith("="):
            continue
        if definition.type not in handlers:
            yield warning(
                element,
                f"no handler is named {definition.type!r}: it waits for an external worker of this type",
                f"没有名为“{definition.type}”的处理程序：将等待该类型的外部执行者",
            )


def _sends(element: Element) -> bool:
    return element.type == "sendTask" and bool(element.attributes.get("messageRef"))
