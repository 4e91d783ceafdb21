"""发文办理, told: from a draft to a number, and every way that ends otherwise."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from engine.errors import Forbidden
from engine.office.secrecy import ClassifiedNotAllowed
from tests.office import Matter, Office, OpenOffice

DRAFTER = "dengfs"  # the liaison officer of 省发展改革委
REVIEWER = "ouyangfs"
SECRETARY_GENERAL = "wennl"
REGISTRAR = "liujh"
CHECKS = dict.fromkeys(
    ("reason", "basis", "policy", "consulted", "wenzhong", "format", "numbers", "openness", "secrecy"), "ok"
)
ROUTINE = {
    "wenzhong": "通知",
    "issuer": "省政府办公厅",
    "direction": "down",
    "urgency": "无",
    "secrecy": "公开",
    "openness": "主动公开",
    "is_normative": False,
    "is_major_decision": False,
    "basis": "省政府工作安排",
}
RECHECKED = {"procedure": "ok", "content": "ok", "format": "ok"}
REASON = "第三部分与现行政策不一致，请核改。"


def file_of(office: Office, login: str = DRAFTER) -> dict[str, str]:
    """A file that was uploaded."""
    return office.upload("draft.txt", "各市州人民政府……".encode(), login)


def a_notice(office: Office, **changed: Any) -> dict[str, Any]:
    """The answers of a routine notice of the General Office."""
    return {
        **ROUTINE,
        "title": "湖南省人民政府办公厅关于做好春耕备耕工作的通知",
        "main_to": ["changsha", "zhuzhou"],
        "purpose": "部署春耕备耕",
        "touches": ["czt", "nynct"],
        "consulted": [{"unit": "czt"}, {"unit": "nynct"}],
        "draft_file": file_of(office),
        "contact": "邓扶桑 0731-88660000",
    } | changed


def begun(office: Office, **changed: Any) -> Matter:
    """A draft that was handed in."""
    return office.start("outgoing_document", DRAFTER).do(
        "draft_submit", DRAFTER, **a_notice(office, **changed)
    )


def agreed(matter: Matter, unit: str, by: str) -> Matter:
    """A consulted unit has nothing against it."""
    return matter.do("consult", by, offered_to=f"{unit}:dept_liaison", answer="agree", signer=by, seal=True)


def closed(office: Office, matter: Matter, **outcome: Any) -> None:
    """What the units disagree on was coordinated."""
    office.message("dispute.closed", f"{matter.id} {matter.variables.get('disputes', 0) + 1}", **outcome)


def liaison(office: Office, unit: str) -> str:
    """The liaison officer of a unit."""
    return office.engine.desk.directory.holders(f"{unit}:dept_liaison", office.now.date())[0]


def reviewed(office: Office, **changed: Any) -> Matter:
    """A notice that nobody had to be asked about, and that passed the review."""
    matter = begun(office, touches=None, consulted=None, **changed)
    return matter.do("office_review", REVIEWER, checks=CHECKS, result="pass")


def signed(office: Office, **changed: Any) -> Matter:
    """One that was signed too."""
    return reviewed(office, **changed).do("sign", SECRETARY_GENERAL, tick=True)


def registered(office: Office, **changed: Any) -> Matter:
    """One that has its number."""
    matter = signed(office, **changed).do("recheck", "zhengmw", checks=RECHECKED, result="pass")
    return matter.do("register", REGISTRAR, distribution=["changsha", "zhuzhou"], copies=30)


def issued(matter: Matter) -> Matter:
    """Printed, sealed, sent, and signed for by everybody it was sent to."""
    return received(sent(matter))


def sent(matter: Matter) -> Matter:
    """Printed, sealed and sent."""
    matter.do("print_proof", "moqf", proof_first="moqf", proof_second="huqh", copies=30)
    matter.do("seal", "luodr", same_text=True, copies=30)
    copies = [{"unit": unit, "copies": 1, "channel": "电子"} for unit in ("changsha", "zhuzhou")]
    return matter.do("dispatch", REGISTRAR, text_ok=True, format_ok=True, print_ok=True, sent=copies)


def received(matter: Matter) -> Matter:
    """Signed for by the cities it was sent to."""
    for unit, by in (("changsha", "chenqz"), ("zhuzhou", "longjc")):
        matter.do("receipt", by, offered_to=f"{unit}:city_liaison", received_by=by, complete=True)
    return matter


def test_from_draft_to_number(office: Office) -> None:
    office.begin_book("湘政办发", 2026, 6)
    matter = begun(office)
    assert matter.waits_at == ["consult"]
    for unit in ("czt", "nynct"):
        agreed(matter, unit, liaison(office, unit))
    matter.do("office_review", REVIEWER, checks=CHECKS, result="pass", leaders=["tianqz", "chengz"])
    matter.do("countersign_leaders", "tianqz", answer="agree")  # the lower rank is asked first
    matter.do("countersign_leaders", "chengz", answer="agree")
    matter.do("sign", SECRETARY_GENERAL, tick=True)
    matter.do("recheck", "zhengmw", checks=RECHECKED, result="pass")
    matter.do("register", REGISTRAR, distribution=["changsha"], copies=30)
    assert matter.numbers == ["湘政办发〔2026〕7号"]
    issued(matter)
    assert matter.waits_at == ["publish"]
    assert matter.due("publish") == date(2026, 3, 30)
    matter.do("publish", "xiaonl", url="https://www.example.gov.cn/1", published_on="2026-03-02")
    assert (matter.state, matter.outcome) == ("completed", "normal")
    assert matter.variables["signatures"][0]["by"] == SECRETARY_GENERAL


def test_every_defect_is_told_at_once_and_the_drafter_corrects_them(office: Office) -> None:
    matter = begun(
        office,
        wenzhong="请示",
        title="关于解决春耕资金并增加编制的请示",
        several_matters=True,
        cc=["changsha"],
        consulted=[{"unit": "nynct"}],
        is_normative=True,
        validity_until="2033-01-01",
        interpretation_draft=file_of(office),
        bypass_legal_review=True,
    )
    assert matter.waits_at == ["draft_submit"]
    told = matter.variables["defects"]
    assert [text for text in told if "一文一事" in text]
    assert [text for text in told if "抄送下级" in text]
    assert "未征求意见：省财政厅" in told
    assert [text for text in told if "有效期" in text]
    assert [text for text in told if "合法性审核" in text]
    assert [text for text in told if "行文方向" in text]
    assert len(told) == 6
    matter.do("draft_submit", DRAFTER, **a_notice(office))
    assert matter.waits_at == ["consult"]
    assert matter.variables["defects"] == []


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"wenzhong": "报告", "direction": "up", "principal_signer": "pengsm"}, "主要负责人签发"),
        ({"wenzhong": "函", "direction": "down"}, "行文方向不符：函"),
        ({"wenzhong": "决议", "direction": "public"}, "行文方向不符：决议"),
        ({"title": "某管理办法（试行）", "is_normative": True, "validity_until": "2029-03-02"}, "有效期"),
        ({"touches": ["jyt"]}, "未征求意见：省教育厅"),
    ],
)
def test_a_draft_that_breaks_one_rule_comes_back(office: Office, changed: dict[str, Any], told: str) -> None:
    if changed.get("is_normative"):
        changed = changed | {"interpretation_draft": file_of(office)}
    matter = begun(office, **changed)
    assert matter.waits_at == ["draft_submit"]
    assert [text for text in matter.variables["defects"] if told in text]


def test_a_report_that_asks_for_something_is_for_the_reviewer_to_decide(office: Office) -> None:
    matter = begun(
        office,
        wenzhong="报告",
        direction="up",
        principal_signer=SECRETARY_GENERAL,
        purpose="报告春耕情况。妥否，请批示。",
        touches=None,
        consulted=None,
    )
    assert matter.waits_at == ["office_review"]
    assert matter.variables["warnings"] == ["报告夹带请示事项"]


def test_the_reviewer_is_never_the_drafter(office: Office) -> None:
    matter = office.start("outgoing_document", REVIEWER)
    matter.do(
        "draft_submit",
        REVIEWER,
        **a_notice(office, touches=None, consulted=None) | {"draft_file": file_of(office, REVIEWER)},
    )
    task = matter.task("office_review")
    assert task.candidate_users == ("zhengmw",)
    with pytest.raises(Forbidden):
        matter.do("office_review", REVIEWER, checks=CHECKS, result="pass")


def test_returned_for_revision_and_again(office: Office) -> None:
    matter = begun(office, touches=None, consulted=None)
    matter.do("office_review", REVIEWER, checks=CHECKS | {"policy": "fix"}, result="revise", reason=REASON)
    assert matter.waits_at == ["draft_submit"]
    assert matter.variables["return_reason"] == REASON
    matter.do("draft_submit", DRAFTER, **a_notice(office, touches=None, consulted=None))
    assert matter.variables["return_reason"] is None
    matter.do("office_review", REVIEWER, checks=CHECKS, result="pass")
    matter.do("sign", SECRETARY_GENERAL, decision="revise", opinion="请再征求财政厅意见。")
    assert matter.waits_at == ["draft_submit"]
    matter.do("draft_submit", DRAFTER, **a_notice(office, touches=["czt"], consulted=[{"unit": "czt"}]))
    assert matter.waits_at == ["consult"]


def test_a_unit_that_has_agreed_is_asked_again_only_when_the_text_changed(office: Office) -> None:
    one = {"touches": ["czt"], "consulted": [{"unit": "czt"}]}
    matter = agreed(begun(office, **one), "czt", liaison(office, "czt"))
    matter.do("office_review", REVIEWER, checks=CHECKS, result="revise", reason=REASON)
    matter.do("draft_submit", DRAFTER, **a_notice(office, **one))
    assert matter.waits_at == ["office_review"]
    matter.do("office_review", REVIEWER, checks=CHECKS, result="revise", reason=REASON)
    matter.do("draft_submit", DRAFTER, **a_notice(office, **one), reconsult=True)
    assert matter.waits_at == ["consult"]


def test_what_is_not_suitable_is_returned_with_the_reason(office: Office) -> None:
    matter = begun(office, touches=None, consulted=None)
    matter.do("office_review", REVIEWER, checks=CHECKS, result="unsuitable", reason=REASON)
    assert (matter.state, matter.outcome) == ("completed", "returned")
    assert matter.variables["return_reason"] == REASON


def test_a_unit_disagrees_and_the_outcome_of_the_coordination_is_kept(office: Office) -> None:
    matter = begun(office, touches=["czt"], consulted=[{"unit": "czt"}])
    ground = {"law": "预算法", "article": "第三十五条", "text": "……"}
    matter.do(
        "consult", liaison(office, "czt"), answer="disagree", grounds=[ground], signer="pengjc", seal=True
    )
    assert matter.waits_at == ["dispute_coordination"]
    closed(office, matter, outcome="decided", decision="按省长意见办。", decided_by="zhouyz")
    assert matter.waits_at == ["office_review"]
    kept = matter.variables["consult_answers"][0]
    assert (kept["answer"], kept["settled"], kept["grounds"]) == ("disagree", "decided", [ground])
    assert matter.variables["coordination"]["decision"] == "按省长意见办。"


def test_a_coordination_without_result_sends_the_document_back(office: Office) -> None:
    matter = begun(office, touches=["czt"], consulted=[{"unit": "czt"}])
    ground = {"law": "预算法", "article": "第三十五条", "text": "……"}
    matter.do(
        "consult", liaison(office, "czt"), answer="disagree", grounds=[ground], signer="pengjc", seal=True
    )
    closed(office, matter, outcome="withdrawn", decision="改由本单位修改文稿")
    assert matter.waits_at == ["draft_submit"]
    assert matter.variables["return_reason"] == "协调没有结果：改由本单位修改文稿"
    matter.do("draft_submit", DRAFTER, **a_notice(office, touches=["czt"], consulted=[{"unit": "czt"}]))
    assert matter.waits_at == ["consult"], "who disagreed is asked about the new text"


def test_a_leader_disagrees(office: Office) -> None:
    matter = begun(office, touches=None, consulted=None)
    matter.do("office_review", REVIEWER, checks=CHECKS, result="pass", leaders=["chengz"])
    ground = {"law": "省政府工作规则", "article": "第十条", "text": "……"}
    matter.do("countersign_leaders", "chengz", answer="disagree", grounds=[ground])
    assert matter.waits_at == ["dispute_coordination"]
    closed(office, matter, outcome="settled", decision="已协商一致。")
    assert matter.waits_at == ["office_review"]


@pytest.mark.parametrize(
    ("changed", "book", "signer"),
    [
        ({}, "湘政办发", ["secretary_general", "deputy_secretary_general"]),
        ({"wenzhong": "函", "direction": "parallel"}, "湘政办函", ["secretary_general", "deputy_secretary_general"]),
        ({"kind": "明电"}, "湘政办明电", ["secretary_general", "deputy_secretary_general"]),
        ({"issuer": "省政府"}, "湘政发", "liqj"),
        ({"issuer": "省政府", "touches": ["jyt"], "consulted": [{"unit": "jyt", "opinion": "同意", "adopted": True}]},
         "湘政发", ["exec_vice_governor"]),
        ({"issuer": "省政府", "wenzhong": "命令"}, "湖南省人民政府令", ["governor"]),
        ({"issuer": "省政府", "wenzhong": "批复"}, "湘政函", "liqj"),
        ({"issuer": "省政府", "kind": "任免"}, "湘政任", ["governor"]),
        ({"issuer": "省政府", "wenzhong": "请示", "direction": "up", "main_to": ["szf"], "principal_signer": "zhouyz"},
         "湘政", ["governor"]),
    ],
)  # fmt: skip
def test_who_signs_and_in_which_book(office: Office, changed: dict[str, Any], book: str, signer: Any) -> None:
    matter = begun(office, **{"touches": None, "consulted": None, **changed})
    matter.do("office_review", REVIEWER, checks=CHECKS, result="pass")
    while matter.waits_at == ["countersign_leaders"]:
        matter.do("countersign_leaders", str(matter.task("countersign_leaders").assignee), answer="agree")
    task = matter.task("sign")
    assert matter.variables["code"] == book
    assert (task.assignee or sorted(task.candidate_groups, reverse=True)) == signer


def test_leaders_are_asked_by_rank_and_the_signer_last(office: Office) -> None:
    matter = begun(
        office,
        issuer="省政府",
        kind="重要事项",
        touches=["jyt"],
        consulted=[{"unit": "jyt", "opinion": "无意见", "adopted": True}],
    )
    matter.do("office_review", REVIEWER, checks=CHECKS, result="pass", leaders=["chengz", "zhouyz", "wennl"])
    asked = []
    while matter.waits_at == ["countersign_leaders"]:
        asked.append(str(matter.task("countersign_leaders").assignee))
        assert matter.due("countersign_leaders") == date(2026, 3, 4)
        matter.do("countersign_leaders", asked[-1], answer="agree")
    assert asked == ["chengz", "wennl", "shuly", "liqj"]
    assert matter.task("sign").candidate_groups == ("governor",)


def test_joint_documents_are_signed_by_all_principals_and_dated_by_the_last(office: Office) -> None:
    matter = reviewed(office, issuer="联合", joint_units=["czt", "jyt"])
    matter.do("sign", SECRETARY_GENERAL, tick=True)
    office.advance(days=1)
    matter.do("sign", str(matter.task("sign").assignee), tick=True)
    office.advance(days=1)
    matter.do("sign", str(matter.task("sign").assignee), tick=True)
    assert matter.waits_at == ["recheck"]
    assert matter.variables["dated"] == "2026-03-04"


def test_a_substantive_change_goes_back_to_the_same_signer(office: Office) -> None:
    matter = reviewed(office).do("sign", "chengz", tick=True)
    changed = office.upload("changed.txt", "改".encode(), "zhengmw")
    matter.do(
        "recheck", "zhengmw", checks=RECHECKED, result="revise", reason="第二条数字有误", new_file=changed
    )
    assert matter.task("sign").assignee == "chengz"
    office.advance(days=1)
    matter.do("sign", "chengz", tick=True)
    assert matter.variables["dated"] == "2026-03-03"
    assert matter.variables["draft_file"] == changed


def test_the_date_is_that_of_the_office_before_the_working_day_begins(open_office: OpenOffice) -> None:
    office = open_office("2026-03-04 07:30")
    assert signed(office).variables["dated"] == "2026-03-04"


def test_urgency_shortens_the_limits(open_office: OpenOffice) -> None:
    office = open_office("2026-03-02 10:00")
    matter = begun(office, urgency="特急", touches=["czt"], consulted=[{"unit": "czt"}])
    assert matter.deadlines["consult"]["due_at"].isoformat() == "2026-03-03T10:00:00+08:00"
    agreed(matter, "czt", liaison(office, "czt"))
    assert matter.deadlines["office_review"]["due_at"].isoformat() == "2026-03-02T14:00:00+08:00"
    plain = begun(office, urgency="加急", touches=["czt"], consulted=[{"unit": "czt"}])
    assert plain.due("consult") == date(2026, 3, 5)


def test_what_is_not_published_ends_with_its_dispatch(office: Office) -> None:
    matter = issued(registered(office, openness="不予公开", openness_reason="涉及内部管理"))
    assert (matter.state, matter.outcome) == ("completed", "normal")


def test_the_issue_is_made_known_with_the_tasks_the_signer_gave(office: Office) -> None:
    matter = reviewed(office)
    assign = [{"unit": "czt", "role": "主办"}]
    matter.do("sign", SECRETARY_GENERAL, tick=True, assign=assign, due="2026-04-30", need_report=True)
    matter.do("recheck", "zhengmw", checks=RECHECKED, result="pass")
    matter.do("register", REGISTRAR, distribution=["changsha"], copies=3)
    issued(matter)
    assert "issue_effects" in matter.passed
    assert matter.variables["tasks"] == [
        {"unit": "czt", "role": "主办", "due": "2026-04-30", "need_report": True}
    ]


def test_a_classified_draft_is_refused_before_anything_is_kept(office: Office) -> None:
    matter = office.start("outgoing_document", DRAFTER)
    with pytest.raises(ClassifiedNotAllowed) as refused:
        matter.do("draft_submit", DRAFTER, **a_notice(office, secrecy="机密", title="涉密标题"))
    assert refused.value.code == "CLASSIFIED_NOT_ALLOWED"
    assert matter.waits_at == ["draft_submit"]
    assert "title" not in matter.variables
    kept = [act for act in office.acts if act.verb == "secrecy.refuse"]
    assert [(act.actor, act.data) for act in kept] == [(DRAFTER, {"grade": "机密"})]
    assert "涉密标题" not in str(office.acts)
