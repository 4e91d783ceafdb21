"""The tables row by row: who is how grave, who must be told, until when."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bpmn import dmn
from engine.clock import OFFICE_ZONE
from engine.office.calendar import Calendar
from engine.office.policies import Policies, defaults

TABLES = Path(__file__).parent / "decisions"
POLICIES: Policies = defaults()
CALENDAR: Calendar = POLICIES.calendar()


def add_limit(start: Any, policy: Any) -> datetime:
    instant = datetime.fromisoformat(start) if isinstance(start, str) else start
    return POLICIES.limit(policy).from_(instant, CALENDAR).at


FUNCTIONS = {
    "add limit": add_limit,
    "leader of": lambda unit: f"leader of {unit}",
    "name of": lambda login: login,
    "is working day": CALENDAR.is_working_day,
}


def decide(file: str, decision: str, now: str = "2026-05-01T15:10", **facts: Any) -> Any:
    instant = datetime.fromisoformat(now).replace(tzinfo=OFFICE_ZONE)
    table = dmn.read((TABLES / f"{file}.dmn").read_bytes()).decision(decision)
    return table.evaluate(facts, functions=FUNCTIONS, now=instant).result


@pytest.mark.parametrize(
    ("dead", "missing", "injured", "loss", "grade"),
    [
        (30, 0, 0, 0, "特别重大"),
        (29, 1, 0, 0, "特别重大"),  # the missing count with the dead
        (0, 0, 100, 0, "特别重大"),
        (0, 0, 0, 10000, "特别重大"),
        (29, 0, 99, 9999, "重大"),
        (10, 0, 0, 0, "重大"),  # "以上" includes the figure itself
        (0, 0, 50, 0, "重大"),
        (0, 0, 0, 5000, "重大"),
        (9, 0, 49, 4999, "较大"),
        (3, 0, 0, 0, "较大"),
        (0, 0, 10, 0, "较大"),
        (0, 0, 0, 1000, "较大"),
        (2, 0, 9, 999, "一般"),
        (1, 0, 100, 0, "特别重大"),  # the highest row that matches
        (0, None, 0, None, "一般"),
    ],
)
def test_accidents_are_graded_by_the_highest_row(
    dead: int, missing: int | None, injured: int, loss: int | None, grade: str
) -> None:
    """DT-16a."""
    facts = {"dead": dead, "missing": missing, "serious_injured": injured, "direct_loss_万": loss}
    assert decide("grade_accident", "grade_accident", category="事故灾难", **facts) == grade


def test_public_security_is_never_graded() -> None:
    facts = {"dead": 50, "missing": 0, "serious_injured": 0, "direct_loss_万": 0}
    assert decide("grade_accident", "grade_accident", category="社会安全", **facts) is None


TOP, MIDDLE, LOW = "incident.city.phone", "incident.city.phone.较大", "incident.city.phone.一般"


@pytest.mark.parametrize(
    ("grade", "category", "flags", "on_list", "phone", "briefed"),
    [
        ("特别重大", "事故灾难", [], True, TOP, ["duty_leader", "secretary_general", "governor"]),
        ("重大", "自然灾害", [], False, TOP, ["duty_leader", "secretary_general", "governor"]),
        (None, "社会安全", [], True, TOP, ["duty_leader", "secretary_general", "governor"]),
        (None, "社会安全", [], False, None, []),
        ("一般", "事故灾难", ["可能升级"], True, TOP, ["duty_leader", "secretary_general", "governor"]),
        ("较大", "公共卫生", [], True, MIDDLE, ["secretary_general"]),
        ("一般", "事故灾难", ["校园"], True, MIDDLE, ["secretary_general"]),
        ("一般", "事故灾难", [], True, LOW, ["duty_leader"]),
        ("一般", "事故灾难", None, False, None, []),
    ],
)
def test_the_graver_the_sooner_and_the_higher(
    grade: str | None, category: str, flags: list[str] | None, on_list: bool, phone: str | None, briefed: list[str]
) -> None:  # fmt: skip
    """DT-16b."""
    facts = {"grade": grade, "category": category, "sensitive_flags": flags, "on_list": on_list}
    answer = decide("reporting_clocks", "intake_limits", **facts)
    assert (answer["phone"], answer["brief"]) == (phone, briefed)
    assert answer["written"] == (phone and phone.replace("phone", "written"))


@pytest.mark.parametrize(
    ("grade", "category", "flags", "regraded_at", "policy"),
    [
        ("特别重大", "事故灾难", [], None, "incident.sc_limit"),
        ("重大", "事故灾难", [], None, "incident.sc_limit"),
        ("重大", "事故灾难", [], "2026-06-20T10:15:00+08:00", "incident.sc_limit"),
        ("重大", "事故灾难", [], "2026-06-20T12:30:00+08:00", "incident.sc_upgrade"),
        (None, "社会安全", [], None, "incident.sc_at_once"),
        ("较大", "事故灾难", ["涉外"], None, "incident.sc_limit"),
        ("较大", "事故灾难", [], None, None),
        ("一般", "事故灾难", ["校园"], None, None),
    ],
)
def test_what_goes_to_the_state_council(
    grade: str | None, category: str, flags: list[str], regraded_at: str | None, policy: str | None
) -> None:
    """DT-16c."""
    facts = {"grade": grade, "category": category, "sensitive_flags": flags, "on_list": True}
    times = {"occurred_at": "2026-06-20T08:00:00+08:00", "known_at": "2026-06-20T08:10:00+08:00"}
    assert decide("reporting_clocks", "up_report", **facts, **times, regraded_at=regraded_at) == policy


@pytest.mark.parametrize(
    ("grade", "situation", "now", "policy"),
    [
        ("特别重大", "发展", "2026-05-06T10:00", "incident.followup.特别重大"),
        ("重大", None, "2026-05-06T10:00", "incident.followup.重大"),
        ("较大", "发展", "2026-05-06T10:00", "incident.followup.较大"),
        ("重大", "稳定", "2026-05-06T10:00", "incident.followup.stable"),
        ("一般", "发展", "2026-05-01T10:00", "incident.followup.zero_report"),  # a holiday
        ("一般", "发展", "2026-05-06T10:00", "incident.followup.stable"),
    ],
)
def test_how_often_a_report_follows(grade: str, situation: str | None, now: str, policy: str) -> None:
    """DT-16d."""
    facts = {"grade": grade, "situation": situation, "regraded_at": None, "last_report_at": None}
    assert decide("follow_up", "follow_up", now, **facts) == policy


@pytest.mark.parametrize(
    ("subtype", "policy"),
    [
        ("道路交通事故", "incident.casualty.traffic"),
        ("厂房火灾", "incident.casualty.traffic"),
        ("水上交通事故", "incident.casualty"),
        ("矿山透水", "incident.casualty"),
    ],
)
def test_how_long_casualties_count(subtype: str, policy: str) -> None:
    assert decide("reporting_clocks", "casualty_limit", subtype=subtype) == policy


@pytest.mark.parametrize(("category", "department"), [("公共卫生", "wjw"), ("其他", "yjt")])
def test_who_leads_when_nobody_else_is_named(category: str, department: str) -> None:
    assert decide("reporting_clocks", "lead_department", category=category, subtype="中毒") == department


def test_the_clocks_of_state_council_and_final_report_count_too() -> None:
    found = decide("lateness", "lateness", sc_late=20, final_late=1440, clocks={}, written_missing=False)
    assert {(one["clock"], one["minutes"]) for one in found} == {("国务院", 20), ("终报", 1440)}
