"""A step is returned to steps that exist and that people do."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.subject import Fault, Subject, error

WORDS = frozenset({"any", "none", "starter", "previous"})
ASKED = frozenset({"userTask", "manualTask", "task"})


def check(subject: Subject) -> Iterator[Fault]:
    """Every liye:returns."""
    for element in subject.elements:
        said = element.extensions.returns
        if said is None:
            continue
        if element.type not in ASKED:
            yield error(
                element,
                "only what a person does is returned; take liye:returns away",
                "只有人办理的任务才能退回；请去掉 liye:returns",
                said.line,
            )
        for to in said.to:
            target = subject.process.elements.get(to)
            if to not in WORDS and (target is None or target.type not in ASKED):
                yield error(
                    element,
                    f"{to!r} is no user task of this process; name one, or any, none, starter, previous",
                    f"“{to}”不是本流程的人工任务；请写任务编号，或 any、none、starter、previous",
                    said.line,
                )
