"""批量办理 in the place that hurts: countersigns of several matters beside a plain approval, in one call."""

from __future__ import annotations

import json

from tests.engine.test_bulk import ASK, asking
from tests.operations.hard import SIGNERS, hard, to_countersign
from tests.web.api.client import Api

WORDS = (
    '<liye:countersign mode="count" need="2" field="opinion" agree="同意" disagree="不同意"/>'
    '<liye:bulk field="opinion" agree="同意"/>'
)
WHO = SIGNERS[0]


def test_countersigns_of_several_matters_and_an_approval_in_one_call(api: Api) -> None:
    first, second = (to_countersign(api.office, hard(WORDS)) for _ in range(2))
    api.office.deploy(asking__bpmn=asking(who=WHO), ask__json=json.dumps(ASK))
    third = api.office.start("asking", WHO, what="请示")
    named = [
        first.task("countersign", assignee=WHO),
        second.task("countersign", assignee=WHO),
        third.task("ask"),
    ]
    alike = api(WHO).tasks(assignee="me", bulk="true", sort="created")
    assert {(one["id"], one["bulk"]) for one in alike} == {(one.id, True) for one in named}
    body = {"tasks": [{"id": one.id, "revision": one.revision} for one in named]}
    told = api(WHO).post("/user-tasks/approve?preview=true", body)["items"]
    assert [one["state"] for one in told] == ["possible"] * 3
    assert [one["element_id"] for one in told[2]["preview"]["created"]] == ["settle"]
    assert first.waits_at == ["check", "countersign"]

    other = {"tasks": [{"id": named[0].id}, {"id": "nosuch"}]}
    refused = api(SIGNERS[1]).post("/user-tasks/approve", other)["items"]
    assert [one["problem"]["code"] for one in refused] == ["NOT_YOUR_TASK", "USER_TASK_NOT_FOUND"]
    headers = {"Idempotency-Key": "once"}
    done = api(WHO).post("/user-tasks/approve", body, headers=headers)
    assert [one["state"] for one in done["items"]] == ["completed"] * 3
    assert done["items"][2]["process_instance"]["waiting_at"] == ["settle"]
    assert api(WHO).post("/user-tasks/approve", body, headers=headers) == done
    for path in (
        "/user-tasks/approve",
        "/user-tasks/approve?preview=true",
    ):  # without a key: told, not done twice
        again = api(WHO).post(path, body)["items"]
        assert [(one["state"], one["problem"]) for one in again] == [("already_completed", None)] * 3
        assert again[2]["process_instance"]["waiting_at"] == ["settle"]
    other = api(WHO).post("/user-tasks/approve", {**body, "opinion": "另有意见"})["items"]
    assert {one["problem"]["status"] for one in other} <= {409, 412, 422}
    for matter in (first, second):  # one of the two approvals that are needed
        assert matter.waits_at == ["check", "countersign"]
        assert matter.task("countersign", assignee=SIGNERS[1]).bulk
    mine = {"tasks": [{"id": one.task("countersign", assignee=SIGNERS[1]).id} for one in (first, second)]}
    api(SIGNERS[1]).post("/user-tasks/approve", mine)
    assert first.waits_at == second.waits_at == ["check"]
    assert api(WHO).refused("POST", "/user-tasks/approve", json={"tasks": []})["status"] == 400
