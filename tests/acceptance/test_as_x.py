"""Across everything: the calendar of 2026; titles that nobody outside finds, and what who leaves a unit loses."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.commands import deployments, directory
from engine.model import SYSTEM
from processes.incoming_document.test_story import ACCEPTED, HOST, SEEN
from tests.acceptance.test_as_r2 import REGISTRAR, Received
from tests.acceptance.test_as_r3 import MANAGER
from tests.office import ROOT
from tests.web.window import Window, seal_files

pytestmark = pytest.mark.slow  # whole stories; `make check` tells shorter ones

WORKING = ("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10")
NOT_WORKING = ("2026-02-16", "2026-10-05", "2026-09-25")
LIMITS = {("2026-01-30", "1M"): "2026-02-28", ("2026-04-07", "6M"): "2026-10-08", ("2026-10-09", "-7CD"): "2026-09-30",
          ("2026-10-01", "-5WD"): "2026-09-23"}  # fmt: skip
SHEET = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="calendar_sheet" name="calendar"
  namespace="urn:test"><decision id="calendar" name="calendar"><literalExpression><text>{text}</text>
  </literalExpression></decision></definitions>"""
TITLE = "关于白沙洲码头迁建的意见"


@pytest.mark.parametrize("open_office", ["sqlite"], indirect=True)  # no table of it is asked
def test_as_x_1_calendar(open_api: Any) -> None:
    api = open_api("2026-01-05 09:00")
    asked = ['working days between(date("2025-12-31"), date("2026-12-31"))']
    asked += [f'is working day(date("{day}"))' for day in (*WORKING, *NOT_WORKING)]
    asked += [f'string(date(add limit(date("{day}"), "{limit}")))' for day, limit in LIMITS]
    sheet = SHEET.format(text="[" + ", ".join(asked) + "]")
    deployments.deploy(api.office.engine, {**seal_files(), "decisions/calendar.dmn": sheet.encode()}, SYSTEM)
    found = api(REGISTRAR).post("/decisions/calendar/evaluate", {"variables": {}})["result"]
    assert found == [248, *[True] * len(WORKING), *[False] * len(NOT_WORKING), *LIMITS.values()]


def handled(told: Received, title: str = TITLE) -> str:
    """A paper that waits for the unit that is to handle it."""
    number = f"岳政〔2026〕{len(title)}号"
    matter = told.request("yueyang", "2026-03-02T09:00", title=title, wenzhong="意见", their_no=number)
    told.examine(matter, way="批办", own_view=None)
    clerk = told.holder(told.variables(matter)["secretariat"])
    told.does(clerk, "proposal_note", matter, host=HOST, opinion="请水利厅研究")
    for leader in ("chengz", "jiangbf"):
        told.does(leader, "leader_instruct", matter, **SEEN)
    return matter


def leaves(told: Received, login: str) -> None:
    """Somebody is no longer in any unit, from today."""
    content = json.loads((ROOT / "processes" / "demo_office.json").read_text("utf-8"))
    for one in content["appointments"]:
        if one["user"] == login:
            one["to"] = "2026-03-01"
    directory.import_json(told.api.office.engine, content, SYSTEM)


def test_as_x_2_masked_titles(open_api: Any) -> None:
    told = Received(open_api("2026-03-02 09:00"))
    api = told.api
    matter = handled(told)
    outsider, liaison = told.holder("jyt:dept_liaison"), told.holder(f"{HOST}:dept_liaison")
    (task,) = told.tasks(matter, "accept")
    assert [one["id"] for one in api(liaison).tasks(q="白沙洲")] == [task["id"]]

    stranger = api(outsider)
    assert stranger.tasks(q="白沙洲") == []
    told_of = [stranger.get(path, **query) for path, query in (
        ("/process-instances", {"limit": 200}), ("/registers/incoming", {"q": "白沙洲"}), ("/registers/incoming", {}),
        ("/ledgers/incoming", {"q": "白沙洲"}), ("/notifications", {"limit": 200}), ("/user-tasks", {"limit": 200}))]  # fmt: skip
    refused = [stranger.refused("GET", f"/process-instances/{matter}"), stranger.refused("GET", f"/user-tasks/{task['id']}"),
               stranger.refused("POST", f"/user-tasks/{task['id']}/complete", json={"variables": ACCEPTED})]  # fmt: skip
    assert [one["status"] for one in refused] == [404, 404, 404]
    pages = [
        Window(api.office).as_(outsider).page(url)
        for url in ("/tasks", "/tasks?q=白沙洲", "/registers/incoming")
    ]
    shown = json.dumps([told_of, refused, pages], ensure_ascii=False)
    assert "码头迁建" not in shown
    assert [told_of[1]["items"], told_of[3]["items"]] == [[], []]  # nor does a count tell of it
    (entry,) = told_of[2]["items"]  # everybody sees that the number was given
    assert (entry["text"], entry["title"]) == ("收〔2026〕00001", None)

    kept = Window(api.office).as_(REGISTRAR).page("/ledgers/incoming")
    assert (TITLE in kept, ">2026-03-02 09:00<" in kept) == (True, True)  # who keeps the register reads it

    told.does(liaison, "accept", matter, **ACCEPTED)
    other = handled(told, "关于洞庭湖区堤防的意见")
    assert {one["process_instance"] for one in api(liaison).tasks(state="open")} == {matter, other}
    (signed,) = told.tasks(matter, "handle")
    (unit_has,) = told.tasks(other, "accept")
    leaves(told, liaison)
    assert api(liaison).tasks(q="洞庭湖") == []
    gone = [api(liaison).refused("POST", f"/user-tasks/{one['id']}/complete", json={"variables": {}})["status"]
            for one in (signed, unit_has)]  # fmt: skip
    assert gone == [403, 404]  # what he signed he may still look at, the other does not exist for him
    assert api(liaison).refused("GET", f"/process-instances/{other}")["status"] == 404
    assert "堤防" not in Window(api.office).as_(liaison).page("/tasks")
    acts = api(MANAGER).get(f"/process-instances/{matter}/history", limit=200)["items"]
    assert [one["actor"] for one in acts if one["element_id"] == "accept"] == [liaison]
