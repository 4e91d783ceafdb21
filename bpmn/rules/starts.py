"""Every scope can begin: it has a start event, or at least a node that no flow leads to."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.subject import Fault, Subject, error, warning


def check(subject: Subject) -> Iterator[Fault]:
    """An empty or circular scope is an error; a process without start event begins, but says not where."""
    for scope, inside in subject.scopes.items():
        at = subject.process.elements.get(scope, subject.process)
        if not inside:
            yield error(
                at,
                "there is nothing in it; draw a start event and what follows",
                "其中没有任何节点；请画出开始事件及后续步骤",
            )
            continue
        first = [
            e for e in inside if e.type != "boundaryEvent" and not e.incoming and not e.is_event_sub_process
        ]
        if not first:
            yield error(
                at,
                "nothing in it can begin, every node waits for another; draw a start event",
                "其中每个节点都在等待另一个节点，无法开始；请画出开始事件",
            )
        elif at is subject.process and not any(e.type == "startEvent" for e in inside):
            yield warning(
                at,
                "it has no start event, so every node without an incoming flow begins at once; draw one",
                "流程没有开始事件，所有没有进入连线的节点会同时开始；请画出开始事件",
            )
