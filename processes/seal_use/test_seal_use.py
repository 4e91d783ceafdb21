"""A seal is used for what was signed or approved, and for nothing else."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from engine.errors import InvalidSubmission
from forms.form import Form
from tests.office import Matter, Office

STARTER, KEEPER = "dengfs", "luodr"
DOCUMENT: dict[str, Any] = {
    "seal": "办公厅",
    "purpose": "印发通知",
    "kind": "公文",
    "doc_no": "湘政办发〔2026〕12号",
    "copies": 30,
}
SEALED = {"result": "sealed", "count_of": 30}


def asked(office: Office, **changed: Any) -> Matter:
    """Somebody asks for a seal."""
    return office.start("seal_use", STARTER, **{**DOCUMENT, **changed})


def contract(office: Office, money: int | None = 100, **changed: Any) -> Matter:
    """A contract, or a certificate, which has no amount."""
    file = office.upload("contract.txt", b"contract", STARTER)
    given = {"kind": "合同" if money is not None else "证明", "doc_no": None, "file": file, "money": money}
    return asked(office, **given, **changed)


def test_everything_has_its_english() -> None:
    folder = Path(__file__).parent
    english = json.loads((folder / "en.json").read_text("utf-8"))
    for path in folder.glob("forms/*.json"):
        assert Form.read(path.read_bytes()).untranslated(path.stem, english) == []


def test_a_signed_and_numbered_document_is_sealed_and_recorded(office: Office) -> None:
    matter = asked(office)
    assert (matter.waits_at, matter.due("impress")) == (["impress"], date(2026, 3, 3))
    matter.do("impress", KEEPER, **SEALED, witness="liujh")
    assert (matter.state, matter.passed[-1]) == ("completed", "sealed")
    assert matter.variables["impression"] == {
        "seal": "办公厅",
        "doc_no": "湘政办发〔2026〕12号",
        "count": 30,
        "witness": "liujh",
        "by": KEEPER,
        "on": "2026-03-02",
    }
    assert matter.variables["entry_file"]


def test_what_is_not_as_it_was_signed_is_refused(office: Office) -> None:
    matter = asked(office).do("impress", KEEPER, result="refuse", reason="第三页与签发稿不同")
    assert (matter.state, matter.outcome) == ("completed", "returned")
    assert (matter.variables["note"], matter.variables["impression"]) == ("第三页与签发稿不同", None)


@pytest.mark.parametrize(
    ("changed", "note"),
    [
        ({"kind": "空白", "doc_no": None}, "空白纸张、未填写内容的介绍信不得用印"),
        ({"kind": "公文", "doc_no": None}, "公文没有编号，不得用印"),
        ({"kind": "证明", "doc_no": None}, "没有用印材料，不得用印"),
    ],
)
def test_what_may_never_be_sealed(office: Office, changed: dict[str, Any], note: str) -> None:
    matter = asked(office, **changed)
    assert (matter.outcome, matter.variables["note"]) == ("returned", note)


@pytest.mark.parametrize(
    ("money", "approver"),
    [(100, "go_deputy_director"), (101, "secretary_general"), (None, "go_deputy_director")],
)
def test_contracts_and_certificates_are_approved(office: Office, money: int | None, approver: str) -> None:
    matter = contract(office, money)
    assert matter.due("approve") == date(2026, 3, 3)
    assert matter.task("approve", offered_to=approver)
    assert matter.do("approve", office.holder(approver), result="approve").waits_at == ["impress"]


def test_an_approver_may_refuse_and_says_why(office: Office) -> None:
    matter = contract(office)
    by = office.holder("go_deputy_director")
    with pytest.raises(InvalidSubmission):
        matter.do("approve", by, result="refuse")
    assert matter.do("approve", by, result="refuse", opinion="条款未经法制审核").outcome == "returned"


def test_outside_the_building_two_go_with_it(office: Office) -> None:
    matter = asked(office, outside=True)
    assert (matter.waits_at, matter.due("escort")) == (["escort"], date(2026, 3, 3))
    head = office.holder("so_docs:office_head")
    with pytest.raises(InvalidSubmission):
        matter.do("escort", head, escorts=["liujh"])
    assert matter.do("escort", head, escorts=["liujh", "huqh"]).waits_at == ["impress"]


def test_who_asked_may_take_it_back_before_the_impression(office: Office) -> None:
    matter = asked(office).ask("cancel_asked", STARTER)
    assert (matter.state, matter.outcome) == ("completed", "withdrawn")
