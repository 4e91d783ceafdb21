"""R5, supervision: the ladder of reminders; extensions."""

from __future__ import annotations

from typing import Any

import pytest

from tests.acceptance.test_as_r3 import MANAGER, Told

pytestmark = pytest.mark.slow  # whole stories; `make check` tells shorter ones

HEAD, CLERK, SUPERVISOR = "hudr", "luoqf", "dengbl"
HOUSING = "zjt"
ACCEPTED = {"answer": "accept", "contact": "陈一", "phone": "0731-88660000"}


class Supervised(Told):
    """The same, with an item of supervision."""

    def item(self, source_type: str, leader: str) -> str:
        """An instruction that came, was registered, approved and accepted at once."""
        told = {
            "source": "批示件7",
            "seq": 1,
            "leader": leader,
            "text": "请住建厅牵头办理",
            "units": [{"unit": HOUSING, "role": "主办"}],
        }
        self.api(MANAGER).post(
            "/messages", {"name": "instruction.issued", "key": "批示件7 1", "variables": told}
        )
        (item,) = self.matters("supervision_item")
        today = str(self.api.office.now.date())
        given = {"source_type": source_type, "source_ref": "批示件7", "seq": "1", "issued_on": today, "text": "请住建厅牵头办理",
                 "host": HOUSING, "deliverable": "方案", "leader": leader, "urgency": "无"}  # fmt: skip
        self.does(CLERK, "register", item, **given)
        self.does(HEAD, "approve_assign", item, result="approve")
        return item

    @property
    def liaison(self) -> str:
        """Who works on it."""
        return self.holder(f"{HOUSING}:dept_liaison")

    def report(self, item: str) -> None:
        """The host's final report."""
        self.does(self.liaison, "feedback", item, result="已完成", deliverable_file=self.file(self.liaison),
            evidence=[self.file(self.liaison)], signed_by=self.holder(f"{HOUSING}:dept_leader"),
        )  # fmt: skip

    def reminded(self, item: str) -> list[tuple[str, str]]:
        """(level, day) of what went out about the due date."""
        matter = next(m for m in self.api.office.matters("supervision_item") if m.id == item)
        return [(level, str(day)) for key, level, day in matter.reminded if key == "due"]


def test_as_r5_1_ladder(open_api: Any) -> None:
    told = Supervised(open_api("2026-09-28 09:00"))
    item = told.item("省长批示", "zhouyz")
    assert (told.due(item, "due"), told.due(item, "accept")) == ("2026-10-10", "2026-09-30")
    found = told.api(MANAGER).get(f"/process-instances/{item}/deadlines")
    limits = found["items"] if isinstance(found, dict) else found
    (due,) = [one for one in limits if one["key"] == "due"]
    ladder = {one["level"]: one["at"] for one in due["reminders"]}
    assert {level: at[:10] for level, at in ladder.items() if level != "L0"} == {
        "L1": "2026-09-30", "L2": "2026-10-10", "L3": "2026-10-12", "L4": "2026-10-14", "L5": "2026-10-16",
    }  # fmt: skip
    assert ladder["L2"] == "2026-10-10T09:00:00+08:00"
    told.does(told.liaison, "accept", item, **ACCEPTED)
    told.now("2026-10-12T10:00")
    assert told.reminded(item) == [("L1", "2026-09-30"), ("L2", "2026-10-10"), ("L3", "2026-10-12")]
    assert told.variables(item)["lamp"] == "red"
    told.report(item)
    told.now("2026-10-20T10:00")
    assert len(told.reminded(item)) == 3  # each level once, none after the report


def test_as_r5_1_what_nobody_answers_climbs_to_the_secretary_general(open_api: Any) -> None:
    told = Supervised(open_api("2026-09-28 09:00"))
    item = told.item("省长批示", "zhouyz")
    told.does(told.liaison, "accept", item, **ACCEPTED)
    told.now("2026-10-20T10:00")
    days = ["2026-09-30", "2026-10-10", "2026-10-12", "2026-10-14", "2026-10-16"]
    assert told.reminded(item) == [(f"L{n}", day) for n, day in enumerate(days, 1)]


def test_as_r5_2_extension(open_api: Any) -> None:
    told = Supervised(open_api("2026-04-28 09:00"))
    item = told.item("副省长批示", "huanghz")
    told.does(told.liaison, "accept", item, **ACCEPTED)
    assert told.due(item, "due") == "2026-05-14"
    asked = {
        "new_due": "2026-06-05",
        "reason": "汛期影响",
        "progress_note": "八成",
        "plan_note": "六月初完成",
    }

    def asks() -> None:
        matter = next(m for m in told.api.office.matters("supervision_item") if m.id == item)
        matter.ask("extension_asked", told.liaison)
        told.does(told.liaison, "extension_request", item, **asked)

    told.now("2026-05-11T10:00")
    asks()
    assert told.due(item, "due") == "2026-05-14"  # until it is decided
    told.now("2026-05-12T10:00")
    asks()  # two working days before: refused
    assert len(told.tasks(item, "extension_decision")) == 1
    assert told.variables(item)["extension_note"].startswith("未在期满")
    told.does(HEAD, "extension_decision", item, decision="approve", due_granted="2026-06-05", reason="同意")
    assert told.due(item, "due") == "2026-06-05"
    told.now("2026-06-03T10:00")
    told.report(item)
    told.does(SUPERVISOR, "review", item, finding="属实并达到要求", reason="属实")
    told.does("huanghz", "leader_ack", item, answer="satisfied")
    told.does(CLERK, "close", item)
    known = told.variables(item)
    assert (known["on_time"], known["on_time_original"]) == (True, False)
