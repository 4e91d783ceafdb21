"""A matter sent round over HTTP: read, answered, sent on, recalled; asked about without giving the task up."""

from __future__ import annotations

import pytest

from tests.engine.test_circulations import HARD
from tests.web.api.client import Api

CLERK, KEEPER, STRANGER, OTHER = "liujh", "luodr", "zhouyz", "dengll"


@pytest.fixture
def matter(api: Api) -> str:
    """A matter whose signers sit in a countersign, in a branch, in a sub-process."""
    api.office.deploy(hard__bpmn=HARD)
    body = {"process": "hard", "variables": {"signers": [KEEPER, CLERK]}}
    return str(api(CLERK).post("/process-instances", body)["id"])


def task(api: Api, matter: str) -> str:
    found = api(KEEPER).tasks(process_instance=matter, assignee="me")
    return str(found[0]["id"])


def test_circulated_read_and_sent_on(api: Api, matter: str) -> None:
    keeper, reader = api(KEEPER), api(STRANGER)
    assert {"circulate", "consult"} <= set(keeper.get(f"/user-tasks/{task(api, matter)}")["actions"])
    assert reader.refused("GET", f"/process-instances/{matter}")["status"] == 404
    body = {"to": [STRANGER, OTHER], "text": "请阅", "due": "2026-03-04"}
    sent = keeper.post(f"/user-tasks/{task(api, matter)}/circulate", body)
    assert sent["due_at"] == "2026-03-04T23:59:59+08:00"
    assert reader.get(f"/process-instances/{matter}")["id"] == matter
    (item,) = reader.get("/circulations")["items"]
    assert (item["circulation"], item["text"], item["sent_by"]) == (sent["id"], "请阅", KEEPER)
    assert reader.get(f"/circulations/{sent['id']}")["receivers"][0]["state"] == "opened"
    onward = reader.post(f"/circulations/{sent['id']}/circulate", {"to": ["yangyq"]})
    assert onward["parent"] == sent["id"]
    read = reader.post(f"/circulations/{sent['id']}/answer")
    assert [(one["person"], one["state"], one["opinion"]) for one in read["receivers"]] == [
        (STRANGER, "read", "已阅"),
        (OTHER, "delivered", None),
    ]
    assert reader.get("/circulations")["items"] == []
    assert len(reader.get("/circulations", state="read")["items"]) == 1
    found = keeper.get(f"/process-instances/{matter}/circulations")
    assert {one["id"] for one in found} == {sent["id"], onward["id"]}
    refused = reader.refused("POST", f"/circulations/{sent['id']}/answer", json={})
    assert (refused["status"], refused["code"]) == (409, "ALREADY_ANSWERED")


def test_recalled_from_whom_has_not_read(api: Api, matter: str) -> None:
    keeper = api(KEEPER)
    sent = keeper.post(f"/process-instances/{matter}/circulate", {"to": [STRANGER, OTHER]})
    assert api(STRANGER).refused("POST", f"/circulations/{sent['id']}/recall", json={})["status"] == 403
    again = keeper.post(f"/circulations/{sent['id']}/recall", {"to": [STRANGER]})
    assert [one["state"] for one in again["receivers"]] == ["recalled", "delivered"]
    assert api(STRANGER).refused("GET", f"/circulations/{sent['id']}")["code"] == "CIRCULATION_NOT_FOUND"
    assert api(STRANGER).refused("GET", f"/process-instances/{matter}")["status"] == 404
    wrong = keeper.refused("POST", f"/circulations/{sent['id']}/recall", json={"to": ["yangyq"]})
    assert wrong["errors"][0]["pointer"] == "/to/0"


def test_asked_without_giving_the_task_up(api: Api, matter: str) -> None:
    keeper, mine = api(KEEPER), task(api, matter)
    body = {"to": [OTHER], "question": "可否？", "blocks": True}
    asked = keeper.post(f"/user-tasks/{mine}/consult", body)
    assert asked["kind"] == "consult"
    assert "complete" not in keeper.get(f"/user-tasks/{mine}")["actions"]
    held = keeper.refused("POST", f"/user-tasks/{mine}/complete", json={"variables": {"opinion": "同意"}})
    assert (held["status"], held["code"]) == (409, "CONSULTATION_OPEN")
    answered = api(OTHER).post(f"/circulations/{asked['id']}/answer", {"opinion": "可以"})
    assert answered["receivers"][0]["opinion"] == "可以"
    keeper.post(f"/user-tasks/{mine}/complete", {"variables": {"opinion": "同意"}})


def test_what_cannot_be_sent_is_refused_and_leaves_nothing(api: Api, matter: str) -> None:
    keeper, mine = api(KEEPER), task(api, matter)
    for body, pointer in (
        ({"to": ["nobody_there"]}, "/to/0"),
        ({"to": [KEEPER]}, "/to"),
        ({"to": [STRANGER], "due": "2026-03-01"}, "/due"),
        ({"to": [STRANGER], "limit": "soon"}, "/limit"),
    ):
        refused = keeper.refused("POST", f"/user-tasks/{mine}/circulate", json=body)
        assert (refused["status"], refused["errors"][0]["pointer"]) == (422, pointer), body
    assert keeper.refused("POST", f"/user-tasks/{mine}/circulate", json={"to": []})["status"] == 400
    blank = keeper.refused("POST", f"/user-tasks/{mine}/consult", json={"to": [OTHER], "question": " "})
    assert blank["errors"][0]["pointer"] == "/question"
    stale = {"headers": {"If-Match": '"99"'}, "json": {"to": [STRANGER]}}
    assert keeper.refused("POST", f"/user-tasks/{mine}/circulate", **stale)["status"] == 412
    assert (
        api(OTHER).refused("POST", f"/user-tasks/{mine}/circulate", json={"to": [STRANGER]})["status"] == 404
    )
    assert keeper.get(f"/process-instances/{matter}/circulations") == []


def test_a_preview_tells_whom_it_reaches_and_sends_nothing(api: Api, matter: str) -> None:
    keeper, mine = api(KEEPER), task(api, matter)
    told = keeper.post(f"/user-tasks/{mine}/circulate?preview=true", {"to": [STRANGER, OTHER]})
    assert {one["to"] for one in told["notified"]} == {STRANGER, OTHER}
    assert keeper.get(f"/process-instances/{matter}/circulations") == []
    assert api(STRANGER).get("/circulations")["items"] == []


def test_sent_once_however_often_it_is_asked(api: Api, matter: str) -> None:
    keeper, key = api(KEEPER), {"Idempotency-Key": "one"}
    path, body = f"/process-instances/{matter}/circulate", {"to": [STRANGER]}
    first = keeper.ask("POST", path, json=body, headers=key)
    again = keeper.ask("POST", path, json=body, headers=key)
    assert first.data == again.data
    assert len(keeper.get(f"/process-instances/{matter}/circulations")) == 1
