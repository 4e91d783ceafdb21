"""R4, disagreements between departments: from the unit that says no to the governor's decision."""

from __future__ import annotations

from typing import Any

import pytest

from processes.outgoing_document.test_outgoing_document import CHECKS, ROUTINE
from processes.proposal_handling.test_story import ACCEPTED, CLERK, NPC, PROPOSAL
from tests.acceptance.test_as_r1 import MANAGER, REVIEWER, Told

pytestmark = pytest.mark.slow  # whole stories; `make check` tells shorter ones

LAND, MONEY = "zrzyt", "czt"
GOVERNOR = "zhouyz"
GROUND = {"law": "《预算法》", "article": "第三十五条", "text": "各部门、各单位应当按照规定编制预算。"}
VIEW = {"no": 1, "view": "不应由省财政承担。", "grounds": "《预算法》第三十五条"}
TALKED = {"held_on": "2026-05-13", "rank": "主要负责人", "attendees": "两厅厅长", "record": "未达成一致。"}
NOT_AGREED = {"agreed": False, "lead_recommendation": "由省财政统筹安排。"}


class Case:
    """A document that a department disagrees with, and its coordination, seen from outside."""

    def __init__(self, api: Any) -> None:
        self.told = Told(api)
        self.api = api
        self.drafter = api.office.holder(f"{LAND}:dept_liaison")
        self.principals = {unit: api.office.holder(f"{unit}:dept_leader") for unit in (LAND, MONEY)}
        self.coordinator = api.office.holder("so_coord")
        self.document = self.api(self.drafter).post("/process-instances", {"process": "outgoing_document"})[
            "id"
        ]
        self.draft()

    def draft(self, **changed: Any) -> None:
        """省自然资源厅 hands its draft in."""
        answers: dict[str, Any] = {
            **ROUTINE,
            "title": "湖南省人民政府办公厅关于推进土地整治的通知",
            "main_to": ["changsha"],
            "purpose": "部署土地整治",
            "draft_file": self.told.file(self.drafter),
            "contact": "0731-88660000",
            "touches": [MONEY],
            "consulted": [{"unit": MONEY}],
        }
        self.api(self.drafter).complete("draft_submit", self.document, **answers | changed)

    def disagrees(self) -> None:
        """省财政厅 says no."""
        clerk = self.api.office.holder(f"{MONEY}:dept_liaison")
        answer = {"answer": "disagree", "grounds": [GROUND], "signer": self.principals[MONEY], "seal": True}
        self.api(clerk).complete("consult", self.document, **answer)
        self.api.office.settle()

    @property
    def disputes(self) -> list[str]:
        """The coordinations there are, the oldest first."""
        return [one.id for one in self.api.office.matters("dispute_coordination")]

    def states(self, matter: str, unit: str, **changed: Any) -> None:
        """A party states its view."""
        signer = self.principals[unit]
        task = next(
            t
            for t in self.api(signer).tasks(process_instance=matter)
            if f"{unit}:dept_leader" in t["candidate_groups"]
        )
        answer = {"views": [{**VIEW, **changed}], "signer": signer, "seal": True}
        self.api(signer).post(f"/user-tasks/{task['id']}/complete", {"variables": answer})

    def due(self, matter: str, key: str) -> str:
        """The last day of its last limit of a key."""
        return str(self.told.deadlines(matter, key)[-1]["due_at"][:10])


