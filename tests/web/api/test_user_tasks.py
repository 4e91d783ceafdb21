"""Tasks: claimed, handed on, done, taken back, found."""

from __future__ import annotations

import pytest

from tests.web.api.client import Api
from tests.web.api.small import (
    CLERK,
    KEEPER,
    MANAGER,
    OTHER_KEEPER,
    STRANGER,
)

pytestmark = pytest.mark.parametrize("open_office", ["sqlite"], indirect=True)


def test_a_task_is_claimed_given_back_handed_on_done_and_taken_back(small: Api) -> None:
    small(CLERK).post("/process-instances", {"process": "ask"})
    keeper = small(KEEPER)
    task = keeper.tasks()[0]["id"]
    shown = keeper.get(f"/user-tasks/{task}")
    assert (shown["candidate_groups"], shown["assignee"]) == (["seal_keeper"], None)
    assert {"claim", "complete"} <= set(shown["actions"])
    assert shown["form"]["schema"]["type"] == "object"
    claimed = keeper.post(f"/user-tasks/{task}/claim")
    assert claimed["assignee"] == KEEPER
    assert keeper.tasks(assignee="me")[0]["id"] == task
    assert keeper.post(f"/user-tasks/{task}/unclaim")["assignee"] is None
    given = keeper.post(f"/user-tasks/{task}/transfer", {"to": OTHER_KEEPER, "reason": "away"})
    assert given["assignee"] == OTHER_KEEPER
    other = small(OTHER_KEEPER)
    assert keeper.refused("POST", f"/user-tasks/{task}/complete", json={})["status"] in {403, 404}
    nobody = other.refused("POST", f"/user-tasks/{task}/transfer", json={"to": "nobody", "reason": "x"})
    assert (nobody["status"], nobody["errors"][0]["pointer"]) == (422, "/to")
    done = other.post(f"/user-tasks/{task}/complete", {"variables": {"said": "好", "weight": 1}})
    assert done["process_instance"]["waiting_at"] == ["thank"]
    assert other.get(f"/user-tasks/{task}")["actions"][0] == "withdraw"
    assert other.post(f"/user-tasks/{task}/withdraw")["process_instance"]["waiting_at"] == ["answer"]
    other.post(f"/user-tasks/{task}/complete", {})
    thank = small(CLERK).tasks(candidate_group="doc_registrar")[0]["id"]
    small(CLERK).get(f"/user-tasks/{thank}")  # somebody has opened what follows
    assert other.refused("POST", f"/user-tasks/{task}/withdraw", json={})["code"] == "TOO_LATE_TO_WITHDRAW"


def test_tasks_are_found_by_what_one_knows(small: Api) -> None:
    for process in ("ask", "ask", "later"):
        small(CLERK).post("/process-instances", {"process": process})
    keeper = small(KEEPER)
    assert len(keeper.tasks()) == 2
    assert len(keeper.tasks(q="answ")) == 2
    assert keeper.tasks(q="100%_") == []
    assert len(keeper.tasks(candidate_group="seal_keeper", sort="priority", limit=1)) == 2
    assert keeper.tasks(assignee="me") == []
    assert keeper.tasks(state="completed") == []
    assert keeper.tasks(due_before="2026-03-04T09:00:00+08:00") == []
    small(MANAGER).post("/clock/advance", {"seconds": 2 * 86400})
    assert len(keeper.tasks()) == 3


def test_somebody_who_takes_part_sees_all_tasks_of_his_matter(small: Api) -> None:
    matter = small(CLERK).post("/process-instances", {"process": "ask"})["id"]
    assert [task["element_id"] for task in small(CLERK).tasks(process_instance=matter)] == ["answer"]
    small(KEEPER).complete("answer", matter)
    seen = small(KEEPER).tasks(process_instance=matter, state="any")
    assert sorted((task["element_id"], task["completed_by"]) for task in seen) == [
        ("answer", KEEPER),
        ("thank", None),
    ]


def test_a_candidate_still_sees_what_another_took(small: Api) -> None:
    """api.md: a task is seen by its candidates; it is done by its assignee."""
    matter = small(KEEPER).post("/process-instances", {"process": "ask"})["id"]
    small(KEEPER).complete("answer", matter)
    one, other = small(CLERK), small("huqh")  # both registrars
    [task] = [found["id"] for found in other.tasks(process_instance=matter)]
    [would] = one.post(f"/user-tasks/{task}/claim?preview=true")["handed"]
    assert (would["assignee"], one.get(f"/user-tasks/{task}")["assignee"]) == (CLERK, None)
    one.post(f"/user-tasks/{task}/claim")
    seen = other.get(f"/user-tasks/{task}")
    assert (seen["assignee"], seen["actions"]) == (CLERK, [])
    assert [found["id"] for found in other.tasks(process_instance=matter)] == [task]
    for deed in ("complete", "claim"):
        assert other.refused("POST", f"/user-tasks/{task}/{deed}", json={})["status"] in {403, 409}
    one.post(f"/user-tasks/{task}/complete", {})
    late = other.refused("POST", f"/user-tasks/{task}/complete", json={})
    assert (late["status"], late["completed_by"]) == (409, CLERK)
    assert small(STRANGER).refused("GET", f"/user-tasks/{task}")["status"] == 404
