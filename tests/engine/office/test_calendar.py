"""AS-X-1, and every date of the acceptance scenarios that the calendar alone decides (domain.md Part 6)."""

from datetime import date, datetime, time, timedelta
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.clock import OFFICE_ZONE
from engine.office import policies
from engine.office.calendar import BadCalendar, Calendar, YearList, each_day, hours_from, year_from
from engine.office.limits import BadLimit, Limit

POLICIES = policies.defaults()
CALENDAR = POLICIES.calendar()
IN_2026 = st.dates(date(2026, 1, 1), date(2026, 12, 31))


def day(text: str) -> date:
    return date.fromisoformat(text if len(text) > 5 else f"2026-{text}")


def test_the_months_of_2026_have_as_many_working_days_as_the_notice_says() -> None:
    days = [d for d in each_day(day("01-01"), day("12-31")) if CALENDAR.is_working_day(d)]
    assert len(days) == 248
    assert [sum(d.month == m for d in days) for m in range(1, 13)] == [
        21,
        16,
        22,
        21,
        19,
        21,
        23,
        21,
        22,
        18,
        21,
        23,
    ]


@pytest.mark.parametrize(
    "text", ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10", "2025-01-26", "2025-10-11"]
)
def test_make_up_days_work(text: str) -> None:
    assert CALENDAR.is_working_day(day(text))


@pytest.mark.parametrize("text", ["02-16", "10-05", "09-25", "2025-10-08", "2025-02-04", "05-10"])
def test_holidays_rest(text: str) -> None:
    assert not CALENDAR.is_working_day(day(text))


# scenario, start, limit, end; what is counted from what stands in domain.md
COMPUTED = [
    ("R1-1 consultation", "02-12", "7WD", "02-28"),
    ("R1-1 website", "03-04", "20WD", "04-01"),
    ("R1-5 legality earliest", "02-13", "5WD", "02-27"),
    ("R1-5 legality latest", "02-13", "15WD", "03-12"),
    ("R1-5 major decision", "02-13", "7WD", "03-02"),
    ("R2-1 first examination", "03-16", "1WD", "03-17"),
    ("R2-2 first examination", "04-27", "1WD", "04-28"),
    ("R2-2 proposal to leaders", "04-28", "2WD", "04-30"),
    ("R3-1 topic freeze", "06-22", "-4WD", "06-15"),
    ("R3-1 material", "06-22", "-7CD", "06-15"),
    ("R3-1 notice", "06-22", "-3WD", "06-16"),
    ("R3-1 distribution", "06-22", "-2WD", "06-17"),
    ("R3-2 revised text", "09-17", "3WD", "09-21"),
    ("R3-2 issue", "09-17", "7WD", "09-28"),
    ("R3-2 major revised text", "09-17", "6WD", "09-24"),
    ("R3-2 major issue", "09-17", "10WD", "10-08"),
    ("R3-2 minutes draft", "09-17", "2WD", "09-20"),
    ("R3-2 minutes signature", "09-17", "5WD", "09-23"),
    ("R3-2 decision without a date", "09-22", "30CD", "10-22"),
    ("R4-1 self-coordination", "05-07", "5WD", "05-13"),
    ("R4-1 positions", "05-13", "3WD", "05-18"),
    ("R4-1 acceptance", "05-18", "1WD", "05-19"),
    ("R4-1 meeting", "05-19", "5WD", "05-26"),
    ("R4-1 proposal to leaders", "05-26", "2WD", "05-28"),
    ("R5-1 instruction", "09-28", "5WD", "10-10"),
    ("R5-1 acceptance", "09-28", "2WD", "09-30"),
    ("R5-2 vice governor", "04-28", "10WD", "05-14"),
    ("R6-1 casualty window", "05-01", "7CD no roll", "05-08"),
    ("R6-5 final report", "06-18", "3WD", "06-24"),
    ("R7-2 cut-off", "05-15", "-7WD", "05-07"),
    ("R7-2 filing", "04-28", "5WD", "05-08"),
    ("R7-2 next cut-off", "06-01", "-7WD", "05-21"),
    ("R8-1 return", "02-27", "10WD", "03-12"),
    ("R8-1 co-opinion", "02-27", "1M", "03-27"),
    ("R8-1 reply", "02-27", "3M", "05-27"),
    ("R8-1 new host's return", "03-10", "10WD", "03-24"),
    ("R8-1 new host's reply", "03-10", "3M", "06-10"),
    ("R8-2 feedback", "05-20", "30CD", "06-22"),
    ("R8-2 re-handling", "06-08", "1M", "07-08"),
    ("R8-2 meeting", "07-20", "15WD", "08-10"),
    ("R9-1 tables of the municipalities", "10-01", "-5WD", "09-23"),
    ("R9-1 special roster", "10-01", "-3WD", "09-28"),
    ("R10-1 list", "04-24", "5WD", "05-06"),
    ("R10-2 pass", "03-16", "90CD no roll", "06-14"),
    ("R11-1 objection", "03-02", "5WD", "03-09"),
    ("R11-1 notice", "03-02", "15CD", "03-17"),
    ("R11-1 opinion", "03-17", "60CD", "05-18"),
    ("R12-1 oral order", "02-11", "5WD", "02-25"),
    ("R12-1 confirmation", "02-11", "1WD", "02-12"),
    ("X-1 month end", "01-30", "1M", "02-28"),
    ("X-1 six months", "04-07", "6M", "10-08"),
    ("X-1 seven days before", "10-09", "-7CD", "09-30"),
    ("X-1 five working days before", "10-01", "-5WD", "09-23"),
]


