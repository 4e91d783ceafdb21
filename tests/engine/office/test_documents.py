"""Official documents, measured: what stands where on the page, in millimetres, beside GB/T 9704-2012."""

from __future__ import annotations

import io
from typing import Any

import pdfplumber
import pytest
from docx import Document

from engine.handlers import service_task
from engine.office.documents import fonts, official, titles, word
from engine.office.documents.official import BadDocument
from engine.office.documents.typeset import typeset
from tests.engine.office.paper import (
    LETTER,
    MADE,
    MINUTES,
    MM,
    NOTICE,
    ORDER,
    PITCH,
    PLAIN,
    REQUEST,
    SHEET,
    Page,
    near,
    notice,
    printed,
)


def test_the_page_is_a4_with_the_margins_of_the_standard() -> None:
    page = Page(notice().pdf, 2)
    assert page.size == (near(210), near(297))
    left, top, right, _ = page.ink(red=False, above=262.5)
    assert left == near(28, 0.6)
    assert right == near(28 + 156, 0.6)
    assert top == near(37 + (PITCH - 16 / MM) / 2, 0.6)  # the first line, in the middle of its cell


def test_a_full_page_has_22_lines_of_28_characters() -> None:
    page = Page(notice().pdf, 2)
    body = [round(one["bottom"], 1) for one in page.chars if one["bottom"] / MM < 262.5]
    lines = {line: body.count(line) for line in body}
    assert len(lines) == 22
    assert set(lines.values()) == {28}


def test_the_red_head_stands_where_the_standard_says() -> None:
    page = Page(notice().pdf)
    _, top, _, bottom = page.ink(red=True, above=95)
    assert top == near(37 + 35)  # the mark's upper edge
    number = page.ink(red=False, below=bottom, above=130)
    assert number[1] - bottom == near(2 * PITCH + (PITCH - 16 / MM) / 2, 1)  # two blank lines below the mark
    assert (number[0] + number[2]) / 2 == near(28 + 78, 0.6)
    rule = page.ink(red=True, below=number[3], above=130)
    assert rule[1] - number[3] == near(4 - 0.4, 0.3)  # 4 mm to the middle of the rule
    assert rule[2] - rule[0] == near(156)
    title = page.ink(red=False, below=rule[3], above=rule[3] + 2 * PITCH + 6)
    assert title[1] - rule[3] >= 2 * PITCH  # two blank lines
    assert not [one for one in page.chars if one["text"] == "签"]


def test_page_numbers_stand_7_mm_below_the_text_outside() -> None:
    for number, side in ((1, "right"), (2, "left")):
        left, top, right, bottom = Page(notice().pdf, number).ink(red=False, below=263)
        assert (top + bottom) / 2 == near(262 + 7, 0.6)  # the dashes are in the middle
        edge = 28 + 156 - right if side == "right" else left - 28
        assert edge == near(14 / MM, 1.0)  # one character inside


def test_date_and_seal_have_their_places() -> None:
    done = printed(NOTICE | {"body": [PLAIN], "proof": True})
    last = Page(done.pdf, 1)
    date = last.find("2026年3月4日")
    assert (28 + 156 - date[-1]["x1"] / MM) == near(4 * 156 / 28, 0.8)  # four characters from the right
    name = [one for one in last.chars if one["bottom"] < date[0]["bottom"] - 5 * MM][-10:]
    assert "".join(one["text"] for one in name) == "湖南省人民政府办公厅"
    middle = (date[0]["x0"] + date[-1]["x1"]) / 2
    assert (name[0]["x0"] + name[-1]["x1"]) / 2 == pytest.approx(middle, abs=2)
    body_ends = max(one["bottom"] for one in last.chars if one["bottom"] < name[0]["top"] - 2 * MM) / MM
    seal_top = last.ink(red=True, below=130)[1]
    white = (PITCH - 16 / MM) / 2  # below the ink, still of the text's own line
    assert 0 < seal_top - body_ends < PITCH + white  # within one line of the text, and touching none of it


def test_only_an_upward_document_names_its_signer() -> None:
    page = Page(printed(REQUEST).pdf)
    number, signer = page.find("湘政〔2026〕3号"), page.find("签发人：周沅芷")
    assert number[0]["x0"] / MM == near(28 + 156 / 28, 0.6)
    assert signer[-1]["x1"] / MM == near(28 + 156 - 156 / 28, 0.6)
    assert number[-1]["bottom"] == pytest.approx(signer[-1]["bottom"], abs=3)
    with pytest.raises(BadDocument, match="only an upward document"):
        official.read(NOTICE | {"signers": ["周沅芷"]})
    with pytest.raises(BadDocument, match="one addressee"):
        official.read(REQUEST | {"main_to": ["国务院", "财政部"]})


