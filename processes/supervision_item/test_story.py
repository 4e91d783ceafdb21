"""An item from its origin to its closing; what the other stories begin with."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from engine.errors import Conflict
from tests.office import Matter, Office, OpenOffice

HEAD, CLERK = "hudr", "luoqf"  # 督查一处
OTHER_SUPERVISOR = "dengbl"  # 督查二处
GOVERNOR, IN_CHARGE = "zhouyz", "huanghz"
HOUSING = "zjt"  # 省住房和城乡建设厅
ACCEPTED = {"answer": "accept", "contact": "陈一", "phone": "0731-88660000"}
ITEM = {
    "source_type": "省长批示",
    "source_ref": "省长批示件〔2026〕7号",
    "seq": "1",
    "text": "请住建厅牵头，尽快排查老旧小区燃气管道，提出改造方案。",
    "host": HOUSING,
    "deliverable": "改造方案和排查清单",
    "leader": GOVERNOR,
    "urgency": "无",
}


def liaison(office: Office, unit: str = HOUSING) -> str:
    """Who works on it in a unit."""
    return office.holder(f"{unit}:dept_liaison")


def registered(office: Office, **changed: Any) -> Matter:
    """An item the Supervision Office proposed, registered today."""
    item = {**ITEM, **changed}
    proposed = {key: item[key] for key in ("source_type", "source_ref", "seq", "text")}
    matter = office.start("supervision_item", CLERK, **proposed)
    return matter.do("register", CLERK, issued_on=str(office.now.date()), **item)


def assigned(office: Office, **changed: Any) -> Matter:
    """The same, approved and sent to the host."""
    matter = registered(office, **changed)
    by = "chengz" if changed.get("co") else HEAD
    return matter.do("approve_assign", by, result="approve")


def accepted(office: Office, **changed: Any) -> Matter:
    """The same, taken on by the host."""
    matter = assigned(office, **changed)
    return matter.do("accept", liaison(office, changed.get("host", HOUSING)), **ACCEPTED)


def report(office: Office, **changed: Any) -> dict[str, Any]:
    """A final report as it should be."""
    by = liaison(office)
    given = {
        "result": "已印发改造方案，完成排查。",
        "deliverable_file": office.upload("方案.txt", "改造方案".encode(), by),
        "evidence": [office.upload("清单.txt", "排查清单".encode(), by)],
        "signed_by": office.holder(f"{HOUSING}:dept_leader"),
    }
    return {**given, **changed}


def reported(office: Office, matter: Matter, **changed: Any) -> Matter:
    """The host reports."""
    return matter.do("feedback", liaison(office), **report(office, **changed))


def reviewed(matter: Matter, finding: str = "属实并达到要求", **changed: Any) -> Matter:
    """The Supervision Office looks at the report."""
    return matter.do("review", OTHER_SUPERVISOR, finding=finding, reason="经核查。", **changed)


def test_an_instruction_is_followed_to_its_closing(open_office: OpenOffice) -> None:
    """AS-R5-1's days; the register number; the notice; what was kept."""
    office = open_office("2026-09-28 09:30")
    matter = registered(office)
    assert matter.numbers == ["督〔2026〕1号"]
    assert matter.due("approve") == date(2026, 9, 29)
    matter.do("approve_assign", HEAD, result="approve")
    assert matter.due("due") == date(2026, 10, 10)
    assert matter.due("accept") == date(2026, 9, 30)
    assert {file.name.rsplit(".", 1)[1] for file in matter.files(HEAD)} == {"pdf", "docx"}
    matter.do("accept", liaison(office), **ACCEPTED)
    assert (matter.waits_at, matter.variables["lamp"]) == (["feedback", "yellow_time"], "green")
    office.advance("2026-09-30 09:00")
    assert matter.variables["lamp"] == "yellow"
    office.advance("2026-10-10 15:00")
    reported(office, matter)
    assert matter.due("review") == date(2026, 10, 14)
    reviewed(matter)
    matter.do("leader_ack", GOVERNOR, answer="satisfied")
    matter.do("close", CLERK)
    assert matter.outcome == "normal"
    known = matter.variables
    assert (known["on_time"], known["on_time_original"], known["verdict"]) == (True, True, "done")
    assert ("due", "L3") not in {(key, level) for key, level, _ in matter.reminded}


def test_the_same_source_is_registered_once_for_good(office: Office) -> None:
    first = accepted(office)
    again = office.start(
        "supervision_item", CLERK, **{k: ITEM[k] for k in ("source_type", "source_ref", "seq", "text")}
    )
    assert (again.state, again.passed[-1], again.variables["merged_into"]) == (
        "completed",
        "merged",
        first.id,
    )
    assert again.numbers == []
    reviewed(reported(office, first)).do("leader_ack", GOVERNOR, answer="satisfied").do("close", CLERK)
    later = office.start(
        "supervision_item", CLERK, **{k: ITEM[k] for k in ("source_type", "source_ref", "seq", "text")}
    )
    assert later.passed[-1] == "merged"


