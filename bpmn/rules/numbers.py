"""A number that is taken from a book is kept: it has a result variable."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.subject import Fault, Subject, error


def check(subject: Subject) -> Iterator[Fault]:
    """Numbers stand on nodes that complete, and go into a variable."""
    for element in subject.elements:
        for number in element.extensions.numbers:
            if not element.is_activity:
                yield error(
                    element,
                    "only an activity takes a number; move liye:number to a task",
                    "只有活动可以取号；请把 liye:number 移到任务上",
                    number.line,
                )
            if not number.result_variable:
                yield error(
                    element,
                    "the number that is taken would be lost; name a resultVariable",
                    "取得的编号会丢失；请填写 resultVariable",
                    number.line,
                )