def test_the_imprint_ends_the_last_even_page() -> None:
    done = printed(REQUEST)
    assert done.pages == 2
    page = Page(done.pdf, 2)
    widths = sorted(round(float(one["linewidth"]) / MM, 2) for one in page.rules)
    assert widths == [0.25, 0.35, 0.35]
    assert max(one["bottom"] for one in page.rules) / MM == near(262, 0.4)
    assert page.find("抄送：财政部。")[0]["size"] == near(14)
    assert page.find("2026年3月5日印发")


def test_a_signature_never_stands_alone() -> None:
    for lines in range(1, 12):
        done = printed(NOTICE | {"body": [PLAIN[:20], *[PLAIN[:27]] * lines]})
        for number in range(1, done.pages + 1):
            page = Page(done.pdf, number)
            said = "".join(one["text"] for one in page.chars if one["bottom"] / MM < 262.5)
            if "2026年3月4日" in said:
                for mine in ("湖南省人民政府办公厅", "2026年3月4日", "2026年3月5日印发"):
                    said = said.replace(mine, "")
                assert said, f"{lines} lines: the signature stands alone on page {number}"


def test_a_letter_has_two_double_rules_and_no_number_on_its_first_page() -> None:
    done = printed(LETTER)
    page = Page(done.pdf)
    mark = page.ink(red=True, above=48)
    assert mark[1] == near(30)
    mark_bottom = max(one["bottom"] for one in page.find("湖南省人民政府办公厅")) / MM
    rules = page.ink(red=True, below=mark_bottom + 0.5, above=60)
    assert rules[2] - rules[0] == near(170)
    second = page.ink(red=True, below=200)
    assert second[3] == near(297 - 20)
    assert second[2] - second[0] == near(170)
    assert page.find("湘政办函〔2026〕41号")[-1]["x1"] / MM == near(28 + 156, 0.6)
    assert not [one for one in page.chars if one["text"] == "—"]


def test_an_order_and_minutes_have_their_heads() -> None:
    order = Page(printed(ORDER).pdf)
    assert order.ink(red=True)[1] == near(37 + 20)
    mark = order.find("湖南省人民政府令")
    number = order.find("第328号")
    lines = (number[0]["top"] - mark[0]["bottom"]) / MM / PITCH
    assert 1.5 < lines < 3  # two lines below the mark
    assert (number[0]["x0"] + number[-1]["x1"]) / 2 / MM == near(28 + 78, 0.8)
    assert order.find("周沅芷")
    minutes = Page(printed(MINUTES).pdf)
    assert minutes.ink(red=True)[1] == near(37 + 35)
    for label in ("出席：", "请假：", "列席："):
        said = minutes.find(label)
        assert said[0]["size"] == near(16)
        assert said[0]["fontname"] != minutes.find("周沅芷")[0]["fontname"]  # 黑体 beside 仿宋


def test_attachments_begin_their_own_pages() -> None:
    said = NOTICE | {
        "body": [PLAIN],
        "attachments": [{"name": "工作方案", "body": "第一条　按时完成。"}, {"name": "一览表"}],
    }
    done = printed(said)
    assert Page(done.pdf).find("1.工作方案")
    second = Page(done.pdf, 2)
    assert second.find("附件1")[0]["x0"] / MM == near(28, 0.6)
    title = second.find("工作方案")
    assert title[0]["size"] == near(22)
    middle = (title[0]["top"] + title[0]["bottom"]) / 2 / MM
    assert (middle - 37) // PITCH == 2  # on the third line


def test_a_sheet_shows_what_was_asked_and_answered() -> None:
    page = Page(printed(SHEET).pdf)
    for text in ("传阅单", "阅〔2026〕3号", "阅文人", "李秋菊"):
        assert page.find(text)
    assert page.find("否")[0]["x0"] > page.find("涉密")[-1]["x1"]


# what domain 3.B says each process produces
DOCUMENTS = """收文处理单 退文函 审核意见签 批复 发文稿纸 发文处理单 会签单 校样单 印制单 发文登记簿 更正函
议题申报表 议题协调通知单 会议通知 议程 请假单 签到表 会议纪要 决定事项分解表 分歧协调表 协调会纪要 分歧处理建议报告
督办通知单 催办通知 督查专报 通报 销号单 督查方案 督查通知 取证单 督查结论 复核申请书 复核决定书 整改报告
值班快报 突发事件信息首报 突发事件信息续报 突发事件信息终报 应急响应决定 处置情况报告 评估报告
政务要情 专报 采用通报 《湖南政报》清样 交办函 退回函 会办意见 答复函 征询意见表 办理情况报告
出入证 接待审批单 公函 接待清单 信访登记表 转送单 告知书 延期告知书 处理意见书 复查意见书 复核意见书"""
OF_FORM = {"document": NOTICE, "letter": LETTER, "minutes": MINUTES, "sheet": SHEET}


