"""整理归档, told: what is finished becomes a file that is kept, lent, handed over or destroyed."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from engine.errors import Forbidden, InvalidSubmission
from forms.form import Form
from tests.office import Matter, Office, OpenOffice

ARCHIVIST, HEAD = "yangyq", "qinjc"
OWNER = "dengfs"  # 省发展改革委
SORTED = {"class_no": "A1", "box": "12", "folder": "7"}


def file(office: Office, by: str = ARCHIVIST) -> dict[str, str]:
    """A file somebody uploaded."""
    return office.upload("paper.txt", "正文……".encode(), by)


def by_hand(office: Office, **changed: Any) -> Matter:
    """Somebody archives what is older than the system."""
    item = {
        "item_no": "湘政办发〔2006〕3号",
        "title": "关于春耕生产的通知",
        "unit": "fgw",
        "source": "incoming",
        "formed_on": "2026-02-20",
        "closed_on": "2026-02-27",
        "materials": [{"name": "来文", "file": file(office)}],
    }
    return office.start("document_archiving", ARCHIVIST, **item | changed)


def catalogued(office: Office, **changed: Any) -> Matter:
    """Sorted as the table says, and catalogued."""
    matter = by_hand(office, **changed)
    retention = matter.variables["retention"]
    matter.do("sort_classify", ARCHIVIST, retention_set=retention, **SORTED)
    return matter.do("catalogue", ARCHIVIST, entry="关于春耕生产的通知")


def test_everything_has_its_english() -> None:
    folder = Path(__file__).parent
    english = json.loads((folder / "en.json").read_text("utf-8"))
    for path in folder.glob("forms/*.json"):
        assert Form.read(path.read_bytes()).untranslated(path.stem, english) == []


def test_a_finished_document_is_completed_catalogued_and_kept_for_ever(office: Office) -> None:
    """Told by a message; what is missing is supplied, what was sorted wrongly comes back; next year it moves."""
    sent = {"process": "outgoing_document", "title": "关于春耕生产的通知", "unit": "fgw", "wenzhong": "通知"}
    office.message(
        "archive.transfer", item_no="湘政办发〔2026〕12号", closed_on="2026-03-02", materials=[], **sent
    )
    (matter,) = office.matters("document_archiving")
    assert matter.variables["missing"] == ["正本", "文稿", "归档材料"]
    assert (matter.waits_at, matter.due("missing_followup")) == (["missing_followup"], date(2026, 3, 9))
    supplied = [{"name": name, "file": file(office, OWNER)} for name in ("正本", "文稿")]
    matter.do("missing_followup", OWNER, supplied=supplied[:1])
    assert matter.variables["missing"] == ["文稿"]
    matter.do("missing_followup", OWNER, cannot=[{"name": "文稿", "reason": "底稿未留存"}])
    assert matter.due("archive") == date(2027, 6, 30)
    assert (matter.variables["retention"], matter.due("sort_classify")) == ("永久", date(2026, 3, 16))
    matter.do("sort_classify", ARCHIVIST, retention_set="10年", **SORTED)
    matter.do("catalogue", ARCHIVIST, entry="关于春耕生产的通知")
    assert matter.variables["archive_no"] == "档〔2026〕00001"
    assert matter.variables["catalogue_file"] is not None
    matter.do("accept", HEAD, result="return", reason="发文应当永久保管。")
    assert matter.waits_at == ["sort_classify"]
    matter.do("sort_classify", ARCHIVIST, retention_set="永久", **SORTED)
    matter.do("catalogue", ARCHIVIST, entry="关于春耕生产的通知").do("accept", HEAD, result="accept")
    assert matter.variables["archive_no"] == "档〔2026〕00001", "a file keeps its number"
    assert matter.waits_at == ["yearly_transfer"]


@pytest.mark.parametrize(
    ("changed", "retention"),
    [
        ({"process": "meeting_minutes"}, "永久"),
        ({"process": "incident_report", "level": "重大"}, "永久"),
        ({"process": "request_review"}, "30年"),
        ({"process": "supervision_item", "state_council": True}, "30年"),
        ({"process": "incoming_document", "replied": True}, "30年"),
        ({"process": "incoming_document", "replied": False}, "10年"),
        ({"process": "assignment"}, "30年"),
    ],
)
def test_how_long_a_file_is_kept(office: Office, changed: dict[str, Any], retention: str) -> None:
    materials = [{"name": "来文"}, {"name": "正本"}]
    office.message("archive.transfer", item_no="1", title="某事项", materials=materials, **changed)
    (matter,) = office.matters("document_archiving")
    assert (matter.waits_at, matter.variables["retention"]) == (["sort_classify"], retention)


def test_how_long_what_is_archived_by_hand_is_kept(office: Office) -> None:
    kept = {source: by_hand(office, source=source) for source in ("minutes", "proposal", "reception")}
    assert [one.variables["retention"] for one in kept.values()] == ["永久", "30年", "10年"]
    assert by_hand(office, source="duplicate").outcome == "not_kept"


def test_what_came_in_needs_the_paper_itself(office: Office) -> None:
    office.message(
        "archive.transfer", item_no="1", title="收文", process="incoming_document", closed_on="2026-03-02"
    )
    (matter,) = office.matters("document_archiving")
    assert matter.variables["missing"] == ["来文", "归档材料"]


def test_after_twenty_years_it_goes_to_the_provincial_archives(open_office: OpenOffice) -> None:
    """A paper of 2006 whose twenty years are over soon after the yearly transfer; meanwhile it is lent."""
    office = open_office("2026-06-22 09:00")
    old = {"formed_on": "2006-07-10", "closed_on": "2025-12-20", "source": "approval"}
    matter = catalogued(office, **old)
    assert matter.due("archive") == date(2026, 6, 30)
    matter.do("accept", HEAD, result="accept")

    lent = {"borrower": "liujh", "purpose": "编史", "way": "借出", "until": "2026-07-01"}
    matter.ask("loan_asked", ARCHIVIST).do("loan_request", ARCHIVIST, **lent)
    assert matter.due("loan_consent") == date(2026, 6, 24)
    matter.do("loan_consent", OWNER, consent=False, reason="内容尚未公开")
    matter.ask("loan_asked", ARCHIVIST).do("loan_request", ARCHIVIST, **lent)
    matter.do("loan_consent", OWNER, consent=True)
    assert (matter.variables["on_loan"], matter.due("loan_return")) == (1, date(2026, 7, 1))
    matter.do("loan_return", ARCHIVIST, result="recalled")

    office.advance(to="2026-06-30 10:00")
    assert matter.variables["transfer_file"] is not None
    assert matter.waits_at == ["to_archive_20y"]
    office.advance(to="2026-07-10 10:00")
    matter.do("hand_over", ARCHIVIST, handed_on="2026-07-13", receipt="湘档接〔2026〕5号")
    assert matter.variables["archives_file"] is not None
    assert (matter.state, matter.passed[-1]) == ("completed", "transferred")


def test_two_people_destroy_what_is_no_longer_kept(open_office: OpenOffice) -> None:
    """Ten years are over: what is lent comes back first, one who objects keeps it, two agree in the end."""
    office = open_office("2026-06-22 09:00")
    matter = catalogued(office, formed_on="2016-07-01", closed_on="2025-12-20").do(
        "accept", HEAD, result="accept"
    )
    lent = {"borrower": "liujh", "purpose": "核对", "way": "借出", "until": "2026-08-01"}
    matter.ask("loan_asked", ARCHIVIST).do("loan_request", ARCHIVIST, **lent).do(
        "loan_consent", OWNER, consent=True
    )
    office.advance(to="2026-07-02 10:00")
    assert matter.waits_at == ["loan_return", "returned_first"]
    matter.do("loan_return", ARCHIVIST, result="returned")
    with pytest.raises(InvalidSubmission):
        matter.do("disposal", ARCHIVIST, result="destroy", note="已满期限")
    agreed = {"result": "destroy", "approval_ref": "湘政办档〔2026〕1号", "note": "已满期限，无保存价值。"}
    matter.do("disposal", ARCHIVIST, **agreed)
    with pytest.raises(Forbidden):
        matter.do("disposal", ARCHIVIST, **agreed)
    matter.do("disposal", HEAD, result="keep", keep_years=1, note="仍有查考价值。")
    assert matter.waits_at == ["retention_ends"]
    office.advance(to="2027-07-02 10:00")
    matter.do("disposal", ARCHIVIST, **agreed).do("disposal", HEAD, **agreed)
    assert (matter.state, matter.outcome) == ("completed", "destroyed")
    assert matter.variables["disposal_file"] is not None
