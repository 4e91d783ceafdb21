"""A disagreement from its opening to the decision; what the other stories begin with."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.office import Matter, Office, OpenOffice

COORD, SECRETARY = "so_coord", "deputy_secretary_general"
LAND, MONEY, HOUSING = "zrzyt", "czt", "zjt"  # 黄蕙茝分管 zrzyt、zjt；李秋菊（常务）分管 czt
POINTS = [{"no": 1, "issue": "补偿资金由谁承担", "type": "资金"}]
DISPUTE: dict[str, Any] = {
    "subject": "土地整治补偿资金由谁承担",
    "source_item": "省自然资源厅请示〔2026〕9号",
    "lead": LAND,
    "parties": [MONEY],
    "points": POINTS,
    "lead_recommendation": "由省财政统筹安排。",
    "urgency": "无",
}
TALKED = {"held_on": "2026-05-12", "rank": "主要负责人", "attendees": "两厅厅长", "record": "未达成一致。"}
VIEW = {"no": 1, "view": "由市县承担。", "grounds": "《预算法》第三十五条"}
PROPOSAL: dict[str, Any] = {
    "options": [{"text": "省级与市县各承担一半", "pros": "兼顾财力", "cons": "需要追加预算"}],
    "recommendation": "省级与市县各承担一半。",
    "unresolved": ["承担比例"],
    "needs_law": False,
    "party_side": False,
}


def principal(office: Office, unit: str) -> str:
    """Who signs for a department."""
    return office.holder(f"{unit}:dept_leader")


def coordinator(office: Office) -> str:
    """Somebody of the coordination office."""
    return office.holder(COORD)


def opened(office: Office, **changed: Any) -> Matter:
    """A case that the lead department asked for."""
    case = {**DISPUTE, **changed}
    return office.start("dispute_coordination", principal(office, case["lead"]), **case)


def talked(office: Office, matter: Matter, step: str = "self_coordinate", **changed: Any) -> Matter:
    """The principals met, without result."""
    given = {"new_meetings": [TALKED], "agreed": False, "lead_recommendation": "仍由省财政统筹。"}
    return matter.do(step, principal(office, matter.variables["lead"]), **{**given, **changed})


def stated(office: Office, matter: Matter, *without: str, step: str = "positions") -> Matter:
    """Every party stated its view; some without saying on what grounds."""
    for task in [one for one in matter.tasks if one.element_id == step]:
        unit = task.candidate_groups[0].partition(":")[0]
        view = {**VIEW, "grounds": None} if unit in without else VIEW
        signer = principal(office, unit)
        matter.do(step, signer, offered_to=task.candidate_groups[0], views=[view], signer=signer, seal=True)
    return matter


def accepted(office: Office, *types: str, **changed: Any) -> Matter:
    """A case that was accepted; whoever is to be asked gave an opinion."""
    matter = stated(office, talked(office, opened(office, **changed)))
    return matter.do("accept_case", coordinator(office), types=list(types) or ["利益"])


def met(office: Office, matter: Matter, **changed: Any) -> Matter:
    """The meeting was held, without result."""
    matter.do("analyse", coordinator(office), analysis="双方依据均成立。", working_notes="倾向折中。")
    given = {"held_on": str(office.now.date()), "attendees": "两厅", "record": "听取了各方意见。"}
    result = {"agreed": False, "unresolved": ["承担比例"]}
    return matter.do("coord_meeting_1", office.holder(SECRETARY), **{**given, **result, **changed})


def proposed(office: Office, matter: Matter, **changed: Any) -> Matter:
    """The coordination office proposed a solution."""
    return matter.do("proposal_to_leader", coordinator(office), **{**PROPOSAL, **changed})


def test_a_vice_governor_decides_between_two_departments_of_his(open_office: OpenOffice) -> None:
    office = open_office("2026-05-07 09:00")
    matter = opened(office, parties=[HOUSING])
    assert matter.due("self") == date(2026, 5, 13)
    office.advance("2026-05-13 10:00")
    talked(office, matter)
    assert matter.due("positions") == date(2026, 5, 18)
    office.advance("2026-05-18 10:00")
    stated(office, matter)
    assert matter.due("accept") == date(2026, 5, 19)
    office.advance("2026-05-19 10:00")
    matter.do("accept_case", coordinator(office), types=["利益"])
    assert (matter.due("analyse"), matter.waits_at) == (date(2026, 5, 22), ["analyse"])
    matter.do("analyse", coordinator(office), analysis="双方依据均成立。")
    assert matter.due("meet") == date(2026, 5, 26)
    office.advance("2026-05-26 10:00")
    given = {"held_on": "2026-05-26", "attendees": "两厅", "record": "听取了各方意见。"}
    matter.do("coord_meeting_1", office.holder(SECRETARY), **given, agreed=False, unresolved=["承担比例"])
    assert matter.due("report") == date(2026, 5, 28)
    proposed(office, matter)
    assert (matter.due("vg"), matter.variables["level"]) == (date(2026, 6, 2), "vice_governor")
    assert matter.task("vg_coordinate", assignee="huanghz")
    matter.do("vg_coordinate", "huanghz", result="decide", ruling="各承担一半。")
    assert (matter.state, matter.passed[-1]) == ("completed", "decided")
    assert {name: matter.variables[name] for name in ("outcome", "decision", "decided_by")} == {
        "outcome": "decided",
        "decision": "各承担一半。",
        "decided_by": "huanghz",
    }
    papers = [matter.variables[name] for name in ("sheet_file", "minutes_file", "report_file")]
    assert all(papers)  # each was printed
