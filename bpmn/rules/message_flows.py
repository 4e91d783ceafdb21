"""A message flow between executed pools is drawn from what says a message to what waits for it."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.diagram import Element, MessageFlow
from bpmn.pools import messages_of, process_of
from bpmn.subject import Fault, Subject, error

SAY = frozenset({"sendTask", "intermediateThrowEvent", "endEvent"})
WAIT = frozenset({"receiveTask", "intermediateCatchEvent", "boundaryEvent", "startEvent"})


def check(subject: Subject) -> Iterator[Fault]:
    """A flow to or from a closed pool, or one that is not executed, only tells of the world outside."""
    if subject.process != subject.diagram.executable[0]:
        return  # said once
    for flow in subject.diagram.message_flows:
        source = process_of(subject.diagram, flow.source)
        target = process_of(subject.diagram, flow.target)
        if source is None or target is None or not (source.is_executable and target.is_executable):
            continue
        if source is target:
            yield error(
                flow,
                "a message flow joins two pools, and both its ends are in one; draw a sequence flow",
                "消息流应连接两个泳池，而其两端在同一泳池中；请改用顺序流",
            )
            continue
        yield from _ends(subject, flow, source.elements.get(flow.source), target.elements.get(flow.target))


def _ends(
    subject: Subject, flow: MessageFlow, source: Element | None, target: Element | None
) -> Iterator[Fault]:
    said = messages_of(subject.diagram, source) if source is not None and source.type in SAY else []
    if source is None or not said:
        yield error(
            flow,
            f"{flow.source} says no message, so nothing would ever flow here; draw it from a send task or an "
            "event that throws a message",
            f"“{flow.source}”不发出消息，此消息流永远不会有消息；请从发送任务或抛出消息的事件引出",
        )
        return
    if target is None:
        return  # whatever waits in that pool
    awaited = messages_of(subject.diagram, target) if target.type in WAIT else []
    if not awaited:
        yield error(
            flow,
            f"{flow.target} waits for no message, so nothing would ever arrive; draw it to a receive task or "
            "an event that catches a message",
            f"“{flow.target}”不等待消息，消息永远不会到达；请连到接收任务或捕获消息的事件",
        )
    elif not {one.name for one in said} & {one.name for one in awaited}:
        yield error(
            flow,
            f"{flow.source} says {said[0].name!r} and {flow.target} waits for {awaited[0].name!r}; refer to "
            "one message at both ends",
            f"“{flow.source}”发出“{said[0].name}”，而“{flow.target}”等待“{awaited[0].name}”；两端请引用同一消息",
        )
