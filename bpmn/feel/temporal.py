"""Dates, times, date-times and durations: reading, writing, arithmetic, properties.

Years run from 1 to 9999 and fractions of a second to the microsecond: Python's range, which is
enough for an office. What lies outside is null, with a reason in the trace.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
import zoneinfo
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache, total_ordering

from bpmn.feel.errors import Null
from bpmn.feel.numbers import CONTEXT, plain


@total_ordering
@dataclass(frozen=True, slots=True)
class YearsMonths:
    """A years-and-months duration: a whole number of months."""

    months: int

    def __lt__(self, other: YearsMonths) -> bool:
        return self.months < other.months


DATE = re.compile(r"(-?)([1-9]\d{4,8}|\d{4})-(\d\d)-(\d\d)", re.ASCII)
TIME = re.compile(
    r"(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d(?::\d\d)?|@[A-Za-z0-9_+\-/]+)?", re.ASCII
)
DAYS = re.compile(
    r"(-?)P(?:(\d{1,18})D)?(?:T(?=\d)(?:(\d{1,18})H)?(?:(\d{1,18})M)?(?:(\d{1,18})(?:\.(\d*))?S)?)?", re.ASCII
)
MONTHS = re.compile(r"(-?)P(?:(\d{1,15})Y)?(?:(\d{1,15})M)?", re.ASCII)


def parse_date(text: str) -> dt.date:
    """`2026-03-01`."""
    match = DATE.fullmatch(text)
    if match is None:
        raise Null(f"{text!r} is no date", f"“{text}”不是日期")
    sign, year, month, day = match.groups()
    return make_date(int(sign + year), int(month), int(day))


def make_date(year: int, month: int, day: int) -> dt.date:
    """A date that exists."""
    try:
        return dt.date(year, month, day)
    except (ValueError, OverflowError):
        raise Null(f"no date {year}-{month}-{day}", f"没有 {year}-{month}-{day} 这一天") from None


def parse_time(text: str) -> dt.time:
    """`10:30:00`, with an offset or `@Zone` if wanted."""
    match = TIME.fullmatch(text)
    if match is None:
        raise Null(f"{text!r} is no time", f"“{text}”不是时间")
    hour, minute, second, fraction, place = match.groups()
    micros = int((fraction or "0")[:6].ljust(6, "0"))
    try:
        return dt.time(int(hour), int(minute), int(second), micros, zone(place))
    except ValueError:
        raise Null(f"no time {text!r}", f"没有“{text}”这个时间") from None


def parse_datetime(text: str) -> dt.datetime:
    """`2026-03-01T10:30:00`, or a date alone, which is its midnight."""
    day, _, rest = text.partition("T")
    if not rest:
        if "T" in text:
            raise Null(f"{text!r} is no date and time", f"“{text}”不是日期时间")
        return dt.datetime.combine(parse_date(day), dt.time())
    return dt.datetime.combine(parse_date(day), parse_time(rest))


@lru_cache(maxsize=512)
def zone(text: str | None) -> dt.tzinfo | None:
    """The zone for `Z`, `+08:00`, `@Asia/Shanghai`; None for a local time."""
    if not text:
        return None
    if text == "Z":
        return dt.UTC
    if text.startswith("@"):
        try:
            return zoneinfo.ZoneInfo(text[1:])
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            raise Null(f"no time zone {text[1:]!r}", f"没有时区“{text[1:]}”") from None
    parts = [int(part) for part in text[1:].split(":")] + [0]
    if parts[0] > 18 or parts[1] > 59 or parts[2] > 59:
        raise Null(f"no offset {text!r}", f"没有时差“{text}”")
    delta = dt.timedelta(hours=parts[0], minutes=parts[1], seconds=parts[2])
    return dt.timezone(-delta if text[0] == "-" else delta)


def parse_duration(text: str) -> dt.timedelta | YearsMonths:
    """`P1DT2H` or `P1Y2M`."""
    match = MONTHS.fullmatch(text)
    if match and (match[2] or match[3]):
        months = int(match[2] or 0) * 12 + int(match[3] or 0)
        return YearsMonths(-months if match[1] else months)
    match = DAYS.fullmatch(text)
    if match is None or not any(match.groups()[1:]):
        raise Null(f"{text!r} is no duration", f"“{text}”不是时长")
    sign, days, hours, minutes, seconds, fraction = match.groups()
    try:
        length = dt.timedelta(
            days=int(days or 0),
            hours=int(hours or 0),
            minutes=int(minutes or 0),
            seconds=int(seconds or 0),
            microseconds=int((fraction or "0")[:6].ljust(6, "0")),
        )
    except OverflowError:
        raise Null(f"{text!r} is too long", f"时长“{text}”过大") from None
    return -length if sign else length


def parse_any(text: str) -> object:
    """What `@"…"` means: a date, a time, a date and time, or a duration."""
    for read in (parse_date, parse_time, parse_datetime, parse_duration):
        try:
            return read(text)
        except Null:
            continue
    raise Null(f"{text!r} is neither date nor time nor duration", f"“{text}”不是日期、时间或时长")


def text(value: object) -> str:
    """How the standard writes the value."""
    match value:
        case dt.datetime():
            return f"{value.date().isoformat()}T{_clock(value.timetz(), value)}"
        case dt.date():
            return value.isoformat()
        case dt.time():
            return _clock(value, None)
        case dt.timedelta():
            return _days_text(value)
        case YearsMonths():
            return _months_text(value)
    return str(value)


def _clock(time: dt.time, moment: dt.datetime | None) -> str:
    written = time.replace(tzinfo=None).isoformat()
    if "." in written:
        written = written.rstrip("0")
    if isinstance(time.tzinfo, zoneinfo.ZoneInfo):
        return f"{written}@{time.tzinfo.key}"
    offset = (moment or time).utcoffset()
    if offset is None:
        return written
    if not offset:
        return written + "Z"
    seconds = abs(int(offset.total_seconds()))
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    sign = "-" if offset < dt.timedelta() else "+"
    return f"{written}{sign}{hours:02}:{minutes:02}" + (f":{rest:02}" if rest else "")


def _days_text(value: dt.timedelta) -> str:
    sign, value = ("-", -value) if value < dt.timedelta() else ("", value)
    hours, minutes = value.seconds // 3600, value.seconds // 60 % 60
    seconds = Decimal(value.seconds % 60) + Decimal(value.microseconds) / 1_000_000
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    clock += f"{plain(seconds)}S" if seconds else ""
    days = f"{value.days}D" if value.days else ""
    return f"{sign}P{days}" + (f"T{clock}" if clock else "") if days or clock else "PT0S"


def _months_text(value: YearsMonths) -> str:
    years, months = divmod(abs(value.months), 12)
    written = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
    return ("-" if value.months < 0 else "") + "P" + (written or "0M")


def instant(value: object) -> tuple[bool, object]:
    """A key to compare times and date-times by: whether there is an offset, and the moment."""
    assert isinstance(value, dt.datetime | dt.time)
    if isinstance(value, dt.time):
        offset = time_offset(value)
        since = dt.timedelta(hours=value.hour, minutes=value.minute, seconds=value.second)
        since += dt.timedelta(microseconds=value.microsecond)
        return (False, since) if offset is None else (True, since - offset)
    offset = value.utcoffset()
    bare = value.replace(tzinfo=None) - dt.datetime.min  # noqa: DTZ901 - a plain difference, no zone meant
    return (False, bare) if offset is None else (True, bare - offset)


#: A time of day in a zone has no date to take its offset from; the standard offset of 1970 serves.
REFERENCE = dt.date(1970, 1, 1)


def time_offset(value: dt.time) -> dt.timedelta | None:
    """How far the clock is from UTC."""
    if isinstance(value.tzinfo, zoneinfo.ZoneInfo):
        return dt.datetime.combine(REFERENCE, value).utcoffset()
    return value.utcoffset()


def add_months(value: dt.date, months: int) -> dt.date:
    """The same day some months later, or the last day of that month."""
    count = value.year * 12 + value.month - 1 + months
    year, month = divmod(count, 12)
    if not 1 <= year <= 9999:
        raise Null("the date lies outside the years 1 to 9999", "日期超出公元 1 至 9999 年")
    return value.replace(
        year=year, month=month + 1, day=min(value.day, calendar.monthrange(year, month + 1)[1])
    )


def shift(value: object, duration: object, sign: int) -> object:
    """A date, time or date-time moved by a duration."""
    if isinstance(duration, YearsMonths):
        if isinstance(value, dt.date):
            return add_months(value, sign * duration.months)
        raise Null("a time of day has no months", "时刻不能加减年月")
    assert isinstance(duration, dt.timedelta)
    try:
        if isinstance(value, dt.datetime):
            return value + sign * duration
        if isinstance(value, dt.date):
            moved = dt.datetime.combine(value, dt.time()) + sign * duration
            return moved.date()
        assert isinstance(value, dt.time)
        return (dt.datetime.combine(dt.date(2000, 1, 15), value) + sign * (duration % DAY)).timetz()
    except OverflowError:
        raise Null("the date lies outside the years 1 to 9999", "日期超出公元 1 至 9999 年") from None


DAY = dt.timedelta(days=1)


def difference(a: object, b: object) -> dt.timedelta:
    """How much later `a` is than `b`; dates count as their midnight."""
    if isinstance(a, dt.time) and isinstance(b, dt.time):
        left, right = instant(a), instant(b)
    else:
        left, right = instant(midnight(a, b)), instant(midnight(b, a))
    if left[0] != right[0]:
        raise Null(
            "one of the times has a time zone and the other has none", "两个时间一个有时区，另一个没有时区"
        )
    gap = left[1] - right[1]  # type: ignore[operator]
    assert isinstance(gap, dt.timedelta)
    return gap


def midnight(value: object, beside: object = None) -> object:
    """A date as a date-time (in UTC beside one that has a zone); anything else as it is."""
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        zoned = isinstance(beside, dt.datetime) and beside.tzinfo is not None
        return dt.datetime.combine(value, dt.time(tzinfo=dt.UTC if zoned else None))
    return value


def scale(duration: object, factor: Decimal) -> object:
    """A duration times a number."""
    try:
        if isinstance(duration, YearsMonths):
            return whole_months(CONTEXT.multiply(Decimal(duration.months), factor))
        assert isinstance(duration, dt.timedelta)
        return dt.timedelta(microseconds=int(CONTEXT.multiply(Decimal(micros(duration)), factor)))
    except (OverflowError, ArithmeticError):
        raise Null("the duration is too long", "时长过大") from None


def whole_months(months: Decimal) -> YearsMonths:
    """A duration of so many months, what is less than one cut off."""
    if months.adjusted() > 15:
        raise Null("the duration is too long", "时长过大")
    return YearsMonths(int(months))


def micros(duration: dt.timedelta) -> int:
    """A duration in microseconds."""
    return duration // dt.timedelta(microseconds=1)


def seconds(duration: dt.timedelta) -> Decimal:
    """A duration in seconds."""
    return Decimal(micros(duration)).scaleb(-6).normalize()
