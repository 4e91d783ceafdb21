"""Objections, extensions, reviews, and what ends an item early."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bpmn import dmn
from forms.form import Form
from processes.supervision_item.test_story import (
    ACCEPTED,
    CLERK,
    GOVERNOR,
    HEAD,
    HOUSING,
    IN_CHARGE,
    ITEM,
    OTHER_SUPERVISOR,
    accepted,
    assigned,
    liaison,
    registered,
    report,
    reported,
    reviewed,
)
from tests.office import Matter, Office, OpenOffice

pytestmark = pytest.mark.slow  # whole stories; `make check` tells shorter ones

FOLDER = Path(__file__).parent
OBJECTED = {
    **ACCEPTED,
    "answer": "object",
    "reason": "不属本厅职责",
    "proposed_unit": "zrzyt",
    "basis": "三定规定",
}
ASKED = {"reason": "汛期影响施工", "progress_note": "完成八成", "plan_note": "六月初完成"}


def test_everything_has_its_english() -> None:
    english = json.loads((FOLDER / "en.json").read_text("utf-8"))
    for path in FOLDER.glob("forms/*.json"):
        assert Form.read(path.read_bytes()).untranslated(path.stem, english) == []


def table(name: str) -> dmn.Decision:
    """A decision of the folder."""
    return dmn.read((FOLDER / "decisions" / f"{name}.dmn").read_bytes()).decision(name)


# Assignment


def test_the_head_may_return_an_item_and_other_units_need_the_deputy_secretary_general(
    office: Office,
) -> None:
    matter = registered(office)
    matter.do("approve_assign", HEAD, result="return", reason="成果要求不明确")
    assert office.told(matter.task("register"))["return_note"] == "成果要求不明确"
    matter.do("register", CLERK, **{**ITEM, "issued_on": "2026-03-02", "co": ["czt"]})
    assert matter.task("approve_assign", offered_to="deputy_secretary_general")
    assert matter.numbers == ["督〔2026〕1号"]


@pytest.mark.parametrize(
    ("changes", "due"),
    [
        ({"stated_due": "2026-03-15"}, date(2026, 3, 15)),  # a Sunday that was ordered stands
        ({"urgency": "特急"}, date(2026, 3, 3)),
        ({"source_type": "国务院"}, date(2026, 3, 9)),
        ({"source_type": "副省长批示"}, date(2026, 3, 16)),
        ({"source_type": "常务会议"}, date(2026, 4, 1)),
        ({"source_type": "工作报告"}, date(2026, 12, 20)),
    ],
)
def test_the_due_day_follows_the_origin(office: Office, changes: dict[str, Any], due: date) -> None:
    matter = assigned(office, **changes)
    assert (matter.due("due"), matter.variables["first_due"]) == (due, str(due))
    monthly = changes.get("source_type") == "工作报告"
    assert matter.variables["report_cycle"] == ("monthly" if monthly else "none")


def test_a_first_objection_is_decided_here_and_a_second_is_coordinated(office: Office) -> None:
    matter = assigned(office)
    matter.do("accept", liaison(office), **OBJECTED)
    assert office.told(matter.task("reassign"))["proposed_unit"] == "zrzyt"
    matter.do("reassign", CLERK, decision="reassign", new_host="zrzyt", reason="属自然资源厅职责")
    matter.do("accept", liaison(office, "zrzyt"), **{**OBJECTED, "proposed_unit": HOUSING})
    assert matter.waits_at == ["dispute_closed"]
    dispute = matter.variables["item_no"] + " 2"
    office.message("dispute.closed", dispute, outcome="由住建厅主办", decided_host=HOUSING)
    assert matter.task("accept", offered_to=f"{HOUSING}:dept_liaison")
    matter.do("accept", liaison(office), **ACCEPTED)
    assert "feedback" in matter.waits_at


def test_a_host_that_must_keep_it(office: Office) -> None:
    matter = assigned(office).do("accept", liaison(office), **OBJECTED)
    matter.do("reassign", CLERK, decision="keep", reason="属住建厅职责")
    assert matter.task("accept", offered_to=f"{HOUSING}:dept_liaison")


# Work


def test_long_work_has_a_plan_and_reports_and_co_units_give_their_opinion(open_office: OpenOffice) -> None:
    office = open_office("2026-03-02 09:00")
    matter = accepted(office, source_type="工作报告", co=["czt", "changsha"])
    assert matter.due("plan") == date(2026, 3, 5)
    matter.do("plan", liaison(office), plan="分三步实施", milestones=[{"what": "排查", "by": "2026-06-30"}])
    assert matter.due("co_opinion") == date(2026, 12, 14)
    matter.do("co_opinion", liaison(office, "czt"), "czt:dept_liaison", opinion="资金已安排")
    matter.do("co_opinion", office.holder("changsha:city_liaison"), opinion="已完成")
    assert [one["unit"] for one in matter.variables["co_opinions"]] == ["czt", "changsha"]
    office.advance("2026-04-03 09:00")
    matter.do("progress", liaison(office), percent=30, done="完成摸底", next="开展改造")
    assert [one["percent"] for one in matter.variables["progress"]] == [30]
    office.advance("2026-05-08 09:00")
    assert "progress" in matter.waits_at


def test_lamps_follow_the_due_day(open_office: OpenOffice) -> None:
    office = open_office("2026-03-02 09:00")
    matter = accepted(office)
    lamps = [matter.variables["lamp"]]
    for day in ("2026-03-04", "2026-03-10"):
        office.advance(f"{day} 09:00")
        lamps.append(matter.variables["lamp"])
    assert lamps == ["green", "yellow", "red"]
    assert any("催办通知" in file.name for file in matter.files(CLERK))
    ref = ITEM["source_ref"] + " 1"
    office.message("supervision.changed", ref, new_due="2026-03-31", new_text=None, reason="纪要已修订")
    assert (matter.variables["lamp"], matter.due("due")) == ("green", date(2026, 3, 31))
    assert matter.variables["dues"][0]["due"] == "2026-03-09"
    office.message(
        "supervision.changed", ref, new_due="2026-04-30", new_text="改为燃气、供水管道", reason="再次修订"
    )
    assert (matter.variables["lamp"], matter.variables["text"]) == ("green", "改为燃气、供水管道")


# Extensions


def asks(office: Office, matter: Matter, new_due: str, **more: Any) -> Matter:
    """The host asks for an extension."""
    matter.ask("extension_asked", liaison(office))
    return matter.do("extension_request", liaison(office), **{**ASKED, "new_due": new_due, **more})


def vice(office: Office, **changed: Any) -> Matter:
    """A vice governor's instruction of 28 April, due 14 May (AS-R5-2)."""
    return accepted(office, source_type="副省长批示", leader=IN_CHARGE, **changed)


