"""Who may approve a province-wide meeting, and what is refused."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bpmn import dmn
from forms.form import Form
from tests.office import Matter, Office, OpenOffice

pytestmark = pytest.mark.slow  # whole stories; `make check` tells shorter ones

FOLDER = Path(__file__).parent
HOST = "jyt"
MEETINGS, SECRETARY_GENERAL, EXEC = "liuqh", "wennl", "liqj"
APPLICATION: dict[str, Any] = {
    "name": "全省职业教育工作会议", "level": "三类", "date": "2026-03-27", "days": 1, "people": 200, "place": "长沙",
    "city_leaders_needed": False, "budget": 30, "in_annual_plan": True, "video": False,
}  # fmt: skip


def applied(office: Office, **changed: Any) -> Matter:
    """A department applies."""
    matter = office.start("province_meeting_approval", office.holder(f"{HOST}:dept_liaison"), what="apply")
    return matter.do("apply", office.holder(f"{HOST}:dept_leader"), **{**APPLICATION, **changed})


def checked(office: Office, **changed: Any) -> Matter:
    """The same, past the Meetings Office and Finance."""
    matter = applied(office, **changed).do("check", MEETINGS, result="pass", opinion="符合规定")
    return matter.do(
        "finance_opinion", office.holder("czt:dept_liaison"), result="reduce", amount=20, opinion="核减"
    )


def test_everything_has_its_english() -> None:
    english = json.loads((FOLDER / "en.json").read_text("utf-8"))
    for path in FOLDER.glob("forms/*.json"):
        assert Form.read(path.read_bytes()).untranslated(path.stem, english) == []


def test_a_planned_meeting_is_the_secretary_generals_and_is_settled_afterwards(
    open_office: OpenOffice,
) -> None:
    office = open_office("2026-03-02 09:00")
    matter = applied(office)
    assert matter.due("check") == date(2026, 3, 4)
    matter.do("check", MEETINGS, result="return", opinion="请补充预算")
    matter.do("apply", office.holder(f"{HOST}:dept_leader"), **APPLICATION)
    matter.do("check", MEETINGS, result="pass", opinion="符合规定")
    matter.do(
        "finance_opinion", office.holder("czt:dept_liaison"), result="reduce", amount=20, opinion="核减"
    )
    matter.do("sg_approve", SECRETARY_GENERAL, result="approve").do("number", MEETINGS)
    assert (matter.numbers, matter.variables["budget"]) == (["会批〔2026〕1号"], 20)
    office.advance("2026-03-30 09:00")
    assert matter.due("settle") == date(2026, 4, 13)
    by = office.holder(f"{HOST}:dept_liaison")
    matter.do("settle", by, people_came=190, cost=18, list=office.upload("清单.txt", b"x", by))
    assert matter.passed[-1] == "approved"


def test_what_is_not_in_the_plan_goes_to_the_executive_vice_governor(office: Office) -> None:
    matter = checked(office, in_annual_plan=False, reason="上级新部署").do(
        "sg_approve", SECRETARY_GENERAL, result="approve"
    )
    assert matter.do("leader_approve", EXEC, result="refuse", opinion="从严控制").passed[-1] == "refused"
    matter = checked(office, in_annual_plan=False, reason="上级新部署").do(
        "sg_approve", SECRETARY_GENERAL, result="approve"
    )
    assert matter.do("leader_approve", EXEC, result="approve").waits_at == ["number"]


def test_the_office_and_the_secretary_general_may_say_no(office: Office) -> None:
    assert applied(office).do("check", MEETINGS, result="refuse", opinion="没有必要").passed[-1] == "refused"
    assert applied(office).do("check", MEETINGS, result="merge", opinion="与年会合并").passed[-1] == "merged"
    assert (
        checked(office).do("sg_approve", SECRETARY_GENERAL, result="refuse", opinion="控制数量").passed[-1]
        == "refused"
    )


@pytest.mark.parametrize(
    ("changes", "approver"),
    [
        ({"date": "2026-03-13"}, "refuse"),
        ({"date": "2026-03-28"}, "refuse"),
        ({"scenic": True}, "refuse"),
        ({"video_possible": True}, "refuse"),
        ({"city_leaders_needed": True}, "refuse"),
        ({"city_leaders_needed": True, "city_leaders_approved": True}, "governor"),
        ({"level": "一类"}, "governor"),
        ({"people": 500}, "exec_vice_governor"),
        ({"days": 2}, "exec_vice_governor"),
        ({"days": 1.5}, "secretary_general"),
    ],
)
def test_who_approves(office: Office, changes: dict[str, Any], approver: str) -> None:
    assert applied(office, **changes).variables["approver"] == approver


def test_the_yearly_plan_is_collected_by_the_tenth_of_january(open_office: OpenOffice) -> None:
    office = open_office("2026-12-01 09:00")
    plan = office.start("province_meeting_approval", MEETINGS, what="plan")
    assert str(plan.task("annual_plan").due_at)[:10] == "2027-01-10"
    plan.do(
        "annual_plan",
        MEETINGS,
        plan_year=2027,
        ceiling=20,
        meetings=[{"name": "农村工作会议", "host": "nynct", "level": "二类"}],
    )
    assert plan.passed[-1] == "planned"


def test_the_table_is_read() -> None:
    assert dmn.read((FOLDER / "decisions" / "DT-11.dmn").read_bytes()).decision("DT-11").table is not None