@pytest.mark.parametrize("kind", DOCUMENTS.split())
def test_every_document_of_the_processes_can_be_read(kind: str) -> None:
    form = official.kinds()[kind]
    said = {name: value for name, value in OF_FORM[form].items() if name not in {"title", "wenzhong"}}
    assert official.read(said | {"kind": kind}).form == form


def test_a_document_nobody_knows_is_refused() -> None:
    with pytest.raises(BadDocument, match="no document"):
        official.read(SHEET | {"kind": "便条"})


def test_what_a_form_needs_and_forbids_is_told_at_once() -> None:
    with pytest.raises(BadDocument) as refused:
        official.read(
            {"wenzhong": "函", "form": "letter", "issuers": ["湖南省人民政府办公厅"], "printed_by": "办公厅"}
        )
    assert {fault.element for fault in refused.value.faults} == {
        "doc_no", "title", "main_to", "body", "dated", "printed_by",
    }  # fmt: skip
    assert "信函格式须有发文字号" in refused.value.message_zh
    with pytest.raises(BadDocument, match="no such element"):
        official.read(NOTICE | {"colour": "green"})
    with pytest.raises(BadDocument, match="telegrams only"):
        official.read(NOTICE | {"urgency": "特提"})


def test_a_character_no_font_has_is_refused_and_one_of_another_font_is_told() -> None:
    with pytest.raises(fonts.NoGlyph) as refused:
        printed(NOTICE | {"body": ["\U0003fff0"]})
    assert "U+3FFF0" in refused.value.message
    assert any("代替" in note for note in notice().notes)  # free faces stand for the office's, and say so


def test_it_is_pdf_a_with_every_font_inside() -> None:
    raw = notice().pdf
    assert b"pdfaid:part" in raw
    document = pdfplumber.open(io.BytesIO(raw))
    assert all("+" in one["fontname"] for one in document.pages[0].chars)  # subsets, embedded
    assert printed(NOTICE).pdf == raw  # the same data, the same file


def test_a_real_clock_has_parts_of_a_second() -> None:
    made = MADE.replace(microsecond=123_456)
    assert typeset(official.read(NOTICE), fonts.open_shelf(None), made=made).pdf == notice().pdf


def test_titles_break_where_people_would() -> None:
    assert titles.lines("湖南省人民政府办公厅关于做好春耕备耕工作的通知") == [
        "湖南省人民政府办公厅",
        "关于做好春耕备耕工作的通知",
    ]
    for line in titles.lines(
        "湖南省人民政府办公厅关于印发《湖南省推进政务服务“一网通办”改革实施方案》的通知"
    ):
        assert line[0] not in "的、》”"
        assert line[-1] not in "《“"
    assert titles.lines("") == []


def test_the_word_file_names_the_standards_faces_and_measures() -> None:
    for said in (NOTICE, REQUEST, LETTER, ORDER, MINUTES, SHEET):
        document = Document(io.BytesIO(word.fill(official.read(said), None, made=MADE)))
        section = document.sections[0]
        measured = (section.page_width, section.top_margin, section.left_margin)
        assert [one.mm for one in measured if one is not None] == [near(210), near(37), near(28)]
        text = "\n".join(one.text for one in document.paragraphs)
        assert "{" not in text
        assert str(said["doc_no"]) in text
    xml = document.element.xml
    assert "方正小标宋简体" in xml
    assert "仿宋_GB2312" in xml


def test_an_office_replaces_a_template(tmp_path: Any) -> None:
    own = Document()
    own.add_paragraph("本机关 {{ doc_no }}")
    own.save(tmp_path / "document.docx")
    filled = Document(io.BytesIO(word.fill(official.read(NOTICE), tmp_path, made=MADE)))
    assert [one.text for one in filled.paragraphs] == ["本机关 湘政办发〔2026〕12号"]
    assert [path.name for path in word.write_out(tmp_path)] == [
        "letter.docx", "order.docx", "minutes.docx", "sheet.docx",
    ]  # fmt: skip


def test_the_press_is_for_jobs() -> None:
    with pytest.raises(TypeError, match="for jobs"):
        service_task("x", inside=True)(lambda documents: None)