def test_an_extension_moves_the_due_day_only_when_it_is_granted(open_office: OpenOffice) -> None:
    office = open_office("2026-04-28 09:00")
    matter = vice(office)
    assert matter.due("due") == date(2026, 5, 14)
    office.advance("2026-05-11 09:00")
    asks(office, matter, "2026-06-05")
    assert matter.due("due") == date(2026, 5, 14)
    matter.do("extension_decision", HEAD, decision="approve", due_granted="2026-06-05", reason="同意")
    assert matter.due("due") == date(2026, 6, 5)
    office.advance("2026-06-03 09:00")
    reviewed(reported(office, matter)).do("leader_ack", IN_CHARGE, answer="satisfied").do("close", CLERK)
    known = matter.variables
    assert (known["on_time"], known["on_time_original"], known["extensions"]) == (True, False, 1)


def test_an_extension_asked_too_late_is_refused_but_for_an_emergency(open_office: OpenOffice) -> None:
    office = open_office("2026-04-28 09:00")
    matter = vice(office)
    office.advance("2026-05-12 09:00")
    asks(office, matter, "2026-06-05")
    assert "extension_decision" not in matter.waits_at
    assert matter.variables["extension_note"].startswith("未在期满")
    asks(office, matter, "2026-06-05", emergency_no="应急〔2026〕3号")
    matter.do("extension_decision", HEAD, decision="refuse", reason="不影响办理")
    assert (matter.due("due"), matter.variables["extension_decided"]) == (date(2026, 5, 14), "refuse")


@pytest.mark.parametrize(
    ("facts", "who"),
    [
        ({}, ("so_supervise1:office_head", None)),
        ({"within_first": False}, ("deputy_secretary_general", None)),
        ({"nth": 2, "within_first": False}, ("deputy_secretary_general", None)),
        ({"nth": 3}, (None, "zhouyz")),
        ({"source_type": "国务院"}, (None, "zhouyz")),
        ({"no_extension": True}, (None, None)),
        ({"later": False}, (None, None)),
        ({"in_time": False}, (None, None)),
    ],
)
def test_who_decides_on_an_extension(facts: dict[str, Any], who: tuple[str | None, str | None]) -> None:
    known = {"no_extension": False, "in_time": True, "emergency_no": None, "nth": 1, "within_first": True,
             "source_type": "常务会议", "later": True, "leader": "zhouyz"}  # fmt: skip
    found = table("DT-13c").evaluate({**known, **facts}).result
    assert (found["group"], found["person"]) == who


# Review


def test_only_in_progress_is_done_again_and_the_third_time_looked_at_on_site(office: Office) -> None:
    matter = accepted(office)
    for redone in (1, 2, 3):
        reviewed(reported(office, matter), "仅为正在推进")
        assert matter.variables["redone"] == redone
        assert matter.deadlines["due"]["met_at"] is None  # the limit runs on
    assert matter.variables["verdict"] == "spot_check"
    assert matter.passed.count("spot_check") == 1


@pytest.mark.parametrize(
    "missing", [{"evidence": None}, {"signed_by": "luoqf"}], ids=["evidence", "signature"]
)
def test_a_report_without_evidence_or_signature_is_done_again(
    office: Office, missing: dict[str, Any]
) -> None:
    matter = accepted(office)
    reviewed(reported(office, matter, **missing))
    assert (matter.variables["verdict"], matter.variables["redone"]) == ("redo", 1)
    assert "feedback" in matter.waits_at


