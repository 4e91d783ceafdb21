"""What is approved together with others is a user task, and says which answer means approval."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.diagram import Element
from bpmn.subject import Fault, Subject, error
from bpmn.vocabulary import Bulk


def check(subject: Subject) -> Iterator[Fault]:
    """Every liye:bulk; whether the form can be filled in so is asked where forms are read."""
    for element in subject.elements:
        if said := element.extensions.bulk:
            yield from _faults(element, said)


def _faults(element: Element, said: Bulk) -> Iterator[Fault]:
    form = element.extensions.form
    if element.type != "userTask":
        yield error(
            element,
            "only a user task is approved together with others; take liye:bulk away",
            "只有人工任务可以批量办理；请去掉 liye:bulk",
            said.line,
        )
    if (said.field is None) != (not said.answers):
        yield error(
            element,
            "field and agree of liye:bulk belong together: which field, and the answer that approves",
            "liye:bulk 的 field 与 agree 须同时填写：哪个字段、填什么值表示同意",
            said.line,
        )
    for name in (said.field, said.agree, said.opinion):
        if name is not None and (not name or name.startswith("=")):
            yield error(
                element,
                f"liye:bulk names fields and a value as they stand, not {name!r}; write it out",
                f"liye:bulk 直接写字段名和取值，不能是“{name}”；请直接写出",
                said.line,
            )
    if form is not None and form.form_id.startswith("="):
        yield error(
            element,
            "the form of a task that is approved together with others is known beforehand; name it",
            "批量办理的任务须事先确定表单；请直接写出表单",
            said.line,
        )
