"""A meeting from its agenda to its evaluation; what may go otherwise."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bpmn import dmn
from forms.form import Form
from tests.office import Matter, Office, OpenOffice

pytestmark = pytest.mark.slow  # whole stories; `make check` tells shorter ones

FOLDER = Path(__file__).parent
CLERK = "liuqh"  # 会议处
GOVERNOR, EXEC, SECRETARY_GENERAL = "zhouyz", "liqj", "wennl"
TOPICS = [
    {"topic_no": "议1", "title": "职业教育改革", "unit": "jyt"},
    {"topic_no": "议2", "title": "燃气管道改造", "unit": "changsha"},
]
DECISIONS = [
    {"topic_no": "议1", "title": "职业教育改革", "decision": "同意", "text": "原则通过并印发", "print": True, "drafter": "jyt"},
    {"topic_no": "议2", "title": "燃气管道改造", "decision": "修改后同意", "text": "修改后实施"},
]  # fmt: skip


def planned(office: Office, **changed: Any) -> Matter:
    """An agenda as the Meetings Office hands it in."""
    matter = office.start("meeting", CLERK)
    agenda = {
        "meeting_no": "第50次常务会议", "type": "常务会议", "starts_at": "2026-06-22T09:00:00+08:00", "place": "第一会议室",
        "chair": GOVERNOR, "members": office_members(office), "secrecy": "内部", "topics": TOPICS,
    }  # fmt: skip
    return matter.do("plan_agenda", CLERK, **{**agenda, **changed})


def office_members(office: Office) -> list[str]:
    """Who belongs to the executive meeting."""
    roles = ("governor", "exec_vice_governor", "vice_governor", "secretary_general")
    return [login for role in roles for login in office.holders(role)]


def approved(office: Office, **changed: Any) -> Matter:
    """The same, approved by the three."""
    matter = planned(office, **changed).do("approve_sg", SECRETARY_GENERAL, result="approve")
    return matter.do("approve_exec", EXEC, result="approve").do(
        "approve_governor", GOVERNOR, result="approve"
    )


def noticed(office: Office, **changed: Any) -> Matter:
    """The same, with the notice sent."""
    return approved(office, **changed).do("notice", CLERK, notice_text="请准时出席。")


def answered(office: Office, matter: Matter, *, leave: str | None = None) -> Matter:
    """Everybody answers; one may ask for leave."""
    while found := [task for task in matter.tasks if task.element_id == "confirm"]:
        task = found[0]
        person = str(task.assignee)
        given = {"answer": "leave", "reason": "出访"} if person == leave else {"answer": "attend"}
        matter.finish(task, person, **given)
    return matter


def delivered(office: Office, matter: Matter, *groups: str) -> Matter:
    """Units deliver their materials."""
    for group in groups or ("jyt:dept_liaison", "changsha:city_liaison"):
        by = office.holder(group)
        matter.do("collect", by, group, material=office.upload("材料.txt", "材料".encode(), by))
    return matter


def ready(office: Office, **changed: Any) -> Matter:
    """A meeting at its door."""
    matter = delivered(office, answered(office, noticed(office, **changed)))
    return matter.do("distribute", CLERK)


def test_everything_has_its_english() -> None:
    english = json.loads((FOLDER / "en.json").read_text("utf-8"))
    for path in FOLDER.glob("forms/*.json"):
        assert Form.read(path.read_bytes()).untranslated(path.stem, english) == []


def test_a_meeting_from_agenda_to_evaluation(open_office: OpenOffice) -> None:
    office = open_office("2026-06-08 09:00")
    matter = ready(office)
    assert matter.waits_at == ["sign_in"]
    members = office_members(office)
    matter.do("sign_in", CLERK, present=members[:6], chair_present=GOVERNOR)
    matter.do("hold", CLERK, ended_at="2026-06-22T11:30:00+08:00", decisions=DECISIONS)
    (minutes,) = office.matters("meeting_minutes")
    assert minutes.variables["meeting_no"] == "第50次常务会议"
    matter.do("news_release", SECRETARY_GENERAL, news="今天，省政府召开常务会议。", result="publish")
    matter.do("evaluate", CLERK, note="材料按时")
    assert (matter.passed[-1], matter.variables["on_time_materials"]) == ("finished", 2)
    papers = [file.name for file in matter.files(CLERK)]
    for paper in ("第50次常务会议议程", "第50次常务会议签到表", "关于召开第50次常务会议的通知"):
        assert any(paper in name for name in papers), paper


def test_an_emergency_topic_brings_its_material_while_the_meeting_is_prepared(office: Office) -> None:
    matter = noticed(office).ask("emergency_asked", CLERK)
    asked = {"topic_no": "议9", "title": "防汛", "unit": "slt", "reason": "汛情紧急"}
    matter.do("add_emergency", GOVERNOR, result="approve", **asked)
    by = office.holder("slt:dept_liaison")
    assert office.told(matter.task("emergency_material"))["topic_title"] == "防汛"
    matter.do("emergency_material", by, material=office.upload("材料.txt", b"x", by))
    assert [one["topic_no"] for one in matter.variables["emergency_materials"]] == ["议9"]
    assert "emergency_told" in matter.passed


def test_each_of_the_three_may_return_the_agenda(office: Office) -> None:
    back = {"result": "return", "opinion": "请调整顺序"}
    assert planned(office).do("approve_sg", SECRETARY_GENERAL, **back).waits_at == ["plan_agenda"]
    matter = planned(office).do("approve_sg", SECRETARY_GENERAL, result="approve")
    assert matter.do("approve_exec", EXEC, **back).waits_at == ["plan_agenda"]
    matter = (
        planned(office)
        .do("approve_sg", SECRETARY_GENERAL, result="approve")
        .do("approve_exec", EXEC, result="approve")
    )
    assert matter.do("approve_governor", GOVERNOR, **back).waits_at == ["plan_agenda"]


def test_a_sixth_topic_needs_the_governor(office: Office) -> None:
    six = [{"topic_no": f"议{n}", "title": f"议题{n}", "unit": "jyt"} for n in range(1, 7)]
    matter = planned(office, topics=six)
    assert (matter.waits_at, matter.variables["return_note"][:8]) == (["plan_agenda"], "议题数超过上限，")
    matter.ask("emergency_asked", CLERK)
    asked = {"topic_no": "议6", "title": "防汛", "unit": "slt", "reason": "汛情紧急"}
    matter.do("add_emergency", GOVERNOR, result="refuse", **asked)
    matter.ask("emergency_asked", CLERK).do("add_emergency", GOVERNOR, result="approve", **asked)
    again = {"meeting_no": "第50次常务会议", "type": "常务会议", "starts_at": "2026-06-22T09:00:00+08:00", "place": "第一会议室",
             "chair": GOVERNOR, "members": office_members(office), "secrecy": "内部", "topics": six}  # fmt: skip
    assert matter.do("plan_agenda", CLERK, **again).waits_at == ["approve_sg"]


def test_the_chair_must_be_entitled(office: Office) -> None:
    assert planned(office, chair="huanghz").waits_at == ["plan_agenda"]
    assert planned(office, chair=EXEC, delegated=True).waits_at == ["approve_sg"]


def test_leave_of_a_principal_is_the_secretary_generals(office: Office) -> None:
    matter = noticed(office)
    principal = office.holder("jyt:dept_leader")
    answered(office, matter, leave=principal)
    matter.do("decide_leave", SECRETARY_GENERAL, result="approve")
    assert "decide_leave" not in matter.waits_at
    (mine,) = [one for one in matter.variables["attendances"] or [] if one["person"] == principal] or [None]
    papers = [file.name for file in matter.files(CLERK)]
    assert any("会议请假单" in name for name in papers)
    assert mine is None or mine["slip"]


@pytest.mark.parametrize(
    ("answer", "topics"), [({"result": "keep", "reason": "事项紧急"}, 2), ({"result": "defer"}, 1)]
)
def test_a_late_topic_is_deferred_unless_the_chair_keeps_it(
    open_office: OpenOffice, answer: dict[str, str], topics: int
) -> None:
    office = open_office("2026-06-08 09:00")
    matter = delivered(office, answered(office, noticed(office)), "changsha:city_liaison")
    office.advance("2026-06-16 09:00")
    matter.do("late_topic", GOVERNOR, **answer)
    if topics == 2:
        delivered(office, matter, "jyt:dept_liaison")
    matter.do("distribute", CLERK)
    assert len(matter.variables["topics"]) == topics


def test_a_meeting_is_moved_and_everybody_is_asked_anew(open_office: OpenOffice) -> None:
    office = open_office("2026-06-08 09:00")
    matter = answered(office, noticed(office))
    matter.ask("change_asked", CLERK)
    matter.do(
        "change_meeting", CLERK, change="reschedule", new_start="2026-06-29T09:00:00+08:00", reason="省长出访"
    )
    assert matter.waits_at == ["notice"]
    assert matter.due("notice") == date(2026, 6, 24)
    matter.do("notice", CLERK, notice_text="会议改期。")
    assert len([task for task in matter.tasks if task.element_id == "confirm"]) == 11


def test_a_topic_is_withdrawn_and_a_meeting_called_off(office: Office) -> None:
    matter = noticed(office).ask("change_asked", CLERK)
    matter.do("change_meeting", CLERK, change="withdraw_topic", withdrawn_topic="议2", reason="材料不成熟")
    assert [one["topic_no"] for one in matter.variables["topics"]] == ["议1"]
    matter.ask("change_asked", CLERK).do("change_meeting", CLERK, change="keep", reason="不变")
    matter.ask("change_asked", CLERK).do("change_meeting", CLERK, change="cancel", reason="不再召开")
    assert matter.passed[-1] == "cancelled"


def test_half_of_the_members_are_not_enough(office: Office) -> None:
    matter = ready(office)
    members = office_members(office)
    matter.do("sign_in", CLERK, present=members[: len(members) // 2], chair_present=GOVERNOR)
    assert matter.passed[-1] == "postponed"


def test_a_record_that_lacks_reasons_or_drafters_goes_back(office: Office) -> None:
    matter = ready(office).do("sign_in", CLERK, present=office_members(office), chair_present=GOVERNOR)
    ended = "2026-06-22T11:30:00+08:00"
    for lacking, note in (({"differs": True}, "决定与多数"), ({"print": True, "drafter": None}, "印发文件")):
        given = [{key: value for key, value in {**DECISIONS[1], **lacking}.items() if value is not None}]
        matter.do("hold", CLERK, ended_at=ended, decisions=given)
        assert matter.variables["record_note"].startswith(note)
    assert matter.waits_at == ["hold"]


def test_a_special_meeting_needs_no_quorum_and_another_chair_no_record() -> None:
    quorum = dmn.read((FOLDER / "decisions" / "DT-9a.dmn").read_bytes()).decision("DT-9a")
    assert quorum.evaluate({"type": "专题会议", "members_present": 1, "members_all": 9}).result == "valid"
    record = dmn.read((FOLDER / "decisions" / "DT-9b.dmn").read_bytes()).decision("DT-9b")
    assert record.evaluate({"decisions": [], "chair_may": False}).result["result"] == "return"
