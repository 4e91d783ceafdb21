"""Steps that are approved together: whether one answer and one opinion fill in their form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bpmn.diagram import Process
from bpmn.findings import Finding
from bpmn.vocabulary import Bulk
from engine.model import Json
from forms.fields import Field
from forms.form import Form, FormError

TEXTS = frozenset({"text", "multiline"})


def agreeing(field: Field, agree: str) -> Json:
    """The answer that approves, as the form takes it; None when it takes no such answer."""
    if field.kind == "boolean":
        return {"true": True, "false": False}.get(agree)
    found = [choice.value for choice in field.choices if str(choice.value) == agree]
    return found[0] if found and field.kind == "choice" else None


def approving(form: Form | None, said: Bulk, answer: str | None, opinion: str) -> dict[str, Json]:
    """What is answered: the decision that was chosen, else the first that approves; and the opinion."""
    found: dict[str, Json] = {}
    if said.field:
        agree = answer or said.answers[0]
        found[said.field] = agree if form is None else agreeing(form.field(said.field), agree)
    if said.opinion:
        found[said.opinion] = opinion or None
    return found


def check(process: Process, forms: Mapping[str, Form], file: str) -> Iterator[Finding]:
    """What stands in the way of a step's being approved together with others."""
    for element in process.elements.values():
        said, asked = element.extensions.bulk, element.extensions.form
        if said is None or asked is None or asked.form_id not in forms:
            continue  # a task without a form takes any answers; an unknown form has a finding of its own
        try:
            form = forms[asked.form_id].for_step(element.extensions.fields)
        except FormError:
            continue  # so have permissions that fit no field
        for message, message_zh in _faults(form, said):
            yield Finding("bulk-form", "error", element.id, message, message_zh, file, said.line)


def _faults(form: Form, said: Bulk) -> Iterator[tuple[str, str]]:
    answered = {field.name: field for field in form.fields if field.is_answered}
    decision = answered.get(said.field or "")
    for agree in said.answers if said.field else ():
        if decision is None or agreeing(decision, agree) is None:
            yield (
                f"the form takes no answer {agree!r} to {said.field!r}; name a choice of it",
                f"表单的“{said.field}”没有“{agree}”这一选项；请改正",
            )
    opinion = answered.get(said.opinion or "")
    if said.opinion and (opinion is None or opinion.kind not in TEXTS):
        yield (
            f"the form has no text {said.opinion!r} for an opinion; name one of its text fields",
            f"表单没有可填意见的文字字段“{said.opinion}”；请改正",
        )
    for name in (field.name for field in answered.values() if _is_left(field, said)):
        yield (
            f"the form must have {name!r}, which differs from task to task; take liye:bulk away",
            f"表单必填“{name}”，无法批量填写；请去掉 liye:bulk",
        )


def _is_left(field: Field, said: Bulk) -> bool:
    """Whether it must be answered, and nothing answers it."""
    begins = "default" in field.schema or field.initial is not None or field.visible_if is not None
    return field.required and not begins and field.name not in {said.field, said.opinion}
