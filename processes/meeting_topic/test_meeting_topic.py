"""A topic is applied for, checked, decided on, and waits in the bank for a meeting."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bpmn import dmn
from forms.form import Form
from tests.office import Matter, Office, OpenOffice

pytestmark = pytest.mark.slow  # whole stories; `make check` tells shorter ones

FOLDER = Path(__file__).parent
LIAISON_OF = "jyt"  # 省教育厅, secretariat so_sec5, vice governor shuly
GOVERNOR, SECRETARY_GENERAL, DEPUTY, IN_CHARGE = "zhouyz", "wennl", "chengz", "shuly"
SECRETARIAT, MEETINGS = "huangsmm", "liuqh"
TOPIC: dict[str, Any] = {
    "title": "关于职业教育改革的实施意见",
    "meeting_type": "常务会议",
    "kind": "审议",
    "minutes_needed": 10,
    "background": "落实职业教育法",
    "decision_requested": "审议实施意见",
    "involved_units": ["czt"],
    "unit_opinions": [{"unit": "czt", "answer": "agree", "sealed": True}],
    "disagreement": False,
    "legal_review": "passed",
    "public_consultation": "done",
    "party_group_discussed": True,
    "wanted_on": "2026-03-16",
    "secrecy": "内部",
}
VIEW = {"result": "agree", "opinion": "同意提请会议审议"}


def applied(office: Office, **changed: Any) -> Matter:
    """A topic as the department hands it in."""
    matter = office.start("meeting_topic", office.holder(f"{LIAISON_OF}:dept_liaison"))
    return applies(office, matter, **changed)


def applies(office: Office, matter: Matter, **changed: Any) -> Matter:
    """The principal signs the application."""
    principal = office.holder(f"{LIAISON_OF}:dept_leader")
    return matter.do("apply", principal, **{"reporter": principal, **TOPIC, **changed})


def passed(office: Office, **changed: Any) -> Matter:
    """The same, past the secretariat."""
    return applied(office, **changed).do("so_check", SECRETARIAT, result="pass", opinion="材料齐全")


def decided(office: Office, decision: str = "agenda", **changed: Any) -> Matter:
    """The same, decided by the Governor."""
    matter = passed(office, **changed).do("dsg_opinion", DEPUTY, **VIEW).do("vg_opinion", IN_CHARGE, **VIEW)
    return matter.do("sg_check", SECRETARY_GENERAL, **VIEW).do("decide_topic", GOVERNOR, decision=decision)


def test_everything_has_its_english() -> None:
    english = json.loads((FOLDER / "en.json").read_text("utf-8"))
    for path in FOLDER.glob("forms/*.json"):
        assert Form.read(path.read_bytes()).untranslated(path.stem, english) == []


def test_a_topic_waits_in_the_bank_until_a_meeting_takes_it(office: Office) -> None:
    matter = decided(office)
    assert (matter.numbers, matter.waits_at) == (["议〔2026〕1号"], ["bank"])
    assert matter.variables["secretariat"] == "so_sec5"
    scheduled(office, matter)
    assert (matter.waits_at, matter.variables["meeting_no"]) == (["on_list"], "第50次常务会议")
    scheduled(office, matter, "2026-03-20")  # the meeting moves, and its topics with it
    assert matter.variables["meeting_on"] == "2026-03-20"
    office.advance("2026-03-21 09:00")
    assert (matter.state, matter.passed[-1]) == ("completed", "on_agenda")
    assert any("会议议题申报表" in file.name for file in matter.files(GOVERNOR))


def scheduled(office: Office, matter: Matter, day: str = "2026-03-16") -> None:
    """A meeting takes it."""
    no = matter.numbers[0]
    office.message("topic.scheduled", no, topic_no=no, meeting_no="第50次常务会议", meeting_on=day)


def test_a_topic_that_was_not_heard_comes_back_to_be_put_on_another_agenda(office: Office) -> None:
    matter = decided(office)
    scheduled(office, matter)
    office.message("topic.returned", matter.numbers[0], reason="未达到规定人数")
    assert matter.waits_at == ["defer"]
    assert (matter.variables["meeting_no"], matter.variables["deferrals"]) == (None, 1)
    matter.do("defer", MEETINGS, result="next", next_on="2026-03-30", reason="下次会议")
    assert matter.waits_at == ["bank"]


def test_a_topic_that_misses_the_freeze_goes_to_the_next_meeting_or_no_further(
    open_office: OpenOffice,
) -> None:
    office = open_office("2026-03-02 09:00")
    matter = decided(office)
    office.advance("2026-03-11 09:00")  # four working days before 16 March: 10 March
    assert matter.waits_at == ["defer"]
    matter.do("defer", MEETINGS, result="next", next_on="2026-03-30", reason="议题已满")
    office.advance("2026-03-31 09:00")
    assert matter.variables["deferrals"] == 2
    matter.do("defer", MEETINGS, result="end", reason="情况变化")
    assert matter.passed[-1] == "deferred"


def test_all_that_is_missing_is_said_at_once_and_the_number_stays(office: Office) -> None:
    missing = {"involved_units": ["czt", "rst"], "money": 800, "unit_opinions": None, "staffing": True,
               "major_decision": True, "public_consultation": "na", "disagreement": True}  # fmt: skip
    matter = applied(office, **missing)
    assert len(matter.variables["defects"]) == 5
    matter.do("so_check", SECRETARIAT, result="pass", opinion="退回补正")  # passing is not possible
    assert matter.waits_at == ["apply"]
    assert [file.name.rsplit(".", 1)[1] for file in matter.files(SECRETARIAT)].count(
        "pdf"
    ) == 2  # the application sheet too
    heard = [{"unit": unit, "answer": "agree", "sealed": True} for unit in ("czt", "rst", "sbb")]
    mended = {"unit_opinions": heard, "disagreement": False, "public_consultation": "done"}
    applies(office, matter, **{**missing, **mended})
    assert (matter.variables["defects"], matter.waits_at) == ([], ["so_check"])
    assert matter.numbers == ["议〔2026〕1号"]
    matter.do("so_check", SECRETARIAT, result="return", opinion="请补充背景材料")
    applies(office, matter, withdraw=True)
    assert matter.passed[-1] == "withdrawn"


def test_what_is_illegal_or_not_for_a_meeting_is_rejected(office: Office) -> None:
    assert applied(office, legal_review="illegal").do(
        "so_check", SECRETARIAT, result="pass", opinion="审查不通过").passed[-1] == "rejected"  # fmt: skip


def test_units_that_disagree_are_brought_together_first(office: Office) -> None:
    disagreeing = [{"unit": "czt", "answer": "disagree", "sealed": True}]
    matter = applied(office, unit_opinions=disagreeing, coordination="财政厅认为资金不足")
    matter.do("so_check", SECRETARIAT, result="coordinate", opinion="提请协调")
    assert matter.waits_at == ["dispute_closed"]
    office.message("dispute.closed", matter.variables["dispute_id"], outcome="分年安排资金")
    assert (matter.waits_at, matter.variables["coordination"]) == (["so_check"], "分年安排资金")


@pytest.mark.parametrize(("step", "who"), [("dsg_opinion", DEPUTY), ("vg_opinion", IN_CHARGE), ("sg_check", SECRETARY_GENERAL)])  # fmt: skip
def test_every_leader_may_return_it(office: Office, step: str, who: str) -> None:
    matter = passed(office)
    for key, by in (("dsg_opinion", DEPUTY), ("vg_opinion", IN_CHARGE), ("sg_check", SECRETARY_GENERAL)):
        if key == step:
            break
        matter.do(key, by, **VIEW)
    matter.do(step, who, result="return", opinion="请进一步论证")
    assert office.told(matter.task("apply"))["return_note"] == "请进一步论证"


@pytest.mark.parametrize(("decision", "end"), [("elsewhere", "elsewhere"), ("reject", "not_taken")])
def test_the_governor_may_decide_otherwise(office: Office, decision: str, end: str) -> None:
    matter = decided(office, decision, one_portfolio=True)
    assert (matter.passed[-1], len(matter.variables["warnings"])) == (end, 1)


def test_another_matter_may_propose_a_topic(office: Office) -> None:
    office.message("topic.proposed", "请示1", topic_ref="请示1", unit=LIAISON_OF, title="请示事项")
    (matter,) = office.matters("meeting_topic")
    assert matter.task("apply", offered_to=f"{LIAISON_OF}:dept_leader")
    assert office.told(matter.task("apply"))["title"] == "请示事项"


def test_late_and_substituted_reporters_are_noted() -> None:
    table = dmn.read((FOLDER / "decisions" / "DT-8a.dmn").read_bytes()).decision("DT-8a")
    facts = {"involved": [], "opinions": [], "disagreement": False, "coordination": None, "major_decision": False,
             "public_consultation": "na", "legal_review": "na", "money": None, "staffing": False,
             "reporter_is_principal": False, "leave_approved": None, "freeze_passed": True, "one_portfolio": False}  # fmt: skip
    assert [one["result"] for one in table.evaluate(facts).result] == ["WARN", "NEXT"]


@pytest.mark.parametrize(("of_the_portfolio", "secretariat"), [("so_sec5", "so_sec5"), (None, "so_sec1")])
def test_the_secretariat_follows_the_portfolio(of_the_portfolio: str | None, secretariat: str) -> None:
    decision = dmn.read((FOLDER / "decisions" / "DT-secretariat.dmn").read_bytes()).decision("DT-secretariat")
    directory = {"secretariat of": lambda unit: of_the_portfolio}
    assert decision.evaluate({"unit": LIAISON_OF}, functions=directory).result == secretariat
