"""No process calls itself, directly or through others."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.diagram import Element, Process
from bpmn.subject import Fault, Subject, warning


def check(subject: Subject) -> Iterator[Fault]:
    """Follow the calls from this process; a way back to it is a cycle."""
    calls = {**subject.known.calls}
    for process in subject.diagram.executable:
        calls[process.id] = frozenset(_called(e) for e in _calls(process))
    for element in _calls(subject.process):
        way = _way(calls, _called(element), subject.process.id)
        if way:
            shown = " -> ".join((subject.process.id, *way))
            yield warning(
                element,
                f"the process calls itself: {shown}; it must stop by itself before the depth limit",
                f"流程调用了自身：{shown}；必须在达到深度限制之前自行停止",
            )


def _calls(process: Process) -> Iterator[Element]:
    return (element for element in process.elements.values() if element.type == "callActivity")


def _called(element: Element) -> str:
    return element.called or ""


def _way(calls: dict[str, frozenset[str]], start: str, end: str) -> tuple[str, ...]:
    """The shortest way of calls from one process to another, both named."""
    ahead: list[tuple[str, ...]] = [(start,)]
    seen = {start}
    for way in ahead:  # grows while it is read
        if way[-1] == end:
            return way
        for target in sorted(calls.get(way[-1], frozenset()) - seen):
            seen.add(target)
            ahead.append((*way, target))
    return ()
