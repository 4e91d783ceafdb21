"""A sub-process begins with a plain start event, an event sub-process with exactly one that waits."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.diagram import SUB_PROCESSES, Element
from bpmn.subject import Fault, Subject, error


def check(subject: Subject) -> Iterator[Fault]:
    """Look at the start events of every sub-process."""
    for element in subject.elements:
        if element.type in SUB_PROCESSES:
            starts = [e for e in subject.process.within(element.id) if e.type == "startEvent"]
            yield from _event_sub_process(element, starts) if element.is_event_sub_process else _plain(starts)


def _event_sub_process(element: Element, starts: list[Element]) -> Iterator[Fault]:
    if len(starts) != 1 or not starts[0].events:
        yield error(
            element,
            "an event sub-process has exactly one start event, with a message, timer, error, …; draw it",
            "事件子流程必须有且只有一个带触发条件（消息、定时、信号、错误等）的开始事件；请补画",
        )
    if element.incoming or element.outgoing:
        yield error(
            element,
            "no flow may lead to or from an event sub-process, its start event begins it; remove the flows",
            "事件子流程由其开始事件触发，不能有进出连线；请删除连线",
        )


def _plain(starts: list[Element]) -> Iterator[Fault]:
    for start in starts:
        if start.events:
            yield error(
                start,
                "the start event of a sub-process waits for nothing; make it plain",
                "子流程的开始事件不能带触发条件；请改为普通开始事件，或改用事件子流程",
            )