@pytest.mark.parametrize(("scenario", "start", "limit", "end"), COMPUTED, ids=[row[0] for row in COMPUTED])
def test_the_dates_of_the_scenarios(scenario: str, start: str, limit: str, end: str) -> None:
    due = Limit.parse(limit).from_(datetime.combine(day(start), time(10), OFFICE_ZONE), CALENDAR)
    assert due.at == datetime.combine(day(end), time(23, 59, 59), OFFICE_ZONE)
    assert not due.provisional


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("04-27", "05-12", 9),
        ("05-06", "05-12", 5),
        ("05-07", "05-12", 4),
        ("05-12", "05-14", 2),
        ("05-11", "05-14", 3),
    ],
)
def test_lead_times(start: str, end: str, days: int) -> None:
    assert CALENDAR.working_days_between(day(start), day(end)).days == days


def test_an_extension_counts_from_the_nominal_end() -> None:
    first = CALENDAR.add_calendar_days(day("03-17"), 60)
    assert (first.nominal, first.day) == (day("05-16"), day("05-18"))
    assert CALENDAR.add_calendar_days(first.nominal, 30).day == day("06-15")


def test_fixed_days_roll_forward_only_over_rest_days() -> None:
    assert CALENDAR.roll(day("05-31")) == day("06-01")
    assert CALENDAR.roll(day("10-10")) == day("10-10")
    assert CALENDAR.roll(day("06-20"), back=True) == day("06-18")


def test_a_year_without_a_list_knows_weekends_and_says_so() -> None:
    reckoned = CALENDAR.add_calendar_days(day("12-31"), 10)
    assert (reckoned.day, reckoned.provisional) == (day("2027-01-11"), True)
    assert not CALENDAR.add_working_days(day("12-28"), 3).provisional
    assert CALENDAR.add_working_days(day("12-30"), 2).provisional
    assert CALENDAR.working_days_between(day("12-30"), day("2027-01-04")).provisional


def test_paused_days_are_added_before_rolling() -> None:
    assert CALENDAR.add_calendar_days(day("03-17"), 60, paused=3).nominal == day("05-19")
    assert CALENDAR.add_calendar_days(day("04-01"), 30, paused=1).day == day("05-06")
    assert CALENDAR.add_working_days(day("04-28"), 2, paused=1).day == day("05-06")


