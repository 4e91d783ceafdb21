"""When timers are due: ISO 8601, in the office's zone, months clamped, and what is wrong refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bpmn.diagram import DiagramError
from engine.runtime.iso import parse_cycle, parse_duration, parse_instant
from engine.runtime.timers import Due
from tests.engine.runtime.drawing import boundary, catch, draw, end, start, timer, user
from tests.engine.runtime.world import Story, World


def due(
    text: str, *, kind: str = "duration", now: str = "2026-11-23T01:00:00+00:00", **variables: object
) -> str:
    world = World(now=datetime.fromisoformat(now))
    story = Story(draw(start(), catch("t", timer(**{kind: text})), end(), "s > t > e"), variables, world)  # type: ignore[arg-type]
    if story.causes:
        return story.causes[0]
    return next(iter(story.timers().values())).isoformat()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PT90M", "2026-11-23T02:30:00+00:00"),
        ("P1D", "2026-11-24T01:00:00+00:00"),
        ("P1DT0.5S", "2026-11-24T01:00:00.500000+00:00"),
        ("P2W", "2026-12-07T01:00:00+00:00"),
        ("P1Y2M", "2028-01-23T01:00:00+00:00"),
        ("=duration(wait)", "2026-11-23T01:05:00+00:00"),
        ('=@"P1M"', "2026-12-23T01:00:00+00:00"),
        ("=wait", "2026-11-23T01:05:00+00:00"),
    ],
)
def test_durations(text: str, expected: str) -> None:
    assert due(text, wait="PT5M") == expected


def test_a_month_after_the_last_of_january_is_the_last_of_february() -> None:
    assert due("P1M", now="2026-01-31T03:00:00+00:00") == "2026-02-28T03:00:00+00:00"
    # Already the 31st in Changsha, still the 30th in Greenwich.
    assert due("P1M", now="2026-01-30T20:00:00+00:00") == "2026-02-27T20:00:00+00:00"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-01T09:00:00", "2026-12-01T01:00:00+00:00"),
        ("2026-12-01T09:00:00Z", "2026-12-01T09:00:00+00:00"),
        ("2026-12-01", "2026-11-30T16:00:00+00:00"),
        ('=date("2026-12-01")', "2026-11-30T16:00:00+00:00"),
        ('=date and time("2026-12-01T09:00:00")', "2026-12-01T01:00:00+00:00"),
        ("2020-01-01", "2019-12-31T16:00:00+00:00"),
    ],
)
def test_dates(text: str, expected: str) -> None:
    assert due(text, kind="date") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("R3/PT1H", "2026-11-23T02:00:00+00:00"),
        ("R/2026-11-25T09:00:00+08:00/P1D", "2026-11-25T01:00:00+00:00"),
        ("R/2020-01-01T10:00:00+08:00/P1D", "2026-11-23T02:00:00+00:00"),
        ("R/2020-01-31T10:00:00+08:00/P1M", "2026-11-30T02:00:00+00:00"),
    ],
)
def test_repetitions(text: str, expected: str) -> None:
    assert due(text, kind="cycle") == expected


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("duration", "P"), ("duration", "PT"), ("duration", "-PT1H"), ("duration", "1h"), ("duration", "P0.5Y"),
        ("duration", "P1H"), ("duration", "PT1D"), ("duration", "P١D"), ("date", "tomorrow"), ("date", "2026-02-30"),
        ("date", "2026-12-01T25:00:00"), ("cycle", "PT1H"), ("cycle", "R/PT0S"), ("cycle", "R0/PT1H"), ("cycle", "0 0 * *"),
        ("cycle", "*/5 * * * * *"), ("cycle", "0 0 9 1 * MON"), ("cycle", "0 0 9 ? * MON 2027"), ("cycle", "0 25 * * *"),
        ("cycle", "@fortnightly"), ("cycle", "0 0 30 2 *"), ("cycle", "0 ? * * *"),
        ("duration", "P99999999999Y"), ("duration", "PT999999999999999S"),
    ],
)  # fmt: skip
def test_what_is_no_time_is_refused_when_it_is_deployed(kind: str, text: str) -> None:
    with pytest.raises(DiagramError) as caught:
        draw(start(), catch("t", timer(**{kind: text})), end(), "s > t > e")
    assert [(one.rule, one.element_id) for one in caught.value.findings] == [("timer-invalid", "t")]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("duration", "=null"), ("duration", '="soon"'), ("duration", "=1"), ("date", "=missing"), ("duration", "P9999Y"),
        ("date", "=[]"), ("cycle", '="R/PT0S"'), ("cycle", '="R/PT0.1S"'), ("duration", "P11Y"),
    ],
)  # fmt: skip
def test_what_turns_out_to_be_no_time_is_an_incident(kind: str, text: str) -> None:
    assert due(text, kind=kind) == "t: TIMER_INVALID"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0 9 * * *", "2026-11-24T01:00:00+00:00"),
        ("30 17 * * MON-FRI", "2026-11-23T09:30:00+00:00"),
        ("0 9 * * 7", "2026-11-29T01:00:00+00:00"),
        ("0 9 * * 1", "2026-11-30T01:00:00+00:00"),
        ("15 0 9 * * *", "2026-11-23T01:00:15+00:00"),
        ("0 0 9 ? * TUE", "2026-11-24T01:00:00+00:00"),
        ("0 0 9 * * 2", "2026-11-24T01:00:00+00:00"),
        ("0 0 0 L * ?", "2026-11-29T16:00:00+00:00"),
        ("0 0 9 ? * MON#1", "2026-12-07T01:00:00+00:00"),
        ("@monthly", "2026-11-30T16:00:00+00:00"),
        ('="0 9 " + day + " * *"', "2026-12-01T01:00:00+00:00"),
    ],
)
def test_cron_is_read_in_the_offices_zone(text: str, expected: str) -> None:
    assert due(text, kind="cycle", day="1") == expected


def test_cron_fires_again_and_again_and_after_an_outage_once() -> None:
    every = boundary("b", "a", timer(cycle="0 9 * * MON-FRI"), interrupting=False)
    story = Story(draw(start(), user("a"), every, end(), end("e2"), "s > a > e; b > e2"))
    assert story.advance(days=6).trace == "s" + " b e2" * 4  # Tuesday to Friday; not on the weekend
    story.world.now = datetime(2027, 1, 6, 2, tzinfo=UTC)
    story.reload()
    story.fire("b")
    assert story.trace == "s" + " b e2" * 5
    assert [at.isoformat() for at in story.timers().values()] == ["2027-01-07T01:00:00+00:00"]
    assert story.complete("a").timers() == {}


def test_cron_that_never_comes_is_an_incident() -> None:
    assert due('="0 0 1 2 MON#5"', kind="cycle") == "t: TIMER_INVALID"


def test_what_is_past_is_due_at_once() -> None:
    assert (
        due('=date and time("2026-11-23T09:00:00+08:00") - now()', now="2026-11-23T02:00:00+00:00")
        == "2026-11-23T01:00:00+00:00"
    )


def test_parsing_alone() -> None:
    assert parse_duration("P1Y2M3W4DT5H6M7.5S").months == 14
    assert parse_cycle("R/PT1H").times is None
    assert parse_instant("2026-12-01T09:00+08:00") == datetime(2026, 12, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("text", ["R/PT1S", "R/P1D", "R/P1M", "R/P1DT1S"])
def test_the_next_repetition_after_years_is_found_at_once(text: str) -> None:
    cycle = parse_cycle(text)
    first = datetime(2020, 1, 31, 1, tzinfo=UTC)
    now = datetime(2026, 11, 23, 1, tzinfo=UTC)
    due = Due(first, cycle.every, first, 0, None).next(now)
    assert due is not None
    assert now < due.at
    assert cycle.every.after(first, due.done - 1) <= now
