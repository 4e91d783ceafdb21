"""Proposals are replied to, the reply is judged, and sometimes the proposer withdraws."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bpmn import dmn
from engine.errors import Forbidden, InvalidSubmission, NotFound
from processes.proposal_handling.test_story import (
    AGREED,
    CLERK,
    DISSATISFIED,
    EDUCATION,
    EDUCATION_LEADER,
    LEAD,
    NPC,
    SATISFIED,
    SECOND,
    accepted,
    answered,
    handed_over,
    received,
    reply,
    signed,
)
from tests.office import Office, OpenOffice

pytestmark = pytest.mark.slow  # whole stories; `make check` tells shorter ones

# Opinions, reply


def test_the_reply_waits_for_every_opinion(office: Office) -> None:
    matter = accepted(office, mode="主办协办", co=["czt", "rst"])
    finance = matter.task("co_opinion", offered_to="czt:dept_liaison")
    assert finance.due_at.date() == date(2026, 3, 27)
    matter.do("co_opinion", office.holder("czt:dept_liaison"), "czt:dept_liaison", **AGREED)
    assert "draft_reply" not in matter.waits_at
    matter.do("co_opinion", office.holder("rst:dept_liaison"), "rst:dept_liaison", **AGREED)
    assert matter.waits_at == ["draft_reply", "extension_request"]
    assert [one["unit"] for one in matter.variables["co_opinions"]] == ["czt", "rst"]
    assert matter.deadlines["co_opinion"]["met_at"] is not None


def test_names_are_not_told_to_a_co_unit_when_the_proposer_asks(office: Office) -> None:
    open_one = accepted(office, mode="主办协办", co=["czt"])
    masked = accepted(office, mode="主办协办", co=["czt"], confidential_request=True)
    assert office.told(open_one.task("co_opinion"))["lead_proposer"] == LEAD
    assert office.told(masked.task("co_opinion"))["lead_proposer"] is None
    finance = office.holder("czt:dept_liaison")
    masked.do("co_opinion", finance, **AGREED)
    assert masked.seen_by(finance)["lead_proposer"] is None
    assert open_one.seen_by(finance)["lead_proposer"] == masked.variables["lead_proposer"] == LEAD


def test_the_host_sees_what_the_others_said(office: Office) -> None:
    matter = accepted(office, mode="主办协办", co=["czt"])
    changes = [{"clause": "第二条", "to": "增加县级配套"}]
    matter.do("co_opinion", office.holder("czt:dept_liaison"), **{**AGREED, "answer": "agree_with_changes", "changes": changes})  # fmt: skip
    assert "co_opinions" in office.asked(matter.task("draft_reply"))
    assert matter.variables["co_opinions"][0]["detail"] == "第二条改为“增加县级配套”"


def test_units_that_disagree_are_brought_together(office: Office) -> None:
    matter = accepted(office, mode="主办协办", co=["czt"])
    grounds = [{"law": "预算法", "article": "第十三条", "text": "未列入预算的不得支出"}]
    finance = office.holder("czt:dept_liaison")
    matter.do("co_opinion", finance, answer="disagree", grounds=grounds, signer="moll", seal=True)
    matter.do("draft_reply", EDUCATION, reply="经研究，答复如下。")
    assert matter.waits_at == ["dispute", "extension_request"]
    (dispute,) = office.matters("dispute_coordination")
    assert (dispute.variables["lead"], dispute.variables["parties"]) == ("jyt", ["czt"])
    assert (dispute.variables["blocked_item_due"], matter.state) == (str(matter.due("reply")), "active")
    office.message("dispute.closed", matter.id, outcome="decided", decision="列入下一年度预算")
    assert matter.variables["dispute_result"] == "列入下一年度预算"
    matter.do("draft_reply", EDUCATION, reply="经协调，答复如下。")
    assert matter.waits_at == ["classify", "extension_request"]


def test_a_promise_needs_a_date(office: Office) -> None:
    matter = accepted(office).do("draft_reply", EDUCATION, reply="正在解决。")
    with pytest.raises(InvalidSubmission) as refused:
        matter.do("classify", EDUCATION, **{"class": "B"})
    assert [error.pointer for error in refused.value.errors] == ["/promise_date"]
    matter.do("classify", EDUCATION, **{"class": "B", "promise_date": "2026-12-31"})
    assert matter.waits_at == ["extension_request", "sign_reply"]


@pytest.mark.parametrize(
    ("mark", "note"),
    [
        ({"class": "C", "reason": "资金不足", "planned_this_year": True}, "已列入本单位年度计划"),
        ({"class": "C", "reason": "资金不足", "situation": "正在解决或者列入规划"}, "正在解决"),
        ({"class": "D", "situation": "已经解决或者基本解决"}, "已经解决"),
    ],
)
def test_a_class_that_does_not_fit_is_returned(office: Office, mark: dict[str, Any], note: str) -> None:
    matter = accepted(office).do("draft_reply", EDUCATION, reply="答复如下。")
    matter.do("classify", EDUCATION, **mark)
    assert matter.waits_at == ["classify", "extension_request"]
    assert matter.variables["class_note"].startswith(note)


def test_only_the_principal_signs_and_both_he_and_the_office_may_return_it(office: Office) -> None:
    matter = (
        accepted(office)
        .do("draft_reply", EDUCATION, reply="答复如下。")
        .do("classify", EDUCATION, **{"class": "A"})
    )
    with pytest.raises(Forbidden):
        matter.do("sign_reply", EDUCATION, result="sign", seal=True)
    matter.do("sign_reply", EDUCATION_LEADER, result="return", opinion="第二条意见没有答复")
    matter.do(
        "draft_reply", EDUCATION, reply="答复如下。", points=[{"point": "增加投入", "answer": "已安排"}]
    )
    matter.do("classify", EDUCATION, **{"class": "A"}).do(
        "sign_reply", EDUCATION_LEADER, result="sign", seal=True
    )
    assert matter.due("office_check") == date(2026, 3, 5)
    matter.do("office_check", CLERK, result="return", reason="首页未标注类别")
    assert reply(matter).waits_at == ["deliver", "extension_request"]


# Extension


EXTENSION = {"reason": "涉及面广", "progress": "已完成调研", "plan": "六月底前形成方案"}


def test_an_extension_counts_from_the_hand_over(open_office: OpenOffice) -> None:
    office = open_office("2026-02-27 09:00")
    matter = accepted(office)
    assert matter.due("reply") == date(2026, 5, 27)
    office.advance("2026-05-13 09:00")
    matter.do("extension_request", EDUCATION, **EXTENSION)
    matter.do("extension_consent", NPC, decision="approve", reason="同意")
    assert matter.due("reply") == date(2026, 8, 27)
    assert matter.deadlines["reply"]["policy"] == "proposal.complex"
    assert matter.waits_at == ["draft_reply"]
    office.advance("2026-05-29 09:00")
    assert ("reply", "overdue", date(2026, 5, 28)) not in matter.reminded


@pytest.mark.parametrize(
    ("day", "changes", "decision", "note"),
    [
        ("2026-05-14", {}, "approve", "未在期满十个工作日前申请"),
        ("2026-05-28", {}, "approve", "已超过三个月期限"),
        ("2026-04-01", {"reason": "其他"}, "approve", "理由不属于"),
        ("2026-04-01", {}, "refuse", "交办机关不同意"),
    ],
    ids=["too late", "after the three months", "another reason", "no consent"],
)
def test_an_extension_is_refused(
    open_office: OpenOffice, day: str, changes: dict[str, str], decision: str, note: str
) -> None:
    office = open_office("2026-02-27 09:00")
    matter = accepted(office)
    office.advance(f"{day} 09:00")
    matter.do("extension_request", EDUCATION, **{**EXTENSION, **changes})
    matter.do("extension_consent", NPC, decision=decision, reason="已阅")
    assert matter.variables["extension_note"].startswith(note)
    assert matter.due("reply") == date(2026, 5, 27)
    assert matter.waits_at == ["draft_reply", "extension_request"]


def test_six_months_are_not_extended(open_office: OpenOffice) -> None:
    office = open_office("2026-02-27 09:00")
    matter = accepted(office, complex=True)
    assert matter.due("reply") == date(2026, 8, 27)
    matter.do("extension_request", EDUCATION, **EXTENSION).do(
        "extension_consent", NPC, decision="approve", reason="同意"
    )
    assert matter.variables["extension_note"].startswith("已按六个月办理")


def test_a_new_reply_is_never_extended() -> None:
    file = Path(__file__).parent / "decisions" / "DT-22c.dmn"
    rule = dmn.read(file.read_bytes()).decision("DT-22c")
    asked = {"complex": False, "extension_overdue": False, "extension_in_time": True,
             "extension_reason": "涉及面广", "extension_consent": "approve"}  # fmt: skip
    assert rule.evaluate({**asked, "rehandling": False}).result == {"granted": True, "note": "准予延期，自交办之日起六个月内答复"}  # fmt: skip
    assert rule.evaluate({**asked, "rehandling": True}).result == {
        "granted": False,
        "note": "重新办理的不予延期",
    }


def test_a_member_s_proposal_is_agreed_to_by_the_consultative_conference(office: Office) -> None:
    matter = accepted(office, kind="政协提案", lead_proposer="yangyhh", ref="提第0007号")
    matter.do("extension_request", EDUCATION, **EXTENSION)
    assert matter.task("extension_consent").candidate_groups == ("cppcc_clerk",)


def test_reminders_climb_the_ladder_of_proposals(open_office: OpenOffice) -> None:
    office = open_office("2026-02-27 09:00")
    matter = accepted(office)
    office.advance("2026-06-01 09:00")
    told = [(level, day) for key, level, day in matter.reminded if key == "reply"]
    assert told == [
        ("30", date(2026, 4, 27)),
        ("15", date(2026, 5, 12)),
        ("5", date(2026, 5, 22)),
        ("overdue", date(2026, 5, 28)),
        ("overdue", date(2026, 5, 29)),
        ("overdue", date(2026, 6, 1)),  # the 30th is a Saturday
    ]


# The proposer's judgement


def test_a_satisfied_proposer_ends_it(office: Office) -> None:
    matter = answered(office).do("feedback", LEAD, **SATISFIED)
    assert (matter.outcome, matter.passed[-1]) == ("normal", "replied_satisfied")
    assert matter.variables["overall"] == "满意"


def test_an_open_reply_is_published_after_the_secrecy_check(office: Office) -> None:
    matter = answered(office, open_reply=True).do("feedback", LEAD, **SATISFIED)
    assert matter.due("publish") == date(2026, 3, 30)
    matter.do("publish_reply", CLERK, secrecy_checked=True)
    assert (matter.passed[-1], matter.variables["published_on"]) == ("replied_satisfied", "2026-03-02")


def test_what_the_secrecy_check_keeps_is_not_published(office: Office) -> None:
    matter = answered(office, open_reply=True).do("feedback", LEAD, **SATISFIED)
    matter.do("publish_reply", CLERK, secrecy_checked=False, note="涉及内部数据")
    assert (matter.passed[-1], matter.variables["published_on"]) == ("replied_satisfied", None)


def test_the_worse_of_the_two_answers_counts(office: Office) -> None:
    matter = answered(office).do("feedback", LEAD, **DISSATISFIED)
    assert matter.variables["overall"] == "不满意"
    assert matter.waits_at == ["rehandle"]


def test_silence_is_no_satisfaction(open_office: OpenOffice) -> None:
    office = open_office("2026-05-20 09:00")
    matter = answered(office, assigned_on="2026-05-20")
    assert matter.due("feedback") == date(2026, 6, 22)
    office.advance("2026-06-23 00:00")
    assert [level for key, level, _ in matter.reminded if key == "feedback"] == ["30", "15", "5"]
    assert (matter.variables["overall"], matter.passed[-1]) == ("未反馈", "replied_final")


def test_a_new_reply_may_satisfy(office: Office) -> None:
    matter = answered(office).do("feedback", LEAD, **DISSATISFIED)
    matter.do("rehandle", EDUCATION, reply="重新答复如下。")
    signed(matter).do_all("deliver", EDUCATION)
    matter.do("feedback", LEAD, **SATISFIED)
    assert matter.passed[-1] == "replied_satisfied"
    assert matter.passed.count("deliver") == 2


def test_only_the_lead_proposer_answers(office: Office) -> None:
    matter = answered(office, co_proposers=[SECOND])
    with pytest.raises(NotFound):
        matter.do("feedback", SECOND, **SATISFIED)


# Withdrawal


@pytest.mark.parametrize("stage", [received, handed_over, accepted, answered])
def test_a_proposer_may_withdraw_at_any_time(office: Office, stage: Any) -> None:
    matter = stage(office)
    office.message("proposal.withdrawn", "建第0123号", reason="问题已经解决")
    assert (matter.state, matter.tasks) == ("completed", [])
    assert matter.passed[-2:] == ["withdrawn", "withdrawal"]
    assert matter.variables["withdrawn_reason"] == "问题已经解决"
