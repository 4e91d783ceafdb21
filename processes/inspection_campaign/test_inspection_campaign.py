"""An inspection from its approval to the verified rectification; review, clues, and what is refused."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from forms.form import Form
from tests.office import Matter, Office, OpenOffice

pytestmark = pytest.mark.slow  # whole stories; `make check` tells shorter ones

FOLDER = Path(__file__).parent
GOVERNOR, HEAD2, HEAD1, LEAD, OTHER, FIRST = "zhouyz", "moyq", "hudr", "yangll", "dengbl", "luoqf"
PROPOSED: dict[str, Any] = {
    "kind": "专项", "matter_text": "惠企政策落实情况", "basis": "建议经批准", "objects": ["zjt", "changsha"], "objects_lawful": True,
    "scope": "2026年以来",
}  # fmt: skip
FACT = {
    "method": "实地检查",
    "fact": "三个项目未开工",
    "signed": True,
    "basis": "实施方案",
    "severity": "较重",
}
CONCLUDED = {"conclusion": "存在三个问题，限期整改。", "rectify_by": "2026-06-30", "blame": "none"}


def proposed(office: Office, **changed: Any) -> Matter:
    """An inspection that the Supervision Office proposes."""
    matter = office.start("inspection_campaign", HEAD2)
    return matter.do("propose", HEAD2, **{**PROPOSED, **changed})


def in_the_field(office: Office, **changed: Any) -> Matter:
    """The same, approved, planned, with its team."""
    matter = proposed(office, **changed).do("approve_matter", GOVERNOR, result="approve")
    given = {
        "content": "政策兑现",
        "from": "2026-03-09",
        "to": "2026-03-20",
        "methods": ["实地检查"],
        "others": "与审计统筹",
    }
    matter.do("plan", HEAD2, **given)
    matter.do("form_team", HEAD2, lead=LEAD, members=["moyq"], recused=["moyq"])
    return matter.do("train", LEAD, note="已培训")


def each(office: Office, matter: Matter, element: str, by: str | None = None, **given: Any) -> Matter:
    """Everybody who is asked at an element answers."""
    while found := [task for task in matter.tasks if task.element_id == element]:
        who = by or office.holder(found[0].candidate_groups[0])
        matter.finish(found[0], who, **given)
    return matter


def concluded(office: Office, **changed: Any) -> Matter:
    """The same, with evidence, hearing and conclusion, served today."""
    matter = in_the_field(office)
    each(office, matter, "field", LEAD, **FACT, evidence=[office.upload("照片.txt", b"x", LEAD)])
    matter.do("report_draft", LEAD, report="督查报告")
    each(office, matter, "hear_object", agrees=True)
    matter.do("conclusion", GOVERNOR, **{**CONCLUDED, **changed})
    return matter.do("serve", HEAD2, served_at=office.now.isoformat())


def rectified(office: Office, matter: Matter, result: str = "done") -> Matter:
    """The objects report and the lead verifies."""
    each(office, matter, "rectify", measures="已整改")
    return matter.do("verify", LEAD, result=result, opinion="已核查")


def asks_for_review(office: Office, matter: Matter, **more: Any) -> Matter:
    """An object applies for review."""
    no = matter.variables["campaign_no"]
    office.message("inspection.review_applied", no, object="zjt", grounds="事实有误", **more)
    return matter


def test_everything_has_its_english() -> None:
    english = json.loads((FOLDER / "en.json").read_text("utf-8"))
    for path in FOLDER.glob("forms/*.json"):
        assert Form.read(path.read_bytes()).untranslated(path.stem, english) == []


def test_an_inspection_to_its_end(open_office: OpenOffice) -> None:
    office = open_office("2026-03-02 09:00")
    matter = concluded(office)
    assert matter.numbers == ["督查〔2026〕1号"]
    assert [one["object"] for one in matter.variables["findings"]] == ["zjt", "changsha"]
    assert matter.variables["members"] == []  # recused
    rectified(office, matter, "again")
    rectified(office, matter)
    assert matter.state == "active"  # the time to apply for review runs
    office.advance("2026-04-02 09:00")
    assert (matter.state, matter.passed[-1]) == ("completed", "no_review")
    papers = [file.name for file in matter.files(HEAD2)]
    for paper in ("专项督查方案", "取证单", "关于专项督查整改情况的报告", "督查结论"):
        assert any(paper in name for name in papers), paper
    assert [one["object"] for one in matter.variables["evidence_sheets"]] == ["zjt", "changsha"]


def test_silence_of_the_objects_is_no_objection(open_office: OpenOffice) -> None:
    office = open_office("2026-03-02 09:00")
    matter = in_the_field(office, secret_visit=True)
    assert "notify" not in matter.passed
    each(office, matter, "field", LEAD, **FACT, evidence=[office.upload("照片.txt", b"x", LEAD)])
    matter.do("report_draft", LEAD, report="督查报告")
    assert matter.due("hear") == date(2026, 3, 9)
    office.advance("2026-03-10 09:00")
    assert matter.waits_at == ["conclusion"]


@pytest.mark.parametrize(
    ("finding", "more", "result", "end"),
    [
        ("结论正确", {}, "uphold", "review_upheld"),
        ("事实不清", {"revised": "存在两个问题。"}, "revise", "review_upheld"),
        ("证据虚假", {}, "revoke", "revoked"),
    ],
)
def test_a_review_is_done_by_others(
    open_office: OpenOffice, finding: str, more: dict[str, str], result: str, end: str
) -> None:
    office = open_office("2026-03-02 09:00")
    matter = asks_for_review(office, concluded(office))
    assert matter.due("decide") == date(2026, 4, 1)
    assert "rectify" in matter.waits_at  # the application suspends nothing
    matter.do("review_case", FIRST, finding=finding, opinion="经复核", **more)
    assert (matter.variables["review_result"], end in matter.passed) == (result, True)
    papers = [file.name for file in matter.files(FIRST)]
    assert any("复核申请书" in name for name in papers)
    assert any("复核决定书" in name for name in papers)


def test_who_inspected_does_not_review_and_a_late_application_is_inadmissible(
    open_office: OpenOffice,
) -> None:
    office = open_office("2026-03-02 09:00")
    matter = proposed(office).do("approve_matter", GOVERNOR, result="approve")
    given = {
        "content": "政策兑现",
        "from": "2026-03-09",
        "to": "2026-03-20",
        "methods": ["实地检查"],
        "others": "统筹",
    }
    matter.do("plan", HEAD2, **given).do("form_team", HEAD2, lead=LEAD, members=[OTHER]).do(
        "train", LEAD, note="已培训"
    )
    each(office, matter, "field", OTHER, **FACT, evidence=[office.upload("照片.txt", b"x", OTHER)])
    matter.do("report_draft", LEAD, report="督查报告")
    each(office, matter, "hear_object", agrees=False, objection="不准确")
    matter.do("conclusion", GOVERNOR, **CONCLUDED).do("serve", HEAD2, served_at=office.now.isoformat())
    asks_for_review(office, matter).do("review_case", OTHER, finding="结论正确", opinion="维持")
    assert (matter.variables["review_result"], "review_case" in matter.waits_at) == ("block", True)
    matter.do("review_case", FIRST, finding="结论正确", opinion="维持")
    assert matter.variables["review_result"] == "uphold"
    late = asks_for_review(office, concluded(office), received_on="2026-04-02")
    late.do("review_case", FIRST, finding="结论正确", opinion="逾期")
    assert late.variables["review_result"] == "inadmissible"


def test_blame_and_clues_go_where_they_belong(office: Office) -> None:
    matter = rectified(office, concluded(office, blame="blame", clue=True))
    matter.do("reward_or_blame", GOVERNOR, result="approve", to_body="rst", opinion="同意")
    matter.do("transfer_clue", HEAD1, clue_note="涉嫌挪用资金", sent_on="2026-03-20", receipt="省监委已签收")
    assert matter.passed[-1] == "concluded"


@pytest.mark.parametrize(
    "changes", [{"requester": "fgw"}, {"objects_lawful": False}], ids=["a department", "not in article 5"]
)
def test_what_may_not_be_inspected_goes_back(office: Office, changes: dict[str, Any]) -> None:
    matter = proposed(office, **changes)
    assert (matter.waits_at, matter.variables["return_note"] is None) == (["propose"], False)
    matter.do("propose", HEAD2, **PROPOSED).do(
        "approve_matter", GOVERNOR, result="refuse", opinion="暂不督查"
    )
    assert (matter.passed[-1], matter.numbers) == ("refused", ["督查〔2026〕1号"])


def test_a_matter_inspected_lately_needs_a_reason(office: Office) -> None:
    matter = proposed(office, last_inspected_on="2025-10-15")
    assert matter.waits_at == ["propose"]
    again = {**PROPOSED, "last_inspected_on": "2025-10-15", "recent_reason": "群众反映强烈"}
    assert matter.do("propose", HEAD2, **again).waits_at == ["approve_matter"]
    assert proposed(office, last_inspected_on="2025-08-15").waits_at == ["approve_matter"]


def test_another_object_needs_the_governor(office: Office) -> None:
    matter = in_the_field(office)
    matter.ask("widening_asked", HEAD2).do("widen", GOVERNOR, result="refuse", reason="不必")
    assert matter.variables["objects"] == ["zjt", "changsha"]
    matter.ask("widening_asked", HEAD2).do(
        "widen", GOVERNOR, result="approve", more=["czt"], reason="资金问题"
    )
    assert matter.variables["objects"] == ["zjt", "changsha", "czt"]


def test_an_item_of_supervision_may_ask_for_one(office: Office) -> None:
    office.message(
        "inspection.requested",
        "督〔2026〕1号",
        item_no="督〔2026〕1号",
        object="zjt",
        reason="三次重办",
        subject="燃气管道",
    )
    (matter,) = office.matters("inspection_campaign")
    assert office.told(matter.task("propose"))["objects"] == ["zjt"]
