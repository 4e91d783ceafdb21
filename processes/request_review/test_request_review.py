"""Requests that go other ways: asked about, disagreed on, supplemented, given back, decided by others, withdrawn."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from engine.errors import InvalidSubmission
from processes.request_review.test_story import (
    EXEC,
    IN_CHARGE,
    MONEY,
    NUMBER,
    SECRETARY,
    SENDER,
    SHEET,
    STUDY,
    TOLD,
    WATER,
    answers,
    clerk,
    proposed,
    received,
    reviewed,
    studied,
)
from tests.office import Matter, Office

pytestmark = [
    pytest.mark.slow,  # whole stories; `make check` tells shorter ones
    pytest.mark.parametrize("open_office", ["sqlite"], indirect=True),
]

GROUND = {"law": "《预算法》", "article": "第三十五条", "text": "各部门、各单位应当按照规定编制预算。"}


def sender(office: Office) -> str:
    """Who works on it in the city."""
    return office.holder(f"{SENDER}:city_liaison")


def ended(office: Office, matter: Matter, **changed: Any) -> str:
    """The sender is told; how it ended."""
    matter.do("notify_sender", clerk(office), **{**TOLD, **changed})
    return str(matter.history[-1].element_id)


def test_units_are_asked_and_a_disagreement_is_coordinated(office: Office) -> None:
    matter = studied(office, {"units_to_ask": [WATER, MONEY], "money": 300})
    assert (matter.due("ask"), matter.due("overall")) == (date(2026, 3, 11), date(2026, 3, 30))
    answers(office, matter, WATER)
    assert matter.waits_at == ["ask_units"]  # silence is not consent
    answers(office, matter, MONEY, "disagree", grounds=[GROUND])
    assert matter.waits_at == ["dispute_closed"]
    (dispute,) = office.matters("dispute_coordination")
    assert (dispute.variables["lead"], dispute.variables["parties"]) == (WATER, [MONEY])
    office.message("dispute.closed", f"{NUMBER} 1", outcome="decided", decision="省级承担六成")
    shown = office.told(matter.task("opinion_sheet"))["unit_opinions"]
    assert shown[-1] == {"unit": MONEY, "opinion": "不同意；协调结果：省级承担六成"}
    matter.do("opinion_sheet", clerk(office), **SHEET, money=300, unit_opinions=shown)
    matter.do("dsg_review", SECRETARY, result="agree", opinion="同意")
    assert matter.variables["level"] == "cross"  # 水利、财政 are in two portfolios
    leaders = [task.assignee for task in matter.tasks]
    matter.do("leader_decide", str(leaders[0]), decision="conditions", conditions="分两年实施")
    while matter.waits_at == ["leader_decide"]:
        matter.do("leader_decide", EXEC, decision="approve")
    office.message("request.answered", NUMBER, doc_no="湘政函〔2026〕8号", dated="2026-03-20", title="批复")
    assert office.told(matter.task("notify_sender"))["conditions"] == "分两年实施"
    assert ended(office, matter) == "with_conditions"


def test_supplements_are_asked_for_once_and_the_limit_pauses(office: Office) -> None:
    matter = received(office)
    ask = {**STUDY, "ask_supplement": True, "supplement_wanted": ["可行性研究报告"]}
    matter.do("study", clerk(office), **ask)
    assert (matter.waits_at, matter.due("supplement")) == (["supplement"], date(2026, 3, 9))
    office.advance("2026-03-04 09:00")
    matter.do("supplement", sender(office), supplement_text="补报可行性研究报告")
    assert matter.due("overall") == date(2026, 3, 25)  # two days later
    with pytest.raises(InvalidSubmission):
        matter.do("study", clerk(office), **ask)
    assert matter.do("study", clerk(office), **STUDY).waits_at == ["opinion_sheet"]


def test_what_is_not_supplemented_goes_back(office: Office) -> None:
    matter = studied(office, {"ask_supplement": True, "supplement_wanted": ["可行性研究报告"]})
    office.advance("2026-03-10 09:00")
    assert matter.waits_at == ["notify_sender"]
    assert "可行性研究报告" in office.told(matter.task("notify_sender"))["return_note"]
    assert (ended(office, matter), matter.outcome) == ("returned", "returned")


def test_the_deputy_secretary_general_sends_it_back_or_gives_it_back(office: Office) -> None:
    matter = proposed(office, sheet={"conclusion": "return"})
    matter.do("dsg_review", SECRETARY, result="return", opinion="请补充先例")
    assert office.told(matter.task("opinion_sheet"))["return_note"] == "请补充先例"
    matter.do(
        "opinion_sheet", clerk(office), **SHEET | {"conclusion": "return", "recommended": "由市里自行决定"}
    )
    matter.do("dsg_review", SECRETARY, result="agree", opinion="同意")
    assert office.told(matter.task("notify_sender"))["return_note"] == "由市里自行决定"
    assert ended(office, matter) == "returned"


def test_an_oral_consent_is_confirmed_in_writing(office: Office) -> None:
    said = {"oral_leader": IN_CHARGE, "oral_at": "2026-03-02T10:00:00+08:00", "oral_words": "同意，抓紧办"}
    matter = proposed(office).do("dsg_review", SECRETARY, result="oral", **said)
    assert matter.due("oral") == date(2026, 3, 5)
    matter.do("sign_oral", IN_CHARGE, result="deny", opinion="我说的是再研究")
    assert office.told(matter.task("opinion_sheet"))["return_note"] == "我说的是再研究"
    matter.do("opinion_sheet", clerk(office), **SHEET).do("dsg_review", SECRETARY, result="oral", **said)
    matter.do("sign_oral", IN_CHARGE, result="confirm")
    assert matter.waits_at == ["request_answered"]


def test_leaders_reject_ask_again_or_put_it_before_a_meeting(office: Office) -> None:
    matter = reviewed(office)
    matter.do("leader_decide", IN_CHARGE, decision="return", opinion="请再算账")
    assert office.told(matter.task("opinion_sheet"))["return_note"] == "请再算账"
    matter.do("opinion_sheet", clerk(office), **SHEET).do(
        "dsg_review", SECRETARY, result="agree", opinion="同意"
    )
    matter.do("leader_decide", IN_CHARGE, decision="reject", opinion="现有站点够用")
    assert office.told(matter.task("notify_sender"))["return_note"] == "现有站点够用"
    assert ended(office, matter) == "rejected"

    other = reviewed(office, in_no="收〔2026〕00010")
    other.do("leader_decide", IN_CHARGE, decision="to_meeting", opinion="提请常务会议")
    (topic,) = office.matters("meeting_topic")
    assert topic.variables["topic_ref"] == "收〔2026〕00010"
    assert topic.task("apply", offered_to=f"{WATER}:dept_leader")
    assert ended(office, other) == "to_meeting"


def test_a_major_decision_goes_before_a_meeting(office: Office) -> None:
    matter = reviewed(office, {"major_decision": True})
    assert (matter.variables["level"], matter.waits_at) == ("meeting", ["notify_sender"])
    assert len(office.matters("meeting_topic")) == 1


def test_the_sender_withdraws(office: Office) -> None:
    matter = studied(office).ask("withdraw_asked", sender(office))
    matter.do("withdraw", sender(office), confirm="keep", reason="误操作")
    assert matter.waits_at == ["opinion_sheet"]
    matter.ask("withdraw_asked", sender(office)).do(
        "withdraw", sender(office), confirm="withdraw", reason="情况变化"
    )
    assert (matter.state, matter.outcome) == ("completed", "withdrawn")

    money = {"money": 800}  # 常务副省长, then the governor
    other = reviewed(office, money, in_no="收〔2026〕00010").do("leader_decide", EXEC, decision="approve")
    other.ask("withdraw_asked", sender(office)).do(
        "withdraw", sender(office), confirm="withdraw", reason="情况变化"
    )
    other.do("withdraw_consent", EXEC, consent=False)
    assert other.waits_at == ["leader_decide"]
    other.ask("withdraw_asked", sender(office)).do(
        "withdraw", sender(office), confirm="withdraw", reason="情况变化"
    )
    other.do("withdraw_consent", EXEC, consent=True)
    assert other.outcome == "withdrawn"


def test_a_request_may_be_brought_by_the_secretariat(office: Office) -> None:
    asked = {"request_no": "收〔2026〕00020", "title": "关于新建水文站的意见", "from_unit": SENDER, "wenzhong": "意见",
             "urgency": "加急", "secrecy": "公开"}  # fmt: skip
    matter = office.start("request_review", clerk(office), **asked)
    assert (matter.variables["secretariat"], matter.due("overall")) == ("so_sec4", date(2026, 3, 9))
