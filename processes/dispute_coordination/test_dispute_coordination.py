"""Every way a disagreement may take: refused, mended, settled, signed or not, decided above, withdrawn."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from engine.errors import Conflict, InvalidSubmission
from forms.form import Form
from processes.dispute_coordination.test_story import (
    DISPUTE,
    HOUSING,
    LAND,
    MONEY,
    POINTS,
    TALKED,
    accepted,
    coordinator,
    met,
    opened,
    principal,
    proposed,
    stated,
    talked,
)
from tests.office import Matter, Office, OpenOffice

GOVERNOR, EXEC = "zhouyz", "liqj"
AGREED = {"agreed": True, "decision": "各承担一半。", "lead_recommendation": None}
SETTLED = {"agreed": True, "decision": "各承担一半。", "unresolved": None}


def test_everything_has_its_english() -> None:
    folder = Path(__file__).parent
    english = json.loads((folder / "en.json").read_text("utf-8"))
    for path in folder.glob("forms/*.json"):
        assert Form.read(path.read_bytes()).untranslated(path.stem, english) == []


def signed(office: Office, matter: Matter, *refusing: str) -> Matter:
    """All parties sign what was agreed, but for those who refuse."""
    for task in [one for one in matter.tasks if one.element_id == "settlement_note"]:
        unit = task.candidate_groups[0].partition(":")[0]
        answer = {"sign": "refuse", "reason": "与会后研究结果不符"} if unit in refusing else {"sign": "sign"}
        matter.do("settlement_note", principal(office, unit), offered_to=task.candidate_groups[0], **answer)
    return matter


def ends(matter: Matter) -> tuple[str, str]:
    """The end it came to, and the outcome told to its source."""
    return matter.passed[-1], matter.variables.get("outcome", "")


# Settled by the parties


def test_principals_who_agree_sign_and_it_is_settled(office: Office) -> None:
    matter = talked(office, opened(office), **AGREED)
    assert matter.waits_at == ["settlement_note"]
    assert len(matter.tasks) == 2
    assert matter.due("sign") == date(2026, 3, 4)
    assert ends(signed(office, matter)) == ("settled", "settled")


def test_who_does_not_sign_has_not_agreed(office: Office) -> None:
    matter = signed(office, talked(office, opened(office), **AGREED), MONEY)
    assert matter.waits_at == ["positions"]
    assert matter.variables["refusals"] == [{"unit": MONEY, "reason": "与会后研究结果不符"}]
    stated(office, matter)
    assert matter.waits_at == ["accept_case"]


def test_what_the_meeting_agreed_is_signed_or_goes_to_the_leaders(office: Office) -> None:
    matter = met(office, accepted(office), **SETTLED)
    assert matter.waits_at == ["settlement_note"]
    assert signed(office, matter, MONEY).waits_at == ["proposal_to_leader"]
    other = met(office, accepted(office, source_item="另一件"), **SETTLED)
    assert ends(signed(office, other)) == ("settled", "settled")


# Acceptance


def test_all_defects_are_told_at_once_and_mended(office: Office) -> None:
    staff = {**TALKED, "rank": "工作人员"}
    matter = stated(office, talked(office, opened(office), new_meetings=[staff]), MONEY)
    matter.do("accept_case", coordinator(office), types=["利益"])
    assert matter.waits_at == ["meet_again", "restate"]
    assert len(matter.variables["defects"]) == 2
    assert matter.task("restate", offered_to=f"{MONEY}:dept_leader")
    assert (matter.due("meet_again"), matter.due("restate")) == (date(2026, 3, 9), date(2026, 3, 5))
    stated(office, talked(office, matter, step="meet_again"), step="restate")
    assert matter.waits_at == ["accept_case"]
    matter.do("accept_case", coordinator(office), types=["利益"])
    assert matter.waits_at == ["analyse"]
    assert {one["unit"] for one in matter.variables["statements"]} == {LAND, MONEY}


def test_a_meeting_that_was_missing_may_end_it(office: Office) -> None:
    matter = stated(office, talked(office, opened(office), new_meetings=[{**TALKED, "rank": "分管负责人"}]))
    matter.do("accept_case", coordinator(office), types=["利益"])
    assert matter.waits_at == ["meet_again"]
    assert talked(office, matter, step="meet_again", **AGREED).waits_at == ["settlement_note"]


def test_those_who_know_are_asked(office: Office) -> None:
    matter = accepted(office, "职责", "法律适用", "资金")
    assert matter.waits_at == ["advise"]
    assert matter.due("advise") == date(2026, 3, 5)
    asked = {task.candidate_groups[0] for task in matter.tasks}
    assert asked == {"bianban", "sft", "czt"}
    for unit in asked:
        matter.do("advise", office.holder(unit), offered_to=unit, opinion="按三定规定办。")
    assert matter.waits_at == ["analyse"]
    assert len(matter.variables["advice"]) == 3


def test_a_department_settles_its_own_disagreements(office: Office) -> None:
    matter = opened(office, parties=[LAND])
    assert (ends(matter)[0], matter.variables["refusal"]) == ("refused", "SAME_DEPARTMENT")


def test_what_was_decided_is_not_coordinated_again_without_new_facts(office: Office) -> None:
    first = signed(office, talked(office, opened(office), **AGREED))
    again = opened(office)
    assert (again.passed[-1], again.variables["refusal"]) == ("refused", "ALREADY_DECIDED")
    assert again.variables["earlier"] == first.id
    assert opened(office, points=[{**POINTS[0], "new_facts": "中央资金已下达"}]).state == "active"
    assert opened(office, points=[*POINTS, {"no": 2, "issue": "何时支付"}]).state == "active"
    assert opened(office, source_item="另一件").state == "active"


@pytest.mark.parametrize("facts", [False, True])
def test_the_office_may_find_that_it_was_decided(office: Office, facts: bool) -> None:
    matter = stated(office, talked(office, opened(office)))
    matter.do(
        "accept_case", coordinator(office), types=["利益"], same_as="湘府阅〔2025〕8号", new_facts_found=facts
    )
    assert matter.state == ("active" if facts else "completed")
    assert matter.variables["refusal"] == (None if facts else "ALREADY_DECIDED")


# Leaders


def to_leaders(office: Office, *units: str, **changed: Any) -> Matter:
    """A case between these units, the first being the lead, that came to the leaders."""
    lead, *parties = units
    return proposed(office, met(office, accepted(office, lead=lead, parties=parties)), **changed)


def test_two_vice_governors_who_agree_decide(office: Office) -> None:
    matter = to_leaders(office, LAND, "jyt")
    assert (matter.variables["level"], matter.due("vg")) == ("vice_governors", date(2026, 3, 9))
    matter.do("vg_coordinate", "huanghz", result="decide", ruling="各承担一半。")
    assert office.told(matter.task("vg_coordinate"))["decision"] == "各承担一半。"
    matter.do("vg_coordinate", "shuly", result="decide")
    assert (*ends(matter), matter.variables["decision"]) == ("decided", "decided", "各承担一半。")


def test_when_they_differ_the_executive_vice_governor_decides(office: Office) -> None:
    matter = to_leaders(office, LAND, "jyt")
    matter.do("vg_coordinate", "huanghz", result="decide", ruling="各承担一半。")
    matter.do("vg_coordinate", "shuly", result="differ", opinion="应由省级承担。")
    assert (matter.waits_at, matter.due("final")) == (["final_decision"], date(2026, 3, 9))
    matter.do("final_decision", EXEC, result="decide", ruling="省级承担六成。")
    assert (ends(matter)[0], matter.variables["decision"]) == ("decided", "省级承担六成。")


@pytest.mark.parametrize(
    ("units", "proposal", "level", "decider"),
    [
        ([LAND, MONEY], {}, "governor", "governor"),
        ([LAND, HOUSING], {"needs_law": True}, "executive_meeting", "governor"),
        ([LAND, HOUSING], {"money": 5001}, "executive_meeting", "governor"),
        ([LAND, HOUSING], {"party_side": True, "money": 5000}, "joint", None),
        ([LAND, "qxj"], {}, "central", None),
        (["changsha", "zhuzhou"], {}, "exec_vice_governor", "exec_vice_governor"),
        ([MONEY, "fgw"], {}, "vice_governor", None),
    ],
)
def test_who_decides_follows_the_portfolios(
    office: Office, units: list[str], proposal: dict[str, Any], level: str, decider: str | None
) -> None:
    if units[0] == "changsha":
        matter = office.start(
            "dispute_coordination", "wensm", **{**DISPUTE, "lead": units[0], "parties": units[1:]}
        )
        matter = cities(office, matter)
        proposed(office, matter, **proposal)
    else:
        matter = to_leaders(office, *units, **proposal)
    assert matter.variables["level"] == level
    if decider is None:
        assert set(matter.waits_at) == {"vg_coordinate"}
    else:
        assert matter.task("final_decision", offered_to=decider)


def cities(office: Office, matter: Matter) -> Matter:
    """Two municipalities, as far as the meeting."""
    matter.do(
        "self_coordinate", "wensm", new_meetings=[TALKED], agreed=False, lead_recommendation="共同承担。"
    )
    for unit in ("changsha", "zhuzhou"):
        signer = office.holder(f"{unit}:city_leader")
        view = {"no": 1, "view": "由对方承担。", "grounds": "协议第三条"}
        matter.do(
            "positions", signer, offered_to=f"{unit}:city_leader", views=[view], signer=signer, seal=True
        )
    matter.do("accept_case", coordinator(office), types=["利益"])
    return met(office, matter)


def test_central_bodies_are_asked_and_not_ordered(office: Office) -> None:
    matter = to_leaders(office, LAND, "qxj")
    for leader in matter.variables["to_coordinate"]:
        matter.do("vg_coordinate", leader, result="decide", ruling="商请气象局共享数据。")
    assert (ends(matter)[0], matter.variables["binding"]) == ("decided", False)


def test_the_governor_may_take_it_to_the_meeting(office: Office) -> None:
    matter = to_leaders(office, LAND, HOUSING, needs_law=True)
    matter.do("final_decision", GOVERNOR, result="to_meeting", ruling="提请常务会议审议。")
    assert (matter.state, matter.passed[-1]) == ("completed", "to_meeting")
    assert any("协调会纪要" in file.name for file in matter.files(GOVERNOR))
    (topic,) = office.matters("meeting_topic")
    assert topic.task("apply", offered_to=f"{LAND}:dept_leader")
    assert topic.variables["coordination"] == "提请常务会议审议。"
    assert opened(office).state == "active", "nothing was decided yet"


def test_a_decision_that_asks_for_work_is_supervised(office: Office) -> None:
    matter = to_leaders(office, LAND, MONEY)
    work = {"follow_unit": MONEY, "follow_text": "下达补偿资金", "follow_due": "2026-06-30"}
    matter.do("final_decision", GOVERNOR, result="decide", ruling="省级承担六成。", **work)
    (item,) = office.matters("supervision_item")
    found = {key: item.variables[key] for key in ("source_ref", "text", "host", "leader", "stated_due")}
    assert found == {
        "source_ref": matter.variables["dispute_id"],
        "text": "下达补偿资金",
        "host": MONEY,
        "leader": GOVERNOR,
        "stated_due": "2026-06-30",
    }


def test_a_decision_says_something(office: Office) -> None:
    matter = to_leaders(office, LAND, MONEY)
    with pytest.raises(InvalidSubmission) as refused:
        matter.do("final_decision", GOVERNOR, result="decide")
    assert [one.pointer for one in refused.value.errors] == ["/ruling"]


# Who sees what, and withdrawal


def test_a_party_sees_statements_when_the_case_is_accepted_and_working_notes_never(office: Office) -> None:
    matter = stated(office, talked(office, opened(office)))
    party = principal(office, MONEY)
    lead = principal(office, LAND)
    assert matter.now.started_by == lead  # who asked is a side himself
    for one in (party, lead):
        assert matter.seen_by(one)["statements"] is None
    assert matter.seen_by("shifl")["statements"] is not None
    matter.do("accept_case", coordinator(office), types=["利益"])
    assert {len(matter.seen_by(one)["statements"]) for one in (party, lead)} == {2}
    met(office, matter)
    assert [matter.seen_by(one)["working_notes"] for one in (party, lead)] == [None, None]
    assert matter.seen_by(coordinator(office))["working_notes"] == "倾向折中。"


def test_who_asked_may_withdraw_or_think_better_of_it(office: Office) -> None:
    matter = opened(office)
    lead = principal(office, LAND)
    assert matter.deeds(lead) == ["withdrawal_asked"]
    matter.ask("withdrawal_asked", lead).do("withdraw", lead, confirm="keep")
    assert matter.waits_at == ["self_coordinate"]
    talked(office, matter)
    assert matter.deeds(principal(office, MONEY)) == []
    matter.ask("withdrawal_asked", lead).do("withdraw", lead, confirm="withdraw", reason="双方已自行商定")
    assert (matter.state, matter.outcome) == ("completed", "withdrawn")


# Between processes


def test_what_another_matter_opens_is_answered_to_it(open_office: OpenOffice) -> None:
    office = open_office("2026-03-02 09:00")
    asked = {**DISPUTE, "dispute_id": "督〔2026〕0001 2", "lead": "so_supervise1", "parties": [LAND, MONEY]}
    office.message("dispute.opened", "督〔2026〕0001 2", **asked)
    with pytest.raises(Conflict, match="nobody waits"):
        office.message("dispute.opened", "督〔2026〕0001 2", **asked)
    (matter,) = office.matters("dispute_coordination")
    assert matter.variables["sides"] == [LAND, MONEY]
    assert matter.task("self_coordinate", offered_to="so_supervise1:office_head")
    chair = office.holder("so_supervise1:office_head")
    assert matter.deeds(chair) == ["withdrawal_asked"]
    matter.ask("withdrawal_asked", chair).do(
        "withdraw", chair, confirm="withdraw", reason="已重新指定承办单位"
    )
    assert matter.outcome == "withdrawn"
