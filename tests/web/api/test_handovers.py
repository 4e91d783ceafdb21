"""Everything somebody has goes to another: looked at before, done at once, taken back."""

from __future__ import annotations

from typing import Any

import pytest

from tests.diagrams import diagram, user_task
from tests.office import OpenOffice
from tests.web.api.client import Api

LEAVER, HEIR, CLERK, KEEPER = "yangyq", "dengll", "liujh", "luodr"
MANAGER, ADMIN = "shifl", "ouyanglj"
NAMED = diagram(
    "named",
    f"""
<bpmn:startEvent id="begin"/>
{user_task("mine", "archivist")}
<bpmn:userTask id="one" name="one"><bpmn:extensionElements><zeebe:assignmentDefinition candidateUsers="{LEAVER}"/></bpmn:extensionElements></bpmn:userTask>
<bpmn:userTask id="some" name="some"><bpmn:extensionElements><zeebe:assignmentDefinition candidateUsers="{LEAVER}, {KEEPER}"/></bpmn:extensionElements></bpmn:userTask>
<bpmn:parallelGateway id="fork"/>
<bpmn:parallelGateway id="join"/>
<bpmn:endEvent id="end"/>
begin -> fork
fork -> mine
fork -> one
fork -> some
mine -> join
one -> join
some -> join
join -> end
""",
)


@pytest.fixture
def api(open_office: OpenOffice) -> Api:
    office = open_office("2026-03-02 09:00")
    office.deploy(named__bpmn=NAMED)
    return Api(office)


def begin(api: Api) -> dict[str, dict[str, Any]]:
    """A matter with a task the leaver has, one that is his alone to take, and one he may take."""
    matter = api(CLERK).post("/process-instances", {"process": "named"})["id"]
    tasks = {task["element_id"]: task for task in api(MANAGER).tasks(process_instance=matter)}
    api(LEAVER).post(f"/user-tasks/{tasks['mine']['id']}/claim")
    return {name: api(MANAGER).get(f"/user-tasks/{task['id']}") for name, task in tasks.items()}


def holders(api: Api, tasks: dict[str, dict[str, Any]]) -> dict[str, Any]:
    now = {name: api(MANAGER).get(f"/user-tasks/{task['id']}") for name, task in tasks.items()}
    return {name: task["assignee"] or task["candidate_users"] for name, task in now.items()}


def test_a_preview_tells_everything_and_changes_nothing(api: Api) -> None:
    tasks = begin(api)
    before = holders(api, tasks)
    said = {"from": LEAVER, "to": HEIR, "reason": "调岗"}
    told = api(MANAGER).post("/handovers?preview=true", said)
    assert {one["element_id"] for one in told["handed"]} >= {"mine", "one"}
    assert [one["to"] for one in told["notified"]] == [HEIR]
    assert holders(api, tasks) == before
    assert api(MANAGER).get("/handovers")["items"] == []


def test_everything_goes_over_at_once_and_comes_back(api: Api) -> None:
    first, second = begin(api), begin(api)
    before = holders(api, first)
    assert before == {"mine": LEAVER, "one": [LEAVER], "some": [KEEPER, LEAVER]}
    made = api(ADMIN).post("/handovers", {"from": LEAVER, "to": HEIR, "reason": "调岗"})
    assert made["items"] == {"task": 2, "candidacy": 4}
    assert (
        holders(api, first) == holders(api, second) == {"mine": HEIR, "one": [HEIR], "some": [HEIR, KEEPER]}
    )
    assert [
        n["params"]["n"] for n in api(HEIR).get("/notifications")["items"] if "handover" in n["text"]
    ] == [6]
    assert api(LEAVER).get(f"/user-tasks/{first['mine']['id']}")["assignee"] == HEIR, "among what he handled"
    api(HEIR).post(f"/user-tasks/{first['one']['id']}/complete", {})
    back = api(MANAGER).post(f"/handovers/{made['id']}/take-back")
    assert back["taken_back_by"] == MANAGER
    assert holders(api, second) == before
    assert holders(api, first) == {"mine": LEAVER, "one": [HEIR], "some": [KEEPER, LEAVER]}, (
        "what is done is done"
    )
    refused = api(MANAGER).refused("POST", f"/handovers/{made['id']}/take-back")
    assert refused["code"] == "HANDOVER_ENDED"


def test_proxies_go_over_too(api: Api) -> None:
    terms = {"until": "2026-03-09T00:00:00+08:00", "scope": {"all": True}}
    given = api(LEAVER).post("/proxies", {"to": KEEPER, **terms})["id"]
    held = api(CLERK).post("/proxies", {"to": LEAVER, **terms})["id"]
    said = {"from": LEAVER, "to": HEIR, "reason": "离职"}
    told = api(MANAGER).post("/handovers?preview=true", said)["beside"]
    assert {(one["kind"], one["holder"], one["deputy"], one["passes_on"]) for one in told} == {
        ("proxy", LEAVER, KEEPER, False), ("proxy", CLERK, LEAVER, True),
    }  # fmt: skip
    made = api(MANAGER).post("/handovers", said)
    assert made["items"] == {"proxy": 2}
    assert [one["holds"] for one in api(LEAVER).get("/proxies")["items"]] == [False, False]
    (heirs,) = api(HEIR).get("/proxies")["items"]
    assert (heirs["holder"], heirs["holds"]) == (CLERK, True)
    api(MANAGER).post(f"/handovers/{made['id']}/take-back")
    found = {one["id"]: one["holds"] for one in api(MANAGER).get("/proxies")["items"]}
    assert found == {given: True, held: True, heirs["id"]: False}


def test_what_was_given_to_be_prepared_comes_back_to_the_heir(api: Api) -> None:
    tasks = begin(api)
    mine = tasks["mine"]["id"]
    api(LEAVER).post(f"/user-tasks/{mine}/delegate", {"to": KEEPER})
    api(MANAGER).post("/handovers", {"from": LEAVER, "to": HEIR, "reason": "离职"})
    assert api(MANAGER).get(f"/user-tasks/{mine}")["owner"] == HEIR
    assert api(KEEPER).post(f"/user-tasks/{mine}/resolve", {})["assignee"] == HEIR


def test_whoever_took_over_the_post_is_found_where_nobody_is_named(api: Api) -> None:
    begin(api)
    made = api(MANAGER).post("/handovers", {"from": LEAVER, "reason": "离职"})
    assert made["to"] == "qinjc", "the head of his unit: nobody else holds his post"


def test_a_handover_says_from_whom_to_whom_and_why(api: Api) -> None:
    for said, pointer in (
        ({"from": "nobody", "to": HEIR, "reason": "x"}, "/from"),
        ({"from": LEAVER, "to": "nobody", "reason": "x"}, "/to"),
        ({"from": LEAVER, "to": LEAVER, "reason": "x"}, "/to"),
        ({"from": LEAVER, "to": HEIR, "reason": " "}, "/reason"),
    ):
        refused = api(MANAGER).refused("POST", "/handovers", json=said)
        assert (refused["status"], refused["errors"][0]["pointer"]) == (422, pointer)
    assert api(CLERK).refused("POST", "/handovers", json={"from": LEAVER, "to": HEIR, "reason": "x"})[
        "code"
    ] == ("ADMINS_ONLY")