DECISIONS = [
    {"decision_no": 1, "text": "审议通过实施意见", "host": "fgw", "deliverable": "实施意见", "leader": "liqj", "due": "2026-11-30"},
    {"decision_no": 2, "text": "原则通过并印发方案", "host": HOUSING, "co": ["czt"], "deliverable": "方案", "leader": IN_CHARGE},
    {"decision_no": 3, "text": "长期坚持", "host": "slt", "deliverable": "机制", "leader": "jiangbf", "long_term": True},
]  # fmt: skip


def test_signed_minutes_begin_one_item_for_each_decision(office: Office) -> None:
    told = {
        "minutes_no": "第50次常务会议",
        "meeting_type": "常务会议",
        "signed_on": "2026-03-02",
        "decisions": DECISIONS,
    }
    office.message("minutes.signed", "第50次常务会议", **told)
    items = office.matters("supervision_item")
    assert sorted(item.variables["seq"] for item in items) == ["1", "2", "3"]
    assert {item.variables["source_ref"] for item in items} == {"第50次常务会议"}
    with pytest.raises(Conflict):
        office.message("minutes.signed", "第50次常务会议", **told)
    assert len(office.matters("supervision_item")) == 3
    second = next(item for item in items if item.variables["seq"] == "2")
    shown = office.told(second.task("register"))
    assert (shown["host"], shown["co"], shown["text"]) == (HOUSING, ["czt"], "原则通过并印发方案")


def test_minutes_that_come_again_after_all_was_done_begin_nothing(office: Office) -> None:
    told = {
        "minutes_no": "M1",
        "meeting_type": "专题会议",
        "signed_on": "2026-03-02",
        "decisions": DECISIONS[1:2],
    }
    office.message("minutes.signed", "M1", **told)
    (item,) = office.matters("supervision_item")
    given = {
        **ITEM,
        "source_type": "专题会议",
        "source_ref": "M1",
        "seq": "2",
        "issued_on": "2026-03-02",
        "stated_due": "2026-03-20",
    }
    item.do("register", CLERK, **given).do("approve_assign", HEAD, result="approve").do(
        "accept", liaison(office), **ACCEPTED
    )
    reviewed(reported(office, item)).do("leader_ack", GOVERNOR, answer="satisfied").do("close", CLERK)
    office.message("minutes.signed", "M1", **told)
    assert sorted(m.passed[-1] for m in office.matters("supervision_item")) == ["done", "merged"]


def test_instructions_documents_and_incidents_begin_items(office: Office) -> None:
    told = {"source": "批示件9", "seq": 1, "leader": IN_CHARGE, "text": "请抓紧办理", "due": None,
            "units": [{"unit": HOUSING, "role": "主办"}, {"unit": "czt", "role": "协办"}]}  # fmt: skip
    office.message("instruction.issued", "批示件9 1", **told)
    (item,) = office.matters("supervision_item")
    known = item.variables
    assert (known["source_type"], known["host"], known["co"]) == ("副省长批示", HOUSING, ["czt"])
    tasks = [{"unit": "fgw", "text": "起草细则", "due": "2026-06-30"}, {"unit": "czt", "text": "会同办理"}]
    office.message(
        "document.issued",
        "湘政办发〔2026〕12号",
        doc_no="湘政办发〔2026〕12号",
        title="通知",
        dated="2026-03-02",
        tasks=tasks,
    )
    lessons = [{"text": "整改隐患", "unit": "yjt", "due": "2026-05-29"}]
    office.message("incident.closed", "应急〔2026〕3号", incident_no="应急〔2026〕3号", lessons=lessons)
    found = {(m.variables["source_type"], m.variables["host"]) for m in office.matters("supervision_item")}
    assert found == {
        ("副省长批示", HOUSING),
        ("文件", "fgw"),
        ("事件", "yjt"),
    }  # without a due date it is none
    office.message(
        "document.issued",
        "湘政办函〔2026〕3号",
        doc_no="湘政办函〔2026〕3号",
        title="函",
        dated="2026-03-02",
        tasks=None,
    )
    assert "nothing" in {m.passed[-1] for m in office.matters("supervision_item")}
    office.message(
        "document.issued",
        "湘政办函〔2026〕4号",
        doc_no="湘政办函〔2026〕4号",
        title="函",
        tasks=[],
        matter="m1",
    )
    office.message("incident.closed", "应急〔2026〕4号", incident_no="应急〔2026〕4号", lessons=[])
    ends = [m.passed[-1:] for m in office.matters("supervision_item")]
    assert ends.count(["nothing"]) == 3  # no task, no lesson, no item
