"""AS-R8: suggestions of deputies and proposals of members, told over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from processes.proposal_handling.test_story import (
    ACCEPTED,
    CLERK,
    DISSATISFIED,
    EDUCATION,
    EDUCATION_LEADER,
    LEAD,
    NPC,
    PROPOSAL,
    RETURNED,
)
from tests.web.api.client import Api

pytestmark = pytest.mark.slow  # whole stories; `make check` tells shorter ones

MANAGER = "shifl"
JOINT = ["humw", "luoml"]
HOSTED = PROPOSAL | {"mode": "主办协办", "co": ["czt"]}


class Story:
    """One matter, moved by its people."""

    def __init__(self, api: Api, **proposal: Any) -> None:
        self.api = api
        told = {name: proposal[name] for name in ("ref", "kind", "session", "title", "text", "lead_proposer")}
        begun = api(NPC).post("/process-instances", {"process": "proposal_handling", "variables": told})
        self.id: str = begun["id"]
        self.do("intake", CLERK, **proposal)
        self.do("hand_over", CLERK)

    def do(self, element_id: str, login: str, **values: Any) -> None:
        self.api(login).complete(element_id, self.id, **values)

    def to(self, day: str) -> None:
        self.api(MANAGER).post("/clock/advance", {"to": f"{day}:00+08:00"})

    @property
    def waiting_at(self) -> list[str]:
        matter = self.api(MANAGER).get(f"/process-instances/{self.id}")
        return sorted(matter["waiting_at"])

    @property
    def variables(self) -> dict[str, Any]:
        found: dict[str, Any] = self.api(MANAGER).get(f"/process-instances/{self.id}/variables")
        return found

    @property
    def deadlines(self) -> dict[str, dict[str, Any]]:
        found = self.api(MANAGER).get(f"/process-instances/{self.id}/deadlines")
        return {one["key"]: one for one in found}

    def due(self, key: str) -> str:
        due_at: str = self.deadlines[key]["due_at"]
        return due_at

    def passed(self, element_id: str) -> list[dict[str, Any]]:
        history = self.api(MANAGER).get(f"/process-instances/{self.id}/history", limit=200)["items"]
        return [item for item in history if item["element_id"] == element_id]

    def tasks(self, element_id: str) -> list[dict[str, Any]]:
        open_ones = self.api(MANAGER).tasks(process_instance=self.id, state="open")
        return [task for task in open_ones if task["element_id"] == element_id]


OpenApi = Callable[[str], Api]


@pytest.fixture
def handed_over(open_api: OpenApi) -> Story:
    """Suggestion 建第0123号, handed over on Friday 2026-02-27."""
    return Story(open_api("2026-02-27 09:00"), **HOSTED)


def end_of(day: str) -> str:
    return f"{day}T23:59:59+08:00"


def test_as_r8_1_proposal_dates(handed_over: Story) -> None:
    story = handed_over
    assert story.due("return") == end_of("2026-03-12")
    assert story.due("co_opinion") == end_of("2026-03-27")
    assert story.due("reply") == end_of("2026-05-27")

    story.to("2026-03-09T10:00")
    story.do("accept_or_return", EDUCATION, **RETURNED)
    story.to("2026-03-10T10:00")
    consented = {"decision": "改派", "consent": True, "new_host": "rst", "reason": "经省人大代表工委同意改派"}
    story.do("adjust", CLERK, **consented)

    task = story.tasks("accept_or_return")[0]
    assert "rst:dept_liaison" in task["candidate_groups"]
    assert story.due("return") == end_of("2026-03-24")
    assert story.due("reply") == end_of("2026-06-10")
    assert story.variables["returns"] == [
        {"unit": "jyt", "on": "2026-03-09", "answer": "return", "reason": RETURNED["reason"]}
    ]
    story.to("2026-03-24T23:00")
    assert all(deadline["late_minutes"] == 0 for deadline in story.deadlines.values())


def test_as_r8_1_a_return_after_the_limit_is_refused(handed_over: Story) -> None:
    story = handed_over
    task = story.tasks("accept_or_return")[0]["id"]
    story.to("2026-03-13T09:00")
    problem = story.api(EDUCATION).refused(
        "POST", f"/user-tasks/{task}/complete", json={"variables": RETURNED}
    )
    assert problem["status"] == 409
    assert story.waiting_at == ["co_opinion", "contact_before", "extension_request"]
    assert story.variables["host_answer"] == "accept"


def reply_of(story: Story, **mark: Any) -> None:
    """From the class to the delivery to every proposer."""
    story.do("classify", EDUCATION, **mark)
    story.do("sign_reply", EDUCATION_LEADER, result="sign", seal=True)
    story.do("office_check", CLERK, result="pass")
    for task in story.tasks("deliver"):
        story.api(EDUCATION).post(f"/user-tasks/{task['id']}/complete", {"variables": {}})


def answered(open_api: OpenApi) -> Story:
    """Three joint deputies, a reply of class B, delivered on 2026-05-20."""
    proposal = PROPOSAL | {"co_proposers": JOINT}
    story = Story(open_api("2026-02-27 09:00"), **proposal)
    story.do("accept_or_return", EDUCATION, **ACCEPTED)
    story.do("contact_before", EDUCATION, opinion="已与三位代表座谈")
    story.do("draft_reply", EDUCATION, reply="正在解决，年底前完成。")
    story.to("2026-05-20T10:00")
    reply_of(story, **{"class": "B", "promise_date": "2026-12-31"})
    return story


def test_as_r8_2_dissatisfaction(open_api: OpenApi) -> None:
    story = answered(open_api)
    assert [delivery["proposer"] for delivery in story.variables["deliveries"]] == [LEAD, *JOINT]
    assert len(story.passed("deliver")) == 3
    forms = story.tasks("feedback")
    assert [form["assignee"] for form in forms] == [LEAD]
    assert story.due("feedback") == end_of("2026-06-22")
    assert story.variables["promise_date"] == "2026-12-31"
    manager = story.api(MANAGER)
    manager.post("/clock/advance", {"seconds": 0})  # the message is carried by a job
    [promised] = manager.get("/process-instances", process="supervision_item")["items"]
    assert promised["waiting_at"] == ["register"]
    kept = manager.get(f"/process-instances/{promised['id']}/variables")
    assert (kept["source_type"], kept["source_ref"]) == ("提案", story.variables["register_no"])
    assert (kept["host"], kept["stated_due"]) == ("jyt", "2026-12-31"), kept

    story.to("2026-06-08T10:00")
    story.do("feedback", LEAD, **DISSATISFIED)
    assert story.due("rehandle") == end_of("2026-07-08")
    assert story.waiting_at == ["rehandle"]  # nobody is asked whether he wants an extension
    story.do("rehandle", EDUCATION, reply="重新答复如下。")
    story.to("2026-06-30T10:00")
    reply_of(story, **{"class": "B", "promise_date": "2026-12-31"})
    assert story.deadlines["rehandle"]["late_minutes"] == 0
    manager.post("/clock/advance", {"seconds": 0})
    assert len(manager.get("/process-instances", process="supervision_item")["items"]) == 1
    story.to("2026-07-20T10:00")
    story.do("feedback", LEAD, **DISSATISFIED)
    assert story.waiting_at == ["face_to_face"]
    assert story.due("face_to_face") == end_of("2026-08-10")
    story.do("face_to_face", CLERK, opinion="已当面说明，列入下一年度计划")
    assert story.passed("replied_final")


def test_as_r8_2_a_missing_answer_is_never_satisfaction(open_api: OpenApi) -> None:
    story = answered(open_api)
    story.to("2026-06-22T23:00")
    assert story.waiting_at == ["feedback"]
    story.to("2026-06-23T00:00")
    assert story.variables["overall"] == "未反馈"
    assert story.passed("replied_final")
    assert not story.passed("replied_satisfied")