def test_as_r4_1_the_path_of_a_dispute(open_api: Any) -> None:
    case = Case(open_api("2026-05-07 09:00"))
    told, api = case.told, case.api
    case.disagrees()
    assert told.waits_at(case.document) == ["dispute_coordination"]
    (matter,) = case.disputes
    assert case.due(matter, "self") == "2026-05-13"

    told.now("2026-05-13T16:00")
    api(case.principals[LAND]).complete("self_coordinate", matter, new_meetings=[TALKED], **NOT_AGREED)
    assert case.due(matter, "positions") == "2026-05-18"
    told.now("2026-05-18T16:00")
    for unit in (LAND, MONEY):
        case.states(matter, unit)
    assert case.due(matter, "accept") == "2026-05-19"
    told.now("2026-05-19T16:00")
    api(case.coordinator).complete("accept_case", matter, types=["利益"])
    api.office.settle()  # the sheet is set
    api(case.coordinator).complete("analyse", matter, analysis="双方依据均成立。")
    assert case.due(matter, "meet") == "2026-05-26"
    told.now("2026-05-26T16:00")
    secretary = api.office.holder("deputy_secretary_general")
    held = {"held_on": "2026-05-26", "attendees": "两厅", "record": "听取了各方意见。"}
    api(secretary).complete("coord_meeting_1", matter, **held, agreed=False, unresolved=["承担比例"])
    api.office.settle()  # the minutes are set
    assert case.due(matter, "report") == "2026-05-28"
    told.now("2026-05-28T16:00")
    proposal = {
        "options": [{"text": "各承担一半"}],
        "recommendation": "各承担一半。",
        "unresolved": ["承担比例"],
    }
    api(case.coordinator).complete(
        "proposal_to_leader", matter, **proposal, needs_law=False, party_side=False
    )
    api.office.settle()
    assert told.variables(matter)["level"] == "governor"  # the executive vice governor holds 省财政厅
    assert told.waits_at(case.document) == ["dispute_coordination"]

    api(GOVERNOR).complete("final_decision", matter, result="decide", ruling="省级承担六成。")
    api.office.settle()
    assert told.waits_at(case.document) == ["office_review"]
    assert told.variables(case.document)["coordination"]["decision"] == "省级承担六成。"

    reason = "请按省长决定修改第三条后再次征求意见"
    api(REVIEWER).complete("office_review", case.document, checks=CHECKS, result="revise", reason=reason)
    case.draft(reconsult=True)
    case.disagrees()
    first, again = case.disputes
    assert first == matter
    refused = told.variables(again)
    assert (refused["refusal"], refused["earlier"]) == ("ALREADY_DECIDED", matter)
    assert told.variables(case.document)["coordination"]["code"] == "ALREADY_DECIDED"
    assert told.waits_at(case.document) == ["office_review"]  # it is not held up again


def test_as_r4_2_an_incomplete_case(open_api: Any) -> None:
    api = open_api("2026-03-02 09:00")
    told = Told(api)
    proposal = answered_by_two(api)
    before = told.deadlines(proposal, "reply")
    (case,) = [one.id for one in api.office.matters("dispute_coordination")]
    host, finance = (api.office.holder(f"{unit}:dept_leader") for unit in ("jyt", MONEY))

    call = {"held_on": "2026-03-03", "rank": "工作人员", "attendees": "经办人", "record": "电话沟通。"}
    api(host).complete("self_coordinate", case, new_meetings=[call], **NOT_AGREED)
    for signer, view in ((host, VIEW), (finance, {"no": 1, "view": "不同意增加支出。"})):
        unit = "jyt" if signer == host else MONEY
        tasks = [
            t
            for t in api(signer).tasks(process_instance=case)
            if f"{unit}:dept_leader" in t["candidate_groups"]
        ]
        answer = {"views": [view], "signer": signer, "seal": True}
        api(signer).post(f"/user-tasks/{tasks[0]['id']}/complete", {"variables": answer})
    coordinator = api.office.holder("so_coord")
    api(coordinator).complete("accept_case", case, types=["利益"])

    assert sorted(told.waits_at(case)) == ["meet_again", "restate"]
    assert len(told.variables(case)["defects"]) == 2
    offered = {t["element_id"]: t["candidate_groups"] for t in api(MANAGER).tasks(process_instance=case)}
    assert offered == {"meet_again": ["jyt:dept_leader"], "restate": [f"{MONEY}:dept_leader"]}
    told.now("2026-03-20T09:00")
    assert "dispute" in told.waits_at(proposal)  # suspended: no step of its own runs on
    assert not {t["element_id"] for t in api(MANAGER).tasks(process_instance=proposal)} & {
        "draft_reply",
        "classify",
    }
    (reply,) = told.deadlines(proposal, "reply")
    assert reply["due_at"] == before[0]["due_at"] == "2026-05-27T23:59:59+08:00"  # the law's limit runs on


def answered_by_two(api: Any) -> str:
    """A proposal whose co-handling unit disagrees with the reply its host drafted."""
    host = api.office.holder("jyt:dept_liaison")
    brought = {name: PROPOSAL[name] for name in ("ref", "kind", "session", "title", "text", "lead_proposer")}
    begun = {"process": "proposal_handling", "variables": brought}
    matter: str = api(NPC).post("/process-instances", begun)["id"]
    api(CLERK).complete("intake", matter, **{**PROPOSAL, "mode": "主办协办", "co": [MONEY]})
    api(CLERK).complete("hand_over", matter)
    api(host).complete("accept_or_return", matter, **ACCEPTED)
    clerk = api.office.holder(f"{MONEY}:dept_liaison")
    api(clerk).complete("co_opinion", matter, answer="disagree", grounds=[GROUND], signer=clerk, seal=True)
    api(host).complete("contact_before", matter, opinion="已沟通")
    api(host).complete("draft_reply", matter, reply="经研究，答复如下。")
    api.office.settle()
    return matter
