"""Where a way is chosen, each flow says when: every flow but the default."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.diagram import EVENTS
from bpmn.subject import Fault, Subject, error

CHOOSING = frozenset({"exclusiveGateway", "inclusiveGateway"})

NEVER_ASKED = EVENTS | {"parallelGateway", "eventBasedGateway"}


def check(subject: Subject) -> Iterator[Fault]:
    """Conditions that are missing, and conditions that nobody would look at."""
    for element in subject.elements:
        flows = subject.process.outgoing(element)
        chooses = element.type in CHOOSING
        for flow in flows:
            if chooses and len(flows) > 1 and flow.id != element.default and not flow.condition:
                yield error(
                    flow,
                    "the flow has no condition; write one, or make it the gateway's default flow",
                    "该连线没有条件；请填写条件，或设为网关的默认流",
                )
            elif flow.condition and flow.id == element.default:
                yield error(
                    flow,
                    "a default flow is taken when no other is and needs no condition; remove one of both",
                    "默认流在其他连线都不满足时走，不看条件；请去掉条件或取消默认",
                )
            elif flow.condition and element.type in NEVER_ASKED:
                yield error(
                    flow,
                    "a condition here is never looked at; put an exclusive gateway before it",
                    "此处的条件不会被判断；请在前面加一个排他网关",
                )
