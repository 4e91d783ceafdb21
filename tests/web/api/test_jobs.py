"""Jobs lent to workers outside, and incidents."""

from __future__ import annotations

import io

import pytest

from engine import json
from tests.web.api.client import Api
from tests.web.api.small import (
    CLERK,
    KEEPER,
    MANAGER,
)

pytestmark = pytest.mark.parametrize("open_office", ["sqlite"], indirect=True)


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
