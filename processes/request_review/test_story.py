"""A request from its arrival to the reply; what the other stories begin with."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from forms.form import Form
from tests.office import Matter, Office

FOLDER = Path(__file__).parent
SENDER = "zhuzhou"
WATER, MONEY = "slt", "czt"  # 蒋白薠、李秋菊（常务）分管
EXEC, IN_CHARGE, SECRETARY = "liqj", "jiangbf", "chengz"
NUMBER = "收〔2026〕00009"
RECEIVED: dict[str, Any] = {
    "in_no": NUMBER,
    "title": "关于新建水文站的请示",
    "sender": "株洲市人民政府",
    "from_unit": SENDER,
    "wenzhong": "请示",
    "urgency": "无",
    "pace": "无",
    "matters": ["新建水文站"],
    "secretariat": "so_sec4",
    "secrecy": "公开",
}
STUDY: dict[str, Any] = {
    "facts": "现有站点不足",
    "legal_basis": ["《水文条例》第十一条"],
    "risk": "low",
    "lead_unit": WATER,
}
SHEET: dict[str, Any] = {
    "summary": "株洲市请求新建水文站两处",
    "facts": "现有站点不足",
    "legal_basis": ["《水文条例》第十一条"],
    "options": [{"text": "同意新建", "pros": "防汛需要", "cons": "需要资金"}],
    "recommended": "建议同意",
    "risk": "low",
    "conclusion": "approve",
}
TOLD = {"reply": "见批复", "reply_channel": "exchange"}


def received(office: Office, **changed: Any) -> Matter:
    """A request comes from the incoming documents."""
    said = {**RECEIVED, **changed}
    ((begun, _),) = office.message("doc.received", said["in_no"], **said)
    return Matter(office, begun)


def clerk(office: Office) -> str:
    """Somebody of the secretariat."""
    return office.holder("so_sec4:office_staff")


def studied(office: Office, study: dict[str, Any] | None = None, **changed: Any) -> Matter:
    """The same, studied."""
    return received(office, **changed).do("study", clerk(office), **{**STUDY, **(study or {})})


def answers(office: Office, matter: Matter, unit: str, answer: str = "agree", **more: Any) -> Matter:
    """A unit that was asked answers."""
    signer = office.holder(f"{unit}:dept_leader")
    given = {"answer": answer, "signer": signer, "seal": True, **more}
    return matter.do("ask_units", signer, offered_to=f"{unit}:dept_leader", **given)


def proposed(
    office: Office, study: dict[str, Any] | None = None, sheet: dict[str, Any] | None = None, **changed: Any
) -> Matter:
    """The same, with the opinion of the secretariat."""
    matter = studied(office, study, **changed)
    money = (study or {}).get("money")
    return matter.do("opinion_sheet", clerk(office), **{**SHEET, "money": money, **(sheet or {})})


def reviewed(office: Office, study: dict[str, Any] | None = None, **changed: Any) -> Matter:
    """The same, past the deputy secretary-general."""
    return proposed(office, study, **changed).do("dsg_review", SECRETARY, result="agree", opinion="同意")


def test_everything_has_its_english() -> None:
    english = json.loads((FOLDER / "en.json").read_text("utf-8"))
    for path in FOLDER.glob("forms/*.json"):
        assert Form.read(path.read_bytes()).untranslated(path.stem, english) == []


def test_a_request_is_studied_decided_and_answered_by_a_reply(office: Office) -> None:
    matter = received(office)
    assert (matter.due("study"), matter.due("overall")) == (date(2026, 3, 5), date(2026, 3, 23))
    matter.do("study", clerk(office), **STUDY)
    assert matter.due("opinion") == date(2026, 3, 4)
    matter.do("opinion_sheet", clerk(office), **SHEET)
    assert (matter.due("dsg"), bool(matter.variables["sheet"])) == (date(2026, 3, 3), True)
    matter.do("dsg_review", SECRETARY, result="agree", opinion="同意")
    assert (matter.variables["level"], matter.due("decide")) == ("vice_governor", date(2026, 3, 4))
    assign = [{"unit": WATER, "role": "主办"}]
    matter.do("leader_decide", IN_CHARGE, decision="approve", opinion="同意", need_report=True, assign=assign)
    (item,) = office.matters("supervision_item")
    assert (item.variables["source_ref"], item.variables["host"]) == (NUMBER, WATER)
    assert matter.waits_at == ["request_answered"]
    (reply,) = office.matters("outgoing_document")
    assert (reply.variables["title"], reply.waits_at) == (
        "湖南省人民政府关于新建水文站的批复",
        ["draft_submit"],
    )
    office.message("request.answered", NUMBER, doc_no="湘政函〔2026〕7号", dated="2026-03-09", title="批复")
    matter.do("notify_sender", clerk(office), **TOLD)
    assert (matter.state, matter.passed[-1], matter.variables["doc_no"]) == (
        "completed", "approved", "湘政函〔2026〕7号")  # fmt: skip
    again = received(office)  # the message comes twice
    assert (again.outcome, again.variables["merged_into"]) == ("merged", matter.id)
