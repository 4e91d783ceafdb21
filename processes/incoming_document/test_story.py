"""A paper from its arrival to the answer; what the other stories begin with."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from forms.form import Form
from tests.office import Matter, Office

FOLDER = Path(__file__).parent
REGISTRAR = "liujh"
SENDER, HOST = "loudi", "slt"  # 娄底市; 省水利厅: so_sec4, 蒋白薠分管
DEPUTY, IN_CHARGE = "chengz", "jiangbf"
PAPER: dict[str, Any] = {
    "from_kind": "市州",
    "from_unit": SENDER,
    "their_no": "娄政〔2026〕5号",
    "title": "关于防汛物资储备情况的报告",
    "wenzhong": "报告",
    "date_of_doc": "2026-02-27",
    "received_at": "2026-03-02T08:50:00+08:00",
    "pages": 6,
    "copies": 3,
    "is_telegram": False,
    "urgency": "无",
    "secrecy": "公开",
    "channel": "exchange",
    "matters": ["防汛物资储备"],
}
ACCEPTED = {"answer": "accept", "contact": "陈一", "phone": "0731-85480000"}
SEEN = {"need_report": False, "visibility": "parties", "tick": True}


def received(office: Office, by: str = REGISTRAR, **changed: Any) -> Matter:
    """A paper arrives."""
    scan = office.upload("来文.txt", "来文".encode(), by)
    return office.start("incoming_document", by, **{**PAPER, "scan": scan, **changed})


def registered(office: Office, *, facts: dict[str, Any] | None = None, **changed: Any) -> Matter:
    """The same, signed for and registered."""
    matter = received(office, **changed)
    counted = {"delivery": "signed", "copies_counted": 3, "signed_at": office.now.isoformat()}
    matter.do("sign_for", REGISTRAR, **counted)
    return matter.do("register", REGISTRAR, **{"main_to": ["省政府"], **(facts or {})})


def examined(
    office: Office, facts: dict[str, Any] | None = None, *, exam: dict[str, Any] | None = None, **changed: Any
) -> Matter:
    """The same, past the first examination."""
    matter = registered(office, facts=facts, **changed)
    return matter.do("first_exam", examiner(office), **{**passes(matter), **(exam or {})})


def passes(matter: Matter) -> dict[str, Any]:
    """The answers of an examiner who finds nothing."""
    if matter.variables["wenzhong"] == "请示":
        return {"result": "accept", "own_view": True}
    return {"result": "accept", "way": "批办"}


def examiner(office: Office) -> str:
    """Somebody of 文电处."""
    return office.holder("so_docs:office_staff")


def proposed(office: Office, *, note: dict[str, Any] | None = None, **changed: Any) -> Matter:
    """The same, with a proposal of the secretariat."""
    matter = examined(office, exam={"host_suggested": HOST}, **changed)
    clerk = office.holder(matter.variables["secretariat"])
    return matter.do("proposal_note", clerk, **{"host": HOST, "opinion": "请水利厅研究", **(note or {})})


def liaison(office: Office, unit: str = HOST) -> str:
    """Who works on it in a department."""
    return office.holder(f"{unit}:dept_liaison")


def principal(office: Office, unit: str = HOST) -> str:
    """Who signs for it."""
    return office.holder(f"{unit}:dept_leader")


def accepted(office: Office, **changed: Any) -> Matter:
    """The same, instructed on and in the hands of the host."""
    matter = proposed(office, **changed)
    for leader in (DEPUTY, IN_CHARGE):
        matter.do("leader_instruct", leader, **SEEN)
    return matter.do("accept", liaison(office), **ACCEPTED)


def test_everything_has_its_english() -> None:
    english = json.loads((FOLDER / "en.json").read_text("utf-8"))
    for path in FOLDER.glob("forms/*.json"):
        assert Form.read(path.read_bytes()).untranslated(path.stem, english) == []


def test_a_paper_is_registered_instructed_on_handled_and_answered(office: Office) -> None:
    matter = proposed(office)
    assert (matter.numbers, matter.due("first_exam")) == (["收〔2026〕00001"], date(2026, 3, 3))
    assert (matter.variables["secretariat"], matter.due("note")) == ("so_sec4", date(2026, 3, 4))

    matter.do("leader_instruct", DEPUTY, **SEEN)
    order = {"opinion": "请水利厅抓紧办理", "need_report": True, "visibility": "parties", "due": "2026-03-20"}
    order["assign"] = [
        {"unit": HOST, "role": "主办"},
        {"unit": "czt", "role": "协办"},
        {"unit": "yjt", "role": "阅知"},
    ]
    matter.do("leader_instruct", IN_CHARGE, **order)
    (item,) = office.matters("supervision_item")
    assert [item.variables[name] for name in ("source_ref", "seq", "host", "stated_due", "source_type")] == [
        "收〔2026〕00001", "2", HOST, "2026-03-20", "副省长批示"]  # fmt: skip

    assert (matter.waits_at, matter.due("decline")) == (["accept"], date(2026, 3, 4))
    matter.do("accept", liaison(office), **ACCEPTED)
    assert matter.due("handle") == date(2026, 3, 20)
    done = {"result": "已核查，储备充足", "reply_needed": True, "reply": "同意按计划补充"}
    matter.do("handle", liaison(office), **done, signed_by=principal(office))
    matter.do("reply", REGISTRAR, reply="同意按计划补充", reply_channel="exchange", cc=["czt"])
    assert (matter.state, matter.passed[-1]) == ("completed", "replied")
    assert matter.variables["sheet"]
    assert matter.variables["co"] == ["czt"]