def test_three_reports_without_evidence_are_looked_at_on_site(office: Office) -> None:
    known = {"finding": "属实并达到要求", "evidence_given": False, "signed_by_principal": True}
    assert (
        table("DT-13b").evaluate({**known, "redone": 2}, functions={"policy": lambda _: 2}).result["verdict"]
        == "spot_check"
    )


def test_objective_causes_give_more_time(office: Office) -> None:
    matter = accepted(office)
    reviewed(reported(office, matter), "客观原因未达到要求", new_due="2026-05-29")
    assert (matter.due("due"), matter.variables["extensions"]) == (date(2026, 5, 29), 1)


def test_a_false_report_has_consequences(office: Office) -> None:
    matter = reviewed(reported(office, accepted(office)), "反馈不实")
    matter.do("responsibility", CLERK, facts="清单系编造", proposal="建议约谈", basis="条例第二十一条")
    assert "feedback" in matter.waits_at
    assert matter.passed[-2:] == ["responsibility", "spot_check"] or "spot_check" in matter.passed


def test_criticism_needs_the_governor(office: Office) -> None:
    matter = reviewed(reported(office, accepted(office)), "未开展工作")
    matter.do("criticise", GOVERNOR, result="approve", reason="同意通报")
    assert matter.variables["criticism"]["by"] == GOVERNOR
    assert any("通报" in file.name for file in matter.files(GOVERNOR))
    again = reviewed(reported(office, matter), "未开展工作")
    again.do("criticise", GOVERNOR, result="refuse", reason="先约谈")
    assert again.passed.count("bulletin") == 1


def test_the_leader_may_want_more(office: Office) -> None:
    matter = reviewed(reported(office, accepted(office)))
    matter.do("leader_ack", GOVERNOR, answer="continue", opinion="扩大排查范围", continue_until="2026-03-27")
    assert (matter.due("due"), matter.variables["review_note"]) == (date(2026, 3, 27), "扩大排查范围")
    assert "feedback" in matter.waits_at


def test_a_long_term_matter_is_looked_at_again_after_half_a_year(open_office: OpenOffice) -> None:
    office = open_office("2026-03-02 09:00")
    matter = reviewed(reported(office, accepted(office)), "长期事项机制稳定")
    matter.do("leader_ack", GOVERNOR, answer="satisfied").do("close", CLERK)
    assert matter.waits_at == ["recheck_time"]
    office.advance("2026-09-03 09:00")
    matter.do("recheck", OTHER_SUPERVISOR, stable=False, reason="机制停摆", recheck_due="2026-09-25")
    assert matter.due("due") == date(2026, 9, 25)
    reviewed(reported(office, matter), "长期事项机制稳定")
    matter.do("leader_ack", GOVERNOR, answer="satisfied").do("close", CLERK)
    office.advance("2027-03-08 09:00")
    matter.do("recheck", OTHER_SUPERVISOR, stable=True, reason="运行正常")
    assert matter.passed[-1] == "long_term"


# Ended early


def test_a_leader_may_end_an_item_or_keep_it(office: Office) -> None:
    matter = accepted(office)
    matter.ask("termination_asked", HEAD)
    matter.do("terminate", "wennl", confirm="keep", reason="继续办理")
    assert "feedback" in matter.waits_at
    matter.ask("termination_asked", HEAD)
    matter.do("terminate", "wennl", confirm="terminate", reason="事项已无必要")
    assert matter.outcome == "terminated"


def test_a_decision_that_is_cancelled_ends_its_item(office: Office) -> None:
    matter = accepted(office)
    office.message("supervision.terminated", ITEM["source_ref"] + " 1", reason="纪要修订，决定取消")
    assert (matter.outcome, matter.variables["termination_reason"]) == ("terminated", "纪要修订，决定取消")


def test_an_item_is_split(office: Office) -> None:
    matter = accepted(office)
    matter.ask("splitting_asked", HEAD).do("split", HEAD, confirm="keep")
    assert "feedback" in matter.waits_at
    parts = [{"text": "排查", "host": HOUSING, "deliverable": "清单"}, {"text": "安排资金", "host": "czt", "deliverable": "资金文件", "due": "2026-05-29"}]  # fmt: skip
    matter.ask("splitting_asked", HEAD).do("split", HEAD, confirm="split", parts=parts)
    assert matter.outcome == "transferred"
    found = {(m.variables["seq"], m.variables["host"]) for m in office.matters("supervision_item")}
    assert found == {("1", HOUSING), ("1.1", HOUSING), ("1.2", "czt")}


def test_the_files_of_a_report_are_kept(office: Office) -> None:
    matter = accepted(office)
    given = report(office)
    matter.do("feedback", liaison(office), **given)
    assert {file.name for file in matter.files(OTHER_SUPERVISOR)} >= {"方案.txt", "清单.txt"}