def test_hours_never_roll_nor_pause() -> None:
    due = Limit.parse("4H").from_(datetime(2026, 5, 1, 14, 20, tzinfo=OFFICE_ZONE), CALENDAR)
    assert due.at == datetime(2026, 5, 1, 18, 20, tzinfo=OFFICE_ZONE)
    due = Limit.parse("30min").from_(datetime(2026, 5, 1, 14, 35, tzinfo=OFFICE_ZONE), CALENDAR)
    assert due.at == datetime(2026, 5, 1, 15, 5, tzinfo=OFFICE_ZONE)


def test_the_prefecture_rests_on_its_own_day_and_nobody_else_does() -> None:
    xiangxi = CALENDAR.of("xiangxi")
    assert not xiangxi.is_working_day(day("09-20"))
    assert xiangxi.add_working_days(day("09-18"), 1).day == day("09-21")
    assert CALENDAR.add_working_days(day("09-18"), 1).day == day("09-20")
    assert xiangxi.of(None).is_working_day(day("09-20"))
    with pytest.raises(BadCalendar, match="atlantis"):
        CALENDAR.of("atlantis")


def test_a_day_may_end_with_business() -> None:
    strict = POLICIES.with_values({"calendar.cutoff": "business_close"}).calendar()
    assert strict.ends_at(day("03-12")) == datetime(2026, 3, 12, 17, tzinfo=OFFICE_ZONE)
    assert strict.ends_at(day("07-01")) == datetime(2026, 7, 1, 17, 30, tzinfo=OFFICE_ZONE)


def test_office_hours() -> None:
    assert CALENDAR.is_open(datetime(2026, 2, 28, 9, tzinfo=OFFICE_ZONE))  # a Saturday that works
    assert not CALENDAR.is_open(datetime(2026, 2, 28, 12, 30, tzinfo=OFFICE_ZONE))
    assert not CALENDAR.is_open(datetime(2026, 2, 16, 10, tzinfo=OFFICE_ZONE))
    assert not CALENDAR.is_open(datetime(2026, 7, 1, 13, 15, tzinfo=OFFICE_ZONE))


@given(IN_2026, st.integers(1, 120))
@settings(max_examples=200, deadline=None)
def test_counting_forward_and_measuring_agree(start: date, days: int) -> None:
    end = CALENDAR.add_working_days(start, days).day
    assert CALENDAR.is_working_day(end)
    assert CALENDAR.working_days_between(start, end).days == days


@given(IN_2026, st.integers(1, 120))
@settings(max_examples=200, deadline=None)
def test_counting_back_and_measuring_agree(start: date, days: int) -> None:
    end = CALENDAR.add_working_days(start, -days).day
    assert CALENDAR.is_working_day(end)
    assert CALENDAR.working_days_between(start, end).days == -days


@given(IN_2026, st.sampled_from(["CD", "M"]), st.integers(-12, 12).filter(bool))
@settings(max_examples=200, deadline=None)
def test_a_limit_ends_on_a_working_day_and_never_early(start: date, unit: str, count: int) -> None:
    reckoned = CALENDAR.add_calendar_days(start, count) if unit == "CD" else CALENDAR.add_months(start, count)
    assert CALENDAR.is_working_day(reckoned.day)
    assert (reckoned.day >= reckoned.nominal) if count > 0 else (reckoned.day <= reckoned.nominal)
    between = each_day(min(reckoned.day, reckoned.nominal), max(reckoned.day, reckoned.nominal))
    assert [d for d in between if CALENDAR.is_working_day(d)] == [reckoned.day]


@given(IN_2026, IN_2026, st.integers(0, 60))
@settings(max_examples=200, deadline=None)
def test_who_starts_later_ends_no_earlier(one: date, other: date, days: int) -> None:
    first, later = sorted((one, other))
    assert CALENDAR.add_working_days(first, days).day <= CALENDAR.add_working_days(later, days).day
    assert CALENDAR.add_calendar_days(first, days).day <= CALENDAR.add_calendar_days(later, days).day


