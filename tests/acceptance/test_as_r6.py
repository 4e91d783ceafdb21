"""AS-R6: emergencies, told through the HTTP API with the manual clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from engine.clock import OFFICE_ZONE
from tests.web.api.client import Api

pytestmark = pytest.mark.slow  # whole stories; `make check` tells shorter ones

OFFICER, LEADER, MANAGER = "shiyhh", "tianqz", "shifl"
CRASH: dict[str, Any] = {
    "source": "邵阳市人民政府总值班室",
    "reporter": "邵阳市总值班室",
    "phone": "0739-5360000",
    "known_at": "2026-05-01T14:35:00+08:00",
    "occurred_at": "2026-05-01T14:20:00+08:00",
    "category": "事故灾难",
    "subtype": "高速公路道路交通事故",
    "place": "邵阳市",
    "dead": 10,
    "missing": 0,
    "serious_injured": 6,
    "brief": "高速公路发生车辆相撞事故。",
    "measures": "公安、消防、卫健已到现场救援。",
}
EXPLOSION = CRASH | {
    "source": "岳阳市人民政府总值班室",
    "reporter": "岳阳市总值班室",
    "known_at": "2026-06-20T08:10:00+08:00",
    "occurred_at": "2026-06-20T08:00:00+08:00",
    "subtype": "化工企业爆炸",
    "place": "岳阳市",
    "dead": 4,
    "serious_injured": 0,
    "brief": "化工企业发生爆炸。",
}


class Incident:
    """One incident as its callers see it."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.id: str = api(OFFICER).post("/process-instances", {"process": "incident_report"})["id"]

    def at(self, instant: str) -> Incident:
        """Time passes, to "05-01 15:35"."""
        to = datetime.fromisoformat(f"2026-{instant}").replace(tzinfo=OFFICE_ZONE)
        self.api(MANAGER).post("/clock/advance", {"to": to.isoformat()})
        return self

    def do(self, step: str, by: str = OFFICER, **values: Any) -> Incident:
        """Somebody completes a step; what it sets going is done."""
        self.api(by).complete(step, self.id, **values)
        self.api(MANAGER).post("/clock/advance", {"seconds": 0})
        return self

    def changed(self, **figures: Any) -> Incident:
        """The place reports other casualties."""
        message = {"name": "incident.casualty_change", "key": self.said("incident_no"), "variables": figures}
        caught = self.api(MANAGER).post("/messages", message)["correlated"]
        assert [one["element_id"] for one in caught] == ["casualty_reported"]
        self.api(MANAGER).post("/clock/advance", {"seconds": 0})
        return self

    def said(self, variable: str) -> Any:
        """A variable of the matter."""
        return self.api(OFFICER).get(f"/process-instances/{self.id}/variables").get(variable)

    def clock(self, name: str) -> str:
        """A computed limit: "05-01 15:05"."""
        return short(self.said("clocks")[name])

    def due(self, key: str) -> str:
        """The end of a deadline."""
        items = self.api(OFFICER).get(f"/process-instances/{self.id}/deadlines")
        items = items["items"] if isinstance(items, dict) else items
        return short(next(one for one in items if one["key"] == key)["due_at"])

    @property
    def waits_at(self) -> list[str]:
        """Where it waits."""
        return sorted(self.api(OFFICER).get(f"/process-instances/{self.id}")["waiting_at"])

    @property
    def briefed(self) -> list[str]:
        """Who is to be briefed: roles, and the vice governor in charge by login."""
        return list(self.said("clocks")["brief_to"])


def short(instant: str) -> str:
    return datetime.fromisoformat(instant).astimezone(OFFICE_ZONE).strftime("%m-%d %H:%M")


OpenApi = Callable[[str], Api]


@pytest.fixture
def crash(open_api: OpenApi) -> Incident:
    """The city calls at 15:01; the report is registered, verified and graded within some minutes."""
    incident = Incident(open_api("2026-05-01 15:01"))
    incident.at("05-01 15:03").do("intake", **CRASH)
    incident.at("05-01 15:06").do("verify", verified=True, finding="属实")
    assert incident.said("proposed_grade") == "重大"
    return incident.at("05-01 15:08").do("grade", LEADER, grade="重大", on_list=True)


def test_as_r6_1_who_is_told_until_when(crash: Incident) -> None:
    """10 included; phone in time, written 5 minutes late, the State Council from the occurrence."""
    assert crash.said("incident_no") == "应急〔2026〕1号"
    assert (crash.clock("phone_due"), crash.said("clocks")["phone_late"]) == ("05-01 15:05", 0)
    assert (crash.due("written"), crash.due("state_council")) == ("05-01 15:35", "05-01 18:20")
    assert crash.briefed == ["duty_leader", "secretary_general", "governor", "xiangrm"]

    crash.at("05-01 15:41").do("written_report", written_at="2026-05-01T15:40:00+08:00")
    assert crash.said("written_late") == 5
    crash.at("05-01 17:00").do("report_up", sent_at="2026-05-01T17:00:00+08:00", content="首报")
    assert crash.said("sc_late") == 0
    assert crash.due("follow_up") == "05-01 21:00"


