"""Dates, priorities and numbers of retries that are written out can be read."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.diagram import Element
from bpmn.iso8601 import fault_in_date
from bpmn.subject import Fault, Subject, error
from bpmn.vocabulary import HIGHEST_PRIORITY, MOST_RETRIES


def check(subject: Subject) -> Iterator[Fault]:
    """What FEEL computes is checked when the task opens."""
    for element in subject.elements:
        schedule, priority = element.extensions.schedule, element.extensions.priority
        if schedule is not None:
            yield from _date(element, "dueDate", schedule.due_date)
            yield from _date(element, "followUpDate", schedule.follow_up_date)
        if not _is_whole(priority, HIGHEST_PRIORITY):
            yield error(
                element,
                f"the priority {priority!r} is no whole number from 0 to {HIGHEST_PRIORITY}; correct it",
                f"优先级“{priority}”不是 0 到 {HIGHEST_PRIORITY} 的整数；请更正",
                element.line,
            )
        retries = job.retries if (job := element.extensions.task_definition) else None
        if not _is_whole(retries, MOST_RETRIES):
            yield error(
                element,
                f"retries {retries!r} is no whole number from 0 to {MOST_RETRIES}; correct it",
                f"重试次数“{retries}”不是 0 到 {MOST_RETRIES} 的整数；请更正",
                element.line,
            )


def _date(element: Element, place: str, text: str | None) -> Iterator[Fault]:
    wrong = fault_in_date(text.strip()) if text and not text.startswith("=") else None
    if wrong:
        yield error(element, f"{place} {text!r} {wrong[0]}", f"{place}“{text}”{wrong[1]}", element.line)


def _is_whole(text: str | None, most: int) -> bool:
    if text is None or text.startswith("="):
        return True
    return text.isascii() and text.isdigit() and len(text) <= len(str(most)) and int(text) <= most
