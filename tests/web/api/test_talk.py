"""Urging, comments and following over HTTP."""

from __future__ import annotations

from io import BytesIO

import pytest

from tests.engine.test_circulations import HARD
from tests.web.api.client import Api

CLERK, KEEPER, STRANGER = "liujh", "luodr", "zhouyz"


@pytest.fixture
def matter(api: Api) -> str:
    api.office.deploy(hard__bpmn=HARD)
    body = {"process": "hard", "variables": {"signers": [KEEPER]}}
    return str(api(CLERK).post("/process-instances", body)["id"])


def test_urged_once_in_four_hours(api: Api, matter: str) -> None:
    clerk, (mine,) = api(CLERK), api(KEEPER).tasks(process_instance=matter, assignee="me")
    assert "urge" in clerk.get(f"/user-tasks/{mine['id']}")["actions"]
    assert "urge" not in api(KEEPER).get(f"/user-tasks/{mine['id']}")["actions"]
    preview = clerk.post(f"/user-tasks/{mine['id']}/urge?preview=true")
    assert [one["to"] for one in preview["notified"]] == [KEEPER]
    assert clerk.post(f"/user-tasks/{mine['id']}/urge", {"text": "请尽快"}) == {"told": [KEEPER]}
    refused = clerk.refused("POST", f"/user-tasks/{mine['id']}/urge", json={})
    assert (refused["status"], refused["code"]) == (409, "URGED_RECENTLY")
    assert refused["again_at"] == "2026-03-02T13:00:00+08:00"
    assert [n["text"] for n in api(KEEPER).get("/notifications")["items"]].count("urge.task") == 1


def test_said_on_the_record(api: Api, matter: str) -> None:
    clerk, (mine,) = api(CLERK), api(KEEPER).tasks(process_instance=matter, assignee="me")
    said = api(KEEPER).post(f"/user-tasks/{mine['id']}/comments", {"text": "@刘芰荷 材料不全"})
    assert (said["person"], said["mentions"], said["user_task"]) == (KEEPER, [CLERK], mine["id"])
    clerk.post(f"/process-instances/{matter}/comments", {"text": "已补充"})
    found = clerk.get(f"/process-instances/{matter}/comments", limit=1)
    more = clerk.get(f"/process-instances/{matter}/comments", cursor=found["next"])
    assert [one["text"] for one in (*found["items"], *more["items"])] == ["@刘芰荷 材料不全", "已补充"]
    unseen = clerk.refused("POST", f"/process-instances/{matter}/comments", json={"text": "@周沅芷 请看"})
    assert (unseen["status"], unseen["errors"][0]["pointer"]) == (422, "/text")
    assert api(STRANGER).refused("GET", f"/process-instances/{matter}/comments")["status"] == 404


def test_every_deed_on_a_task_is_tried_first_and_leaves_nothing(api: Api, matter: str) -> None:
    keeper = api(KEEPER)
    (mine,) = keeper.tasks(process_instance=matter, assignee="me")
    path = f"/user-tasks/{mine['id']}"
    told = keeper.post(f"{path}/comments?preview=true", {"text": "@刘芰荷 材料不全"}, expect=(200,))
    assert [one["to"] for one in told["notified"]] == [CLERK]
    paper = {"file": (BytesIO("正文".encode()), "a.txt")}
    tried = keeper.ask("POST", f"{path}/attachments?preview=true", data=paper)
    assert (tried.status_code, tried.json["cancelled"]) == (200, [])
    assert keeper.get(f"/process-instances/{matter}/comments")["items"] == []
    assert keeper.get(f"/process-instances/{matter}/attachments") == []
    kept = api.office.engine.settings.home / "files"
    assert not [one for one in kept.rglob("*") if one.is_file()]
    assert keeper.refused("POST", f"{path}/unclaim?preview=true", json={})["code"] == "NO_CANDIDATES"
    assert keeper.get(path)["assignee"] == KEEPER


def test_followed(api: Api, matter: str) -> None:
    clerk = api(CLERK)
    assert clerk.post(f"/process-instances/{matter}/follow")["id"] == matter
    assert [one["id"] for one in clerk.get("/process-instances", followed="true")["items"]] == [matter]
    clerk.post(f"/process-instances/{matter}/unfollow")
    assert clerk.get("/process-instances", followed="true")["items"] == []
