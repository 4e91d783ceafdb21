"""Papers that go other ways: returned, merged, redirected, read only, declined, urged, handed over, requests."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from engine.errors import InvalidSubmission
from processes.incoming_document.test_story import (
    ACCEPTED,
    DEPUTY,
    HOST,
    IN_CHARGE,
    PAPER,
    REGISTRAR,
    SEEN,
    accepted,
    examined,
    examiner,
    liaison,
    passes,
    principal,
    proposed,
    received,
    registered,
)
from tests.office import Matter, Office

pytestmark = [
    pytest.mark.slow,  # whole stories; `make check` tells shorter ones
    pytest.mark.parametrize("open_office", ["sqlite"], indirect=True),
]

REQUEST = {"wenzhong": "请示", "title": "关于新建水文站的请示", "their_no": "娄政〔2026〕6号"}
DONE = {"result": "已核查", "reply_needed": False}


def test_a_returned_paper_keeps_its_number_and_comes_back_under_a_new_one(office: Office) -> None:
    facts = {"main_to": ["省政府", "省财政厅"], "cc_subordinates": ["娄底市财政局"]}
    paper = {**REQUEST, "matters": ["新建水文站", "增加编制"], "related_units": ["czt"]}
    matter = registered(office, facts=facts, **paper)
    matter.do("first_exam", examiner(office), **passes(matter), format_defects=["页码不全"])
    assert len(matter.variables["defects"]) == 4
    assert (matter.outcome, matter.numbers, matter.passed[-1]) == (
        "returned",
        ["收〔2026〕00001"],
        "sent_back",
    )
    letters = [one.name for one in matter.files(REGISTRAR) if one.name.endswith(".pdf")]
    assert len(letters) == 1

    again = registered(office, **{**REQUEST, "resubmits": "收〔2026〕00001"})
    assert (again.numbers, again.variables["earlier"]) == (["收〔2026〕00002"], matter.id)
    again.do("first_exam", examiner(office), result="return", own_view=True, defects=["没有附可行性研究报告"])
    assert again.outcome == "returned"  # what the examiner adds


def test_a_paper_that_came_before_is_merged_and_a_wrong_delivery_goes_on_with_a_receipt(
    office: Office,
) -> None:
    first = registered(office)
    second = received(office)
    signed = {"delivery": "signed", "copies_counted": 3, "signed_at": office.now.isoformat()}
    second.do("sign_for", REGISTRAR, **signed)
    assert (second.waits_at, second.variables["merged_into"]) == (["confirm_merge"], first.id)
    second.do("confirm_merge", REGISTRAR, result="merge")
    assert (second.outcome, second.numbers) == ("merged", [])
    third = received(office).do("sign_for", REGISTRAR, **signed)
    third.do("confirm_merge", REGISTRAR, result="separate", reason="同一字号的更正件")
    assert third.waits_at == ["register"]

    wrong = received(
        office, their_no="娄政〔2026〕7号", urgency="特急", handling_note="2月27日收文，28日签发"
    )
    assert wrong.due_at("sign") == "03-02 09:15"
    assert wrong.due_at("first") == "03-02 12:50"  # four hours after it came
    wrong.do("sign_for", REGISTRAR, **{**signed, "delivery": "wrong"})
    receipt = office.upload("回执.txt", "回执".encode(), REGISTRAR)
    wrong.do("redirect", REGISTRAR, redirect_to="省委办公厅", received_by="李二", received_on=office.now.isoformat(),
             receipt=receipt)  # fmt: skip
    assert (wrong.outcome, wrong.numbers) == ("transferred", [])


def test_of_what_is_classified_only_the_envelope_is_registered(office: Office) -> None:
    envelope = {"envelope": True, "envelope_no": "机002", "from_kind": "国务院和党中央机关", "from_name": "国务院办公厅",
                "received_at": "2026-03-02T08:50:00+08:00", "copies": 1, "secrecy": "内部", "channel": "hand"}  # fmt: skip
    with pytest.raises(InvalidSubmission):
        office.start("incoming_document", REGISTRAR, **envelope, title="题目")
    matter = office.start("incoming_document", REGISTRAR, **envelope)
    matter.do("sign_for", REGISTRAR, delivery="signed", copies_counted=1, signed_at=office.now.isoformat())
    matter.do("register", REGISTRAR)
    assert (matter.passed[-1], matter.now.title) == ("placed", "收〔2026〕00001　（涉密件，见机要登记）")


def short(office: Office, their_no: str, **changed: Any) -> Matter:
    """An urgent request with four working days left."""
    said = {"requested_decision_by": "2026-03-06", **REQUEST, "their_no": their_no, **changed}
    return examined(office, exam={"ask_secretariat": True} if "urgency" not in changed else {}, **said)


def test_short_notice_is_explained_or_sent_back(office: Office) -> None:
    ordinary = short(office, "娄政〔2026〕11号")
    secretariat = office.holder(ordinary.variables["secretariat"])
    ordinary.do("short_notice", secretariat, result="return", reason="可以提前报送")
    assert (ordinary.outcome, ordinary.variables["defects"]) == ("returned", ["办理时限不足：可以提前报送"])

    why = {"urgent_reason": "汛期临近", "handling_note": "2月27日收文，28日签发"}
    urgent = short(office, "娄政〔2026〕12号", urgency="特急", **why)
    head = office.holder("so_docs:office_head")
    urgent.do("short_notice", head, result="accept", reason="汛期临近，理由成立")
    assert urgent.waits_at == ["request_closed"]


def test_a_request_goes_to_its_review_and_comes_back(office: Office) -> None:
    matter = examined(office, **REQUEST)
    (review,) = office.matters("request_review")
    assert (review.variables["request_no"], review.waits_at) == ("收〔2026〕00001", ["study"])
    assert review.task("study", offered_to=matter.variables["secretariat"])
    clerk = office.holder(matter.variables["secretariat"])
    assert [one.name for one in review.files(clerk)] == ["来文.txt"]  # the scan goes with it
    office.message(
        "request.closed", "收〔2026〕00001", outcome="approved", doc_no="湘政函〔2026〕7号", reply="同意"
    )
    assert (matter.passed[-1], matter.variables["reply_no"]) == ("replied", "湘政函〔2026〕7号")

    for number, (outcome, end) in enumerate((("returned", "returned"), ("withdrawn", "withdrawn")), 2):
        other = examined(office, **{**REQUEST, "their_no": f"娄政〔2026〕{number}0号"})
        office.message("request.closed", f"收〔2026〕0000{number}", outcome=outcome, decision="未补正")
        assert other.outcome == end


def test_what_is_only_to_be_read_is_circulated_and_filed(office: Office) -> None:
    readers = [{"user": DEPUTY, "need": "read"}]
    matter = examined(office, exam={"way": "阅知", "readers": readers})
    (sent,) = office.matters("circulation")
    assert (sent.now.title, sent.task("read").assignee) == (
        "传阅：收〔2026〕00001　" + PAPER["title"],
        DEPUTY,
    )
    sent.do("read", DEPUTY)
    assert (matter.passed[-1], matter.variables["reads"][0]["user"]) == ("filed", DEPUTY)
    other = proposed(
        office, their_no="娄政〔2026〕8号", note={"read_only": True, "host": None, "readers": readers}
    )
    (again,) = [one for one in office.matters("circulation") if one.state == "active"]
    again.ask("recall_asked", REGISTRAR)
    assert (again.outcome, other.passed[-1], other.variables["circulation"]) == (
        "withdrawn",
        "filed",
        "recalled",
    )


def test_petitions_incidents_and_proposals_go_where_they_belong(office: Office) -> None:
    petition = examined(office, exam={"way": "信访"})
    petition.do("hand_over", office.holder("petition_officer"), reference="信〔2026〕1号")
    incident = examined(office, their_no="娄政〔2026〕31号", exam={"way": "突发事件"})
    proposal = examined(office, their_no="娄政〔2026〕32号", exam={"way": "建议提案"})
    assert {one.outcome for one in (petition, incident, proposal)} == {"transferred"}
    (report,) = office.matters("incident_report")
    (suggestion,) = office.matters("proposal_handling")
    assert (report.waits_at, report.variables["source"]) == (["intake"], "娄底市人民政府")
    assert (suggestion.waits_at, suggestion.variables["title"]) == (["intake"], PAPER["title"])


def test_papers_from_above_go_to_the_governor_and_copies_to_all(office: Office) -> None:
    sent = {"from_kind": "国务院和党中央机关", "from_unit": None, "from_name": "国务院办公厅", "wenzhong": "通知",
            "their_no": "国办发〔2026〕1号", "title": "关于做好春耕生产工作的通知", "is_telegram": True, "urgency": "特提"}  # fmt: skip
    matter = proposed(
        office, **{k: v for k, v in sent.items() if v is not None}, from_unit="npc", note={"urger": REGISTRAR}
    )
    assert matter.numbers == ["电〔2026〕00001"]
    assert matter.due_at("finish") == "03-03 23:59"  # one calendar day, no roll
    assert [one["group"] for one in matter.variables["leaders"]] == ["secretary_general", "governor"]
    for leader in ("wennl", "zhouyz"):
        assert matter.due_at("instruct") == "03-02 11:00"
        matter.do("leader_instruct", leader, **SEEN)
    assert "xiangrm" in matter.variables["copy_to"]


def test_without_a_host_it_is_filed(office: Office) -> None:
    matter = proposed(office, note={"host": None})
    assert [one["group"] for one in matter.variables["leaders"]] == [
        "deputy_secretary_general",
        "exec_vice_governor",
    ]
    for leader in (DEPUTY, "liqj"):
        matter.do("leader_instruct", leader, **SEEN)
    assert matter.passed[-1] == "filed"


def test_the_host_declines_is_kept_or_replaced_and_silence_accepts(office: Office) -> None:
    matter = proposed(office)
    for leader in (DEPUTY, IN_CHARGE):
        matter.do("leader_instruct", leader, **SEEN)
    objection = {
        **ACCEPTED,
        "answer": "object",
        "reason": "不属本单位职责",
        "proposed_unit": "yjt",
        "basis": "三定规定",
    }
    matter.do("accept", liaison(office), **objection)
    clerk = office.holder("so_sec4")
    assert matter.due("reassign") == date(2026, 3, 3)
    matter.do("reassign", clerk, result="reassign", new_host="yjt", reason="改由应急厅办理")
    matter.do("accept", liaison(office, "yjt"), **{**objection, "proposed_unit": HOST})
    matter.do("reassign", clerk, result="keep", reason="由应急厅办理")
    assert matter.task("handle", offered_to="yjt:dept_liaison")
    assert matter.due("handle") == date(2026, 3, 16)

    silent = proposed(office, their_no="娄政〔2026〕9号")
    for leader in (DEPUTY, IN_CHARGE):
        silent.do("leader_instruct", leader, **SEEN)
    office.advance("2026-03-05 09:00")
    assert silent.waits_at == ["handle"]


def test_the_host_is_urged_and_may_ask_for_more_time(office: Office, api: Any) -> None:
    matter = accepted(office, note={"important": True, "urger": REGISTRAR})
    assert matter.state == "active"  # that nobody else is to know of it holds nothing up
    limit = next(one for one in matter.deadlines.values() if one["key"] == "handle")
    head = office.holder("so_sec4:office_head")
    wanted = {"to": "2026-03-18", "reason": "等待市里核实"}
    path = f"/process-instances/{matter.id}/deadlines/{limit['id']}/extensions"
    asked = api(liaison(office)).post(path, wanted)
    api(head).post(f"/extensions/{asked['id']}/approve")
    assert matter.due("handle") == date(2026, 3, 18)
    office.advance("2026-03-17 09:00")  # a working day before 18 March
    assert matter.waits_at == ["handle", "urge"]
    spoken = {"spoke_to": "陈一", "by_way_of": "电话", "answer": "本周办结"}
    matter.do("urge", REGISTRAR, **spoken)
    matter.do("handle", liaison(office), **DONE, signed_by=principal(office))
    assert matter.passed[-1] == "filed"

    other = accepted(office, their_no="娄政〔2026〕10号")
    office.advance("2026-04-01 09:00")  # the day after it was due
    assert other.waits_at == ["handle", "urge"]
    other.do("handle", liaison(office), **DONE, signed_by=principal(office))
    assert (other.state, "answered" in other.passed) == ("completed", True)
