"""Suggestions of deputies and proposals of members: handed over, handled, replied to, judged."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bpmn import dmn
from engine.errors import Forbidden, InvalidSubmission, NotFound
from forms.form import Form
from tests.office import Matter, Office, OpenOffice

CLERK = "ouyangmw"  # so_proposal
NPC, CPPCC = "hell", "qinbl"
LEAD, SECOND, THIRD = "liufs", "humw", "luoml"
EDUCATION, EDUCATION_LEADER = "zhengdh", "tangmw"

PROPOSAL: dict[str, Any] = {
    "ref": "建第0123号",
    "kind": "人大建议",
    "session": "会议期间",
    "title": "关于加强农村寄宿制学校建设的建议",
    "text": "农村寄宿制学校条件薄弱，建议增加投入。",
    "lead_proposer": LEAD,
    "assigned_on": "2026-02-27",
    "mode": "单办",
    "host": "jyt",
    "open_reply": False,
}
SHARED = {**PROPOSAL, "mode": "主办协办", "co": ["czt"]}
ACCEPTED = {"answer": "accept", "contact": "郑杜衡", "phone": "0731-84714900"}
RETURNED = {**ACCEPTED, "answer": "return", "reason": "事项属于人力资源和社会保障部门职责", "basis": "部门三定规定", "proposed_unit": "rst"}  # fmt: skip
AGREED = {"answer": "agree", "opinion": "同意增加投入", "signer": "moll", "seal": True}
SATISFIED = {"attitude": "满意", "result": "满意"}
DISSATISFIED = {"attitude": "基本满意", "result": "不满意", "comments": "没有回应第二条意见"}


def received(office: Office, **changes: Any) -> Matter:
    """A proposal that was checked."""
    proposal = {**PROPOSAL, **changes}
    brought = {name: proposal[name] for name in ("ref", "kind", "session", "title", "text", "lead_proposer")}
    return office.start("proposal_handling", NPC, **brought).do("intake", CLERK, **proposal)


def handed_over(office: Office, **changes: Any) -> Matter:
    """A proposal that its host has to accept."""
    return received(office, **changes).do("hand_over", CLERK)


def accepted(office: Office, **changes: Any) -> Matter:
    """A proposal whose host has talked with the proposer."""
    matter = handed_over(office, **changes).do("accept_or_return", EDUCATION, **ACCEPTED)
    return matter.do("contact_before", EDUCATION, opinion="已与领衔代表电话沟通")


def reply(matter: Matter, **mark: Any) -> Matter:
    """From the draft to the check of the Office."""
    matter.do("draft_reply", EDUCATION, reply="经研究，答复如下。")
    return signed(matter, **mark)


def signed(matter: Matter, **mark: Any) -> Matter:
    """The class, the principal's signature, the Office's check."""
    matter.do("classify", EDUCATION, **(mark or {"class": "A"}))
    matter.do("sign_reply", EDUCATION_LEADER, result="sign", seal=True)
    return matter.do("office_check", CLERK, result="pass")


def answered(office: Office, **changes: Any) -> Matter:
    """A proposal that was replied to; the lead proposer is asked."""
    matter = reply(accepted(office, **changes))
    matter.do_all("deliver", EDUCATION)
    return matter


def test_everything_has_its_english() -> None:
    folder = Path(__file__).parent
    english = json.loads((folder / "en.json").read_text("utf-8"))
    for path in folder.glob("forms/*.json"):
        assert Form.read(path.read_bytes()).untranslated(path.stem, english) == []


# Intake and assignment


@pytest.mark.parametrize(
    "changes",
    [{"competence": "非政府职权"}, {"competence": "个人诉求或者涉法涉诉"}],
    ids=["not of the government", "a personal matter"],
)
def test_what_the_government_cannot_do_goes_back(office: Office, changes: dict[str, Any]) -> None:
    matter = received(office, **changes)
    assert (matter.state, matter.passed[-1]) == ("completed", "returned")
    assert matter.numbers == []


@pytest.mark.parametrize(
    ("changes", "note"),
    [
        ({"co": ["czt"]}, "单办不能有协办单位"),
        ({"mode": "主办协办"}, "主办协办须填写协办单位"),
        ({"mode": "分办", "co": []}, "分办须填写其他分办单位"),
        ({"mode": "主办协办", "co": ["jyt"]}, "主办单位不能同时列为协办单位"),
        ({"key_item": True}, "重点督办件须明确领衔督办的省领导"),
        ({"competence": "市州政府"}, "属于市州职权的，由市州人民政府承办"),
    ],
)
def test_hosts_that_do_not_fit_are_checked_again(office: Office, changes: dict[str, Any], note: str) -> None:
    matter = received(office, **changes)
    assert matter.waits_at == ["intake"]
    assert matter.variables["assign_note"].startswith(note)


def test_a_key_item_has_its_leader_and_a_city_may_host(office: Office) -> None:
    assert received(office, key_item=True, leader="shuly").waits_at == ["hand_over"]
    matter = received(office, competence="市州政府", host="changsha").do("hand_over", CLERK)
    assert matter.do("accept_or_return", "chenqz", **ACCEPTED).waits_at == [
        "contact_before",
        "extension_request",
    ]


def test_every_kind_has_its_register(office: Office) -> None:
    assert handed_over(office).numbers == ["建〔2026〕0001"]
    assert handed_over(office).numbers == ["建〔2026〕0002"]
    assert handed_over(office, kind="政协提案", ref="提第0007号").numbers == ["提〔2026〕0001"]


def test_only_those_who_may_begin_one(office: Office) -> None:
    with pytest.raises(Forbidden):
        office.start("proposal_handling", EDUCATION)


def test_what_is_missing_is_said_field_by_field(office: Office) -> None:
    matter = office.start("proposal_handling", NPC)
    with pytest.raises(InvalidSubmission) as refused:
        matter.do("intake", CLERK, **{**PROPOSAL, "host": "nowhere", "mode": "合办", "session": None})
    assert {error.pointer for error in refused.value.errors} == {"/host", "/mode", "/session"}


# Acceptance and return


def test_silence_is_acceptance(open_office: OpenOffice) -> None:
    office = open_office("2026-02-27 09:00")
    matter = handed_over(office)
    assert matter.task("accept_or_return").due_at.date() == matter.due("return") == date(2026, 3, 12)
    office.advance("2026-03-12 23:00")
    assert matter.waits_at == ["accept_or_return"]
    office.advance("2026-03-13 00:00")
    assert matter.waits_at == ["contact_before", "extension_request"]
    assert matter.variables["host_answer"] == "accept"


def test_a_return_needs_grounds_and_another_host_needs_consent(office: Office) -> None:
    matter = handed_over(office)
    with pytest.raises(InvalidSubmission):
        matter.do("accept_or_return", EDUCATION, **{**ACCEPTED, "answer": "return"})
    matter.do("accept_or_return", EDUCATION, **RETURNED)
    given = {"decision": "改派", "new_host": "rst", "reason": "属人社部门职责"}
    with pytest.raises(InvalidSubmission) as refused:
        matter.do("adjust", CLERK, **given, consent=False)
    assert [error.pointer for error in refused.value.errors] == ["/consent"]
    matter.do("adjust", CLERK, **given, consent=True)
    assert matter.task("accept_or_return", offered_to="rst:dept_liaison")
    assert matter.variables["assigned_on"] == "2026-03-02"


def test_a_host_that_must_keep_it_has_no_new_clock(open_office: OpenOffice) -> None:
    office = open_office("2026-02-27 09:00")
    matter = handed_over(office)
    office.advance("2026-03-09 10:00")
    matter.do("accept_or_return", EDUCATION, **RETURNED)
    assert matter.due("adjust") == date(2026, 3, 12)
    matter.do("adjust", CLERK, decision="维持", consent=False, reason="属于教育部门职责")
    assert matter.waits_at == ["contact_before", "extension_request"]
    assert matter.due("reply") == date(2026, 5, 27)
    assert matter.variables["returns"] == [
        {"unit": "jyt", "on": "2026-03-09", "answer": "return", "reason": RETURNED["reason"]}
    ]


def test_a_host_may_ask_for_another_way_of_handling(open_office: OpenOffice) -> None:
    office = open_office("2026-02-27 09:00")
    matter = handed_over(office)
    asked = {"answer": "change_mode", "reason": "需要财政部门协办", "proposed_mode": "主办协办"}
    matter.do("accept_or_return", EDUCATION, **{**ACCEPTED, **asked})
    matter.do(
        "adjust", CLERK, decision="调整方式", consent=True, reason="同意", new_mode="主办协办", new_co=["czt"]
    )
    assert (matter.waits_at, matter.due("return")) == (["accept_or_return"], date(2026, 3, 12))
    matter.do("accept_or_return", EDUCATION, **ACCEPTED)
    assert matter.waits_at == ["co_opinion", "contact_before", "extension_request"]
    assert matter.due("co_opinion") == date(2026, 3, 27)


def test_a_part_for_each_unit_is_a_matter_of_its_own(office: Office) -> None:
    matter = handed_over(office, mode="分办", co=["czt", "rst"])
    assert matter.waits_at == ["accept_or_return"]
    parts = office.matters("proposal_handling")
    assert sorted(part.variables["host"] for part in parts) == ["czt", "jyt", "rst"]
    assert {part.variables["register_no"] for part in parts} == {"建〔2026〕0001"}
    assert [len(part.tasks) for part in parts] == [1, 1, 1]
    asked = {group for part in parts for group in part.task("accept_or_return").candidate_groups}
    assert {"jyt:dept_liaison", "czt:dept_liaison", "rst:dept_liaison"} <= asked
    matter.do("accept_or_return", EDUCATION, **ACCEPTED)
    assert "co_opinion" not in matter.waits_at


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
    assert masked.variables["lead_proposer"] == LEAD


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
    matter.do("dispute", office.holder("so_coord"), opinion="列入下一年度预算")
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
