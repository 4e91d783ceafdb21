"""A story for each noun of the API."""

from __future__ import annotations

import io
from typing import Any

import pytest

from engine import json
from tests.engine.runtime.drawing import end, par, start, user, xml, xor
from tests.web.api.client import Api
from tests.web.api.small import (
    ADMIN,
    ASK,
    AUDITOR,
    CLERK,
    DECIDE,
    DESIGNER,
    KEEPER,
    MANAGER,
    OTHER_KEEPER,
    SIZE,
    STRANGER,
    WAIT,
)

pytestmark = pytest.mark.parametrize("open_office", ["sqlite"], indirect=True)


def deploy(api: Api, *files: tuple[str, bytes], **query: Any) -> Any:
    data = {"files": [(io.BytesIO(content), name) for name, content in files]}
    return api(DESIGNER).ask("POST", "/deployments", data=data, query_string=query)


# -- deployments and definitions ---------------------------------------------------------------


def test_a_deployment_is_checked_numbered_and_the_same_one_is_no_new_version(api: Api) -> None:
    first = deploy(api, ("ask.bpmn", ASK))
    made = json.load(first.data)
    assert first.status_code == 201
    process = made["process_definitions"][0]
    assert (process["key"], process["version"], process["name"]) == ("ask", 1, "ask")
    again = deploy(api, ("ask.bpmn", ASK))
    assert (again.status_code, json.load(again.data)["id"]) == (200, made["id"])
    api(MANAGER).post("/clock/advance", {"seconds": 1})
    changed = json.load(deploy(api, ("ask.bpmn", ASK.replace(b'name="ask"', b'name="Ask"'))).data)
    assert changed["process_definitions"][0]["version"] == 2
    listed = api(CLERK).get("/process-definitions", key="ask")["items"]
    assert [(one["version"], one["latest"]) for one in listed] == [(2, True), (1, False)]
    assert [
        one["version"] for one in api(CLERK).get("/process-definitions", key="ask", latest="true")["items"]
    ] == [2]
    assert api(CLERK).ask("GET", f"/process-definitions/{process['id']}/xml").data == ASK
    deployed = api(CLERK).get("/deployments", limit=2)["items"]
    assert [one["process_definitions"][0]["version"] for one in deployed] == [2, 1]


def test_one_diagram_may_come_as_xml(api: Api) -> None:
    sent = api(DESIGNER).ask("POST", "/deployments", data=ASK, content_type="application/xml")
    assert sent.status_code == 201


def test_a_dry_run_says_the_same_and_stores_nothing(api: Api) -> None:
    dry = deploy(api, ("ask.bpmn", ASK), dry_run="true")
    assert (dry.status_code, json.load(dry.data)["id"]) == (200, None)
    broken = deploy(api, ("ask.bpmn", ASK.replace(b"thank -&gt;", b"")[:-60]), dry_run="true")
    assert broken.status_code == 422
    assert api(CLERK).get("/process-definitions", key="ask")["items"] == []


def test_a_dry_run_tells_what_lint_tells_with_the_way_to_a_jam(api: Api) -> None:
    jam = xml(
        start(),
        xor("x"),
        user("a"),
        user("b"),
        par("j"),
        end(),
        "s > x > [n] a > j; x > [*] b > j > e",
        process="jam",
    )
    dry = json.load(deploy(api, ("jam.bpmn", jam), dry_run="true").data)
    told = {finding["rule"]: finding for finding in dry["findings"]}
    assert told["soundness"]["element_id"] == "j"
    assert "s > x > a" in told["soundness"]["message"]
    out_of_place = jam.replace(b'<userTask id="a">', b'<userTask id="a" startQuantity="many">')
    refused = deploy(api, ("jam.bpmn", out_of_place), dry_run="true")
    assert refused.status_code == 422
    assert "schema" in {finding["rule"] for finding in json.load(refused.data)["findings"]}


