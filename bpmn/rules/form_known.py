"""The form of a user task exists."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.subject import Fault, Subject, error


def check(subject: Subject) -> Iterator[Fault]:
    """Compare form ids; one that is computed is not known before."""
    forms = subject.known.forms
    for element in subject.elements:
        form = element.extensions.form
        if form is None or not form.form_id:
            continue
        if element.type not in {"userTask", "startEvent"}:
            yield error(
                element,
                "a form here is never shown; only user tasks and start events have one",
                "此处的表单不会显示；只有人工任务和开始事件可以有表单",
            )
        elif forms is not None and not form.form_id.startswith("=") and form.form_id not in forms:
            yield error(
                element,
                f"there is no form {form.form_id!r}; add its file, or choose one of: {_some(forms)}",
                f"没有表单“{form.form_id}”；请添加其文件，或从已有表单中选择：{_some(forms)}",
            )


def _some(names: frozenset[str]) -> str:
    return ", ".join(sorted(names)[:10]) or "-"
