"""The text somebody drafted, read from a file: paragraphs and tables, without what the page adds by itself.

A ``.txt`` or ``.docx`` is read. What could not be set faithfully (pictures, automatic numbers, tracked
changes, footnotes) is refused with its place, never left out.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from engine.errors import Rejected

MOST = 3000  # paragraphs
_FIRST = re.compile(r"^[一二三四五六七八九十百]+、")
_SECOND = re.compile(r"^（[一二三四五六七八九十百]+）")
_DATE = re.compile(r"^\d{4}年\d{1,2}月\d{1,2}日$")
_STRANGE = {
    "w:drawing": "图片", "w:pict": "图片", "w:object": "嵌入对象", "w:ins": "修订", "w:del": "修订",
    "w:footnoteReference": "脚注", "w:endnoteReference": "尾注", "m:oMath": "公式", "w:txbxContent": "文本框",
}  # fmt: skip


class UnreadableDraft(Rejected):
    """A draft that cannot be set as it stands."""

    code = "DRAFT_UNREADABLE"

    def __init__(self, message: str, message_zh: str) -> None:
        super().__init__(message)
        self.message_zh = message_zh


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph: a heading of a level (0: none) and the text after it. Or a table."""

    heading: str = ""
    level: int = 0
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def characters(self) -> str:
        """All it prints."""
        return self.heading + self.text + "".join("".join(row) for row in self.rows)


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft without its title, addressees, signature and date, which the page sets."""

    main_to: str  # the addressees as the drafter worded them
    body: tuple[Piece, ...]


def piece(text: str) -> Piece:
    """A paragraph, with its heading told from what follows in it."""
    text = text.strip()
    for level, pattern in ((1, _FIRST), (2, _SECOND)):
        if pattern.match(text):
            heading, stop, rest = text.partition("。")
            return Piece(heading + stop, level, rest)
    return Piece(text=text)


def pieces(value: Any) -> tuple[Piece, ...]:
    """Paragraphs from a text, or from a list of texts and pieces."""
    lines = value.splitlines() if isinstance(value, str) else value
    return tuple(one if isinstance(one, Piece) else piece(str(one)) for one in lines if one)


def read(name: str, content: bytes) -> tuple[Piece, ...]:
    """The paragraphs of a file."""
    kind = name.rpartition(".")[2].lower()
    if kind == "txt":
        return pieces(_decoded(content))
    if kind == "docx":
        return _word(content)
    raise UnreadableDraft(
        f"{name}: only .docx and .txt can be set; save it as one of them",
        f"《{name}》不能自动排版：只支持 .docx 和 .txt，请另存后再交",
    )


def trimmed(found: Sequence[Piece], title: str, issuers: Sequence[str]) -> Draft:
    """Without what the page sets itself: title and addressees at the top, signature and date at the end."""
    rest = list(found)
    wanted = _squeezed(title)
    for lines in range(1, 5):
        if wanted and _squeezed("".join(one.characters for one in rest[:lines])) == wanted:
            del rest[:lines]
            break
    main_to = ""
    if rest and rest[0].text.endswith(("：", ":")) and not rest[0].level and "。" not in rest[0].text:
        main_to = rest.pop(0).text.rstrip("：:")
    ends = {_squeezed(name) for name in issuers}
    while rest and (_squeezed(rest[-1].text) in ends or _DATE.match(_squeezed(rest[-1].text))):
        rest.pop()
    return Draft(main_to, tuple(rest))


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableDraft("the text is neither UTF-8 nor GB 18030", "文本的编码既不是 UTF-8 也不是 GB 18030")


def _word(content: bytes) -> tuple[Piece, ...]:
    try:
        document = Document(BytesIO(content))
    except (KeyError, ValueError, zipfile.BadZipFile) as error:
        raise UnreadableDraft("this is not a .docx that can be read", "这个 .docx 文件无法读取") from error
    found = tuple(_blocks(document))
    if len(found) > MOST:
        raise UnreadableDraft(f"a draft has at most {MOST} paragraphs", f"文稿最多 {MOST} 段")
    return found


def _blocks(document: Any) -> Iterator[Piece]:
    for number, block in enumerate(document.iter_inner_content(), start=1):
        _refuse_strange(block, number)
        if isinstance(block, Table):
            rows = tuple(tuple(cell.text.strip() for cell in row.cells) for row in block.rows)
            yield Piece(rows=rows)
        elif isinstance(block, Paragraph):
            yield from (piece(line) for line in block.text.splitlines() if line.strip())


def _refuse_strange(block: Any, number: int) -> None:
    for element in block._element.iter():  # noqa: SLF001 - python-docx shows its XML under this name only
        name = _short(element.tag)
        if name in _STRANGE:
            raise UnreadableDraft(
                f"paragraph {number} holds {name}, which cannot be set: "
                "put it into an attachment, or accept the change",
                f"第 {number} 段有{_STRANGE[name]}，不能自动排版：请移到附件，或者接受修订后再交",
            )
        if name == "w:numPr":
            raise UnreadableDraft(
                f"paragraph {number} is numbered automatically: type the number",
                f"第 {number} 段使用了自动编号：请改为手工输入的序号",
            )


_PREFIXES: Mapping[str, str] = {
    qn("w:p")[:-1]: "w:",
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}": "m:",
}


def _short(tag: object) -> str:
    if not isinstance(tag, str):
        return ""
    namespace, _, name = tag.rpartition("}")
    return _PREFIXES.get(namespace + "}", "") + name


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)
