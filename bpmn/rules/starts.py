"""Every scope can begin: it has a start event, or at least a node that no flow leads to."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.subject import Fault, Subject, error, warning


def check(subject: Subject) -> Iterator[Fault]:
    """An empty or circular scope is an error; a process without start event begins, but says not where."""
    if subject.process.is_global_task:
        return
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
        elif at is subject.process and len([e for e in first if e.type == "startEvent" and not e.events]) > 1:
            yield warning(
                at,
                "it has several plain start events, and a case begins at all of them at once; keep one, or "
                "give the others the message, signal or timer they wait for",
                "流程有多个普通开始事件，启动时会同时从所有这些事件开始；请只保留一个，或为其他开始事件设置消息、信号或定时",
            )
        elif at is subject.process and not any(e.type == "startEvent" or e.instantiates for e in inside):
            yield warning(
                at,
                "it has no start event, so every node without an incoming flow begins at once; draw one",
                "流程没有开始事件，所有没有进入连线的节点会同时开始；请画出开始事件",
            )
