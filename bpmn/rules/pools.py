"""A pool shows a process of this file, or stands closed for someone outside."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.subject import Fault, Subject, error


def check(subject: Subject) -> Iterator[Fault]:
    """Pools and message flows lead to something."""
    processes = {process.id for process in subject.diagram.processes}
    ends = {pool.id for pool in subject.diagram.participants} | {e.id for e in subject.diagram.elements()}
    if subject.process != subject.diagram.executable[0]:
        return  # said once
    for pool in subject.diagram.participants:
        if pool.process and pool.process not in processes:
            yield error(
                pool,
                f"the pool shows the process {pool.process!r}, which is not in this file; correct processRef",
                f"泳池引用的流程“{pool.process}”不在本文件中；请更正 processRef",
            )
    for flow in subject.diagram.message_flows:
        for end in (flow.source, flow.target):
            if end not in ends:
                yield error(
                    flow,
                    f"the message flow joins {end!r}, which is not in this file; draw it to a node or pool",
                    f"消息流连接的“{end}”不在本文件中；请连到节点或泳池",
                )
