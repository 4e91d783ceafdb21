"""After an event-based gateway stand at least two events or receive tasks, which nothing else leads to."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.subject import Fault, Subject, error


def check(subject: Subject) -> Iterator[Fault]:
    """Look at what follows each event-based gateway."""
    for gateway in subject.of_type("eventBasedGateway"):
        targets = [subject.process.elements[flow.target] for flow in subject.process.outgoing(gateway)]
        if len(targets) == 1:
            yield error(
                gateway,
                "only one event follows, so nothing is chosen; draw another, or remove the gateway",
                "其后只有一个事件，没有可选；请再画一个事件，或删除该网关",
            )
        for target in targets:
            if target.type not in {"intermediateCatchEvent", "receiveTask"}:
                yield error(
                    target,
                    f"only events that wait and receive tasks may follow the event gateway {gateway.id}",
                    f"事件网关 {gateway.id} 之后只能是捕获事件或接收任务",
                )
            elif len(target.incoming) > 1:
                yield error(
                    target,
                    f"another flow than that of the event-based gateway {gateway.id} leads to it; remove it",
                    f"除事件网关 {gateway.id} 外还有其他连线进入；请删除",
                )