def test_as_r6_1_casualties_count_until_the_seventh_day(crash: Incident) -> None:
    """To 05-08 24:00; a death on 05-09 is recorded, however many there are then."""
    crash.do("brief_leaders", briefed_at="2026-05-01T15:09:00+08:00")
    crash.do("convey_instructions", opinion="全力救治。", need_report=False, visibility="parties")
    crash.at("05-01 15:41").do("written_report", written_at="2026-05-01T15:40:00+08:00")
    crash.at("05-01 17:00").do("report_up", sent_at="2026-05-01T17:00:00+08:00", content="首报")
    figures = {"dead": 10, "missing": 0, "serious_injured": 6}
    crash.at("05-01 20:59").do(
        "follow_up",
        sent_at="2026-05-01T20:59:00+08:00",
        situation="结束",
        content="现场处置结束。",
        **figures,
    )
    crash.at("05-06 10:00").do("final_report", content="终报", confirmed_dead=10, final_grade="重大")
    assert crash.clock("casualty_until") == "05-08 23:59"
    assert crash.waits_at == ["casualty_window"]

    crash.at("05-08 10:00").changed(dead=11, at="2026-05-08T10:00:00+08:00")
    assert (crash.said("dead"), crash.said("counted")) == (11, True)
    assert crash.waits_at == ["casualty_window"]  # still 重大

    crash.at("05-09 09:00").changed(dead=30, at="2026-05-09T08:30:00+08:00")
    assert (crash.said("dead"), crash.said("counted")) == (30, False)
    assert (crash.said("grade"), crash.waits_at) == ("重大", ["lateness_check"])
    assert crash.said("late") is True
    assert [(one["clock"], one["minutes"]) for one in crash.said("lateness")] == [("书面", 5)]


def test_as_r6_1_the_same_deaths_within_the_window_do_regrade(crash: Incident) -> None:
    crash.at("05-08 10:00").changed(dead=30, at="2026-05-08T10:00:00+08:00")
    assert "regrade" in crash.waits_at


def major_explosion(open_api: OpenApi) -> Incident:
    """4 dead: 较大."""
    incident = Incident(open_api("2026-06-20 08:30"))
    incident.do("intake", **EXPLOSION).do("verify", verified=True, finding="属实")
    assert incident.said("proposed_grade") == "较大"
    incident.do("grade", LEADER, grade="较大", on_list=True)
    assert (incident.clock("phone_due"), incident.due("written")) == ("06-20 09:10", "06-20 10:10")
    assert incident.briefed == ["secretary_general", "liqj"]
    assert "report_up" not in incident.waits_at
    return incident


@pytest.mark.parametrize(("known", "due"), [("12:30", "13:30"), ("10:15", "12:00")])
def test_as_r6_2_an_upgrade_has_its_own_limit(open_api: OpenApi, known: str, due: str) -> None:
    """max(occurrence + 4H, upgrade + 1H), in minutes that the leader's confirmation does not add to."""
    incident = major_explosion(open_api).at(f"06-20 {known}")
    incident.changed(dead=11, at=f"2026-06-20T{known}:00+08:00")
    assert incident.said("regrade_proposal") == "重大"
    hour, minute = known.split(":")
    incident.at(f"06-20 {hour}:{int(minute) + 4}").do("regrade", LEADER, grade="重大")
    assert incident.due("state_council") == f"06-20 {due}"
    assert "report_up" in incident.waits_at
    assert incident.briefed == ["duty_leader", "secretary_general", "governor", "liqj"]


def test_as_r6_2_facts_that_come_with_a_follow_up_report(open_api: OpenApi) -> None:
    """The same through a step of a person instead of a message."""
    incident = major_explosion(open_api).at("06-20 12:30")
    report = {"sent_at": "2026-06-20T12:30:00+08:00", "situation": "发展", "content": "又发现遇难者。"}
    incident.do("follow_up", **report, dead=11, missing=0, serious_injured=0)
    incident.do("regrade", LEADER, grade="重大")
    assert incident.due("state_council") == "06-20 13:30"


def test_nobody_answers_and_it_climbs(open_api: OpenApi) -> None:
    """50 %, 80 %, 100 % of the time: leader on duty, head of the duty office, Secretary-General."""
    incident = Incident(open_api("2026-05-01 14:40"))
    incident.do("intake", **CRASH).at("05-01 14:50")
    assert incident.waits_at == ["grade"]  # verifying holds nothing up
    incident.at("05-01 14:55")
    assert incident.waits_at == ["grade_escalated"]
    incident.do("grade_escalated", "wennl", grade="重大", on_list=True)
    items = incident.api(OFFICER).get(f"/process-instances/{incident.id}/deadlines")
    items = items["items"] if isinstance(items, dict) else items
    clock = next(one for one in items if one["key"] == "state_council")
    assert [(r["level"], short(r["at"]), r["to"]) for r in clock["reminders"][1:]] == [
        ("L1", "05-01 16:20", ["duty_leader"]),
        ("L2", "05-01 17:32", ["so_duty:office_head"]),
        ("L3", "05-01 18:20", ["secretary_general"]),
    ]
    incident.at("05-01 18:21").do("report_up", sent_at="2026-05-01T18:21:00+08:00", content="首报")
    assert incident.said("sc_late") == 1
