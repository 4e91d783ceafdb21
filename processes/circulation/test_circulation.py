"""Somebody always holds it: in turn, at once, skipped and read later, more readers, recalled."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from forms.form import Form
from tests.office import Matter, Office

CLERK = "liujh"
READERS = [{"user": "chengz", "need": "read"}, {"user": "wennl", "need": "opinion"}]


def circulated(office: Office, **changed: Any) -> Matter:
    """Something is sent round."""
    return office.start(
        "circulation", CLERK, **{"item": "国办通知", "readers": READERS, "mode": "seq", **changed}
    )


def holders(matter: Matter) -> list[str | None]:
    """In whose hands it is."""
    return [task.assignee for task in matter.tasks]


def test_everything_has_its_english() -> None:
    folder = Path(__file__).parent
    english = json.loads((folder / "en.json").read_text("utf-8"))
    for path in folder.glob("forms/*.json"):
        assert Form.read(path.read_bytes()).untranslated(path.stem, english) == []


def test_one_reads_after_the_other(office: Office) -> None:
    matter = circulated(office)
    assert (holders(matter), matter.due("read")) == (["chengz"], date(2026, 3, 3))
    matter.do("read", "chengz")
    assert holders(matter) == ["wennl"]
    matter.do("read", "wennl", opinion="请办公厅研究")
    assert (matter.state, matter.passed[-1]) == ("completed", "completed")
    assert [(one["user"], one["opinion"]) for one in matter.variables["reads"]] == [
        ("chengz", None),
        ("wennl", "请办公厅研究"),
    ]
    assert matter.variables["slip"]


def test_the_day_it_is_to_be_back_is_a_limit_of_the_matter(office: Office) -> None:
    assert circulated(office, due="2026-03-06").due("due") == date(2026, 3, 6)
    assert "due" not in circulated(office).deadlines


def test_who_is_away_is_skipped_and_reads_it_later(office: Office) -> None:
    matter = circulated(office)
    office.advance("2026-03-04 00:00")
    assert holders(matter) == ["wennl"]
    matter.do("read", "wennl")
    assert (matter.waits_at, holders(matter)) == (["read_later"], ["chengz"])
    assert matter.due("read_later") == date(2026, 3, 11)
    assert matter.do("read_later", "chengz").state == "completed"


def test_all_may_read_at_once(office: Office, api: Any) -> None:
    matter = circulated(office, mode="par")
    assert set(holders(matter)) == {"chengz", "wennl"}
    assert matter.due("read_at_once") == date(2026, 3, 3)
    for task in matter.tasks:
        api(task.assignee).post(f"/user-tasks/{task.id}/complete", {"variables": {}})
    office.settle()
    assert (matter.state, len(matter.variables["reads"])) == ("completed", 2)


def test_more_readers_and_a_recall(office: Office) -> None:
    matter = circulated(office).ask("add_asked", CLERK).do("add_reader", CLERK, added=["pengsm"])
    assert set(holders(matter)) == {"chengz", "pengsm"}
    assert matter.due("read_added") == date(2026, 3, 3)
    matter.do("read_added", "pengsm")
    assert holders(matter) == ["chengz"]
    matter.ask("recall_asked", CLERK)
    assert (matter.state, matter.outcome, holders(matter)) == ("completed", "withdrawn", [])
