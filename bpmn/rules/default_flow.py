"""An exclusive or inclusive split has a default flow, so that no case is left without a way."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.subject import Fault, Subject, warning


def check(subject: Subject) -> Iterator[Fault]:
    """Without one, a case that fits no condition stops with an incident."""
    for element in subject.of_type("exclusiveGateway", "inclusiveGateway"):
        if len(element.outgoing) > 1 and not element.default:
            yield warning(
                element,
                "no default flow: a case that fits no condition would stop with an incident; choose one",
                "没有默认流：不满足任何条件的事项会停在此处成为异常；请选定默认流",
            )
