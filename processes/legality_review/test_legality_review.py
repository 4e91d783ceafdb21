"""合法性审核, told: what is checked, who is heard, how long it takes at least and at most, and what comes after."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from engine.errors import InvalidSubmission
from forms.form import Form
from tests.office import Matter, Office, OpenOffice

DRAFTER = "zhengdh"  # 省教育厅
REVIEWER, PRINCIPAL = "xiaows", "sft:dept_leader"
LAW = {"clause": "第三条", "law": "《教育法》第十五条"}
FINDING = {"clause": "第五条", "kind": "其他", "has_basis": True, "issue": "表述不规范"}
CHANGE = {"clause": "第五条", "to": "应当于三十日内答复", "basis": "《行政许可法》"}
PUBLIC = {"start": "2026-01-05", "end": "2026-02-10", "summary": "收到意见12条，采纳5条。"}


def file(office: Office, by: str = DRAFTER) -> dict[str, str]:
    """A file somebody uploaded."""
    return office.upload("draft.txt", "第一条……".encode(), by)


def materials(office: Office, **changed: Any) -> dict[str, Any]:
    """What a department hands in for a normative document of its own."""
    return {
        "title": "湖南省校外培训管理办法",
        "draft_file": file(office),
        "explanation": file(office),
        "is_normative": True,
        "is_major_decision": False,
        "validity_until": "2031-02-01",
        "basis_table": [LAW],
        "consultation": "征求了14个市州意见，全部采纳。",
        "stability_review": "done",
        "fair_review": "done",
    } | changed


def asked(office: Office, **changed: Any) -> Matter:
    """A department asks for a review."""
    given = {key: value for key, value in materials(office, **changed).items() if value is not None}
    return office.start("legality_review", DRAFTER, **given)


def checked(office: Office, **changed: Any) -> Matter:
    """The same, and the materials were complete."""
    experts = {"experts": changed.pop("experts")} if "experts" in changed else {}
    return asked(office, **changed).do("materials_check", REVIEWER, result="complete", **experts)


def opined(office: Office, matter: Matter, result: str, **more: Any) -> Matter:
    """The principal of the legal body signs."""
    return matter.do("opinion", office.holder(PRINCIPAL), result=result, opinion="审核意见如附件。", **more)


def reviewed(office: Office, result: str, findings: Any = (FINDING,), **more: Any) -> Matter:
    """Checked, reviewed and signed within the window."""
    matter = checked(office).do("review", REVIEWER, findings=list(findings), summary="已审查。")
    office.advance(to="2026-02-27 09:00")
    return opined(office, matter, result, **more)


def test_everything_has_its_english() -> None:
    folder = Path(__file__).parent
    english = json.loads((folder / "en.json").read_text("utf-8"))
    for path in folder.glob("forms/*.json"):
        assert Form.read(path.read_bytes()).untranslated(path.stem, english) == []


def test_a_normative_document_of_a_department(open_office: OpenOffice) -> None:
    """Incomplete once, reviewed in the window, passed, registered, published, assessed before it runs out."""
    office = open_office("2026-02-13 09:00")
    matter = asked(office, validity_until="2026-10-01")
    assert matter.due("materials_check") == date(2026, 2, 14)
    matter.do("materials_check", REVIEWER, result="supplement", missing=["缺少起草说明附件"])
    assert (matter.waits_at, matter.due("supplement")) == (["supplement"], date(2026, 2, 27))
    assert matter.variables["missing"] == ["缺少起草说明附件"]
    office.advance(to="2026-02-24 09:00")
    matter.do(
        "supplement",
        DRAFTER,
        **without(materials(office, validity_until="2026-10-01"), "is_normative", "is_major_decision"),
    )
    matter.do("materials_check", REVIEWER, result="complete", experts=["heyy"])
    assert matter.waits_at == ["expert_opinion"]
    matter.do("expert_opinion", "heyy", recused=False, opinion="无意见。")
    matter.do("review", REVIEWER, findings=[FINDING], summary="总体合法。")
    assert matter.waits_at == ["earliest_day"], "nobody signs before the minimum time of a review"
    office.advance(to="2026-02-28 09:00")
    opined(office, matter, "legal")
    assert matter.variables["opinion_file"]["file"]
    assert matter.waits_at == ["report_signature"]
    signed = {"doc_no": "湘教发〔2026〕3号", "dated": "2026-03-02", "signed_file": file(office)}
    office.advance(to="2026-03-02 10:00")
    matter.do("report_signature", DRAFTER, **signed)
    assert matter.due("register_normative") == date(2026, 3, 23)
    matter.do("register_normative", "liujh", same_text=True)
    assert matter.variables["registration_no"] == "HNPR—2026—00001"
    assert matter.due("publish_unified") == date(2026, 3, 30)
    matter.do("publish_unified", "xiaonl", published_on="2026-03-10", where=["政府网站"])
    assert matter.waits_at == ["validity_warning"]
    office.advance(to="2026-04-01 10:00")
    matter.do("assess_validity", DRAFTER, result="lapse", reason="任务已经完成。")
    assert (matter.state, matter.outcome, matter.passed[-1]) == ("completed", "normal", "passed")


def without(values: dict[str, Any], *names: str) -> dict[str, Any]:
    """The same but for what a step does not ask."""
    return {name: value for name, value in values.items() if name not in names}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"is_normative": False, "validity_until": None}, "不属于合法性审核范围"),
        ({"validity_until": "2032-03-01"}, "有效期"),
        ({"title": "湖南省校外培训管理办法（试行）", "validity_until": "2029-03-01"}, "有效期"),
        ({"is_major_decision": True, "public_consultation": {**PUBLIC, "end": "2026-01-20"}}, "公开征求意见的时间不足"),
    ],
)  # fmt: skip
def test_what_the_rules_find_is_supplemented_whatever_the_checker_says(
    office: Office, changed: dict[str, Any], told: str
) -> None:
    matter = asked(office, **changed)
    experts = {"experts": ["heyy"]} if changed.get("is_major_decision") else {}
    matter.do("materials_check", REVIEWER, result="complete", **experts)
    assert matter.waits_at == ["supplement"]
    assert told in matter.variables["missing"][0]


def test_a_major_decision_hears_experts_who_have_no_interest_in_it(open_office: OpenOffice) -> None:
    """Experts are a must, recuse themselves, are replaced; the public is heard to the end; seven days at least."""
    office = open_office("2026-02-13 09:00")
    consulted = {"start": "2026-01-20", "end": "2026-02-24", "summary": "正在征集。"}
    matter = asked(
        office, is_normative=False, validity_until=None, is_major_decision=True, public_consultation=consulted
    )
    with pytest.raises(InvalidSubmission):
        matter.do("materials_check", REVIEWER, result="complete")
    matter.do("materials_check", REVIEWER, result="complete", experts=["heyy", DRAFTER])
    assert matter.waits_at == ["consultation_ends"]
    office.advance(to="2026-02-25 09:00")
    assert [task.assignee for task in matter.tasks] == ["heyy"], "nobody of the drafting unit is asked"
    matter.do("expert_opinion", "heyy", recused=True, reason="曾参与起草")
    matter.do("replace_experts", REVIEWER, other_experts=["ouyangfs"])
    matter.do("expert_opinion", "ouyangfs", recused=False, opinion="程序合法。")
    assert [one["recused"] for one in matter.variables["expert_opinions"]] == [True, True, False]
    matter.do("review", REVIEWER, summary="合法。")
    office.advance(to="2026-03-03 23:00")
    assert matter.waits_at == ["earliest_day"]
    office.advance(to="2026-03-04 09:00")
    assert matter.due("review") == date(2026, 3, 16)
    opined(office, matter, "legal")
    assert (matter.state, matter.outcome, matter.passed[-1]) == ("completed", "normal", "passed")


def test_an_emergency_measure_does_not_wait(open_office: OpenOffice) -> None:
    office = open_office("2026-02-13 09:00")
    matter = checked(office, emergency=True, emergency_reason="应对突发疫情")
    matter.do("review", REVIEWER, summary="合法。")
    assert matter.waits_at == ["opinion"]


@pytest.mark.parametrize(
    ("finding", "told"),
    [
        ({"kind": "行政许可", "has_basis": True}, "不得设定行政许可"),
        ({"kind": "增加义务", "has_basis": False}, "没有法律、法规依据"),
    ],
)
def test_what_breaks_the_standards_is_blocked_whatever_is_signed(
    open_office: OpenOffice, finding: dict[str, Any], told: str
) -> None:
    office = open_office("2026-02-13 09:00")
    matter = reviewed(office, "legal", [{**FINDING, **finding}])
    assert (matter.state, matter.outcome) == ("completed", "blocked")
    assert told in matter.variables["note"]
    assert matter.variables["result"] == "illegal"


def test_who_acted_beyond_his_authority_or_unlawfully_is_stopped(open_office: OpenOffice) -> None:
    office = open_office("2026-02-13 09:00")
    matters = [checked(office).do("review", REVIEWER, summary="已审查。") for _ in range(2)]
    office.advance(to="2026-02-27 09:00")
    opined(office, matters[0], "beyond_authority", transfer_to="省人大常委会")
    assert (matters[0].outcome, matters[0].variables["note"]) == ("blocked", "超越职权，移送省人大常委会")
    assert opined(office, matters[1], "illegal").outcome == "blocked"


def test_changes_are_adopted_or_the_secretary_general_decides(open_office: OpenOffice) -> None:
    office = open_office("2026-02-13 09:00")
    matters = [checked(office) for _ in range(3)]
    for matter in matters:
        matter.do("review", REVIEWER, findings=[FINDING], summary="须修改。")
    office.advance(to="2026-02-27 09:00")
    changed = file(office)
    for matter in matters:
        with pytest.raises(InvalidSubmission):
            opined(office, matter, "legal_after_changes")
        opined(office, matter, "legal_after_changes", changes=[CHANGE])
        assert (matter.waits_at, matter.due("adopt_changes")) == (["adopt_changes"], date(2026, 3, 3))
    adopted, told, stopped = matters
    adopted.do("adopt_changes", DRAFTER, adopted=True, new_draft=changed)
    assert (adopted.waits_at, adopted.variables["draft_file"]) == (["report_signature"], changed)
    for matter, decision in ((told, "proceed"), (stopped, "stop")):
        matter.do("adopt_changes", DRAFTER, adopted=False, reason="第五条关系改革目标，建议保留。")
        matter.do("decide_dissent", "wennl", decision=decision, note="按程序办。")
    assert (told.waits_at, told.variables["note_to_meeting"]) == (["report_signature"], True)
    assert (stopped.state, stopped.outcome) == ("completed", "blocked")


def test_a_request_is_taken_back_by_who_made_it(office: Office) -> None:
    matter = asked(office).ask("cancelled", DRAFTER)
    assert (matter.state, matter.outcome) == ("completed", "withdrawn")


def test_a_document_sends_its_draft_and_is_told(open_office: OpenOffice) -> None:
    """Sent by a document: materials from its drafting unit, the result to it, the number when it is signed."""
    office = open_office("2026-02-13 09:00")
    sent = {
        key: value
        for key, value in materials(office).items()
        if key in ("title", "draft_file", "is_normative", "is_major_decision", "validity_until")
    }
    office.message("legal.requested", legal_id="m 1", source_item="m", drafter="jyt", urgency="无", **sent)
    (matter,) = office.matters("legality_review")
    assert matter.waits_at == ["submit_materials"]
    assert matter.due("submit_materials") == date(2026, 2, 25)
    given = without(materials(office), *sent)
    matter.do("submit_materials", DRAFTER, **given).do("materials_check", REVIEWER, result="complete")
    matter.do("review", REVIEWER, summary="合法。")
    office.advance(to="2026-02-27 09:00")
    opined(office, matter, "legal")
    assert matter.waits_at == ["signed"]
    office.message("document.signed", legal_id="m 1", doc_no="湘政办发〔2026〕12号", dated="2026-03-02")
    matter.do("register_normative", "liujh", same_text=True)
    matter.do("publish_unified", "xiaonl", published_on="2026-03-10", where=["政府网站"])
    assert matter.passed[-1] == "passed", "the document itself watches over its validity"


def test_a_number_of_the_unified_register_is_void_when_the_document_is_withdrawn(office: Office) -> None:
    matter = asked(office).do("materials_check", REVIEWER, result="complete")
    matter.do("review", REVIEWER, summary="合法。")
    office.advance(to="2026-03-09 09:00")
    opined(office, matter, "legal")
    signed = {"doc_no": "湘教发〔2026〕3号", "dated": "2026-03-09", "signed_file": file(office)}
    matter.do("report_signature", DRAFTER, **signed).do("register_normative", "liujh", same_text=True)
    assert matter.numbers == ["HNPR—2026—00001"]
    matter.ask("cancelled", DRAFTER)
    assert (matter.outcome, matter.numbers) == ("withdrawn", [])
