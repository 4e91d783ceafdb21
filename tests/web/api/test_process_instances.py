"""Matters: begun, looked at, repaired, waited for."""

from __future__ import annotations

import pytest

from tests.web.api.client import Api
from tests.web.api.small import (
    ASK,
    CLERK,
    KEEPER,
    MANAGER,
    deploy,
)

pytestmark = pytest.mark.parametrize("open_office", ["sqlite"], indirect=True)


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
