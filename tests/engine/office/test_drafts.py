"""Drafts somebody wrote: read as what is to be set, or refused with the place."""

from __future__ import annotations

import io
from typing import Any

import pytest
from docx import Document

from engine.office.documents import draft

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def test_a_draft_is_read_without_what_the_page_sets() -> None:
    text = "关于春耕的\n通知\n各市州人民政府：\n一、总体要求\n（一）基本原则。坚持依法。\n省政府办公厅\n2026年3月4日"
    found = draft.trimmed(draft.read("稿.txt", text.encode()), "关于春耕的通知", ["省政府办公厅"])
    assert found.main_to == "各市州人民政府"
    assert [(one.level, one.heading, one.text) for one in found.body] == [
        (1, "一、总体要求", ""), (2, "（一）基本原则。", "坚持依法。"),
    ]  # fmt: skip


def word_draft(change: Any) -> bytes:
    """A .docx somebody wrote."""
    document = Document()
    document.add_paragraph("正文。")
    change(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda d: d.add_paragraph("甲", style="List Number"), None),
        (lambda d: d.add_paragraph()._p.get_or_add_pPr().get_or_add_numPr(), "自动编号"),
        (lambda d: d.add_paragraph().add_run()._r.append(d.element.makeelement(W + "drawing")), "图片"),
        (lambda d: d.add_paragraph()._p.append(d.element.makeelement(W + "ins")), "修订"),
    ],
)
def test_what_cannot_be_set_is_refused_with_its_place(change: Any, told: str | None) -> None:
    if told is None:
        assert len(draft.read("稿.docx", word_draft(change))) == 2
        return
    with pytest.raises(draft.UnreadableDraft) as refused:
        draft.read("稿.docx", word_draft(change))
    assert told in refused.value.message_zh
    assert "第 2 段" in refused.value.message_zh
