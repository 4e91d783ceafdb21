"""Looking at a file without opening it: pictures as they are, pages of a PDF as pictures, texts as text.

Nothing of a file runs: a PDF's pages are drawn here, a text is read here and shown escaped.
"""

from __future__ import annotations

import struct
import threading
import zlib
from io import BytesIO

import pypdfium2
from docx import Document

from engine.errors import Rejected

MOST_PAGES = 200
WIDTH = 1000  # points of a drawn page
TALLEST = 3000
MOST_TEXT = 200_000  # characters
PICTURES = {"image/png", "image/jpeg"}
TEXTS = {"text/plain", "text/csv"}
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_ONE_AT_A_TIME = threading.Lock()  # PDFium keeps state of its own


class CannotShow(Rejected):
    """The file cannot be looked at here; it can be downloaded."""

    code = "CANNOT_SHOW"


def kind_of(media_type: str) -> str:
    """How it can be looked at: picture, pages, text, or nothing."""
    if media_type in PICTURES:
        return "picture"
    if media_type == "application/pdf":
        return "pages"
    return "text" if media_type in TEXTS or media_type == WORD else "nothing"


def page_count(content: bytes) -> int:
    """How many pages a PDF has, as far as they are shown."""
    with _ONE_AT_A_TIME, _opened(content) as pdf:
        return min(len(pdf), MOST_PAGES)


def page(content: bytes, number: int) -> bytes:
    """A page of a PDF, the first being 1, as a PNG."""
    with _ONE_AT_A_TIME, _opened(content) as pdf:
        if not 1 <= number <= min(len(pdf), MOST_PAGES):
            raise CannotShow("the file has no such page")
        try:
            drawn = pdf[number - 1]
            width, height = drawn.get_size()
            scale = min(WIDTH / max(width, 1), TALLEST / max(height, 1))
            bitmap = drawn.render(scale=scale, rev_byteorder=True, prefer_bgrx=False)
            return _png(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, bitmap.n_channels)
        except (pypdfium2.PdfiumError, ValueError, MemoryError) as error:
            raise CannotShow("the page cannot be drawn") from error


def text(content: bytes, media_type: str) -> str:
    """The words of a text file or a Word document, as many as are shown."""
    if media_type == WORD:
        try:
            words = "\n".join(one.text for one in Document(BytesIO(content)).paragraphs)
        except Exception as error:  # python-docx raises whatever its parsers do
            raise CannotShow("the document cannot be read") from error
        return words[:MOST_TEXT]
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)[:MOST_TEXT]
        except UnicodeDecodeError:
            continue
    raise CannotShow("the text is in no encoding that is known")


def _opened(content: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise CannotShow("the file is no PDF that can be drawn, or is protected") from error


def _png(data: bytes, width: int, height: int, stride: int, channels: int) -> bytes:
    """RGB or grey, row by row."""
    rows = b"".join(b"\0" + data[y * stride : y * stride + width * channels] for y in range(height))
    colour = {1: 0, 3: 2, 4: 6}[channels]
    head = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b""))
    made = (struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(made)
