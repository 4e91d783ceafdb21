"""发文办理, told: what becomes of a draft once it has its number."""

from __future__ import annotations

import pytest

from processes.outgoing_document import test_outgoing_document as told
from tests.office import Office


def test_the_document_is_set_once_it_has_its_number(office: Office) -> None:
    office.begin_book("湘政办发", 2026, 11)
    matter = told.registered(office)
    assert matter.waits_at == ["print_proof"]
    files = {name: matter.variables[f"official_{name}"]["file"] for name in ("pdf", "docx")}
    held = {one.id: one for one in matter.files("moqf")}
    for kind, file_id in files.items():
        assert (
            held[file_id].name
            == f"湘政办发〔2026〕12号 湖南省人民政府办公厅关于做好春耕备耕工作的通知.{kind}"
        )
        assert held[file_id].size > 10_000
    assert matter.variables["official_pages"] == 2  # the imprint ends the back of the sheet
    assert set(files.values()) <= {
        one["file"] for one in (office.told(matter.task("print_proof"))[f"official_{k}"] for k in files)
    }


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [("draft.pdf", b"%PDF-1.7 ...", "只支持 .docx 和 .txt"), ("draft.txt", "\U0003fff0".encode(), "U+3FFF0")],
)
def test_a_draft_that_cannot_be_set_stops_nobody(
    office: Office, name: str, content: bytes, reason: str
) -> None:
    matter = told.registered(office, draft_file=office.upload(name, content, told.DRAFTER))
    assert matter.waits_at == ["print_proof"]
    assert matter.variables["official_pdf"] is None
    assert reason in matter.variables["official_notes"][0]