@pytest.mark.parametrize(
    ("files", "rule"),
    [
        ([], None),
        ([("x.exe", b"MZ")], "file.kind"),
        ([("x.bpmn", b"")], None),
        ([("x.bpmn", b"<a/>")], None),
        ([("x.bpmn", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>')], None),
        ([("x.dmn", b"<a/>")], None),
        ([("x.json", b"{")], None),
        ([("ask.bpmn", ASK + b" " * 1024 * 1024)], "file.size"),
        ([("ask.bpmn", ASK), ("old.bpmn", ASK.replace(b"thank", b"greet"))], "process.twice"),
        ([("decide.bpmn", DECIDE), ("a.dmn", SIZE), ("b.dmn", SIZE)], "decision.twice"),
        ([("ask.bpmn", ASK), ("old/ask.bpmn", ASK)], "file.twice"),
        ([("a\0sk.bpmn", ASK)], "file.kind"),
    ],
)
def test_what_cannot_be_deployed_is_refused_with_findings(api: Api, files: Any, rule: str | None) -> None:
    before = api(CLERK).get("/deployments")["items"]
    answer = deploy(api, *files)
    assert answer.status_code in ({422} if files else {415, 422}), answer.text
    if files:
        findings = json.load(answer.data)["findings"]
        assert findings
        assert rule is None or rule in {one["rule"] for one in findings if one["severity"] == "error"}
    assert api(CLERK).get("/deployments")["items"] == before


def test_a_file_under_a_new_name_takes_the_place_of_the_old_one(api: Api) -> None:
    assert deploy(api, ("decide.bpmn", DECIDE), ("a.dmn", SIZE)).status_code == 201
    renamed = deploy(api, ("chosen.bpmn", DECIDE), ("b.dmn", SIZE))
    made = json.load(renamed.data)
    assert [one["name"] for one in made["decisions"]] == ["decisions/b.dmn"], made
    assert made["process_definitions"][0]["version"] == 2


# -- matters -----------------------------------------------------------------------------------


def test_a_matter_is_begun_looked_at_and_repaired(small: Api) -> None:
    clerk, manager = small(CLERK), small(MANAGER)
    begun = clerk.post("/process-instances", {"process": "ask", "business_key": "K-1", "variables": {"n": 1}})
    path = f"/process-instances/{begun['id']}"
    assert (begun["state"], begun["business_key"], begun["waiting_at"]) == ("active", "K-1", ["answer"])
    assert [m["id"] for m in clerk.get("/process-instances", business_key="K-1")["items"]] == [begun["id"]]
    assert clerk.get("/process-instances", state="completed")["items"] == []
    assert manager.post(path + "/variables", {"n": 2, "m": [1]})["state"] == "active"
    assert clerk.get(path + "/variables") == {"n": 2, "m": [1]}
    assert manager.post(path + "/suspend")["state"] == "suspended"
    task = manager.tasks(process_instance=begun["id"])[0]["id"]
    problem = small(KEEPER).refused("POST", f"/user-tasks/{task}/complete", json={})
    assert (problem["status"], problem["code"]) == (409, "INSTANCE_SUSPENDED")
    assert manager.post(path + "/resume", {"reason": "again"})["state"] == "active"
    assert manager.refused("POST", path + "/cancel", json={})["errors"][0]["pointer"] == "/reason"
    ended = manager.post(path + "/cancel", {"reason": "by mistake"})
    assert (ended["state"], ended["outcome"]) == ("cancelled", {"kind": "cancelled", "code": None})
    assert manager.refused("POST", path + "/cancel", json={"reason": "x"})["code"] == "INSTANCE_ENDED"
    history = clerk.get(path + "/history")["items"]
    assert [(item["element_id"], item["state"]) for item in history] == [
        ("begin", "completed"),
        ("answer", "cancelled"),
    ]


def test_a_matter_begins_in_the_version_asked_for(small: Api) -> None:
    assert deploy(small, ("ask.bpmn", ASK.replace(b'name="ask"', b'name="Ask"'))).status_code == 201
    clerk = small(CLERK)
    assert clerk.post("/process-instances", {"process": "ask"})["process"]["version"] == 2
    assert clerk.post("/process-instances", {"process": "ask", "version": 1})["process"]["version"] == 1
    for wrong in ({"process": "ask", "version": 3}, {"process": "none"}):
        assert clerk.refused("POST", "/process-instances", json=wrong)["code"] == "PROCESS_NOT_FOUND"


def test_waiting_ends_when_no_job_is_ready(small: Api) -> None:
    matter = small(CLERK).post("/process-instances", {"process": "ask"})["id"]
    assert small(CLERK).get(f"/process-instances/{matter}", wait=30)["waiting_at"] == ["answer"]
    assert small(CLERK).refused("GET", f"/process-instances/{matter}?wait=31")["status"] == 400


def test_timers_fire_when_the_clock_is_moved(small: Api) -> None:
    matter = small(CLERK).post("/process-instances", {"process": "later"})["id"]
    manager = small(MANAGER)
    manager.post("/clock/advance", {"to": "2026-03-04T08:59:59+08:00"})
    assert small(CLERK).get(f"/process-instances/{matter}")["waiting_at"] == ["pause"]
    manager.post("/clock/advance", {"seconds": 1})
    assert small(CLERK).get(f"/process-instances/{matter}")["waiting_at"] == ["answer"]
    assert (
        manager.refused("POST", "/clock/advance", json={"to": "2026-03-01T00:00:00Z"})["code"]
        == "CLOCK_BACKWARDS"
    )
    for wrong in ({}, {"seconds": 1, "to": "2027-01-01T00:00:00Z"}, {"seconds": -1}, {"seconds": "1"}):
        assert manager.refused("POST", "/clock/advance", json=wrong)["status"] == 400


# -- tasks -------------------------------------------------------------------------------------


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


# -- messages and signals ----------------------------------------------------------------------


def test_messages_find_by_key_whatever_its_kind(small: Api) -> None:
    clerk = small(CLERK)
    one, two = (
        clerk.post("/process-instances", {"process": "wait", "variables": {"number": n}})["id"]
        for n in (7, 8)
    )
    several = clerk.refused("POST", "/messages", json={"name": "reply"})
    assert (several["status"], several["code"]) == (409, "SEVERAL_INSTANCES_MATCH")
    reached = clerk.post("/messages", {"name": "reply", "key": 7, "variables": {"text": "同意"}})
    assert reached == {"correlated": [{"process_instance": one, "element_id": "hear"}]}
    assert clerk.get(f"/process-instances/{one}/variables") == {"number": 7, "text": "同意"}
    assert clerk.refused("POST", "/messages", json={"name": "reply", "key": "7"})["code"] == "NOBODY_WAITS"
    first = clerk.post("/messages", {"name": "reply", "key": "8", "message_id": "m1"})
    assert first["correlated"] == [{"process_instance": two, "element_id": "hear"}]
    assert clerk.post("/messages", {"name": "reply", "key": "8", "message_id": "m1"}) == first
    caught = clerk.post("/signals", {"name": "bell"})["caught"]
    assert sorted(item["process_instance"] for item in caught) == sorted([one, two])


def test_a_message_reaches_what_its_sender_sees(small: Api) -> None:
    clerk, stranger = small(CLERK), small(STRANGER)
    clerk.post("/process-instances", {"process": "wait", "variables": {"number": 7}})
    assert stranger.refused("POST", "/messages", json={"name": "reply", "key": 7})["code"] == "NOBODY_WAITS"
    assert stranger.post("/signals", {"name": "bell"}) == {"caught": []}
    kept = stranger.ask("POST", "/messages", json={"name": "reply", "key": "7", "ttl": "PT1H"})
    assert kept.status_code == 202
    other = clerk.post("/process-instances", {"process": "wait", "variables": {"number": 7}})["id"]
    small(MANAGER).post("/clock/advance", {"seconds": 0})
    assert clerk.get(f"/process-instances/{other}")["waiting_at"] == ["hear"]
    assert len(clerk.post("/messages", {"name": "reply", "key": 7})["correlated"]) == 2
    assert len(small(MANAGER).post("/signals", {"name": "bell"})["caught"]) == 2


def test_a_message_waits_for_somebody(small: Api) -> None:
    clerk = small(CLERK)
    kept = clerk.ask("POST", "/messages", json={"name": "reply", "key": "9", "ttl": "PT1H"})
    assert (kept.status_code, json.load(kept.data)) == (202, {"correlated": []})
    matter = clerk.post("/process-instances", {"process": "wait", "variables": {"number": 9}})["id"]
    small(MANAGER).post("/clock/advance", {"seconds": 0})
    assert clerk.get(f"/process-instances/{matter}")["waiting_at"] == ["see"]
    for ttl in ("1 hour", "PT0S", "-PT1H", "P99Y"):
        assert clerk.refused("POST", "/messages", json={"name": "reply", "ttl": ttl})["status"] == 400


# -- jobs and incidents ------------------------------------------------------------------------


def test_a_worker_outside_fetches_fails_and_completes(small: Api) -> None:
    clerk, worker = small(CLERK), small(MANAGER)
    matter = clerk.post("/process-instances", {"process": "outside", "variables": {"n": 1}})["id"]
    wanted = {"types": ["outside.work"], "worker": "w1", "limit": 5, "lock_seconds": 30}
    lent = worker.post("/jobs/activate", wanted)["items"]
    assert [(job["element_id"], job["attempts"]) for job in lent] == [("work", 1)]
    job = lent[0]["id"]
    assert worker.post("/jobs/activate", wanted)["items"] == []
    assert worker.post(f"/jobs/{job}/fail", {"error": "no paper", "retry_in": 60})["state"] == "ready"
    assert worker.post("/jobs/activate", wanted)["items"] == []
    worker.post("/clock/advance", {"seconds": 60})
    assert worker.post("/jobs/activate", wanted)["items"][0]["id"] == job
    assert worker.post(f"/jobs/{job}/complete", {"variables": {"printed": True}})["state"] == "done"
    assert clerk.get(f"/process-instances/{matter}")["state"] == "completed"
    assert clerk.get(f"/process-instances/{matter}/variables")["printed"] is True
    assert worker.refused("POST", f"/jobs/{job}/complete", json={})["code"] == "JOB_NOT_LOCKED"


def test_what_a_worker_hands_in_is_held_by_the_matter_and_is_not_classified(small: Api) -> None:
    clerk, worker, keeper = small(CLERK), small(MANAGER), small(KEEPER)
    matter = clerk.post("/process-instances", {"process": "outside"})["id"]
    job = worker.post("/jobs/activate", {"types": ["outside.work"], "worker": "w"})["items"][0]["id"]
    marked = {"variables": {"secrecy": "机密"}}
    correct = f"/process-instances/{matter}/variables"
    assert (
        worker.refused("POST", f"/jobs/{job}/complete", json=marked)["code"]
        == worker.refused("POST", f"/jobs/{job}/error", json={"code": "NO"} | marked)["code"]
        == worker.refused("POST", f"{correct}?reason=x", json=marked["variables"])["code"]
        == "CLASSIFIED_NOT_ALLOWED"
    )
    mine, other = (
        json.load(one.ask("POST", "/files", data={"file": (io.BytesIO(b"x"), "x.txt")}).data)["id"]
        for one in (worker, keeper)
    )
    stolen = {"variables": {"paper": {"file": other}}}
    assert worker.refused("POST", f"/jobs/{job}/complete", json=stolen)["status"] == 422
    assert clerk.refused("GET", f"/files/{mine}")["status"] == 404
    worker.post(f"/jobs/{job}/complete", {"variables": {"paper": {"file": mine}}})
    assert clerk.ask("GET", f"/files/{mine}").data == b"x"


def test_a_business_error_goes_where_the_diagram_says(small: Api) -> None:
    matter = small(CLERK).post("/process-instances", {"process": "outside"})["id"]
    job = small(MANAGER).post("/jobs/activate", {"types": ["outside.work"], "worker": "w"})["items"][0]["id"]
    small(MANAGER).post(f"/jobs/{job}/error", {"code": "NO"})
    history = small(CLERK).get(f"/process-instances/{matter}/history")["items"]
    assert "other" in [item["element_id"] for item in history]


def test_an_incident_is_seen_and_resolved(small: Api) -> None:
    matter = small(CLERK).post("/process-instances", {"process": "outside"})["id"]
    manager = small(MANAGER)
    job = manager.post("/jobs/activate", {"types": ["outside.work"], "worker": "w"})["items"][0]["id"]
    assert manager.post(f"/jobs/{job}/fail", {"error": "broken for good", "retries": 0})["state"] == "failed"
    assert small(CLERK).get(f"/process-instances/{matter}")["state"] == "incident"
    found = manager.get("/incidents")["items"]
    assert [(one["element_id"], one["cause"], one["detail"]) for one in found] == [
        ("work", "JOB_FAILED", "broken for good")
    ]
    path = f"/incidents/{found[0]['id']}/resolve"
    assert manager.refused("POST", path, json={"action": "dance", "reason": "x"})["status"] == 400
    assert manager.post(path, {"action": "retry", "reason": "paper was bought"})["state"] == "active"
    assert (
        manager.refused("POST", path, json={"action": "retry", "reason": "x"})["code"] == "INCIDENT_RESOLVED"
    )
    assert manager.get("/incidents")["items"] == []
    assert (
        manager.get("/incidents", state="any", process_instance=matter)["items"][0]["resolved_by"] == MANAGER
    )
    again = manager.post("/jobs/activate", {"types": ["outside.work"], "worker": "w"})["items"]
    assert [one["id"] for one in again] == [job]


# -- decisions, files, people, numbers ---------------------------------------------------------


def test_a_decision_tells_its_result_and_its_rules(small: Api) -> None:
    clerk = small(CLERK)
    assert clerk.post("/decisions/size/evaluate", {"variables": {"copies": 3}}) == {
        "result": "small",
        "matched": ["few"],
        "explanation": None,
    }
    assert clerk.refused("POST", "/decisions/none/evaluate", json={})["code"] == "DECISION_NOT_FOUND"
    # A value that is not of its input's type is null, as the standard has it: then no rule matches.
    assert clerk.post("/decisions/size/evaluate", {"variables": {"copies": "x"}})["matched"] == []
    assert clerk.refused("POST", "/decisions/size/evaluate", json={"variables": [3]})["status"] == 400


def test_a_file_is_the_uploaders_until_a_matter_holds_it(small: Api) -> None:
    content = "关于……的请示".encode()
    clerk = small(CLERK)
    sent = clerk.ask("POST", "/files", data={"file": (io.BytesIO(content), "../请示.txt")})
    file = json.load(sent.data)
    assert (sent.status_code, file["name"], file["size"], file["media_type"]) == (
        201,
        "请示.txt",
        len(content),
        "text/plain",
    )
    assert small(KEEPER).refused("GET", f"/files/{file['id']}")["status"] == 404
    stolen = {"process": "ask", "variables": {"paper": {"file": file["id"]}}}
    assert small(KEEPER).refused("POST", "/process-instances", json=stolen)["status"] == 422
    clerk.post("/process-instances", stolen)
    download = small(KEEPER).ask("GET", f"/files/{file['id']}")
    assert download.data == content
    assert download.headers["Content-Disposition"].startswith("attachment")
    assert small(DESIGNER).refused("GET", f"/files/{file['id']}")["code"] == "FILE_NOT_FOUND"


@pytest.mark.parametrize(
    ("files", "status"),
    [
        ([], 400),
        ([("a.txt", b"a"), ("b.txt", b"b")], 400),
        ([("a.exe", b"MZ")], 422),
        ([("a.pdf", b"no pdf")], 422),
        ([("a.txt", b"")], 422),
    ],
)
def test_files_that_are_not_taken(small: Api, files: Any, status: int) -> None:
    data = {"file": [(io.BytesIO(content), name) for name, content in files]}
    answer = small(CLERK).ask("POST", "/files", data=data, content_type="multipart/form-data")
    assert answer.status_code == status, answer.text


def test_a_file_over_the_limit_is_413(open_api: Any) -> None:
    api = open_api(file_bytes=10_000, request_bytes=20_000)
    for size in (10_001, 20_001):
        sent = api(CLERK).ask("POST", "/files", data={"file": (io.BytesIO(b"x" * size), "a.txt")})
        assert (sent.status_code, json.load(sent.data)["code"]) == (413, "TOO_LARGE")
    assert not list((api.office.engine.settings.home / "files").rglob("*.*"))


def test_the_directory_is_searched_and_taken_out(small: Api) -> None:
    clerk = small(CLERK)
    assert [unit["key"] for unit in clerk.get("/directory/units", q="so_docs")["items"]] == ["so_docs"]
    person = clerk.get("/directory/users", q=KEEPER)["items"][0]
    assert (person["login"], person["unit"]) == (KEEPER, "so_docs")
    assert {"seal_keeper", "so_docs", "so_docs:seal_keeper"} <= set(person["groups"])
    found, query = [], {"limit": 50}
    while True:
        page = clerk.get("/directory/users", **query)
        found += [user["login"] for user in page["items"]]
        if page["next"] is None:
            break
        query["cursor"] = page["next"]
    everybody = small(MANAGER).get("/directory/export")
    assert found == sorted(user["login"] for user in everybody["users"])
    assert "password" not in json.dump(everybody).decode()


def test_a_group_is_made_and_its_members_are_offered_tasks(small: Api) -> None:
    group = {"key": "choir", "name": "合唱团", "members": [KEEPER, CLERK]}
    assert small(ADMIN).post("/directory/groups", group) == group
    assert small(CLERK).get("/directory/groups", q="合唱")["items"] == [group]
    assert "choir" in small(CLERK).get("/directory/users", q=KEEPER)["items"][0]["groups"]
    unknown = small(ADMIN).refused("POST", "/directory/groups", json=group | {"members": ["nobody"]})
    assert unknown["status"] == 422


def test_the_register_shows_every_number_and_void_ones_with_their_reason(small: Api) -> None:
    from datetime import date

    from engine.office import numbering

    engine = small.office.engine
    with engine.work() as uow:
        for _ in range(3):
            numbering.take(
                uow, "收", dated=date(2026, 3, 2), now=engine.clock.now(), actor=small.office.actor(CLERK),
                policies=engine.desk.policies,
            )  # fmt: skip
    books = {
        (book["code"], book["year"]): book for book in small(KEEPER).get("/number-books", limit=200)["items"]
    }
    assert (books["收", 2026]["last"], books["收", 2026]["void"]) == (3, 0)
    assert books["湘政办发", None]["last"] == 0
    path = "/number-books/收/2026"
    assert small(CLERK).post(path + "/2/void", {"reason": "登记重复"})["void"] is True
    assert small(CLERK).refused("POST", path + "/2/void", json={"reason": "x"})["status"] == 409
    register = small(KEEPER).get(path)["items"]
    assert [(entry["sequence"], entry["void_reason"]) for entry in register] == [
        (1, None),
        (2, "登记重复"),
        (3, None),
    ]
    assert small(KEEPER).get(path, limit=2)["next"] is not None


# -- what one is told, the record --------------------------------------------------------------


def test_a_person_is_told_of_his_tasks(small: Api) -> None:
    matter = small(CLERK).post("/process-instances", {"process": "ask"})["id"]
    small(MANAGER).post("/clock/advance", {"seconds": 0})
    told = small(KEEPER).get("/notifications")["items"]
    assert [(one["kind"], one["text"], one["process_instance"]) for one in told] == [
        ("task", "task.opened", matter)
    ]
    assert small(CLERK).get("/notifications")["items"] == []


def test_the_record_is_read_on_from_where_one_stopped(small: Api) -> None:
    small(CLERK).post("/process-instances", {"process": "ask"})
    auditor = small(AUDITOR)
    known = auditor.get("/audit", limit=200)["items"]
    assert [entry["id"] for entry in known] == sorted(entry["id"] for entry in known)
    assert known[-1]["previous"] != known[-1]["hash"]
    small(KEEPER).post(f"/user-tasks/{small(KEEPER).tasks()[0]['id']}/claim")
    news = auditor.get("/audit", after=known[-1]["id"])["items"]
    assert [entry["verb"] for entry in news if entry["verb"].startswith("user_task")] == ["user_task.claim"]
    assert WAIT


def test_the_machine_tells_how_it_does(small: Api) -> None:
    small(CLERK).post("/process-instances", {"process": "ask"})
    assert small.nobody.get("/healthz") == {"status": "ok"}
    assert small.nobody.get("/readyz") == {"status": "ready"}
    text = small.nobody.ask("GET", "/metrics").text
    assert 'liye_process_instances{state="active"} 1.0' in text
    assert "liye_user_tasks_open 1.0" in text


def test_a_machine_whose_tables_are_old_is_not_ready(small: Api) -> None:
    from sqlalchemy import text

    with small.office.engine.work() as uow:
        uow.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    answer = small.nobody.ask("GET", "/readyz")
    assert (answer.status_code, json.load(answer.data)["code"]) == (503, "UNAVAILABLE")


def test_the_clock_of_the_system_cannot_be_moved(api: Api) -> None:
    from dataclasses import replace

    from engine.clock import SystemClock

    api.app.extensions["liye"] = replace(api.office.engine, clock=SystemClock())
    for method, path, more in (("GET", "/clock", {}), ("POST", "/clock/advance", {"json": {"seconds": 0}})):
        problem = api(MANAGER).refused(method, path, **more)
        assert (problem["status"], problem["code"]) == (404, "CLOCK_NOT_MANUAL")
