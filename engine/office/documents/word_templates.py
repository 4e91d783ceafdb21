"""The .docx templates that come along, one for each form; an office may replace them by its own.

They name the typefaces the standard asks for (方正小标宋, 仿宋_GB2312, …): Word takes the office's own fonts.
What is filled in is docxtpl's ``{{ … }}``; ``liye templates FOLDER`` writes the four files out to be changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor

from engine.office.documents.fonts import faces
from engine.office.documents.official import layout

RED = RGBColor(0xE6, 0x00, 0x12)
PITCH = Mm(225 / 22)
THREE, TWO, FOUR = Pt(16), Pt(22), Pt(14)
TEXT = Mm(156)
TIGHTER = -5  # twentieths of a point between characters: 28 of them in 156 mm


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one typeface."""

    text: str
    face: str = "fangsong"
    size: Any = THREE
    red: bool = False


@cache
def template(form: str) -> bytes:
    """The template of a form."""
    builder = _Builder()
    builder.page(form)
    if form == "sheet":
        builder.sheet()
    else:
        builder.head(form)
        builder.text()
        builder.end(form)
    out = BytesIO()
    builder.document.save(out)
    return out.getvalue()


class _Builder:
    """Writes one template from top to bottom."""

    def __init__(self) -> None:
        self.document = Document()
        normal: Any = self.document.styles["Normal"]  # python-docx types every style as its base
        normal.font.size = THREE
        _faced(normal.element.get_or_add_rPr(), "fangsong")

    def page(self, form: str) -> None:
        """Paper, margins, the grid of 22 lines and 28 characters, page numbers outside."""
        page, section = layout()["page"], self.document.sections[0]
        section.page_width, section.page_height = Mm(page["width"]), Mm(page["height"])
        section.top_margin, section.left_margin = Mm(page["top"]), Mm(page["left"])
        section.right_margin = Mm(page["width"] - page["left"] - page["text_width"])
        section.bottom_margin = Mm(page["height"] - page["top"] - page["text_height"])
        section.footer_distance = Mm(35 - 7 - 5)
        grid = section._sectPr.find(qn("w:docGrid"))  # noqa: SLF001 - python-docx has no name for the grid
        if grid is None:
            grid = OxmlElement("w:docGrid")
            section._sectPr.append(grid)  # noqa: SLF001
        grid.set(qn("w:type"), "lines")
        grid.set(qn("w:linePitch"), str(round(PITCH.pt * 20)))
        self.document.settings.odd_and_even_pages_header_footer = True
        section.different_first_page_header_footer = form == "letter"
        _numbered(section.footer.paragraphs[0], ALIGN.RIGHT)
        _numbered(section.even_page_footer.paragraphs[0], ALIGN.LEFT)

    def head(self, form: str) -> None:
        """What stands above the title."""
        measures = layout()["forms"][form]
        if form == "letter":
            self.line(Run("{{r mark }}"), align=ALIGN.CENTER, height=Pt(52))
            rule = self.line()
            _ruled(rule, "thickThinSmallGap", 36)
            self.line(Run("{{ urgency }}", "hei"), Run("\t{{ doc_no }}"), tab=TEXT)
        else:
            self.line(Run("{{ copy_no }}"))
            self.line(Run("{{ secrecy }}", "hei"))
            self.line(Run("{{ urgency }}", "hei"))
            gap = Mm(measures["mark_below_text_top"] - 3 * PITCH.mm) if form != "order" else Mm(0)
            self.line(Run("{{r mark }}"), align=ALIGN.CENTER, height=Pt(52), before=gap)
            self.blank(measures["blank_after_mark"])
            with self.when("signers"):
                self.number(
                    form, Run("　{{ doc_no }}\t签发人："), Run("{{ signers }}", "kai"), tab=TEXT - THREE
                )
            with self.when("not signers"):
                self.number(form, Run("{{ doc_no }}"), align=ALIGN.CENTER)
        self.blank(2)

    def number(self, form: str, *runs: Run, align: Any = None, tab: Any = None) -> None:
        """The line of the number, the red rule below it."""
        number = self.line(*runs, align=align, tab=tab)
        if form != "order":
            _ruled(number, "single", 18, space=11)

    def text(self) -> None:
        """Title, addressees, body, attachments named."""
        with self.many("line in title_lines"):
            self.line(Run("{{ line }}", "xiaobiaosong", TWO), align=ALIGN.CENTER)
        with self.when("main_to"):
            self.blank(1)
            self.line(Run("{{ main_to }}："))
        with self.many("p in body"):
            self.pieces()
        with self.when("attachments"):
            self.blank(1)
            with self.many("a in attachments"):
                self.line(Run("{{ a.label }}{{ a.name }}"), indent=True)

    def pieces(self) -> None:
        """A paragraph with its heading, or a table."""
        for level, face in ((1, "hei"), (2, "kai"), (0, "fangsong")):
            with self.when(f"p.level == {level} and not p.rows"):
                self.line(Run("{{ p.heading }}", face), Run("{{ p.text }}"), indent=True)
        with self.when("p.rows"):
            self.grid()

    def grid(self) -> None:
        """A table of the draft."""
        table = self.document.add_table(3, 3)
        table.style = "Table Grid"
        for row, said in ((0, "{%tr for r in p.rows %}"), (2, "{%tr endfor %}")):
            table.cell(row, 0).text = said
        for column, said in enumerate(("{%tc for c in r %}", "{{ c }}", "{%tc endfor %}")):
            table.cell(1, column).text = said

    def end(self, form: str) -> None:
        """Signature and date, or who was there; then attachments, then the imprint."""
        if form == "minutes":
            self.blank(1)
            with self.many("a in attendance"):
                self.line(Run("{{ a.label }}：", "hei"), Run("{{ a.people }}。"), indent=True)
        elif form == "order":
            self.blank(2)
            with self.many("s in signatures"):
                self.line(
                    Run("{{ s.post }}　　"), Run("{{ s.name }}", "kai"), align=ALIGN.RIGHT, right=Pt(64)
                )
            self.blank(1)
            self.line(Run("{{ dated }}"), align=ALIGN.RIGHT, right=Pt(64))
        else:
            self.blank(2)
            with self.many("name in issuers"):
                self.line(Run("{{ name }}"), align=ALIGN.RIGHT, right=Pt(40))
            self.line(Run("{{ dated }}"), align=ALIGN.RIGHT, right=Pt(64))
        with self.when("note"):
            self.line(Run("{{ note }}"), indent=True)
        with self.many("a in printed_attachments"):
            self.line(Run("附件{{ a.number }}", "hei"), page_break=True)
            self.blank(1)
            with self.many("line in a.title_lines"):
                self.line(Run("{{ line }}", "xiaobiaosong", TWO), align=ALIGN.CENTER)
            self.blank(1)
            with self.many("p in a.body"):
                self.pieces()
        self.imprint()

    def sheet(self) -> None:
        """Title, who and which number, what was asked and answered, a list."""
        with self.many("line in title_lines"):
            self.line(Run("{{ line }}", "xiaobiaosong", TWO), align=ALIGN.CENTER)
        self.line(Run("{{ issuers | join('、') }}\t{{ doc_no }}"), tab=TEXT)
        self.boxes(("{%tr for row in rows %}",), ("{{ row.label }}", "{{ row.value }}"))
        with self.when("columns"):
            self.blank(1)
            self.boxes(("{%tr for line in lines %}",), ("{%tc for c in line %}", "{{ c }}", "{%tc endfor %}"),
                       heads=("{%tc for c in columns %}", "{{ c }}", "{%tc endfor %}"))  # fmt: skip
        with self.when("note"):
            self.line(Run("{{ note }}"))
        self.line(Run("{{ dated }}"), align=ALIGN.RIGHT)

    def boxes(self, loop: tuple[str], cells: tuple[str, ...], heads: tuple[str, ...] = ()) -> None:
        """A ruled table whose middle row is repeated."""
        table = self.document.add_table(0, len(cells))
        table.style = "Table Grid"
        for said in (heads, loop, cells, ("{%tr endfor %}",)):
            for cell, text in zip(table.add_row().cells if said else (), said, strict=False):
                _run(cell.paragraphs[0], Run(text, "hei" if said is heads else "fangsong", FOUR))

    def imprint(self) -> None:
        """A table at the foot of the last page, ruled as the standard says."""
        table = self.document.add_table(6, 1)
        self.document.add_paragraph()
        _at_the_foot(table)
        said = (
            "{%tr if cc %}", "抄送：{{ cc }}。", "{%tr endif %}",
            "{%tr if printed_by %}", "{{ printed_by }}\t{{ printed_on }}", "{%tr endif %}",
        )  # fmt: skip
        for row, text in enumerate(said):
            paragraph = table.cell(row, 0).paragraphs[0]
            _run(paragraph, Run(text, "fangsong", FOUR))
            paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = FOUR
            paragraph.paragraph_format.space_after = Pt(0)
            stops = paragraph.paragraph_format.tab_stops
            stops.add_tab_stop(Emu(TEXT - 2 * FOUR), alignment=WD_TAB_ALIGNMENT.RIGHT)

    def line(
        self,
        *runs: Run,
        align: Any = None,
        height: Any = PITCH,
        before: Any = None,
        right: Any = None,
        indent: bool = False,
        tab: Any = None,
        page_break: bool = False,
    ) -> Any:
        """A paragraph on the grid."""
        paragraph = self.document.add_paragraph()
        said = paragraph.paragraph_format
        said.line_spacing_rule, said.line_spacing = WD_LINE_SPACING.EXACTLY, height
        said.space_after, said.space_before = Pt(0), before or Pt(0)
        said.alignment, said.right_indent, said.page_break_before = align, right, page_break
        if indent:
            said.first_line_indent = Emu(2 * THREE)
        if tab is not None:
            said.tab_stops.add_tab_stop(tab, alignment=WD_TAB_ALIGNMENT.RIGHT)
        for run in runs:
            _run(paragraph, run)
        return paragraph

    def blank(self, lines: int) -> None:
        """Empty lines."""
        for _ in range(lines):
            self.line()

    def many(self, said: str) -> _Block:
        """Repeat what is written inside."""
        return _Block(self, f"{{%p for {said} %}}", "{%p endfor %}")

    def when(self, said: str) -> _Block:
        """Only if."""
        return _Block(self, f"{{%p if {said} %}}", "{%p endif %}")


