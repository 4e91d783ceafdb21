"""Minutes are drafted, checked, signed, numbered and broken down; amended minutes replace them."""

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
CLERK, REVIEWER, GOVERNOR = "liuqh", "chengz", "zhouyz"
HELD = {
    "meeting_no": "第50次常务会议",
    "type": "常务会议",
    "meeting_on": "2026-09-17",
    "ended_at": "2026-09-17T11:30:00+08:00",
    "chair": GOVERNOR,
    "decisions": [{"topic_no": "议1", "title": "职业教育", "decision": "同意", "text": "原则通过"}],
    "present": ["zhouyz", "liqj"],
    "attendances": [{"person": "hesj", "answer": "leave", "leave": "approve"}],
}
TOPICS = [{"topic_no": "议1", "unit": "jyt", "decision": "同意", "text": "原则通过《实施方案》"}]
DRAFT: dict[str, Any] = {
    "paragraphs": ["会议听取了省教育厅的汇报。", "会议决定，原则通过《实施方案》。"],
    "topics": TOPICS,
}
DECISIONS: list[dict[str, Any]] = [
    {"decision_no": "1", "topic_no": "议1", "text": "修改完善后印发", "host": "jyt", "deliverable": "方案", "leader": "shuly"},
    {"decision_no": "2", "text": "安排资金", "host": "czt", "co": ["jyt"], "deliverable": "资金文件", "leader": "liqj", "due": "2026-11-30"},
]  # fmt: skip


def held(office: Office, **changed: Any) -> Matter:
    """Minutes of a meeting that was held."""
    told = {**HELD, **changed}
    office.message("meeting.held", told["meeting_no"], **told)
    return office.matters("meeting_minutes")[-1]


def drafted(office: Office, matter: Matter, **changed: Any) -> Matter:
    """Drafted and checked by the unit."""
    matter.do("draft_minutes", CLERK, **{**DRAFT, **changed})
    return matter.do("check_facts", office.holder("jyt:dept_liaison"))


def signed(office: Office, matter: Matter, by: str = GOVERNOR) -> Matter:
    """Reviewed and signed."""
    return drafted(office, matter).do("review", REVIEWER, result="pass").do("sign_minutes", by, result="sign")


def issued(office: Office, matter: Matter, decisions: list[dict[str, Any]] = DECISIONS) -> Matter:
    """Numbered, printed, broken down."""
    return (
        signed(office, matter)
        .do("number_issue", CLERK, copies=50)
        .do("break_down", CLERK, decisions=decisions)
    )


def test_everything_has_its_english() -> None:
    english = json.loads((FOLDER / "en.json").read_text("utf-8"))
    for path in FOLDER.glob("forms/*.json"):
        assert Form.read(path.read_bytes()).untranslated(path.stem, english) == []


def test_signed_minutes_are_numbered_and_begin_an_item_for_each_decision(open_office: OpenOffice) -> None:
    office = open_office("2026-09-17 14:00")
    office.begin_book("常务会议", 0, 49)
    matter = held(office)
    assert (matter.due("draft"), matter.due("sign")) == (date(2026, 9, 20), date(2026, 9, 23))
    signed(office, matter)
    assert office.matters("supervision_item") == []
    matter.do("number_issue", CLERK, copies=50)
    assert matter.numbers == ["第50次常务会议"]
    matter.do("break_down", CLERK, decisions=DECISIONS)
    assert matter.passed[-1] == "issued"
    items = office.matters("supervision_item")
    assert {(item.variables["seq"], item.variables["topic"]) for item in items} == {
        ("1", "第50次常务会议 议1"),
        ("2", None),
    }
    assert {file.name.rsplit(".", 1)[1] for file in matter.files(CLERK)} == {"pdf", "docx"}


def test_minutes_without_decisions_begin_nothing(office: Office) -> None:
    matter = issued(office, held(office), [])
    assert (matter.passed[-1], office.matters("supervision_item")) == ("issued", [])


def test_facts_may_be_mended_and_silence_is_no_objection(open_office: OpenOffice) -> None:
    office = open_office("2026-09-17 14:00")
    matter = held(office)
    matter.do("draft_minutes", CLERK, **DRAFT)
    matter.do("check_facts", office.holder("jyt:dept_liaison"), facts="参会人数应为三人")
    matter.do("review", REVIEWER, result="return", opinion="按单位意见修改")
    assert office.told(matter.task("draft_minutes"))["return_note"] == "按单位意见修改"
    matter.do("draft_minutes", CLERK, **DRAFT)
    office.advance("2026-09-20 09:00")
    assert matter.waits_at == ["review"]


def test_the_signer_may_return_them(office: Office) -> None:
    matter = drafted(office, held(office)).do("review", REVIEWER, result="pass")
    matter.do("sign_minutes", GOVERNOR, result="return", opinion="第二段不准确")
    assert matter.waits_at == ["draft_minutes"]


def test_a_special_meeting_is_signed_by_its_chair(office: Office) -> None:
    matter = signed(office, held(office, type="专题会议", meeting_no="专题会议1", chair="huanghz"), "huanghz")
    matter.do("number_issue", CLERK, copies=10)
    assert matter.numbers == ["湘府阅〔2026〕1号"]


@pytest.mark.parametrize(
    ("facts", "signer"),
    [
        ({"type": "全体会议"}, "governor"),
        ({"money": 800}, "governor"),
        ({"beyond": True}, "exec_vice_governor"),
        ({"type": "省长办公会", "authorised": True}, "secretary_general"),
        ({"type": "省长办公会"}, "zhouyz"),
    ],
)
def test_who_signs(facts: dict[str, Any], signer: str) -> None:
    table = dmn.read((FOLDER / "decisions" / "DT-10.dmn").read_bytes()).decision("DT-10")
    known = {"type": "专题会议", "chair": "zhouyz", "money": None, "beyond": None, "authorised": None}
    assert table.evaluate({**known, **facts}, functions={"policy": lambda _: 500}).result == signer


def test_amended_minutes_change_end_and_begin_items(office: Office) -> None:
    office.begin_book("常务会议", 0, 49)
    issued(office, held(office))
    first, second = sorted(office.matters("supervision_item"), key=lambda item: item.variables["seq"])
    amended = {"minutes_no": "第50次常务会议", "meeting_no": "第50次常务会议", "type": "常务会议", "meeting_on": "2026-02-26",
               "chair": GOVERNOR, "reason": "任务调整"}  # fmt: skip
    matter = office.start("meeting_minutes", CLERK, **amended)
    changes = [
        {**DECISIONS[0], "change": "changed", "due": "2026-06-30"},
        {**DECISIONS[1], "change": "cancelled"},
        {**DECISIONS[1], "decision_no": "3", "change": "new"},
    ]
    issued(office, matter, changes)
    assert (matter.passed[-1], matter.numbers) == ("superseded", [])
    assert (first.variables["due"], second.outcome) == ("2026-06-30", "terminated")
    seqs = sorted(item.variables["seq"] for item in office.matters("supervision_item"))
    assert seqs == ["1", "2", "3"]
