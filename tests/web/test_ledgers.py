"""Ledgers: what matters say of themselves, as far as the reader may see it; on pages, in the API and as files."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from engine.commands import user_tasks
from engine.office import ledgers
from processes.meeting_minutes import test_meeting_minutes as minutes
from processes.meeting_topic import test_meeting_topic as topics
from processes.seal_use import test_seal_use as seals
from processes.supervision_item import test_story as items
from tests.office import Office
from tests.web.window import MANAGER, Window

FILES = sorted(Path("processes").glob("*/ledgers/*.json"))
STRANGER = "hejh"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_word_of_a_ledger_has_its_english(path: Path) -> None:
    english = json.loads((path.parent.parent / "en.json").read_text("utf-8"))
    read = ledgers.read(path.read_bytes())
    keys = ["", ".note", *(f".{one.name}" for one in read.columns)]
    keys += [f".{one.name}={value}" for one in read.columns for value in one.choices or ()]
    assert [key for key in keys if f"ledger.{path.stem}{key}" not in english] == []


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"lines": "=for x in"}, "lines"), ({"colour": 1}, "nothing else"), ({"columns": []}, "has columns"),
        ({"columns": [{"name": "a", "title": "甲", "type": "colour"}]}, "no column of type"),
        ({"columns": [{"name": "a", "title": "甲", "type": "choice"}]}, "has choices"),
        ({"columns": [{"name": "a", "title": "甲"}, {"name": "a", "title": "乙"}]}, "name of its own"),
    ],
)  # fmt: skip
def test_a_ledger_that_cannot_be_read_says_why(changed: dict[str, Any], reason: str) -> None:
    said = {"title": "台账", "lines": "=null", "columns": [{"name": "a", "title": "甲"}]}
    assert ledgers.read(json.dumps(said).encode()).readers == ()
    with pytest.raises(ValueError, match=reason):
        ledgers.read(json.dumps(said | changed).encode())


def test_the_supervision_ledger_has_lamps_whoever_opened_the_matter_last(office: Office, api: Any) -> None:
    matter = items.assigned(office, text="=危房改造")
    assert shown(api) == [("督〔2026〕1号", "green", matter.id)]
    office.advance("2026-03-04 09:00")
    assert shown(api) == [("督〔2026〕1号", "yellow", matter.id)]
    office.advance("2026-03-10 09:00")
    assert shown(api) == [("督〔2026〕1号", "red", matter.id)]  # nobody has even accepted it
    assert shown(api, lamp="green") == []
    window = Window(office)
    page = window.as_(items.CLERK).page("/ledgers/supervision?lamp=red&host=zjt&q=危房")
    assert "督查台账" in page
    assert "=危房改造" in page
    assert 'class="lamp is-red"' in page
    assert "Supervision ledger" in window.as_(items.CLERK).speaks("en").page("/ledgers/supervision")
    read = csv.reader(
        io.StringIO(
            window.as_(items.CLERK).get("/ledgers/supervision/export.csv").get_data().decode("utf-8-sig")
        )
    )
    heads, row = read
    assert (row[heads.index("督办事项")], row[heads.index("灯")]) == ("'=危房改造", "红灯")
    act = office.acts[-1]
    assert (act.verb, act.object, act.data["lines"]) == ("ledger.export", "ledger:supervision", 1)
    sheet = window.as_(items.CLERK).get("/ledgers/supervision/export.xlsx").get_data()
    assert "<f>" not in zipfile.ZipFile(io.BytesIO(sheet)).read("xl/worksheets/sheet1.xml").decode()
    matter.do("accept", items.liaison(office), **items.ACCEPTED)
    items.reported(office, matter)
    assert shown(api) == [("督〔2026〕1号", None, matter.id)]  # reported: nothing is due


def shown(api: Any, **query: str) -> list[tuple[Any, ...]]:
    """The supervision ledger as the governor's secretary reads it: he is in no matter."""
    found = api(items.CLERK).get("/ledgers/supervision", **query)["items"]
    return [(one["values"]["item_no"], one["lamp"], one["process_instance"]) for one in found]


def test_units_see_their_own_lines_and_nothing_tells_of_others(office: Office, api: Any) -> None:
    items.assigned(office)
    host = items.liaison(office)
    assert len(api(host).get("/ledgers/supervision")["items"]) == 1
    assert api(STRANGER).get("/ledgers/supervision")["items"] == []
    page = Window(office).as_(STRANGER).page("/ledgers/supervision")
    assert "尚无记录" in page  # and how lines come, for nothing is narrowed
    assert "“督查督办事项”办到相应环节时自动记入" in page
    assert "住房和城乡建设厅" not in page  # not in the filters either
    assert 'class="lamp' not in page
    assert api(STRANGER).ask("GET", "/ledgers/none").status_code == 404
    assert api(STRANGER).ask("GET", "/ledgers/supervision?where=colour:red").status_code == 400
    assert {one["key"] for one in api(STRANGER).get("/ledgers")["items"]} >= {
        "decisions", "seals", "supervision", "topics",
    }  # fmt: skip


def test_impressions_topics_and_decisions_have_their_ledgers(office: Office, api: Any) -> None:
    seals.asked(office)
    seals.asked(office, purpose="印发函件").do("impress", seals.KEEPER, **seals.SEALED, witness="liujh")
    (line,) = api(seals.KEEPER).get("/ledgers/seals")["items"]
    assert (line["values"]["purpose"], line["values"]["count"]) == ("印发函件", 30)
    office.begin_book("常务会议", 0, 49)
    minutes.issued(office, minutes.held(office))
    found = api(minutes.CLERK).get("/ledgers/decisions")["items"]
    assert [(one["values"]["decision_no"], one["values"]["term"]) for one in found] == [
        ("1", "rule"),
        ("2", "stated"),
    ]
    first = api(minutes.CLERK).get("/ledgers/decisions", limit=1)
    rest = api(minutes.CLERK).get("/ledgers/decisions", limit=1, cursor=first["next"])
    assert rest["items"][0]["values"]["host"] == "czt"
    assert len(api(minutes.CLERK).get("/ledgers/decisions", where="host:czt")["items"]) == 1
    topics.applied(office)
    (topic,) = api(minutes.CLERK).get("/ledgers/topics", where="stage:review")["items"]
    assert topic["process_instance"] is None  # it is in his ledger; the matter is not for him to open
    page = Window(office).as_(minutes.CLERK).page("/ledgers/topics?from=2026-03-02&to=2026-03-02")
    assert topic["values"]["topic_no"] in page
    assert "没有符合条件、且您可以查看的记录" in Window(office).as_(MANAGER).page(
        "/ledgers/topics?to=2026-03-01"
    )


def test_what_is_taken_back_is_not_in_the_ledger_any_more(office: Office, api: Any) -> None:
    item = {"issued_on": "2026-03-02", **items.ITEM}
    proposed = {key: item[key] for key in ("source_type", "source_ref", "seq", "text")}
    matter = office.start("supervision_item", items.CLERK, **proposed)
    task = matter.task("register")
    matter.finish(task, items.CLERK, **item)
    (line,) = api(items.CLERK).get("/ledgers/supervision")["items"]
    assert line["values"]["item_no"] == "督〔2026〕1号"
    user_tasks.withdraw(office.engine, task.id, office.actor(items.CLERK))
    assert api(items.CLERK).get("/ledgers/supervision")["items"] == []
