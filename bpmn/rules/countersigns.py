"""A countersign counts something that is asked, towards a number that can be reached."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from bpmn.diagram import Element, MultiInstance
from bpmn.subject import Fault, Subject, error
from bpmn.vocabulary import Countersign

BUILTIN = frozenset({"opinion", "attachment", "attachments"})


def check(subject: Subject) -> Iterator[Fault]:
    """Every liye:countersign."""
    for element in subject.elements:
        said = element.extensions.countersign
        if said is None:
            continue
        yield from _place(element, said)
        yield from _need(element, said)
        form = element.extensions.form
        fields = subject.known.fields.get(form.form_id) if form else BUILTIN
        if fields is not None and said.field not in fields:
            yield error(
                element,
                f"the form has no field {said.field!r} whose answer could be counted; name one with field",
                f"表单没有可供计票的字段“{said.field}”；请用 field 指明字段",
                said.line,
            )
        both = sorted(set(said.agree) & set(said.disagree))
        if both:
            yield error(
                element,
                f"{both[0]!r} cannot mean agreement and disagreement; take it out of one of them",
                f"“{both[0]}”不能既表示同意又表示不同意；请从其中一处去掉",
                said.line,
            )


def _place(element: Element, said: Countersign) -> Iterator[Fault]:
    loop = element.loop
    if element.type != "userTask" or not isinstance(loop, MultiInstance):
        yield error(
            element,
            "only a user task that several people do side by side or in turn is countersigned; "
            "make it a multi-instance",
            "只有多人（并行或依次）办理的人工任务才能会签；请设为多实例",
            said.line,
        )
        return
    if loop.completion_condition:
        yield error(
            element,
            "a countersign says itself when it is over; take completionCondition away",
            "会签自行判断何时结束；请去掉 completionCondition",
            said.line,
        )
    if said.mode == "sequential" and not loop.sequential:
        yield error(
            element,
            'mode="sequential" asks one after another; make the multi-instance sequential',
            "依次会签须逐个办理；请将多实例设为串行",
            said.line,
        )


def _need(element: Element, said: Countersign) -> Iterator[Fault]:
    need = said.need
    if said.mode not in {"share", "count"}:
        if need is not None:
            yield error(
                element,
                f'need belongs to mode="share" and mode="count", not to {said.mode!r}; take it away',
                f"need 只用于 share 和 count，不用于“{said.mode}”；请去掉",
                said.line,
            )
        return
    if need is not None and need.startswith("="):
        return
    try:
        number = Decimal(need or "")
    except InvalidOperation:
        number = Decimal(0)
    fits = 0 < number <= 1 if said.mode == "share" else number >= 1 and number == int(number)
    if not fits:
        yield error(
            element,
            f"need={need!r} is no share above 0 and up to 1, and no whole number of approvals; correct it",
            f"need“{need}”应为大于 0、不大于 1 的比例（share）或同意人数（count）；请更正",
            said.line,
        )