class _Block:
    """A pair of docxtpl's paragraph tags."""

    def __init__(self, builder: _Builder, begin: str, end: str) -> None:
        self.builder, self.begin, self.end = builder, begin, end

    def __enter__(self) -> None:
        self.builder.document.add_paragraph(self.begin)

    def __exit__(self, *_: object) -> None:
        self.builder.document.add_paragraph(self.end)


def _run(paragraph: Any, said: Run) -> None:
    run = paragraph.add_run(said.text)
    run.font.size = said.size
    if said.red:
        run.font.color.rgb = RED
    properties = run._element.get_or_add_rPr()  # noqa: SLF001 - East Asian faces have no name in python-docx
    _faced(properties, said.face)
    if said.size == THREE:
        spacing = OxmlElement("w:spacing")
        spacing.set(qn("w:val"), str(TIGHTER))
        properties.insert_element_before(
            spacing, "w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:highlight", "w:u"
        )


def _faced(properties: Any, face: str) -> None:
    name = str(faces()[face]["word"])
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for which in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{which}"), name)


def _ruled(paragraph: Any, kind: str, eighths: int, *, space: int = 1) -> None:
    borders = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for key, value in (("val", kind), ("sz", str(eighths)), ("space", str(space)), ("color", "E60012")):
        bottom.set(qn(f"w:{key}"), value)
    borders.append(bottom)
    properties = paragraph._element.get_or_add_pPr()  # noqa: SLF001 - borders have no name in python-docx
    properties.insert_element_before(borders, *_AFTER_BORDERS)


