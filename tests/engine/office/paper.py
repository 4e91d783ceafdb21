"""Documents for the tests, and pages of them measured in millimetres."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from functools import cache, cached_property
from typing import Any

import pdfplumber
import pypdfium2
import pytest
from PIL import ImageChops

from engine.office.documents import fonts, official
from engine.office.documents.typeset import Typeset, typeset

MADE = datetime(2026, 3, 5, 1, 0, tzinfo=UTC)
MM = 72 / 25.4
SHARP = 5  # pixels a point, where ink is measured
PITCH = 225 / 22
PLAIN = "各级各部门要结合实际抓好贯彻落实每季度末前将办理情况报省人民政府办公厅"
NOTICE: dict[str, Any] = {
    "wenzhong": "通知",
    "issuers": ["湖南省人民政府办公厅"],
    "doc_no": "湘政办发〔2026〕12号",
    "title": "湖南省人民政府办公厅关于做好春耕备耕工作的通知",
    "main_to": ["各市州人民政府"],
    "body": [PLAIN * 52],
    "dated": "2026-03-04",
    "printed_by": "湖南省人民政府办公厅",
    "printed_on": "2026-03-05",
}
REQUEST = NOTICE | {
    "wenzhong": "请示", "direction": "up", "issuers": ["湖南省人民政府"], "doc_no": "湘政〔2026〕3号",
    "signers": ["周沅芷"], "title": "湖南省人民政府关于解决春耕资金的请示", "main_to": ["国务院"],
    "body": [PLAIN, "妥否，请批示。"], "cc": ["财政部"],
}  # fmt: skip
LETTER = {name: NOTICE[name] for name in ("issuers", "dated")} | {
    "wenzhong": "函", "direction": "parallel", "doc_no": "湘政办函〔2026〕41号",
    "title": "湖南省人民政府办公厅关于商请支持春耕用电的函", "main_to": ["国网湖南省电力有限公司"], "body": [PLAIN],
}  # fmt: skip
ORDER = {
    "wenzhong": "命令", "issuers": ["湖南省人民政府"], "doc_no": "第328号", "body": [PLAIN], "dated": "2026-03-04",
    "signatures": [{"post": "省长", "name": "周沅芷"}],
}  # fmt: skip
MINUTES = {
    "wenzhong": "纪要", "mark": "湖南省人民政府常务会议纪要", "issuers": ["湖南省人民政府办公厅"], "doc_no": "第98次",
    "body": [PLAIN], "attendance": {"present": ["周沅芷"], "absent": ["李秋菊"], "observing": ["邓扶桑"]},
    "dated": "2026-03-04",
}  # fmt: skip
SHEET = {
    "kind": "传阅单",
    "doc_no": "阅〔2026〕3号",
    "rows": [{"label": "标题", "value": "春耕"}, {"label": "涉密", "value": False}],
    "columns": ["阅文人", "意见"],
    "lines": [["周沅芷", "同意"], ["李秋菊", None]],
}


def printed(said: dict[str, Any]) -> Typeset:
    """A document, set with the free fonts and those of this machine."""
    return typeset(official.read(said), fonts.open_shelf(None), made=MADE)


@cache
def notice() -> Typeset:
    """A notice of some pages."""
    return printed(NOTICE)


class Page:
    """A page, measured from its upper left corner in millimetres."""

    def __init__(self, pdf: bytes, number: int = 1) -> None:
        page = pdfplumber.open(io.BytesIO(pdf)).pages[number - 1]
        self.size = (float(page.width) / MM, float(page.height) / MM)
        self.chars = [one for one in page.chars if one["text"].strip()]
        self.rules = [*page.lines, *page.rects]
        self.pdf, self.number = pdf, number

    @cached_property
    def picture(self) -> Any:
        """As it is printed."""
        return pypdfium2.PdfDocument(self.pdf)[self.number - 1].render(scale=SHARP).to_pil().convert("RGB")

    def find(self, text: str) -> list[Any]:
        """The characters of a text, in reading order."""
        lines: dict[float, list[Any]] = {}
        for one in self.chars:
            lines.setdefault(round(one["bottom"] / 3), []).append(one)
        for line in lines.values():
            ordered = sorted(line, key=lambda one: one["x0"])
            said = "".join(one["text"] for one in ordered)
            if text in said:
                at = said.index(text)
                return ordered[at : at + len(text)]
        raise AssertionError(f"{text!r} is not on the page")

    def ink(self, *, red: bool, below: float = 0, above: float = 297) -> tuple[float, float, float, float]:
        """The box of the red or black ink between two heights: left, top, right, bottom."""
        unit = MM * SHARP
        band = self.picture.crop((0, int(below * unit), self.picture.width, int(above * unit)))
        reds, greens, _ = (one.point(lambda v: 255 if v < 150 else 0) for one in band.split())
        light_red = ImageChops.invert(reds)
        found = ImageChops.multiply(light_red, greens) if red else ImageChops.multiply(reds, greens)
        left, top, right, bottom = found.getbbox()
        return left / unit, top / unit + below, right / unit, bottom / unit + below


def near(value: float, tolerance: float = 0.3) -> Any:
    """Within a hair's breadth on paper."""
    return pytest.approx(value, abs=tolerance)
