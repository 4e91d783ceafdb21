"""A due date, a follow-up date and a priority that are written out can be read."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.diagram import Element
from bpmn.iso8601 import fault_in_date
from bpmn.subject import Fault, Subject, error

HIGHEST = 100  # as in Zeebe


def check(subject: Subject) -> Iterator[Fault]:
    """What FEEL computes is checked when the task opens."""
    for element in subject.elements:
        schedule, priority = element.extensions.schedule, element.extensions.priority
        if schedule is not None:
            yield from _date(element, "dueDate", schedule.due_date)
            yield from _date(element, "followUpDate", schedule.follow_up_date)
        if priority is not None and not priority.startswith("=") and not _is_priority(priority):
            yield error(
                element,
                f"the priority {priority!r} is no whole number from 0 to {HIGHEST}; correct it",
                f"优先级“{priority}”不是 0 到 {HIGHEST} 的整数；请更正",
                element.line,
            )


def _date(element: Element, place: str, text: str | None) -> Iterator[Fault]:
    wrong = fault_in_date(text.strip()) if text and not text.startswith("=") else None
    if wrong:
        yield error(element, f"{place} {text!r} {wrong[0]}", f"{place}“{text}”{wrong[1]}", element.line)


def _is_priority(text: str) -> bool:
    text = text.strip()
    return text.isascii() and text.isdigit() and len(text) <= len(str(HIGHEST)) and int(text) <= HIGHEST
