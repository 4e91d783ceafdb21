"""Why it is waiting: the sentence on the matter's page, in lists and in the API."""

from __future__ import annotations

import pytest

from tests.web.api.client import Api
from tests.web.api.small import CLERK, MANAGER

pytestmark = pytest.mark.parametrize("open_office", ["sqlite"], indirect=True)


def test_each_kind_of_waiting_has_its_sentence(small: Api) -> None:
    manager, clerk = small(MANAGER), small(CLERK)

    def waits(process: str, **variables: object) -> dict[str, object]:
        started = clerk.post("/process-instances", {"process": process, "variables": variables})
        found = manager.get(f"/process-instances/{started['id']}")["waiting"]
        assert len(found) == 1, found
        return dict(found[0])

    asked = waits("ask")
    assert (asked["kind"], asked["candidate_groups"], asked["working_minutes"]) == (
        "person",
        ["seal_keeper"],
        0,
    )
    assert "尚未打开" in str(asked["text"])
    timer = waits("later")
    assert (timer["kind"], timer["element_id"]) == ("timer", "pause")
    assert "等到" in str(timer["text"])
    message = waits("wait", number="12")
    assert (message["kind"], "“reply”" in str(message["text"])) == ("message", True)
    outside = waits("outside")
    assert (outside["kind"], "outside.work" in str(outside["text"])) == ("external_job", True)


def test_working_time_counts_office_hours_only(small: Api) -> None:
    manager, clerk = small(MANAGER), small(CLERK)
    clock = manager.get("/clock")
    assert clock["now"].startswith("2026-03-02T09:00")  # a Monday
    matter = clerk.post("/process-instances", {"process": "ask"})["id"]
    manager.post("/clock/advance", {"to": "2026-03-03T10:30:00+08:00"})
    found = manager.get(f"/process-instances/{matter}")["waiting"][0]
    assert found["working_minutes"] == 7 * 60 + 90
    listed = [one for one in manager.get("/process-instances")["items"] if one["id"] == matter]
    assert listed[0]["waiting"] == [found]
    task = manager.tasks(process_instance=matter)[0]
    assert task["waiting"] == found
    manager.post(f"/process-instances/{matter}/suspend", {"reason": "r"})
    manager.post(f"/process-instances/{matter}/resume", {})
    manager.post(f"/process-instances/{matter}/cancel", {"reason": "r"})
    assert manager.get(f"/process-instances/{matter}")["waiting"] == []
