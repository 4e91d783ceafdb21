"""Registers: every number with what it was given to, as far as the reader sees that; on pages and as files."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from typing import Any

import pytest

from engine.commands import numbers
from engine.office import numbering, registers
from tests.office import Office
from tests.web.window import MANAGER, Window
from web import exports

DRAFTER, REGISTRAR, STRANGER = "dengfs", "liujh", "hejh"
DAY = date(2026, 3, 2)


@pytest.fixture
def window(office: Office) -> Window:
    """Two numbers of one book, the second void, and one of another; the first belongs to a matter."""
    matter = office.start("outgoing_document", DRAFTER, title="关于春耕的通知")
    for code, instance in (("湘政办发", matter.id), ("湘政办发", None), ("收", None)):
        with office.engine.work() as uow:
            numbering.take(
                uow, code, dated=DAY, now=office.now, actor=office.actor(REGISTRAR),
                policies=office.engine.desk.policies, process_instance=instance,
            )  # fmt: skip
        office.advance(minutes=1)
    numbers.void(office.engine, "湘政办发", 2026, 2, "=HYPERLINK(1)", office.actor(REGISTRAR))
    return Window(office)


def test_a_register_shows_numbers_and_what_they_were_given_to(window: Window) -> None:
    page = window.as_(DRAFTER).page("/registers/")
    assert "发文登记簿" in page
    assert "关于春耕的通知" in page
    assert page.index("湘政办发〔2026〕2号") < page.index("湘政办发〔2026〕1号")  # the newest first
    assert "=HYPERLINK(1)" in page  # why it is void
    assert "作废 1 个" in page
    assert "收〔2026〕00001" not in page
    assert "收〔2026〕00001" in window.as_(DRAFTER).page("/registers/incoming")
    empty = [window.as_(DRAFTER).page(f"/registers/{key}") for key in registers.registers()]
    assert any(
        "尚未取号" in page and "自动记入" in page for page in empty
    )  # nothing is narrowed: how they come
    assert "没有符合条件的文号" in window.as_(DRAFTER).page("/registers/outgoing?q=无此文")


def test_nobody_learns_a_title_from_a_register(window: Window) -> None:
    stranger = window.as_(STRANGER)
    page = stranger.page("/registers/outgoing")
    assert "湘政办发〔2026〕1号" in page
    assert "关于春耕的通知" not in page
    assert "（无权查看）" in page
    assert "湘政办发〔2026〕1号" not in stranger.page("/registers/outgoing?q=春耕")
    assert "湘政办发〔2026〕1号" in window.as_(MANAGER).page("/registers/outgoing?q=春耕")
    assert "关于春耕的通知" not in stranger.get("/registers/outgoing/export.csv").get_data(as_text=True)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?state=void", ["2"]), ("?state=valid", ["1"]), ("?book=湘政办发", ["2", "1"]), ("?book=收", []),
        ("?year=2025", []), ("?year=2026", ["2", "1"]), ("?from=2026-03-03", []), ("?to=2026-03-02", ["2", "1"]),
        ("?from=nonsense&year=x&state=y", ["2", "1"]), ("?q=发〔2026〕1", ["1"]), ("?q=%25", []),
    ],
)  # fmt: skip
def test_a_register_is_narrowed(window: Window, query: str, shown: list[str]) -> None:
    page = window.as_(MANAGER).page(f"/registers/outgoing{query}")
    found = [n for n in ("2", "1") if f"湘政办发〔2026〕{n}号</" in page]
    assert found == shown


def test_an_export_holds_no_formula_and_is_recorded(window: Window) -> None:
    text = window.as_(DRAFTER).get("/registers/outgoing/export.csv?state=void").get_data().decode("utf-8-sig")
    heads, row = csv.reader(io.StringIO(text))
    assert heads[:2] == ["文号", "标题"]
    assert row[0] == "湘政办发〔2026〕2号"
    assert row[6] == "'=HYPERLINK(1)"
    act = window.office.acts[-1]
    assert (act.verb, act.actor, act.object) == ("register.export", DRAFTER, "register:outgoing")
    assert act.data["entries"] == 1


def test_the_workbook_has_texts_and_days(window: Window) -> None:
    answer = window.as_(DRAFTER).get("/registers/outgoing/export.xlsx")
    assert "attachment" in answer.headers["Content-Disposition"]
    book = zipfile.ZipFile(io.BytesIO(answer.get_data()))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "=HYPERLINK(1)" in book.read("xl/sharedStrings.xml").decode()
    assert 'r="C2" s="' in sheet  # a day, not a text
    assert window.as_(DRAFTER).get("/registers/outgoing/export.exe").status_code == 404
    assert window.as_(DRAFTER).get("/registers/none").status_code == 404


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\t=1", " =1", "　=1"])
def test_what_begins_a_formula_is_disarmed(cell: str) -> None:
    assert exports.harmless(cell).startswith("'")


def test_a_register_in_the_api(window: Window, api: Any) -> None:
    found = api(STRANGER).get("/registers/outgoing", void="false")["items"]
    assert [(one["text"], one["title"], one["process_instance"]) for one in found] == [
        ("湘政办发〔2026〕1号", None, None)
    ]
    first = api(MANAGER).get("/registers/all", limit=2)
    rest = api(MANAGER).get("/registers/all", limit=2, cursor=first["next"])
    assert [one["text"] for one in (*first["items"], *rest["items"])] == [
        "收〔2026〕00001", "湘政办发〔2026〕2号", "湘政办发〔2026〕1号",
    ]  # fmt: skip
    assert rest["items"][0]["title"] == "关于春耕的通知"
    assert [one["key"] for one in api(STRANGER).get("/registers")["items"]][:2] == ["outgoing", "incoming"]
    answer = api(STRANGER).ask("GET", "/registers/outgoing/export?form=csv")
    assert "湘政办发〔2026〕1号" in answer.text
    assert api(STRANGER).ask("GET", "/registers/none").status_code == 404


def test_every_book_stands_in_a_register() -> None:
    kept = [code for key, one in registers.registers().items() if key != "all" for code in one.books]
    assert sorted(kept) == sorted(numbering.books())