@pytest.mark.parametrize(
    "content",
    [
        {"year": 2027, "source": "x", "holidays": [], "working": ["2026-01-01"]},
        {
            "year": 2027,
            "source": "x",
            "holidays": [{"from": "2027-01-01", "to": "2027-01-01"}],
            "working": ["2027-01-01"],
        },
        {
            "year": 2027,
            "source": "x",
            "holidays": [{"from": "2027-02-30", "to": "2027-01-01"}],
            "working": [],
        },
        {"year": 2027, "holidays": [], "working": []},
    ],
)
def test_a_wrong_list_is_refused(content: dict[str, object]) -> None:
    with pytest.raises(BadCalendar):
        year_from(content)


def test_hours_that_end_before_they_begin_do_not_count() -> None:
    with pytest.raises(BadCalendar):
        hours_from("01-01..12-31 nine-to-five")
    assert hours_from("01-01..12-31 09:00-12:00").spans == ((time(9), time(12)),)


@pytest.mark.parametrize(
    "text", ["", "5", "WD", "5 WD", "5wd", "5WD no roll", "99999CD", "3m", "1.5H", "٣WD"]
)
def test_what_is_no_limit_is_refused(text: str) -> None:
    with pytest.raises(BadLimit):
        Limit.parse(text)


def test_limits_read_as_they_are_written() -> None:
    for text in ("5WD", "30CD", "-7CD", "3M", "4H", "30min", "90CD no roll", "20Y"):
        assert str(Limit.parse(text)) == text


def test_dates_beyond_all_calendars_are_refused() -> None:
    with pytest.raises(BadCalendar):
        CALENDAR.add_months(day("01-01"), 9999 * 12)
    with pytest.raises(BadCalendar):
        CALENDAR.add_calendar_days(day("2999-12-31"), 1)


def test_a_list_replaces_what_weekends_guessed() -> None:
    from dataclasses import replace

    listed = YearList(2027, frozenset({day("2027-01-11")}), frozenset(), "a notice")
    loaded = replace(CALENDAR, years={**CALENDAR.years, 2027: listed})
    reckoned = loaded.add_calendar_days(day("12-31"), 10)
    assert (reckoned.day, reckoned.provisional) == (day("2027-01-12"), False)
    assert reckoned.day - day("12-31") == timedelta(days=12)


YEARS = st.dates(date(2023, 1, 1), date(2031, 12, 31))
REGIONAL = CALENDAR.of(next(iter(CALENDAR.overlays), None))


@settings(max_examples=60, deadline=None)
@given(YEARS, YEARS, st.sampled_from([CALENDAR, REGIONAL]))
def test_counting_is_looking_at_every_day(a: date, b: date, calendar: Calendar) -> None:
    first, last = min(a, b), max(a, b)
    looked_at = [one for one in each_day(first, last) if calendar.is_working_day(one)]
    assert calendar.working_days_between(first, last).days == len([one for one in looked_at if one > first])
    assert calendar.working_days_between(last, first).days == -len([one for one in looked_at if one < last])


@settings(max_examples=60, deadline=None)
@given(YEARS, st.integers(-900, 900), st.sampled_from([CALENDAR, REGIONAL]))
def test_adding_is_going_day_by_day(start: date, days: int, calendar: Calendar) -> None:
    reached, left = start, abs(days)
    while left:
        reached += timedelta(days=1 if days > 0 else -1)
        left -= calendar.is_working_day(reached)
    assert calendar.add_working_days(start, days).nominal == reached


def test_what_lies_centuries_away_is_counted_as_soon() -> None:
    begun = process_time()
    assert CALENDAR.working_days_between(date.min, date.max).days > 2_600_000
    assert CALENDAR.working_days_between(date.max, date.max).days == 0
    assert CALENDAR.add_working_days(day("01-01"), 100_000).day.year == 2409
    assert process_time() - begun < 0.1
    with pytest.raises(BadCalendar):
        CALENDAR.add_working_days(date.max, 100)
