"""R2, incoming documents and requests: all defects at once; how much notice is left."""

from __future__ import annotations

from typing import Any

import pytest

from processes.incoming_document.test_story import PAPER, examiner, passes
from tests.acceptance.test_as_r3 import MANAGER, Told
from tests.office import Matter

pytestmark = pytest.mark.slow  # whole stories; `make check` tells shorter ones

REGISTRAR = "liujh"
WHY = {"urgent_reason": "汛期临近", "handling_note": "4月24日收文，25日市政府常务会议研究，26日签发"}


class Received(Told):
    """The same, with papers that come in."""

    def request(self, unit: str, at: str, facts: dict[str, Any] | None = None, **changed: Any) -> str:
        """A request of a city that was received, signed for and registered."""
        paper = {**PAPER, "from_unit": unit, "wenzhong": "请示", "title": "关于新建水文站的请示",
                 "received_at": f"{at}:00+08:00", **changed}  # fmt: skip
        begun = {"process": "incoming_document", "variables": {**paper, "scan": self.file(REGISTRAR)}}
        matter: str = self.api(REGISTRAR).post("/process-instances", begun)["id"]
        now = self.api.office.now.isoformat()
        self.does(REGISTRAR, "sign_for", matter, delivery="signed", copies_counted=3, signed_at=now)
        self.does(REGISTRAR, "register", matter, **{"main_to": ["省政府"], **(facts or {})})
        return matter

    def examine(self, matter: str, **changed: Any) -> None:
        """The first examination."""
        answers = passes(Matter(self.api.office, matter)) | {"host_suggested": "slt"}
        self.does(examiner(self.api.office), "first_exam", matter, **{**answers, **changed})

    def outcome(self, matter: str) -> str | None:
        """How it ended."""
        self.api.office.settle()
        found = self.api(MANAGER).get(f"/process-instances/{matter}")["outcome"]
        return None if found is None else str(found["code"])

    def line(self, matter: str) -> dict[str, Any]:
        """Its line in the register."""
        found = self.api(REGISTRAR).get("/ledgers/incoming", limit=200)["items"]
        return next(one for one in found if one["process_instance"] == matter)


def test_as_r2_1_all_defects_at_once(open_api: Any) -> None:
    told = Received(open_api("2026-03-16 09:10"))
    facts = {"main_to": ["省政府", "省委"], "cc_subordinates": ["娄底市财政局"]}
    matters = {"matters": ["新建水文站", "增加编制"], "related_units": ["czt"]}
    matter = told.request("loudi", "2026-03-16T09:10", facts, **matters)
    assert told.due(matter, "first_exam") == "2026-03-17"
    told.examine(matter)
    defects = told.variables(matter)["defects"]
    assert [word for word in ("一文一事", "主送一个机关", "抄送下级机关", "未协商会签") if any(word in one for one in defects)] == [
        "一文一事", "主送一个机关", "抄送下级机关", "未协商会签"]  # fmt: skip
    assert len(defects) == 4
    files = told.api(REGISTRAR).get(f"/process-instances/{matter}/files")
    assert len([one for one in files if one["name"].endswith(".pdf")]) == 1  # one letter
    assert (told.outcome(matter), told.line(matter)["values"]["stage"]) == ("returned", "returned")
    sent = told.api(told.holder("loudi:city_liaison")).get("/notifications", limit=200)["items"]
    assert any(one["process_instance"] == matter for one in sent)  # the sender has it

    again = told.request("loudi", "2026-03-20T09:00", resubmits="收〔2026〕00001")
    numbers = [told.line(one)["values"]["in_no"] for one in (matter, again)]
    assert numbers == ["收〔2026〕00001", "收〔2026〕00002"]
    assert told.line(again)["values"]["resubmits"] == "收〔2026〕00001"
    assert told.variables(again)["earlier"] == matter


def test_as_r2_2_lead_time(open_api: Any) -> None:
    told = Received(open_api("2026-04-27 09:10"))
    asked = {"requested_decision_by": "2026-05-12"}
    ordinary = told.request("zhuzhou", "2026-04-27T09:10", **asked)
    assert told.due(ordinary, "first_exam") == "2026-04-28"
    (task,) = told.tasks(ordinary, "first_exam")
    told.examine(ordinary)
    assert told.outcome(ordinary) == "returned"
    assert "10WD" in told.variables(ordinary)["defects"][0]
    assert task["due_at"] == "2026-04-28T23:59:59+08:00"

    urgent = told.request(
        "zhuzhou", "2026-04-27T09:20", their_no="株政〔2026〕2号", urgency="加急", **WHY, **asked
    )
    opened = told.api(examiner(told.api.office)).tasks(process_instance=urgent)[0]["id"]
    shown = told.api(examiner(told.api.office)).get(f"/user-tasks/{opened}")["variables"]
    assert shown["lead_days"] == 9  # 28, 29, 30 April; 6, 7, 8, 9 (a Saturday), 11, 12 May
    told.now("2026-04-28T10:00")
    told.examine(urgent)
    assert told.outcome(urgent) is None
    (review,) = told.matters("request_review")
    assert told.variables(review)["request_no"] == told.line(urgent)["values"]["in_no"]

    opinion = told.request("zhuzhou", "2026-04-27T09:30", their_no="株政〔2026〕3号", wenzhong="意见")
    told.examine(opinion, way="批办", own_view=None)
    assert told.due(opinion, "note") == "2026-04-30"  # two working days after it was passed on

    told.now("2026-05-06T09:00")
    five = told.request(
        "zhuzhou", "2026-05-06T09:00", their_no="株政〔2026〕4号", urgency="加急", **WHY, **asked
    )
    told.examine(five)
    assert told.outcome(five) is None

    told.now("2026-05-07T09:00")
    four = told.request(
        "zhuzhou", "2026-05-07T09:00", their_no="株政〔2026〕5号", urgency="加急", **WHY, **asked
    )
    told.examine(four)
    assert told.outcome(four) == "returned"
    very = told.request(
        "zhuzhou", "2026-05-07T09:00", their_no="株政〔2026〕6号", urgency="特急", **WHY, **asked
    )
    told.examine(very)
    (decision,) = told.tasks(very, "short_notice")
    assert decision["candidate_groups"] == ["so_docs:office_head"]
    told.does(
        told.holder("so_docs:office_head"), "short_notice", very, result="accept", reason="汛期临近，理由成立"
    )
    assert told.outcome(very) is None
