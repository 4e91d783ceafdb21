"""Limits over HTTP: told, paused, extended."""

from __future__ import annotations

import pytest

from engine.commands import deployments
from engine.model import SYSTEM
from tests.diagrams import diagram, user_task
from tests.web.api.client import Api, Caller
from tests.web.api.small import ADMIN, CLERK, MANAGER, STRANGER

pytestmark = pytest.mark.parametrize("open_office", ["sqlite"], indirect=True)
LIMIT = '<liye:deadline key="reply" policy="5WD"/>'
PLAIN = diagram(
    "plain",
    user_task("handle", groups="", more=LIMIT).replace('candidateGroups=""', f'assignee="{CLERK}"')
    + "\n<bpmn:startEvent id='s'/>\n<bpmn:endEvent id='e'/>\ns -> handle\nhandle -> e",
)


def begin(api: Api) -> tuple[Caller, str, str]:
    deployments.deploy(api.office.engine, {"plain.bpmn": PLAIN}, SYSTEM)
    clerk = api(CLERK)
    matter = clerk.post("/process-instances", {"process": "plain"})["id"]
    found = clerk.get(f"/process-instances/{matter}/deadlines")
    return clerk, matter, f"/process-instances/{matter}/deadlines/{found[0]['id']}"


def test_a_limit_is_paused_and_resumed(api: Api) -> None:
    clerk, matter, limit = begin(api)
    revision = clerk.ask("GET", f"/process-instances/{matter}").headers["ETag"]
    paused = {"ground": "补正", "reason": "the annex is missing"}
    clerk.post(f"{limit}/pause", paused, headers={"If-Match": revision, "Idempotency-Key": "k1"})
    clerk.post(f"{limit}/pause", paused, headers={"If-Match": revision, "Idempotency-Key": "k1"})
    told = clerk.get(f"/process-instances/{matter}/deadlines")[0]
    assert (told["paused"], told["paused_at"] is not None, told["late_minutes"]) == (True, True, 0)
    assert clerk.tasks(process_instance=matter)[0]["due_at"] is None
    refused = clerk.refused("POST", f"{limit}/pause", json=paused, headers={"If-Match": revision})
    assert refused["status"] == 412
    assert clerk.refused("POST", f"{limit}/pause", json=paused)["code"] == "DEADLINE_PAUSED"
    before = told["due_at"]
    api(MANAGER).post("/clock/advance", {"seconds": 3 * 86400})
    clerk.post(f"{limit}/resume")
    after = clerk.get(f"/process-instances/{matter}/deadlines")[0]["due_at"]
    assert after > before
    assert clerk.tasks(process_instance=matter)[0]["due_at"] == after


def test_a_request_lapses_when_what_its_limit_was_for_is_done(api: Api) -> None:
    clerk, matter, limit = begin(api)
    asked = clerk.post(f"{limit}/extensions", {"reason": "two units are silent", "by": "5WD"})["id"]
    task = clerk.tasks(process_instance=matter)[0]
    clerk.post(f"/user-tasks/{task['id']}/complete", {"variables": {}})
    manager = api(MANAGER)
    assert manager.get("/extensions")["items"] == []
    lapsed = manager.get("/extensions", state="lapsed")["items"][0]
    assert (lapsed["id"], lapsed["may_decide"], lapsed["decided_by"]) == (asked, False, None)
    assert manager.refused("POST", f"/extensions/{asked}/approve", json={})["code"] == "INSTANCE_ENDED"


