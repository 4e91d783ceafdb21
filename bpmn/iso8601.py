"""Strict ISO 8601 for timers: a duration, a date with time, a cycle; or what is wrong with the text.

Each answer is None, or the end of a sentence that begins with the text, in English and Chinese.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from bpmn import cron

Wrong = tuple[str, str] | None

LEAST = timedelta(seconds=60)
MOST = timedelta(days=3653)
"""Ten years."""
_DURATION = re.compile(
    r"P(?=.)(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?=.)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d{1,6})?)S)?)?",
    re.ASCII,
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?)?", re.ASCII)
_CYCLE = re.compile(r"R(?P<times>\d*)/(?:(?P<start>[^/P][^/]*)/)?(?P<every>P[^/]+)")


def length(text: str) -> timedelta | None:
    """About how long an ISO 8601 duration is (a year 365 days, a month 30); None when it is none."""
    found = _DURATION.fullmatch(text)
    if found is None or len(text) > 60:
        return None
    part = {name: float(value) for name, value in found.groupdict(default="0").items()}
    days = part["years"] * 365 + part["months"] * 30 + part["weeks"] * 7 + part["days"]
    seconds = part["hours"] * 3600 + part["minutes"] * 60 + part["seconds"]
    return timedelta.max if days + seconds / 86400 > MOST.days * 10 else timedelta(days=days, seconds=seconds)


def fault_in_duration(text: str) -> Wrong:
    """An intermediate or boundary timer's duration: any length up to ten years."""
    span = length(text)
    if span is None:
        return (
            "is no ISO 8601 duration; write one like PT30M, P3D, P1M",
            "不是 ISO 8601 时长；请写成 PT30M、P3D、P1M 的形式",
        )
    if span > MOST:
        return "is longer than ten years", "超过十年"
    return None


def fault_in_date(text: str) -> Wrong:
    """A point in time; without an offset it is the office's own."""
    wrong = (
        "is no ISO 8601 date with time; write one like 2026-03-01T09:00:00+08:00",
        "不是 ISO 8601 日期时间；请写成 2026-03-01T09:00:00+08:00 的形式",
    )
    if not _DATE.fullmatch(text):
        return wrong
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return wrong
    return None


def fault_in_cycle(text: str) -> Wrong:
    """A repetition, `R3/PT1H`, `R/2026-01-01T09:00:00+08:00/P1D`, or cron."""
    if cron.is_cron(text):
        return cron.fault(text)
    found = _CYCLE.fullmatch(text)
    span = length(found["every"]) if found else None
    if found is None or span is None or (found["start"] and fault_in_date(found["start"])):
        return (
            "is no ISO 8601 cycle; write one like R3/PT1H or R/P1D, or cron of five or six fields",
            "不是 ISO 8601 周期；请写成 R3/PT1H、R/P1D 的形式，或五段、六段 cron",
        )
    if span < LEAST:
        return "repeats faster than every 60 seconds", "重复间隔短于 60 秒"
    if span > MOST:
        return "is longer than ten years", "超过十年"
    return None
