"""Incidents from the first call to the final report: what is due when, who is told, what is late."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from engine.clock import OFFICE_ZONE
from engine.errors import InvalidSubmission
from tests.office import Matter, Office, OpenOffice

OFFICER = "shiyhh"  # 值班员
LEADERS = ("tianqz", "chengz")  # 带班领导
HEAD = "so_duty:office_head"
SECRETARY_GENERAL = "wennl"
CRASH: dict[str, Any] = {
    "source": "邵阳市人民政府总值班室",
    "reporter": "邵阳市总值班室",
    "phone": "0739-5360000",
    "known_at": "2026-05-01T14:35:00+08:00",
    "occurred_at": "2026-05-01T14:20:00+08:00",
    "category": "事故灾难",
    "subtype": "道路交通事故",
    "place": "邵阳市",
    "dead": 10,
    "missing": 0,
    "serious_injured": 6,
    "brief": "高速公路客车与货车相撞。",
    "measures": "公安、消防、卫健已到现场救援。",
}
BLAST = CRASH | {
    "source": "岳阳市人民政府总值班室",
    "reporter": "岳阳市总值班室",
    "known_at": "2026-06-20T08:10:00+08:00",
    "occurred_at": "2026-06-20T08:00:00+08:00",
    "subtype": "危险化学品爆炸",
    "place": "岳阳市",
    "dead": 4,
    "serious_injured": 2,
    "brief": "某化工企业车间爆炸。",
}
INSTRUCTIONS = {"opinion": "全力救治伤员，查明原因。", "need_report": True, "visibility": "parties"}


def at(day: str, time: str) -> str:
    return f"2026-{day}T{time}:00+08:00"


def same(stored: str | None, day: str, time: str) -> bool:
    assert stored is not None
    return datetime.fromisoformat(stored) == datetime.fromisoformat(at(day, time))


def head(office: Office) -> str:
    return office.holders(HEAD)[0]


def registered(office: Office, **facts: Any) -> Matter:
    """Somebody calls; the officer writes down what is known."""
    return office.start("incident_report", OFFICER).do("intake", OFFICER, **(CRASH | facts))


def graded(office: Office, grade: str, **facts: Any) -> Matter:
    """Verified and graded."""
    matter = registered(office, **facts).do("verify", OFFICER, verified=True, finding="属实")
    return matter.do("grade", LEADERS[0], grade=grade, on_list=True)


def follow_up(matter: Matter, sent_at: str, situation: str = "发展", **figures: Any) -> Matter:
    """One report more, with the figures as they stand unless told otherwise."""
    known = matter.variables
    said = {k: figures.get(k, known[k]) for k in ("dead", "missing", "serious_injured")}
    return matter.do("follow_up", OFFICER, sent_at=sent_at, situation=situation, content="……", **said)


def briefed(matter: Matter, when: str) -> Matter:
    matter.do("brief_leaders", OFFICER, briefed_at=when)
    return matter.do("convey_instructions", OFFICER, **INSTRUCTIONS)


def test_a_crash_on_a_holiday(open_office: OpenOffice) -> None:
    """AS-R6-1: nothing rolls because of the holiday."""
    office = open_office("2026-05-01 15:01")
    matter = office.start("incident_report", OFFICER)
    office.advance("2026-05-01 15:04")
    matter.do("intake", OFFICER, **CRASH)
    assert matter.numbers == ["应急〔2026〕1号"]
    assert same(matter.variables["received_at"], "05-01", "15:01")
    matter.do("verify", OFFICER, verified=True, finding="属实")
    assert matter.variables["proposed_grade"] == "重大"
    matter.do("grade", LEADERS[0], grade="重大", on_list=True)

    clocks = matter.variables["clocks"]
    assert same(clocks["phone_due"], "05-01", "15:05")
    assert clocks["phone_late"] == 0
    assert matter.due_at("written") == "05-01 15:35"
    assert matter.due_at("state_council") == "05-01 18:20"
    assert clocks["brief_to"] == ["duty_leader", "secretary_general", "governor", "xiangrm"]

    assert clocks["brief_names"] == ["带班领导", "秘书长", "省长", "分管副省长 向若木"]

    office.advance("2026-05-01 15:42")
    matter.do("written_report", OFFICER, written_at=at("05-01", "15:40"))
    assert matter.variables["written_late"] == 5
    briefed(matter, at("05-01", "15:10"))
    office.advance("2026-05-01 17:00")
    matter.do("report_up", OFFICER, sent_at=at("05-01", "17:00"), content="首报")
    assert matter.variables["sc_late"] == 0
    assert matter.due_at("follow_up") == "05-01 21:00"
    office.advance("2026-05-01 20:30")
    follow_up(matter, at("05-01", "20:30"))
    assert matter.due_at("follow_up") == "05-02 00:30"


def test_deaths_count_for_seven_days_on_the_road(open_office: OpenOffice) -> None:
    """AS-R6-1: to 05-08 24:00; what comes later is recorded and changes no grade."""
    office = open_office("2026-05-01 15:01")
    matter = graded(office, "较大", dead=9)
    briefed(matter, at("05-01", "15:10"))
    matter.do("written_report", OFFICER, written_at=at("05-01", "15:20"))
    office.advance("2026-05-02 08:00")
    follow_up(matter, at("05-02", "08:00"), "结束")
    office.advance("2026-05-06 10:00")
    matter.do("final_report", OFFICER, content="终报", confirmed_dead=9, final_grade="较大")
    assert matter.waits_at == ["casualty_window"]

    office.advance("2026-05-08 10:00")
    number = matter.numbers[0]
    office.message("incident.casualty_change", number, dead=10, at=at("05-08", "10:00"))
    assert matter.waits_at == ["casualty_window", "regrade"]
    matter.do("regrade", LEADERS[0], grade="较大", grade_reason="家属放弃治疗，与事故无关。")
    assert matter.variables["grade"] == "较大"
    assert matter.waits_at == ["casualty_window"]

    office.advance("2026-05-09 09:00")
    assert matter.waits_at == ["lateness_check"]
    office.message("incident.casualty_change", number, dead=30, at=at("05-09", "08:00"))
    assert matter.waits_at == ["lateness_check"]
    assert (matter.variables["dead"], matter.variables["counted"]) == (30, False)
    assert matter.variables["grade"] == "较大"


def test_an_explosion_that_grows(open_office: OpenOffice) -> None:
    """AS-R6-2: upgraded facts known at 12:30 give one hour more than the four from the occurrence."""
    office = open_office("2026-06-20 08:30")
    matter = graded(office, "较大", **BLAST)
    assert same(matter.variables["clocks"]["phone_due"], "06-20", "09:10")
    assert matter.due_at("written") == "06-20 10:10"
    assert "report_up" not in matter.waits_at
    assert matter.variables["clocks"]["brief_to"] == ["secretary_general", "liqj"]

    office.advance("2026-06-20 12:30")
    office.message("incident.casualty_change", matter.numbers[0], dead=11)
    assert matter.variables["regrade_proposal"] == "重大"
    office.advance("2026-06-20 12:33")
    matter.do("regrade", LEADERS[0], grade="重大")
    assert matter.due_at("state_council") == "06-20 13:30"
    assert matter.due_at("written") == "06-20 10:10"  # never lengthened
    assert matter.variables["clocks"]["brief_to"][:3] == ["duty_leader", "secretary_general", "governor"]
    assert matter.waits_at == ["brief_leaders", "report_up", "written_report"]


def test_an_upgrade_early_on_leaves_the_four_hours(open_office: OpenOffice) -> None:
    """AS-R6-2, known at 10:15."""
    office = open_office("2026-06-20 08:30")
    matter = graded(office, "较大", **BLAST)
    office.advance("2026-06-20 10:20")
    follow_up(matter, at("06-20", "10:15"), dead=11)
    matter.do("regrade", LEADERS[0], grade="重大")
    assert matter.due_at("state_council") == "06-20 12:00"


def test_an_upgrade_shortens_the_written_limit_that_still_runs(open_office: OpenOffice) -> None:
    office = open_office("2026-06-20 08:30")
    matter = graded(office, "较大", **BLAST)
    office.advance("2026-06-20 08:45")
    office.message("incident.casualty_change", matter.numbers[0], dead=12)
    matter.do("regrade", LEADERS[0], grade="重大")
    assert matter.due_at("written") == "06-20 09:45"


def test_a_second_upgrade_gives_no_new_time_but_asks_a_report_within_the_hour(
    open_office: OpenOffice,
) -> None:
    office = open_office("2026-05-01 15:01")
    matter = graded(office, "重大")
    office.advance("2026-05-01 16:00")
    office.message("incident.casualty_change", matter.numbers[0], dead=30)
    matter.do("regrade", LEADERS[0], grade="特别重大")
    assert matter.due_at("state_council") == "05-01 18:20"
    office.advance("2026-05-01 17:00")
    matter.do("report_up", OFFICER, sent_at=at("05-01", "17:00"), content="首报")
    assert matter.due_at("follow_up") == "05-01 19:00"

    later = graded(office, "重大", known_at=at("05-01", "16:50"), occurred_at=at("05-01", "16:40"))
    later.do("report_up", OFFICER, sent_at=at("05-01", "17:00"), content="首报")
    office.advance("2026-05-01 18:00")
    office.message("incident.casualty_change", later.numbers[0], dead=31, at=at("05-01", "18:00"))
    later.do("regrade", LEADERS[0], grade="特别重大")
    assert "report_up" not in later.waits_at
    assert later.due_at("follow_up") == "05-01 19:00"
    office.advance("2026-05-01 18:30")
    follow_up(later, at("05-01", "18:30"))
    assert later.due_at("follow_up") == "05-01 20:30"


def test_a_downgrade_cancels_no_report_that_is_due(open_office: OpenOffice) -> None:
    office = open_office("2026-05-01 15:01")
    matter = graded(office, "重大", dead=8, missing=2)
    assert matter.variables["proposed_grade"] == "重大"  # the missing are counted with the dead
    office.advance("2026-05-01 16:00")
    office.message("incident.casualty_change", matter.numbers[0], dead=8, missing=0)
    matter.do("regrade", LEADERS[0], grade="较大")
    assert "report_up" in matter.waits_at
    assert matter.due_at("state_council") == "05-01 18:20"


def test_nobody_answers(open_office: OpenOffice) -> None:
    """50 % of the time: leader on duty; 80 %: head of the duty office; all of it: Secretary-General."""
    office = open_office("2026-05-01 14:36")
    matter = registered(office)
    office.advance(minutes=10)  # nobody verifies: grading does not wait for it
    assert matter.waits_at == ["grade"]
    office.advance(minutes=5)
    assert matter.waits_at == ["grade_escalated"]
    matter.do("grade_escalated", SECRETARY_GENERAL, grade="重大", on_list=True)
    office.advance("2026-05-01 18:21")
    assert matter.told("state_council") == {
        "L1": sorted(LEADERS),  # 16:20
        "L2": [head(office)],  # 17:32
        "L3": [SECRETARY_GENERAL],
    }
    at_last = matter.deadlines["state_council"]["reminders"]
    assert [r["at"].astimezone(OFFICE_ZONE).strftime("%H:%M") for r in at_last[1:]] == [
        "16:20",
        "17:32",
        "18:20",
    ]
    matter.do("report_up", OFFICER, sent_at=at("05-01", "18:21"), content="首报")
    assert matter.variables["sc_late"] == 1


def test_one_minute_late_is_late(open_office: OpenOffice) -> None:
    """The whole way to the end, with what was late on the list."""
    office = open_office("2026-05-01 15:06")
    matter = graded(office, "重大")
    assert matter.variables["clocks"]["phone_late"] == 1
    briefed(matter, at("05-01", "15:10"))
    matter.do("written_report", OFFICER, written_missing=True)
    matter.do("report_up", OFFICER, sent_at=at("05-01", "15:06"), content="首报")
    office.advance("2026-05-01 19:09")
    follow_up(matter, at("05-01", "19:09"))
    follow_up(matter, at("05-01", "19:09"), "结束")
    assert matter.due_at("final") == "05-08 23:59"  # three working days after the end, across the holiday
    matter.do("final_report", OFFICER, content="终报", confirmed_dead=10, final_grade="重大")
    office.advance("2026-05-09 09:00")
    assert matter.variables["late"] is True
    assert [(one["clock"], one["kind"], one["minutes"]) for one in matter.variables["lateness"]] == [
        ("电话", "迟报", 1),
        ("续报", "迟报", 3),
        ("书面", "漏报", None),
    ]
    matter.do("lateness_check", head(office), determination=["迟报", "漏报"])
    matter.do("close", head(office), conclusion="办结。")
    assert (matter.state, matter.outcome) == ("completed", "normal")
    assert matter.passed[-1] == "end_closed"


def test_a_final_report_a_minute_after_its_last_day_is_late(open_office: OpenOffice) -> None:
    """AS-R6-5's limit: three working days after the end, counted on the working calendar."""
    office = open_office("2026-06-18 09:00")
    matter = graded(
        office,
        "一般",
        dead=1,
        serious_injured=0,
        occurred_at=at("06-18", "08:50"),
        known_at=at("06-18", "08:55"),
    )
    briefed(matter, at("06-18", "09:00"))
    matter.do("written_report", OFFICER, written_at=at("06-18", "09:00"))
    follow_up(matter, at("06-18", "09:00"), "结束")
    assert matter.due_at("final") == "06-24 23:59"
    office.advance("2026-06-25 00:00")
    matter.do("final_report", OFFICER, content="终报", confirmed_dead=1, final_grade="一般")
    assert matter.variables["final_late"] == 1
    assert matter.waits_at == ["casualty_window"]


