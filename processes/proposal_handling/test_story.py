"""The people and the usual way of a proposal, for the stories told of it."""

from __future__ import annotations

from typing import Any

from tests.office import Matter, Office

CLERK = "ouyangmw"  # so_proposal
NPC = "hell"
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
ACCEPTED = {"answer": "accept", "contact": "郑杜衡", "phone": "0731-84714900"}
RETURNED = {
    **ACCEPTED,
    "answer": "return",
    "reason": "事项属于人力资源和社会保障部门职责",
    "basis": "部门三定规定",
    "proposed_unit": "rst",
}
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


def test_a_proposal_runs_from_the_hand_over_to_a_satisfied_proposer(office: Office) -> None:
    matter = answered(office, co_proposers=[SECOND, THIRD]).do("feedback", LEAD, **SATISFIED)
    assert (matter.state, matter.numbers) == ("completed", ["建〔2026〕0001"])
    assert matter.passed.count("deliver") == 3
    assert matter.passed[-1] == "replied_satisfied"
