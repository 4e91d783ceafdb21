"""An incident against its clocks: nobody grades it in time, so it goes up; then the reports, each before its hour."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from processes.incident_report.test_incident_report import (
    CRASH,
    INSTRUCTIONS,
    LEADERS,
    OFFICER,
    SECRETARY_GENERAL,
)
from tests.stories.conftest import OpenStage
from tests.web.window import MANAGER

pytestmark = pytest.mark.browser


def test_nobody_grades_it_so_the_secretary_general_does(open_stage: OpenStage) -> None:
    stage = open_stage("2026-05-01 15:01")
    officer = stage.desk(OFFICER).open("/start/incident_report")
    officer.button("发起").click()
    facts = CRASH | {"known_at": "2026-05-01T14:35", "occurred_at": "2026-05-01T14:20"}
    officer.hand_in(**facts)
    (matter,) = stage.office.matters("incident_report")
    assert matter.numbers == ["应急〔2026〕1号"]
    officer.take(matter, "verify").hand_in(verified=True, finding="属实")

    leader = stage.desk(LEADERS[0], phone=True).take(matter, "grade")
    expect(leader.page.locator(".head .due")).to_contain_text("剩")
    stage.office.advance(minutes=5)
    assert matter.waits_at == ["grade_escalated"]
    manager = stage.desk(MANAGER).open("/manage/matters")
    expect(manager.page.get_by_role("row").filter(has_text="邵阳市")).to_contain_text("提级核定")

    secretary = stage.desk(SECRETARY_GENERAL).take(matter, "grade_escalated").says("重大")
    secretary.hand_in(grade="重大", on_list=True)
    officer.take(matter, "brief_leaders").says("带班领导").hand_in(briefed_at="2026-05-01T15:08")
    officer.take(matter, "convey_instructions").hand_in(**INSTRUCTIONS)

    stage.office.advance("2026-05-01 17:32")  # four fifths of the State Council's time are over
    stage.desk(stage.office.holder("so_duty:office_head")).open("/notifications").says("上报国务院")
    stage.office.advance("2026-05-01 18:21")
    secretary.open("/notifications").says("已超期")
    manager.open("/manage/matters?late=late").says("邵阳市")
    manager.open(f"/matters/{matter.id}").says("上报国务院").says("超期")
    officer.take(matter, "report_up").hand_in(sent_at="2026-05-01T18:21", content="首报")
    assert matter.variables["sc_late"] == 1
