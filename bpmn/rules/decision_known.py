"""A business rule task names a decision that exists."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.subject import Fault, Subject, error


def check(subject: Subject) -> Iterator[Fault]:
    """Compare decision ids; one that is computed is not known before."""
    known = subject.known.decisions
    for element in subject.elements:
        called = element.extensions.called_decision
        if element.type == "businessRuleTask" and called is None and not element.extensions.task_definition:
            yield error(
                element,
                "it names no decision; choose one (zeebe:calledDecision)",
                "没有指定决策；请选择决策（zeebe:calledDecision）",
            )
        elif called and element.type != "businessRuleTask":
            yield error(
                element,
                "only a business rule task asks a decision; make it one",
                "只有业务规则任务可以调用决策；请改为业务规则任务",
            )
        elif (
            called and known is not None and called.decision_id not in known and called.decision_id[:1] != "="
        ):
            yield error(
                element,
                f"there is no decision {called.decision_id!r}; add its .dmn file, or correct the id",
                f"没有决策“{called.decision_id}”；请添加其 .dmn 文件，或更正编号",
            )
