"""Opinions over HTTP: by group and rank, with signature, handwriting and corrections."""

from __future__ import annotations

from io import BytesIO

import pytest

from tests.diagrams import diagram, each, task_of
from tests.engine.test_opinions import TWO, png
from tests.web.api.client import Api, answered

CLERK, KEEPER, STRANGER = "liujh", "luodr", "zhouyz"
RANKS = diagram(
    "ranks",
    f"""
<bpmn:startEvent id="begin"/>
{task_of("sign", "=who", '<liye:opinionGroup name="领导批示"/>', name="会签", loop=each("people", "who"))}
{task_of("file", "luodr", '<liye:opinionGroup name="承办结果"/>', name="承办")}
<bpmn:endEvent id="end"/>
begin -> sign
sign -> file
file -> end
""",
)


@pytest.fixture
def two(api: Api) -> str:
    api.office.deploy(two__bpmn=TWO)
    return str(api(CLERK).post("/process-instances", {"process": "two"})["id"])


def test_ordered_by_rank_with_empty_boxes(api: Api) -> None:
    api.office.deploy(ranks__bpmn=RANKS)
    people = [CLERK, STRANGER]  # the clerk is first in time, the governor in rank
    matter = api(CLERK).post("/process-instances", {"process": "ranks", "variables": {"people": people}})[
        "id"
    ]
    for login in people:
        (mine,) = api(login).tasks(process_instance=matter, assignee="me")
        api(login).post(f"/user-tasks/{mine['id']}/complete", {"variables": {"opinion": f"{login}同意"}})
    found = api(CLERK).get(f"/process-instances/{matter}/opinions")
    assert [(one["group"], [each["person"] for each in one["opinions"]]) for one in found] == [
        ("领导批示", [STRANGER, CLERK]),
        ("承办结果", []),
    ]


def test_signed_written_by_hand_and_corrected(api: Api, two: str) -> None:
    keeper = api(KEEPER)
    signed = answered(keeper.ask("POST", "/signature", data={"file": (BytesIO(png()), "签名.png")}))["file"]
    assert keeper.get("/signature")["file"] == signed
    (task,) = keeper.tasks(process_instance=two)
    sent = {"file": (BytesIO(png()), "a.png")}
    ink = answered(keeper.ask("POST", f"/user-tasks/{task['id']}/ink", data=sent))["file"]
    keeper.post(f"/user-tasks/{task['id']}/complete", {"variables": {"opinion": "同意"}})
    assert "correct" in keeper.get(f"/user-tasks/{task['id']}")["actions"]
    keeper.post(f"/user-tasks/{task['id']}/corrections", {"text": "应为五份"})
    assert (
        api(CLERK).refused("POST", f"/user-tasks/{task['id']}/corrections", json={"text": "x"})["status"]
        == 403
    )
    (said,) = api(CLERK).get(f"/process-instances/{two}/opinions")[0]["opinions"]
    assert (said["text"], said["signature"], said["ink"]) == ("同意", signed, ink)
    assert [one["text"] for one in said["corrections"]] == ["应为五份"]
    for picture in (signed, ink):
        shown = api(CLERK).ask("GET", f"/process-instances/{two}/pictures/{picture}")
        assert (shown.status_code, shown.mimetype, shown.data) == (200, "image/png", png())
    for who, picture in ((STRANGER, ink), (CLERK, two)):
        assert api(who).refused("GET", f"/process-instances/{two}/pictures/{picture}")["status"] == 404


def test_phrases(api: Api) -> None:
    keeper = api(KEEPER)
    assert keeper.get("/phrases")["own"] is False
    assert keeper.post("/phrases", {"phrases": ["请阅。"]}) == {"phrases": ["请阅。"], "own": True}
    refused = keeper.refused("POST", "/phrases", json={"phrases": ["长" * 300]})
    assert (refused["status"], refused["errors"][0]["pointer"]) == (422, "/phrases")
