"""A timer says one date, duration or cycle, in ISO 8601 or as cron, between a minute and ten years."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import cron
from bpmn.diagram import Element, EventDefinition
from bpmn.iso8601 import fault_in_cycle, fault_in_date, fault_in_duration
from bpmn.subject import Fault, Subject, error, warning

CHECKS = {"timeDate": fault_in_date, "timeDuration": fault_in_duration, "timeCycle": fault_in_cycle}


def check(subject: Subject) -> Iterator[Fault]:
    """Literal times are read here; a time that FEEL computes is checked when it is known."""
    for element in subject.elements:
        for event in element.events:
            if event.kind == "timer":
                yield from _timer(element, event)


def _timer(element: Element, event: EventDefinition) -> Iterator[Fault]:
    said = {"timeDate": event.date, "timeDuration": event.duration, "timeCycle": event.cycle}
    given = {place: text.strip() for place, text in said.items() if text}
    if len(given) != 1:
        yield error(
            element,
            "a timer has exactly one of timeDate, timeDuration and timeCycle; write one",
            "定时事件必须恰好填写日期、时长、周期中的一项",
            event.line,
        )
        return
    [(place, text)] = given.items()
    if not text.startswith("="):
        wrong = CHECKS[place](text)
        if wrong:
            yield error(element, f"{place} {text!r} {wrong[0]}", f"{place}“{text}”{wrong[1]}", event.line)
        elif place == "timeCycle" and cron.is_cron(text) and cron.counts_days(text):
            yield warning(
                element,
                f"timeCycle {text!r} counts the days of the week: 1 is Monday, as in Camunda 8 (in Quartz "
                "and Camunda 7 it is Sunday); write MON, TUE, …",
                f"timeCycle“{text}”用数字表示星期：1 为星期一（同 Camunda 8；"
                "Quartz 与 Camunda 7 中为星期日）；建议写 MON、TUE 等",
                event.line,
            )
    if place == "timeCycle" and element.type == "intermediateCatchEvent":
        yield warning(
            element,
            "an intermediate event waits once, for the first time of the cycle; write timeDuration",
            "中间事件只等待一次，即周期的第一次；请改用时长",
            event.line,
        )
