"""发文办理, told: from a draft to a number, and every way that ends otherwise."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.office import Matter, Office

DRAFTER = "dengfs"  # the liaison officer of 省发展改革委
REVIEWER = "ouyangfs"
SECRETARY_GENERAL = "wennl"
REGISTRAR = "liujh"
CHECKS = dict.fromkeys(
    ("reason", "basis", "policy", "consulted", "wenzhong", "format", "numbers", "openness", "secrecy"), "ok"
)
RECHECKED = {"procedure": "ok", "content": "ok", "format": "ok"}
REASON = "第三部分与现行政策不一致，请核改。"


def file_of(office: Office, login: str = DRAFTER) -> dict[str, str]:
    """A file that was uploaded."""
    return office.upload("draft.txt", "各市州人民政府……".encode(), login)


def a_notice(office: Office, **changed: Any) -> dict[str, Any]:
    """The answers of a routine notice of the General Office."""
    return {
        "title": "湖南省人民政府办公厅关于做好春耕备耕工作的通知",
        "wenzhong": "通知",
        "issuer": "省政府办公厅",
        "direction": "down",
        "main_to": ["changsha", "zhuzhou"],
        "urgency": "无",
        "secrecy": "公开",
        "openness": "主动公开",
        "is_normative": False,
        "is_major_decision": False,
        "basis": "省政府工作安排",
        "purpose": "部署春耕备耕",
        "touches": ["czt", "nynct"],
        "consulted": [{"unit": "czt"}, {"unit": "nynct"}],
        "draft_file": file_of(office),
        "contact": "邓扶桑 0731-88660000",
    } | changed


def begun(office: Office, **changed: Any) -> Matter:
    """A draft that was handed in."""
    return office.start("outgoing_document", DRAFTER).do(
        "draft_submit", DRAFTER, **a_notice(office, **changed)
    )


def agreed(matter: Matter, unit: str, by: str) -> Matter:
    """A consulted unit has nothing against it."""
    return matter.do("consult", by, offered_to=f"{unit}:dept_liaison", answer="agree", signer=by, seal=True)


def liaison(office: Office, unit: str) -> str:
    """The liaison officer of a unit."""
    return office.engine.desk.directory.holders(f"{unit}:dept_liaison", office.now.date())[0]


def reviewed(office: Office, **changed: Any) -> Matter:
    """A notice that nobody had to be asked about, and that passed the review."""
    matter = begun(office, touches=None, consulted=None, **changed)
    return matter.do("office_review", REVIEWER, checks=CHECKS, result="pass")


def signed(office: Office, **changed: Any) -> Matter:
    """One that was signed too."""
    return reviewed(office, **changed).do("sign", SECRETARY_GENERAL, tick=True)


def registered(office: Office, **changed: Any) -> Matter:
    """One that has its number."""
    matter = signed(office, **changed).do("recheck", "zhengmw", checks=RECHECKED, result="pass")
    return matter.do("register", REGISTRAR, distribution=["changsha", "zhuzhou"], copies=30)


def issued(office: Office, matter: Matter) -> Matter:
    """Printed, sealed and sent."""
    matter.do("print_proof", "moqf", proof_first="moqf", proof_second="huqh", copies=30)
    matter.do("seal", "luodr", same_text=True, copies=30)
    sent = [{"unit": unit, "copies": 1, "channel": "电子"} for unit in ("changsha", "zhuzhou")]
    return matter.do("dispatch", REGISTRAR, text_ok=True, format_ok=True, print_ok=True, sent=sent)


def test_from_draft_to_number(office: Office) -> None:
    office.begin_book("湘政办发", 2026, 6)
    matter = begun(office)
    assert matter.waits_at == ["consult"]
    for unit in ("czt", "nynct"):
        agreed(matter, unit, liaison(office, unit))
    matter.do("office_review", REVIEWER, checks=CHECKS, result="pass", leaders=["tianqz", "chengz"])
    matter.do("countersign_leaders", "tianqz", answer="agree")  # the lower rank is asked first
    matter.do("countersign_leaders", "chengz", answer="agree")
    matter.do("sign", SECRETARY_GENERAL, tick=True)
    matter.do("recheck", "zhengmw", checks=RECHECKED, result="pass")
    matter.do("register", REGISTRAR, distribution=["changsha"], copies=30)
    assert matter.numbers == ["湘政办发〔2026〕7号"]
    issued(office, matter)
    assert matter.waits_at == ["publish"]
    assert matter.due("publish") == date(2026, 3, 30)
    matter.do("publish", "xiaonl", url="https://www.example.gov.cn/1", published_on="2026-03-02")
    assert (matter.state, matter.outcome) == ("completed", "normal")
    assert matter.variables["signatures"][0]["by"] == SECRETARY_GENERAL