def test_major_incidents_are_reported_morning_and_evening(open_office: OpenOffice) -> None:
    office = open_office("2026-06-20 08:30")
    matter = graded(office, "较大", **BLAST)
    assert matter.due_at("follow_up") == "06-20 17:00"
    office.advance("2026-06-20 17:00")
    follow_up(matter, at("06-20", "17:00"))
    assert matter.due_at("follow_up") == "06-21 08:00"  # a Sunday
    office.advance("2026-06-21 08:00")
    follow_up(matter, at("06-21", "08:00"), "稳定")
    assert matter.due_at("follow_up") == "06-21 17:00"
    office.advance("2026-06-21 17:00")
    follow_up(matter, at("06-21", "17:00"), "稳定")
    assert matter.due_at("follow_up") == "06-22 17:00"


def test_a_report_cannot_be_dated_ahead(open_office: OpenOffice) -> None:
    """A sending time in the future does not win time for the next report."""
    office = open_office("2026-05-01 15:01")
    matter = graded(office, "重大")
    matter.do("report_up", OFFICER, sent_at=at("05-01", "18:00"), content="首报")
    assert matter.due_at("follow_up") == "05-01 19:01"


def test_a_false_alarm_ends_at_verification(office: Office) -> None:
    matter = registered(office).do("verify", OFFICER, verified=True, finding="不实")
    assert matter.passed[-1] == "end_false_alarm"
    assert matter.state == "completed"


