"""发文办理, told to the end: legality, stale agreements, joint signers, receipts, and what becomes of it later."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from engine.office import numbering
from processes.outgoing_document.test_outgoing_document import (
    CHECKS,
    DRAFTER,
    RECHECKED,
    REGISTRAR,
    REVIEWER,
    SECRETARY_GENERAL,
    a_notice,
    agreed,
    begun,
    closed,
    file_of,
    issued,
    liaison,
    registered,
    reviewed,
    sent,
    signed,
)
from processes.outgoing_document.test_withdrawal import withdrawing
from tests.office import Matter, Office, OpenOffice

pytestmark = pytest.mark.slow  # whole stories; `make check` tells shorter ones

INSIDE = {"openness": "不予公开", "openness_reason": "涉及内部管理"}
GROUND = {"law": "预算法", "article": "第三十五条", "text": "……"}
MATERIALS = {
    "basis_table": [{"clause": "第三条", "law": "《数据安全法》第十五条"}],
    "consultation": "已征求意见。",
    "stability_review": "done",
    "fair_review": "done",
}


def normative(office: Office, **changed: Any) -> dict[str, Any]:
    """What makes a notice a normative document."""
    return {
        "title": "湖南省政务数据管理办法",
        "is_normative": True,
        "validity_until": "2026-10-30",
        "interpretation_draft": file_of(office),
        "touches": ["czt"],
        "consulted": [{"unit": "czt"}],
    } | changed


def legality(office: Office, result: str, **more: Any) -> Matter:
    """The last review that was asked for, up to its signed opinion."""
    matter = office.matters("legality_review")[-1]
    matter.do("submit_materials", DRAFTER, explanation=file_of(office), **MATERIALS)
    matter.do("materials_check", "xiaows", result="complete").do("review", "xiaows", summary="已审查。")
    office.advance(days=8)
    return matter.do("opinion", office.holder("sft:dept_leader"), result=result, opinion="见意见书。", **more)


def numbered(office: Office, matter: Matter, signer: str = SECRETARY_GENERAL) -> Matter:
    """From the office review to its number."""
    matter.do("office_review", REVIEWER, checks=CHECKS, result="pass")
    while matter.waits_at == ["countersign_leaders"]:
        matter.do("countersign_leaders", str(matter.task("countersign_leaders").assignee), answer="agree")
    matter.do("sign", str(matter.task("sign").assignee or signer), tick=True)
    matter.do("recheck", "zhengmw", checks=RECHECKED, result="pass")
    return matter.do("register", REGISTRAR, distribution=["changsha", "zhuzhou"], copies=30)


def test_a_normative_document_from_its_review_to_its_end(office: Office) -> None:
    """Reviewed and changed, confirmed again, registered, published, archived, assessed, and expired."""
    matter = begun(office, **normative(office))
    agreed(matter, "czt", liaison(office, "czt"))
    assert matter.waits_at == ["legal_review"]
    review = legality(
        office,
        "legal_after_changes",
        changes=[{"clause": "第五条", "to": "……", "basis": "《数据安全法》第二十一条"}],
    )
    changed = office.upload("changed.txt", "各市州人民政府：修改后……".encode(), DRAFTER)
    review.do("adopt_changes", DRAFTER, adopted=True, new_draft=changed)
    assert matter.waits_at == ["reconfirm_stale_agreement"], "the text is not the one that was agreed to"
    answer = {"answer": "agree", "signer": "pengjc", "seal": True}
    matter.do("reconfirm_stale_agreement", liaison(office, "czt"), **answer)
    assert len(matter.variables["consult_answers"]) == len(matter.variables["stale_answers"]) == 1
    assert office.told(matter.task("office_review"))["legal_result"] == "legal_after_changes"

    matter.do("office_review", REVIEWER, checks=CHECKS, result="revise", reason="标题须规范，请修改。")
    given = a_notice(office, **normative(office)) | {"draft_file": changed}
    matter.do("draft_submit", DRAFTER, **given)
    assert matter.waits_at == ["office_review"], "the same text is not reviewed twice"
    numbered(office, matter)
    assert review.waits_at == ["register_normative"]
    sheets = [one["name"] for one in matter.variables["sheets"]]
    assert sheets == ["发文稿纸", "发文处理单", "印制单"]
    assert {"proof_file", "countersign_file"} <= set(matter.variables)
    sent(matter)
    assert matter.waits_at == ["publish", "receipt"]
    matter.do("receipt", "chenqz", offered_to="changsha:city_liaison", received_by="陈", complete=True)
    matter.do("receipt", "longjc", offered_to="zhuzhou:city_liaison", received_by="龙", complete=False, note="缺第三页")  # fmt: skip
    today = str(office.now.date())
    matter.do("publish", "xiaonl", url="https://www.example.gov.cn/1", published_on=today)
    assert {"document_published", "archive"} <= set(matter.passed)
    assert matter.waits_at == ["validity_warning"]
    office.advance(to="2026-05-01 10:00")
    matter.do("review_validity", DRAFTER, result="lapse", reason="任务已经完成。")
    office.advance(to="2026-11-01 10:00")
    assert (matter.state, matter.outcome) == ("completed", "expired")


def test_what_is_not_lawful_is_returned_and_what_changed_is_reviewed_anew(office: Office) -> None:
    matter = begun(office, **normative(office, touches=None, consulted=None))
    review = legality(office, "illegal")
    assert (review.outcome, matter.outcome) == ("blocked", "returned")
    assert matter.variables["return_reason"] == "见意见书。"

    again = begun(office, **normative(office, touches=None, consulted=None))
    first = legality(office, "legal")
    again.do("office_review", REVIEWER, checks=CHECKS, result="revise", reason="第三部分须重写，请修改。")
    given = a_notice(office, **normative(office, touches=None, consulted=None))
    given["draft_file"] = office.upload("new.txt", "重写的文稿……".encode(), DRAFTER)
    again.do("draft_submit", DRAFTER, **given)
    assert again.waits_at == ["legal_review"]
    assert first.outcome == "withdrawn", "the review of the old text is closed"
    second = office.matters("legality_review")[-1]
    withdrawing(office, again)
    assert (again.outcome, second.outcome) == ("withdrawn", "withdrawn")


def test_a_document_that_is_not_issued_closes_its_review(office: Office) -> None:
    matter = begun(office, **normative(office, touches=None, consulted=None))
    review = legality(office, "legal")
    matter.do("office_review", REVIEWER, checks=CHECKS, result="unsuitable", reason="没有必要另行发文。")
    assert (matter.outcome, review.outcome) == ("returned", "withdrawn")


def test_withdrawing_a_suspended_document_closes_its_dispute(office: Office) -> None:
    matter = begun(office, touches=["czt"], consulted=[{"unit": "czt"}])
    answer = {"answer": "disagree", "grounds": [GROUND], "signer": "pengjc", "seal": True}
    matter.do("consult", liaison(office, "czt"), **answer)
    (dispute,) = office.matters("dispute_coordination")
    assert (matter.waits_at, dispute.state) == (["dispute_coordination"], "active")
    withdrawing(office, matter)
    assert (matter.outcome, dispute.state, dispute.outcome) == ("withdrawn", "completed", "withdrawn")


def test_a_joint_signer_who_refuses_opens_a_dispute(office: Office) -> None:
    matter = reviewed(office, issuer="联合", joint_units=["czt", "jyt"])
    matter.do("sign", SECRETARY_GENERAL, tick=True)
    refuser = str(matter.task("sign").assignee)
    matter.do("sign", refuser, decision="refuse", opinion="经费来源没有落实，不同意联合发文。")
    assert matter.waits_at == ["dispute_coordination"]
    kept = matter.variables["leader_answers"][-1]
    assert (kept["unit"], kept["answer"], kept["grounds"][0]["text"]) == (
        "czt",
        "disagree",
        "经费来源没有落实，不同意联合发文。",
    )
    closed(office, matter, outcome="settled", decision="经费由省级安排。")
    assert matter.waits_at == ["office_review"]


def test_only_the_text_that_was_signed_is_sealed(office: Office) -> None:
    matter = registered(office)
    other = office.upload("other.txt", "别的文本".encode(), "shifl")
    matter.correct("shifl", "替换文稿", draft_file=other)
    matter.do("print_proof", "moqf", proof_first="moqf", proof_second="huqh", copies=30)
    assert matter.waits_at == ["recheck"]
    assert "text_changed" in matter.passed


def test_a_document_is_corrected_by_another(office: Office) -> None:
    office.begin_book("湘政办发", 2026, 11)
    matter = issued(registered(office))
    assert matter.waits_at == ["publish"]
    matter.ask("amend_asked", REGISTRAR)
    matter.do("correction_notice", REGISTRAR, kind_of="none", reason="经核对没有错误，无须更正。")
    matter.ask("amend_asked", DRAFTER)
    assert matter.due("correction_notice") == date(2026, 3, 3)
    error = {"place": "第二条", "wrong": "3月", "right": "4月"}
    matter.do(
        "correction_notice",
        REGISTRAR,
        kind_of="correct",
        reason="第二条时间有误，须更正。",
        errors=[error],
        approved_by="qinjc",
    )
    assert matter.variables["correction_letter_file"] is not None, matter.variables["correction_notes"]

    (other,) = (one for one in office.matters("outgoing_document") if one.id != matter.id)
    assert other.variables["acts_on"] == {"doc_no": "湘政办发〔2026〕12号", "act": "更正"}
    given = a_notice(office, touches=None, consulted=None, **INSIDE)
    given["title"] = "湖南省人民政府办公厅关于更正春耕备耕通知的通知"
    given["acts_on"] = other.variables["acts_on"]
    other.do("draft_submit", DRAFTER, **given)
    issued(numbered(office, other))
    assert matter.variables["effect"]["act"] == "更正"
    assert matter.waits_at == ["publish"], "what was corrected stays in force"
    with office.engine.reading() as view:
        (number,) = (n for n in numbering.of_matter(view, matter.id) if n.code == "湘政办发")
    assert (number.mark, number.marked_by) == ("更正", "湘政办发〔2026〕13号")


@pytest.mark.parametrize(("act", "outcome"), [("撤销", "annulled"), ("废止", "repealed")])
def test_to_annul_and_to_repeal_are_two_ends(office: Office, act: str, outcome: str) -> None:
    matter = issued(registered(office))
    other = begun(
        office,
        touches=None,
        consulted=None,
        title="湖南省人民政府办公厅关于处理有关文件的通知",
        acts_on={"doc_no": matter.variables["doc_no"], "act": act},
        **INSIDE,
    )
    issued(numbered(office, other))
    assert (matter.state, matter.outcome, other.outcome) == ("completed", outcome, "normal")
    assert matter.variables["effect"]["by"] == other.variables["doc_no"]


def test_a_document_is_recalled(office: Office) -> None:
    matter = sent(registered(office))
    matter.ask("amend_asked", DRAFTER)
    matter.do(
        "correction_notice",
        REGISTRAR,
        kind_of="recall",
        reason="发文范围有误，全部收回。",
        approved_by="qinjc",
    )
    back = [{"unit": "changsha", "copies": 1, "deleted": True}]
    matter.do("recall_copies", REGISTRAR, copies_back=back)
    assert (matter.state, matter.outcome) == ("completed", "recalled")
    (file,) = office.matters("document_archiving")
    assert file.variables["item_no"] == matter.variables["doc_no"]


def test_the_repeal_of_what_runs_out_is_drafted(office: Office) -> None:
    inside = normative(office, touches=None, consulted=None, interpretation_draft=None, **INSIDE)
    matter = begun(office, **inside)
    legality(office, "legal")
    issued(numbered(office, matter))
    office.advance(to="2026-05-01 10:00")
    matter.do("review_validity", DRAFTER, result="repeal", reason="上位法已经修改。")
    (other,) = (one for one in office.matters("outgoing_document") if one.id != matter.id)
    assert other.variables["acts_on"]["act"] == "废止"


def test_an_approved_request_is_answered_by_a_document(office: Office) -> None:
    office.message(
        "request.approved",
        request_no="收〔2026〕00001",
        related_request="收〔2026〕00001",
        drafter="so_sec2",
        title="湖南省人民政府关于春耕经费的批复",
        wenzhong="批复",
    )
    (matter,) = office.matters("outgoing_document")
    clerk = office.holder("so_sec2:office_staff")
    given = a_notice(office, touches=None, consulted=None, wenzhong="批复", issuer="省政府", **INSIDE)
    matter.do("draft_submit", clerk, **given | {"draft_file": file_of(office, clerk)})
    assert matter.variables["drafting_unit"] == "so_sec2"
    assert "withdraw_asked" in matter.deeds(clerk), "who drafts for a request may take it back"
    issued(numbered(office, matter, "liqj"))
    assert "request_answered" in matter.passed
    assert matter.state == "completed"


def test_a_telegram_runs_by_the_clock_and_an_urgent_document_is_soon_out(open_office: OpenOffice) -> None:
    office = open_office("2026-02-13 10:00")
    telegram = begun(office, touches=None, consulted=None, kind="明电", urgency="特急")
    assert telegram.due("telegram") == date(2026, 2, 16), "no roll over the holidays"
    assert telegram.deadlines["office_review"]["due_at"].isoformat() == "2026-02-13T14:00:00+08:00"
    assert begun(office, touches=None, consulted=None, kind="明电", urgency="特提").waits_at == [
        "office_review"
    ]
    urgent = begun(office, touches=None, consulted=None, urgency="加急")
    assert urgent.due("finish") == date(2026, 2, 25)
    matter = begun(office, touches=None, consulted=None, title="湖南省人民政府办公厅关于防汛的紧急通知")
    assert matter.variables["warnings"] == ["标题为紧急通知，没有标注紧急程度"]


def test_a_request_from_below_is_not_forwarded_as_it_is(office: Office) -> None:
    upward = {
        "wenzhong": "请示",
        "direction": "up",
        "issuer": "省政府",
        "main_to": ["szf"],
        "principal_signer": "zhouyz",
    }
    plain = {"touches": None, "consulted": None, "forwards_request": True}
    matter = begun(office, **upward, **plain)
    assert matter.variables["defects"] == ["不得原文转报下级机关的请示，应当提出本单位意见"]
    assert begun(office, **upward, **plain, own_view="拟同意。").waits_at == ["office_review"]


def test_who_a_document_was_sent_to_does_not_read_what_others_said_of_it(office: Office) -> None:
    matter = issued(signed_and_registered(office))
    assert matter.seen_by("chenqz")["review"] is None
    assert matter.seen_by(DRAFTER)["review"]["result"] == "pass"


def signed_and_registered(office: Office) -> Matter:
    """One that has its number."""
    matter = signed(office).do("recheck", "zhengmw", checks=RECHECKED, result="pass")
    return matter.do("register", REGISTRAR, distribution=["changsha"], copies=3)