def test_an_extension_is_asked_for_and_approved_by_somebody_else(api: Api) -> None:
    clerk, matter, limit = begin(api)
    assert clerk.refused("POST", f"{limit}/extensions", json={"reason": "r"})["code"] == "INVALID_SUBMISSION"
    both = {"reason": "r", "to": "2026-12-01", "by": "5WD"}
    assert clerk.refused("POST", f"{limit}/extensions", json=both)["code"] == "INVALID_SUBMISSION"
    by = {"reason": "two units are silent", "by": "5WD"}
    foretold = clerk.post(f"{limit}/extensions?preview=true", by)
    assert [one["text"] for one in foretold["notified"]]
    assert api(MANAGER).get("/extensions")["items"] == []
    asked = clerk.post(f"{limit}/extensions", by)
    assert (asked["state"], asked["may_decide"]) == ("asked", False)
    address = f"/extensions/{asked['id']}"
    assert clerk.refused("POST", f"{address}/approve", json={})["code"] == "NOT_YOURS_TO_DECIDE"
    assert api(STRANGER).refused("POST", f"{address}/approve", json={})["code"] == "EXTENSION_NOT_FOUND"
    assert [one["id"] for one in api(MANAGER).get("/extensions")["items"]] == [asked["id"]]
    approved = api(MANAGER).post(f"{address}/approve", {"reason": "once"})
    assert (approved["state"], approved["decision"]) == ("approved", "once")
    assert clerk.get(f"/process-instances/{matter}/deadlines")[0]["due_at"] == approved["due_after"]
    again = api(MANAGER).refused("POST", f"{address}/refuse", json={"reason": "no"})
    assert (again["code"], again["completed_by"]) == ("EXTENSION_DECIDED", MANAGER)
    assert clerk.get(f"/process-instances/{matter}/extensions")["items"][0]["state"] == "approved"


def test_what_no_deadline_is_or_may_not_be_seen_is_not_there(api: Api) -> None:
    clerk, matter, limit = begin(api)
    paused = {"ground": "补正", "reason": "r"}
    assert api(STRANGER).refused("POST", f"{limit}/pause", json=paused)["status"] == 404
    nowhere = f"/process-instances/{matter}/deadlines/nothing/pause"
    assert clerk.refused("POST", nowhere, json=paused)["code"] == "DEADLINE_NOT_FOUND"
    assert clerk.refused("POST", f"{limit}/pause", json={"ground": "x", "reason": "r"})["status"] == 422
    assert clerk.refused("POST", f"{limit}/pause", json={"ground": "补正"})["status"] == 400
    assert clerk.refused("POST", f"{limit}/resume", json={})["code"] == "DEADLINE_NOT_PAUSED"


def test_a_year_of_the_calendar_is_taken_in(api: Api) -> None:
    new_year = {"name": "元旦", "from": "2031-01-01", "to": "2031-01-03"}
    year = {
        "year": 2031,
        "source": "国办发明电〔2030〕1号",
        "holidays": [new_year],
        "working": ["2031-01-04"],
    }
    taken = api(ADMIN).post("/calendars", year, headers={"Idempotency-Key": "2031"})
    assert taken["holidays"] == ["2031-01-01", "2031-01-02", "2031-01-03"]
    assert api(ADMIN).post("/calendars", year, headers={"Idempotency-Key": "2031"}) == taken
    assert taken in api(CLERK).get("/calendars")["items"]
    for wrong in (
        {"working": ["2031-01-02"]},
        {"working": ["2032-01-02"]},
        {"working": ["2031-02-30"]},
        {"holidays": [new_year | {"to": "9999-12-31"}]},
        {"holidays": [{"name": "x"}]},
        {"year": "2031"},
    ):
        assert api(ADMIN).refused("POST", "/calendars", json=year | wrong)["status"] == 400


def test_managers_decide_on_the_lines_of_the_bulletin(api: Api) -> None:
    _clerk, matter, _limit = begin(api)
    manager = api(MANAGER)
    manager.post("/clock/advance", {"seconds": 21 * 86400})
    (line,) = manager.get("/bulletin")["items"]
    assert (line["process_instance"], line["state"], line["decided_by"]) == (matter, "draft", None)
    assert manager.refused("POST", f"/bulletin/{line['id']}", json={"state": "burnt"})["status"] == 400
    decided = manager.post(f"/bulletin/{line['id']}", {"state": "published"})
    assert (decided["state"], decided["decided_by"]) == ("published", MANAGER)
    assert manager.get("/bulletin")["items"] == []
    assert manager.get("/bulletin", state="published")["items"] == [decided]