_AFTER_BORDERS = tuple(
    f"w:{name}"
    for name in (
        "shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap", "overflowPunct", "topLinePunct",
        "autoSpaceDE", "autoSpaceDN", "bidi", "adjustRightInd", "snapToGrid", "spacing", "ind",
        "contextualSpacing", "mirrorIndents", "suppressOverlap", "jc", "rPr", "sectPr",
    )
)  # fmt: skip


def _at_the_foot(table: Any) -> None:
    properties = table._tbl.tblPr  # noqa: SLF001 - a floating table has no name in python-docx
    place = OxmlElement("w:tblpPr")
    for key, value in (
        ("horzAnchor", "margin"),
        ("vertAnchor", "margin"),
        ("tblpXSpec", "left"),
        ("tblpYSpec", "bottom"),
    ):
        place.set(qn(f"w:{key}"), value)
    borders = OxmlElement("w:tblBorders")
    for side, eighths in (("top", "8"), ("bottom", "8"), ("insideH", "6")):
        border = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", eighths), ("space", "0"), ("color", "000000")):
            border.set(qn(f"w:{key}"), value)
        borders.append(border)
    width = properties.find(qn("w:tblW"))
    width.set(qn("w:type"), "dxa")
    width.set(qn("w:w"), str(round(TEXT.pt * 20)))
    width.addprevious(place)
    width.addnext(borders)


def _numbered(paragraph: Any, align: Any) -> None:
    """A page number between two dashes."""
    paragraph.alignment = align
    said = paragraph.paragraph_format
    said.left_indent = said.right_indent = FOUR
    for text in _field():
        run = paragraph.add_run()
        run.font.size = FOUR
        _faced(run._element.get_or_add_rPr(), "song")  # noqa: SLF001 - East Asian faces have no name in python-docx
        if isinstance(text, str):
            run.text = text
        else:
            run._element.append(text)  # noqa: SLF001 - fields have no name in python-docx


def _field() -> Iterator[Any]:
    yield "— "
    for kind in ("begin", "PAGE", "end"):
        element = OxmlElement("w:instrText" if kind == "PAGE" else "w:fldChar")
        if kind == "PAGE":
            element.text = "PAGE"
        else:
            element.set(qn("w:fldCharType"), kind)
        yield element
    yield " —"
