"""Cron texts in a timer's cycle: five fields as cron writes them, or six, seconds first, as Camunda.

Fields mean what the field's tools agree on. What they read differently is refused with the cure: day of month
and day of week at once (cron takes either day, Camunda both), a year, and more than one firing a minute.
"""

from __future__ import annotations

import re
from datetime import datetime

from cronsim import CronSim, CronSimError

MACROS = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
WITH_SECONDS = 6
FEWEST = 3
_BAD = {
    "second": "秒",
    "minute": "分",
    "hour": "时",
    "day-of-month": "日",
    "month": "月",
    "day-of-week": "星期",
}
_EPOCH = datetime(2026, 1, 1)  # noqa: DTZ001  any day: only the fields are looked at
_DAY_NUMBER = re.compile(r"(?<![#/\d])[0-7](?!\d)")

Wrong = tuple[str, str] | None


def is_cron(text: str) -> bool:
    """Whether the text means to be cron, right or wrong: a macro, or several fields."""
    text = text.strip()
    return text.startswith("@") or len(text.split()) > FEWEST


def fault(text: str) -> Wrong:
    """None, or the end of a sentence that begins with the text, in English and Chinese."""
    text = text.strip()
    if text.startswith("@"):
        known = ", ".join(MACROS)
        return None if text in MACROS else (f"is unknown; write one of {known}", f"无法识别；可写 {known}")
    fields = text.split()
    if len(fields) not in {5, WITH_SECONDS}:
        return (
            "is no cron of five fields, or of six with seconds first; write one like 0 9 * * MON-FRI",
            "不是五段 cron，也不是秒在最前的六段 cron；请写成 0 9 * * MON-FRI 的形式",
        )
    *_, day, month, weekday = fields
    if "?" in "".join((*fields[:-3], month)) or any("?" in one and one != "?" for one in (day, weekday)):
        return (
            "has a ? where it means nothing; it stands alone for a day of month or of week",
            "的 ? 位置无意义；它只能单独用于日或星期",
        )
    if day not in {"*", "?"} and weekday not in {"*", "?"}:
        return (
            "names a day of month and a day of week, which cron and Camunda read differently; make one *",
            "同时限定了日与星期，cron 与 Camunda 的理解不同；请把其中一项写成 *",
        )
    if len(fields) == WITH_SECONDS and not fields[0].isdigit():
        return (
            "fires more than once a minute; write one number for the seconds",
            "每分钟触发多次；秒一段请只写一个数",
        )
    return _unreadable(text)


def _unreadable(text: str) -> Wrong:
    try:
        CronSim(_plain(text), _EPOCH)
    except CronSimError as error:
        name = str(error).removeprefix("Bad ")
        return f"has a bad {name}; correct that field", f"的“{_BAD.get(name, name)}”一段有误；请更正"
    return None


def counts_days(text: str) -> bool:
    """Whether six fields count the days of the week: 1 is Monday here and in Camunda 8, Sunday in Quartz."""
    fields = text.split()
    return len(fields) == WITH_SECONDS and _DAY_NUMBER.search(fields[-1]) is not None


def after(text: str, instant: datetime) -> datetime:
    """The first time after an instant, in the instant's own zone; ``ValueError`` says what is wrong."""
    wrong = fault(text)
    if wrong is not None:
        raise ValueError(f"{text!r} {wrong[0]}")
    try:
        return next(CronSim(_plain(text), instant))
    except StopIteration:
        raise ValueError(f"{text!r} does not come in fifty years; correct the day or the month") from None


def _plain(text: str) -> str:
    text = MACROS.get(text.strip(), text.strip())
    return text.replace("?", "*")
