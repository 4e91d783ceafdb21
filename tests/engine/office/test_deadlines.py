"""A deadline from its opening to its red card."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import json
from engine.clock import OFFICE_ZONE
from engine.errors import Conflict
from engine.office import deadlines, policies, stored_deadlines
from engine.office.calendar import YearList
from engine.office.deadlines import BadDeadline, Deadline

POLICIES = policies.defaults()
CALENDAR = POLICIES.calendar()


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=OFFICE_ZONE)


def opened(policy: str, now: datetime, start: object = None) -> Deadline:
    return deadlines.open_deadline(
        "it",
        policy=policy,
        now=now,
        start=start,
        element_id="e",
        token_id=None,
        policies=POLICIES,
        calendar=CALENDAR,
    )


def levels(deadline: Deadline) -> dict[str, str]:
    return {r.level: r.at.astimezone(OFFICE_ZONE).strftime("%m-%d %H:%M") for r in deadline.reminders}


def test_consultation_across_spring_festival() -> None:
    """AS-R1-1."""
    consult = opened("doc.consult.无", at("02-12T10:00"))
    assert consult.policy == "doc.consult.normal"
    assert consult.due_at == at("02-28T23:59:59")
    assert levels(consult) == {
        "L0": "02-12 10:00",
        "L1": "02-25 09:00",
        "L2": "02-28 09:00",
        "L3": "03-02 09:00",
        "L4": "03-04 09:00",
        "L5": "03-06 09:00",
    }
    assert consult.reminders[3].to == ("owner", "office_head", "dept_leader", "office_in_charge")


def test_a_daily_report_is_due_at_the_next_of_its_hours() -> None:
    """3.16: 08:00 and 17:00, on holidays too; its ladder is one of hours."""
    for sent, due in [
        ("05-01T07:59", "05-01T08:00"),
        ("05-01T08:00", "05-01T17:00"),
        ("05-01T17:10", "05-02T08:00"),
    ]:
        assert opened("incident.followup.jiaoda", at(sent)).due_at == at(due)
    follow_up = opened("incident.followup.jiaoda", at("05-01T12:00"))
    assert follow_up.limit == "08:00 17:00 daily"
    assert levels(follow_up)["L1"] == "05-01 14:30"
    assert levels(follow_up)["L3"] == "05-01 17:00"
    assert deadlines.recompute(follow_up, CALENDAR) == follow_up


def test_an_instruction_before_national_day() -> None:
    """AS-R5-1: up to the secretary-general."""
    instruction = opened("sup.due.governor", at("09-28T15:00"))
    assert instruction.due_at == at("10-10T23:59:59")
    assert levels(instruction) == {
        "L0": "09-28 15:00",
        "L1": "09-30 09:00",
        "L2": "10-10 09:00",
        "L3": "10-12 09:00",
        "L4": "10-14 09:00",
        "L5": "10-16 09:00",
    }
    assert instruction.reminders[4].to[-1] == "deputy_secretary_general"
    assert instruction.reminders[5].to == ("secretary_general",)


def test_road_accident_on_a_holiday() -> None:
    """AS-R6-1: late even by a minute, and nothing rolls."""
    phone = opened("incident.city.phone", at("05-01T15:10"), at("05-01T14:35"))
    written = opened("incident.city.written", at("05-01T15:10"), at("05-01T14:35"))
    assert (phone.due_at, written.due_at) == (at("05-01T15:05"), at("05-01T15:35"))
    assert deadlines.meet(phone, at("05-01T15:01")).late_minutes(at("05-02T00:00")) == 0
    assert deadlines.meet(written, at("05-01T15:40")).late_minutes(at("05-02T00:00")) == 5
    state_council = opened("incident.sc_limit", at("05-01T15:10"), at("05-01T14:20"))
    assert state_council.due_at == at("05-01T18:20")
    assert levels(state_council) == {
        "L0": "05-01 15:10",
        "L1": "05-01 16:20",
        "L2": "05-01 17:32",
        "L3": "05-01 18:20",
    }
    assert state_council.reminders[2].to == ("so_duty:office_head",)


def test_late_begins_after_the_last_second() -> None:
    deadline = opened("4H", at("05-01T08:00"))
    assert deadline.late_minutes(at("05-01T12:00")) == 0
    assert deadline.late_minutes(at("05-01T12:00:01")) == 1
    assert deadline.late_minutes(at("05-01T12:01")) == 1
    assert deadline.late_minutes(at("05-01T12:01:01")) == 2


def test_a_proposal_counts_from_the_day_it_was_assigned() -> None:
    """AS-R8-1: three months from 交办, whenever the clerk types it in."""
    reply = opened("proposal.reply", at("03-02T09:30"), "2026-02-27")
    assert reply.due_at == at("05-27T23:59:59")
    assert levels(reply) == {
        "L0": "03-02 09:30",
        "30": "04-27 09:00",
        "15": "05-12 09:00",
        "5": "05-22 09:00",
        "overdue": "05-28 09:00",
    }
    overdue = reply.reminders[-1]
    again = overdue.again(CALENDAR)
    assert again is not None
    assert again.at == at("05-29T09:00")


def test_a_level_that_is_not_after_the_opening_is_skipped() -> None:
    late = opened("proposal.reply", at("05-25T09:30"), date(2026, 2, 27))
    assert list(levels(late)) == ["L0", "overdue"]
    later = opened("proposal.reply", at("06-03T09:30"), date(2026, 2, 27))
    assert levels(later) == {"L0": "06-03 09:30", "overdue": "06-04 09:00"}


def test_short_and_urgent_limits_warn_by_their_own_measure() -> None:
    assert (
        levels(opened("doc.review.normal", at("03-02T10:00")))["L1"] == "03-04 09:00"
    )  # half of 3WD is 04:59, when nobody is there
    assert levels(opened("doc.review.teji", at("03-02T10:00")))["L1"] == "03-02 12:00"
    assert levels(opened("doc.consult.teji", at("03-02T10:00")))["L1"] == "03-03 08:00"  # 2H before
    assert levels(opened("24H", at("03-02T10:00")))["L1"] == "03-02 22:00"
    assert levels(opened("doc.register", at("03-02T10:00"))) == {
        "L0": "03-02 10:00",
        "L1": "03-02 16:59",
        "L3": "03-03 09:00",
        "L4": "03-05 09:00",
        "L5": "03-09 09:00",
    }


def test_reminders_come_one_after_another_until_it_is_met() -> None:
    consult = opened("doc.consult.normal", at("02-12T10:00"))
    first = consult.next_reminder(at("02-12T10:00"), CALENDAR)
    assert first is not None
    assert first.level == "L1"
    last = consult.next_reminder(at("03-04T09:00"), CALENDAR)
    assert last is not None
    assert (last.level, last.at) == ("L5", at("03-06T09:00"))
    assert consult.next_reminder(at("03-06T09:00"), CALENDAR) is None
    met = deadlines.meet(consult, at("02-24T11:00"))
    assert met.next_reminder(at("02-12T10:00"), CALENDAR) is None
    with pytest.raises(Conflict):
        deadlines.meet(met, at("02-24T11:00"))


def test_a_loaded_list_moves_open_deadlines_only() -> None:
    from dataclasses import replace

    guess = opened("5WD", at("12-30T09:00"))
    assert (guess.due_at.date(), guess.provisional) == (date(2027, 1, 6), True)
    listed = YearList(
        2027, frozenset({date(2027, 1, 1), date(2027, 1, 4)}), frozenset({date(2027, 1, 3)}), "a notice"
    )
    loaded = replace(CALENDAR, years={**CALENDAR.years, 2027: listed})
    moved = deadlines.recompute(guess, loaded)
    assert (moved.due_at.date(), moved.provisional) == (date(2027, 1, 7), False)
    met = deadlines.meet(guess, at("12-31T09:00"))
    assert deadlines.recompute(met, loaded) == met


@pytest.mark.parametrize(
    ("policy", "start"), [("soon", None), ("5WD", "tomorrow"), ("5WD", 5), ("doc.reviews.normal", None)]
)
def test_what_is_no_deadline_is_refused(policy: str, start: object) -> None:
    with pytest.raises(BadDeadline):
        opened(policy, at("03-02T10:00"), start)


def test_the_view_has_the_names_of_the_api() -> None:
    view = opened("4H", at("03-02T10:00")).view(at("03-02T14:01"))
    assert list(view) == [
        "key",
        "element_id",
        "policy",
        "started_at",
        "due_at",
        "provisional",
        "paused",
        "met_at",
        "late_minutes",
        "reminders",
    ]
    assert view["late_minutes"] == 1


@given(
    st.sampled_from([p.key for p in POLICIES if p.kind == "limit" and not p.value.startswith("-")]),
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 11, 1)),  # noqa: DTZ001 (hypothesis wants them naive)
    st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_stored_and_read_again_it_is_the_same(policy: str, now: datetime, meet: bool) -> None:
    deadline = opened(policy, now.replace(tzinfo=OFFICE_ZONE))
    if meet:
        deadline = deadlines.meet(deadline, deadline.due_at + timedelta(hours=1))
    assert stored_deadlines.from_json(json.load(json.dump(stored_deadlines.to_json(deadline)))) == deadline
    assert all(r.at >= deadline.opened_at for r in deadline.reminders)


def test_the_last_rung_of_a_proposal_repeats_on_working_days_until_it_is_met() -> None:
    reply = opened("proposal.reply", at("03-02T09:30"), "2026-02-27")
    moments = [
        at("05-28T09:00"),
        at("05-29T09:00"),
        at("06-01T09:00"),
        at("06-02T09:00"),
    ]  # the 30th is a Saturday
    for now, then in pairwise(moments):
        following = reply.next_reminder(now, CALENDAR)
        assert following is not None
        assert (following.level, following.at) == ("overdue", then)


def test_another_policy_or_start_moves_the_same_limit() -> None:
    reply = opened("proposal.reply", at("03-02T09:30"), "2026-02-27")

    def moved(policy: str, start: str, now: str) -> Deadline:
        return deadlines.move(
            reply, policy=policy, start=start, now=at(now), policies=POLICIES, calendar=CALENDAR
        )

    assert moved("proposal.reply", "2026-02-27", "05-13T10:00") is reply
    extended = moved("proposal.complex", "2026-02-27", "05-13T10:00")
    assert (extended.key, extended.opened_at) == (reply.key, reply.opened_at)
    assert extended.due_at == at("08-27T23:59:59")
    assert levels(extended)["30"] == "07-28 09:00"
    assert moved("proposal.reply", "2026-03-10", "03-10T10:00").due_at == at("06-10T23:59:59")


def test_paused_days_come_after_the_nominal_end_and_reminders_are_armed_anew() -> None:
    """G1.7: 补正 from Tuesday to Friday of a petition that ends on Saturday, day 60."""
    handle = opened("petition.handle", at("03-17T10:00"))
    assert (handle.nominal, handle.due_at) == (date(2026, 5, 16), at("05-18T23:59:59"))
    waits = deadlines.pause(handle, "task", at("03-24T15:00"))
    assert waits.paused
    assert waits.next_reminder(at("03-24T15:00"), CALENDAR) is None
    assert waits.late_minutes(at("08-01T00:00")) == 0
    assert deadlines.pause(waits, "task", at("03-25T15:00")) is waits
    both = deadlines.pause(waits, deadlines.PERSON, at("03-25T15:00"))
    still = deadlines.resume(both, "task", at("03-26T09:00"), CALENDAR)
    assert still.paused
    goes = deadlines.resume(still, deadlines.PERSON, at("03-27T08:00"), CALENDAR)
    assert (goes.paused, goes.paused_days) == (False, 3)
    assert (goes.nominal, goes.due_at) == (date(2026, 5, 19), at("05-19T23:59:59"))
    assert levels(goes)["L1"] == "05-14 09:00"
    assert stored_deadlines.from_json(stored_deadlines.to_json(both)) == both


def test_a_limit_by_the_clock_is_never_paused() -> None:
    urgent = opened("4H", at("03-02T10:00"))
    assert deadlines.pause(urgent, "task", at("03-02T11:00")) is urgent


def test_an_extension_counts_from_the_nominal_end_and_a_day_that_is_named_stands() -> None:
    handle = opened("petition.handle", at("03-17T10:00"))  # day 60 is Saturday 16 May
    longer = deadlines.extend(handle, "30CD", at("05-11T10:00"), CALENDAR)
    assert (longer.nominal, longer.due_at) == (date(2026, 6, 15), at("06-15T23:59:59"))  # AS-R11-1
    named = deadlines.extend(handle, "2026-10-03", at("05-11T10:00"), CALENDAR)
    assert named.due_at == at("10-03T23:59:59")  # a holiday
    assert deadlines.recompute(named, CALENDAR).due_at == named.due_at
    assert stored_deadlines.from_json(stored_deadlines.to_json(named)) == named
    waits = deadlines.pause(named, "task", at("05-12T10:00"))
    goes = deadlines.resume(waits, "task", at("05-14T10:00"), CALENDAR)
    assert goes.due_at == at("10-08T23:59:59")  # two days later, rolled
    assert deadlines.extend(opened("4H", at("03-02T10:00")), "2H", at("03-02T11:00"), CALENDAR).due_at == at(
        "03-02T16:00"
    )


def test_an_extension_arms_the_rungs_that_lie_ahead_once_more() -> None:
    consult = opened("doc.consult.normal", at("02-12T10:00"))
    longer = deadlines.extend(consult, "2026-03-20", at("02-26T10:00"), CALENDAR)
    assert levels(longer) == {
        "L0": "02-12 10:00",
        "L1": "03-17 09:00",
        "L2": "03-20 09:00",
        "L3": "03-23 09:00",
        "L4": "03-25 09:00",
        "L5": "03-27 09:00",
    }


def test_a_region_rests_on_its_own_days_too() -> None:
    """G1.9: 湘西 rests on 20 September, which is a make-up working day elsewhere in 2026."""
    there = CALENDAR.of("xiangxi")
    ours = opened("3WD", at("09-17T10:00"))
    theirs = deadlines.open_deadline(
        "it", policy="3WD", now=at("09-17T10:00"), element_id="e", token_id=None,
        policies=POLICIES, calendar=there,
    )  # fmt: skip
    assert (ours.due_at, theirs.due_at) == (at("09-21T23:59:59"), at("09-22T23:59:59"))
    assert deadlines.recompute(theirs, CALENDAR) == theirs
