"""Messages and signals: by key, kept, heard once."""

from __future__ import annotations

import pytest

from engine import json
from tests.web.api.client import Api
from tests.web.api.small import (
    CLERK,
    MANAGER,
    STRANGER,
)

pytestmark = pytest.mark.parametrize("open_office", ["sqlite"], indirect=True)


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
