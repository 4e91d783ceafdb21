"""Limits over HTTP: told, paused, extended."""

from __future__ import annotations

import pytest

from engine.commands import deployments
from engine.model import SYSTEM
from tests.diagrams import diagram, user_task
from tests.web.api.client import Api, Caller
from tests.web.api.small import CLERK, MANAGER, STRANGER

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