def test_what_proves_untrue_later_ends_too(open_office: OpenOffice) -> None:
    office = open_office("2026-05-01 15:01")
    matter = graded(office, "一般", dead=1, serious_injured=0)
    follow_up(matter, at("05-01", "15:01"), "不实")
    assert matter.passed[-1] == "end_false"
    assert matter.tasks == []


def test_a_small_matter_not_on_the_list_is_only_logged(open_office: OpenOffice) -> None:
    office = open_office("2026-05-01 15:01")
    matter = registered(office, dead=0, serious_injured=1)
    matter.do("verify", OFFICER, verified=True).do("grade", LEADERS[1], grade="一般", on_list=False)
    assert matter.passed[-1] == "end_logged"


def test_public_security_has_no_grade(open_office: OpenOffice) -> None:
    office = open_office("2026-05-01 15:01")
    matter = registered(office, category="社会安全", subtype="群体性事件")
    matter.do("verify", OFFICER, verified=True)
    assert matter.variables["proposed_grade"] is None
    with pytest.raises(InvalidSubmission):
        matter.do("grade", LEADERS[0], grade="一般", on_list=True)
    matter.do("grade", LEADERS[0], on_list=True)
    assert matter.due_at("written") == "05-01 15:35"
    assert matter.due_at("state_council") == "05-01 15:31"
    assert matter.variables["clocks"]["brief_to"][-1] == "hesj"  # 分管公安


