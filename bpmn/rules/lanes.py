"""In a process with lanes every node stands in exactly one."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.diagram import Lane
from bpmn.subject import Fault, Subject, error


def check(subject: Subject) -> Iterator[Fault]:
    """A node that an inner and its outer lane both list stands in the inner one."""
    lanes = subject.process.lanes
    if not lanes:
        return
    above = {lane.id: lane.parent for lane in lanes}
    held: dict[str, list[Lane]] = {}
    for lane in lanes:
        for key in lane.elements:
            held.setdefault(key, []).append(lane)
    for element in subject.process.within(subject.process.id):
        own = held.get(element.id, [])
        own = [lane for lane in own if not any(_is_inside(other.id, lane.id, above) for other in own)]
        if len(own) > 1:
            names = ", ".join(lane.name for lane in own)
            yield error(
                element,
                f"it stands in several lanes ({names}); keep one",
                f"它同时属于多个泳道（{names}）；请只保留一个",
            )
        elif not own and not element.attached_to and not element.is_event_sub_process:
            yield error(
                element,
                "it stands in no lane, so nobody is responsible; move it into one",
                "它不在任何泳道中，无人负责；请移入泳道",
            )


def _is_inside(inner: str, outer: str, above: dict[str, str | None]) -> bool:
    parent = above.get(inner)
    while parent is not None:
        if parent == outer:
            return True
        parent = above.get(parent)
    return False
