"""An event says what it waits for or throws, and names the message, signal or error."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.diagram import Element, EventDefinition
from bpmn.subject import Fault, Subject, error, warning

NEEDS = {
    "message": ("messageRef", "消息"),
    "signal": ("signalRef", "信号"),
}
WAITING = frozenset({"boundaryEvent", "intermediateCatchEvent"})
THROWING = frozenset({"endEvent", "intermediateThrowEvent"})


def check(subject: Subject) -> Iterator[Fault]:
    """Look at every event and every message task."""
    for element in subject.elements:
        if element.type in WAITING and not element.events:
            yield error(
                element,
                "the event does not say what it waits for; give it a timer, message, signal or condition",
                "该事件没有说明等待什么；请设置定时、消息、信号或条件",
            )
        for event in element.events:
            yield from _event(subject, element, event)
    for element in subject.of_type("receiveTask"):
        if not element.attributes.get("messageRef"):
            yield error(
                element,
                "the receive task names no message; choose one",
                "接收任务没有指定消息；请选择消息",
            )


def _event(subject: Subject, element: Element, event: EventDefinition) -> Iterator[Fault]:
    if event.kind in NEEDS and not event.reference:
        attribute, word = NEEDS[event.kind]
        yield error(
            element,
            f"the event names no {event.kind} ({attribute}); choose one",
            f"该事件没有指定{word}（{attribute}）；请选择",
            event.line,
        )
    if event.kind in {"error", "escalation"} and element.type in THROWING:
        defined = subject.diagram.errors if event.kind == "error" else subject.diagram.escalations
        thrown = defined.get(event.reference or "")
        if thrown is None or not thrown.code:
            yield error(
                element,
                f"a thrown {event.kind} needs a code to be caught by; give it one",
                f"抛出的{'错误' if event.kind == 'error' else '升级'}需要代码才能被捕获；请填写代码",
                event.line,
            )
    if event.kind == "error" and element.type == "boundaryEvent" and not element.cancel_activity:
        yield warning(
            element,
            "an error always interrupts its activity; set cancelActivity",
            "错误事件总是中断所在活动；请设为中断型",
            event.line,
        )