def test_two_reports_of_one_incident_become_one(open_office: OpenOffice) -> None:
    """The number and the earliest knowledge stay; the second report ends merged."""
    office = open_office("2026-05-01 15:01")
    first = graded(office, "重大")
    second = registered(office, source="省公安厅指挥中心", known_at=at("05-01", "14:30"))
    second.do("verify", OFFICER, verified=True, finding="重复", merged_into=first.numbers[0])
    assert second.passed[-1] == "end_merged"
    assert same(first.variables["known_at"], "05-01", "14:30")
    assert [one["source"] for one in first.variables["duplicates"]] == ["省公安厅指挥中心"]


def test_an_unknown_time_counts_from_knowledge(open_office: OpenOffice) -> None:
    office = open_office("2026-05-01 15:01")
    facts = {k: v for k, v in CRASH.items() if k != "occurred_at"}
    matter = office.start("incident_report", OFFICER)
    with pytest.raises(InvalidSubmission):
        matter.do("intake", OFFICER, **facts)
    matter.do("intake", OFFICER, occurred_unknown=True, **facts)
    matter.do("verify", OFFICER, verified=True).do("grade", LEADERS[0], grade="重大")
    assert matter.due_at("state_council") == "05-01 18:35"


def test_nonsense_in_a_change_changes_nothing(open_office: OpenOffice) -> None:
    office = open_office("2026-05-01 15:01")
    matter = graded(office, "重大")
    office.message("incident.casualty_change", matter.numbers[0], dead="many", missing=-1, at="gestern")
    assert (matter.variables["dead"], matter.variables["missing"]) == (10, 0)
    assert matter.state == "active"
    assert "regrade" not in matter.waits_at
