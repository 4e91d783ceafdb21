"""Proposals are checked, handed over, accepted or returned."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from engine.errors import Forbidden, InvalidSubmission
from forms.form import Form
from processes.proposal_handling.test_story import (
    ACCEPTED,
    CLERK,
    EDUCATION,
    NPC,
    PROPOSAL,
    RETURNED,
    handed_over,
    received,
)
from tests.office import Office, OpenOffice


def test_everything_has_its_english() -> None:
    folder = Path(__file__).parent
    english = json.loads((folder / "en.json").read_text("utf-8"))
    for path in folder.glob("forms/*.json"):
        assert Form.read(path.read_bytes()).untranslated(path.stem, english) == []


# Intake and assignment


@pytest.mark.parametrize(
    "changes",
    [{"competence": "非政府职权"}, {"competence": "个人诉求或者涉法涉诉"}],
    ids=["not of the government", "a personal matter"],
)
def test_what_the_government_cannot_do_goes_back(office: Office, changes: dict[str, Any]) -> None:
    matter = received(office, **changes)
    assert (matter.state, matter.passed[-1]) == ("completed", "returned")
    assert matter.numbers == []


@pytest.mark.parametrize(
    ("changes", "note"),
    [
        ({"co": ["czt"]}, "单办不能有协办单位"),
        ({"mode": "主办协办"}, "主办协办须填写协办单位"),
        ({"mode": "分办", "co": []}, "分办须填写其他分办单位"),
        ({"mode": "主办协办", "co": ["jyt"]}, "主办单位不能同时列为协办单位"),
        ({"key_item": True}, "重点督办件须明确领衔督办的省领导"),
        ({"competence": "市州政府"}, "属于市州职权的，由市州人民政府承办"),
    ],
)
def test_hosts_that_do_not_fit_are_checked_again(office: Office, changes: dict[str, Any], note: str) -> None:
    matter = received(office, **changes)
    assert matter.waits_at == ["intake"]
    assert matter.variables["assign_note"].startswith(note)


def test_a_key_item_has_its_leader_and_a_city_may_host(office: Office) -> None:
    assert received(office, key_item=True, leader="shuly").waits_at == ["hand_over"]
    matter = received(office, competence="市州政府", host="changsha").do("hand_over", CLERK)
    assert matter.do("accept_or_return", "chenqz", **ACCEPTED).waits_at == [
        "contact_before",
        "extension_request",
    ]


def test_every_kind_has_its_register(office: Office) -> None:
    assert handed_over(office).numbers == ["建〔2026〕0001"]
    assert handed_over(office).numbers == ["建〔2026〕0002"]
    assert handed_over(office, kind="政协提案", ref="提第0007号").numbers == ["提〔2026〕0001"]


def test_only_those_who_may_begin_one(office: Office) -> None:
    with pytest.raises(Forbidden):
        office.start("proposal_handling", EDUCATION)


def test_what_is_missing_is_said_field_by_field(office: Office) -> None:
    matter = office.start("proposal_handling", NPC)
    with pytest.raises(InvalidSubmission) as refused:
        matter.do("intake", CLERK, **{**PROPOSAL, "host": "nowhere", "mode": "合办", "session": None})
    assert {error.pointer for error in refused.value.errors} == {"/host", "/mode", "/session"}


# Acceptance and return


def test_silence_is_acceptance(open_office: OpenOffice) -> None:
    office = open_office("2026-02-27 09:00")
    matter = handed_over(office)
    assert matter.task("accept_or_return").due_at.date() == matter.due("return") == date(2026, 3, 12)
    office.advance("2026-03-12 23:00")
    assert matter.waits_at == ["accept_or_return"]
    office.advance("2026-03-13 00:00")
    assert matter.waits_at == ["contact_before", "extension_request"]
    assert matter.variables["host_answer"] == "accept"


def test_a_return_needs_grounds_and_another_host_needs_consent(office: Office) -> None:
    matter = handed_over(office)
    with pytest.raises(InvalidSubmission):
        matter.do("accept_or_return", EDUCATION, **{**ACCEPTED, "answer": "return"})
    matter.do("accept_or_return", EDUCATION, **RETURNED)
    given = {"decision": "改派", "new_host": "rst", "reason": "属人社部门职责"}
    with pytest.raises(InvalidSubmission) as refused:
        matter.do("adjust", CLERK, **given, consent=False)
    assert [error.pointer for error in refused.value.errors] == ["/consent"]
    matter.do("adjust", CLERK, **given, consent=True)
    assert matter.task("accept_or_return", offered_to="rst:dept_liaison")
    assert matter.variables["assigned_on"] == "2026-03-02"


def test_a_host_that_must_keep_it_has_no_new_clock(open_office: OpenOffice) -> None:
    office = open_office("2026-02-27 09:00")
    matter = handed_over(office)
    office.advance("2026-03-09 10:00")
    matter.do("accept_or_return", EDUCATION, **RETURNED)
    assert matter.due("adjust") == date(2026, 3, 12)
    matter.do("adjust", CLERK, decision="维持", consent=False, reason="属于教育部门职责")
    assert matter.waits_at == ["contact_before", "extension_request"]
    assert matter.due("reply") == date(2026, 5, 27)
    assert matter.variables["returns"] == [
        {"unit": "jyt", "on": "2026-03-09", "answer": "return", "reason": RETURNED["reason"]}
    ]


def test_a_host_may_ask_for_another_way_of_handling(open_office: OpenOffice) -> None:
    office = open_office("2026-02-27 09:00")
    matter = handed_over(office)
    asked = {"answer": "change_mode", "reason": "需要财政部门协办", "proposed_mode": "主办协办"}
    matter.do("accept_or_return", EDUCATION, **{**ACCEPTED, **asked})
    matter.do(
        "adjust", CLERK, decision="调整方式", consent=True, reason="同意", new_mode="主办协办", new_co=["czt"]
    )
    assert (matter.waits_at, matter.due("return")) == (["accept_or_return"], date(2026, 3, 12))
    matter.do("accept_or_return", EDUCATION, **ACCEPTED)
    assert matter.waits_at == ["co_opinion", "contact_before", "extension_request"]
    assert matter.due("co_opinion") == date(2026, 3, 27)


def test_a_part_for_each_unit_is_a_matter_of_its_own(office: Office) -> None:
    matter = handed_over(office, mode="分办", co=["czt", "rst"])
    assert matter.waits_at == ["accept_or_return"]
    parts = office.matters("proposal_handling")
    assert sorted(part.variables["host"] for part in parts) == ["czt", "jyt", "rst"]
    assert {part.variables["register_no"] for part in parts} == {"建〔2026〕0001"}
    assert [len(part.tasks) for part in parts] == [1, 1, 1]
    asked = {group for part in parts for group in part.task("accept_or_return").candidate_groups}
    assert {"jyt:dept_liaison", "czt:dept_liaison", "rst:dept_liaison"} <= asked
    matter.do("accept_or_return", EDUCATION, **ACCEPTED)
    assert "co_opinion" not in matter.waits_at
