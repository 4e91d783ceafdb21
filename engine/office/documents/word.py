"""A document as .docx: the office's own template of the form if it has one, else ours, filled by docxtpl."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate, RichText
from jinja2 import TemplateError
from jinja2.sandbox import SandboxedEnvironment

from engine.errors import Rejected
from engine.office.documents import titles
from engine.office.documents.draft import Piece
from engine.office.documents.fonts import faces
from engine.office.documents.official import FORMS, OfficialDocument, layout
from engine.office.documents.typeset import day_text, people_of
from engine.office.documents.word_templates import template

MM_PER_POINT = 25.4 / 72


def fill(document: OfficialDocument, templates: Path | None, *, made: datetime) -> bytes:
    """The document in Word's format."""
    own = templates / f"{document.form}.docx" if templates is not None else None
    source = own.read_bytes() if own is not None and own.is_file() else template(document.form)
    filled = DocxTemplate(BytesIO(source))
    try:
        filled.render(_sent(document), jinja_env=SandboxedEnvironment(autoescape=True), autoescape=True)
    except TemplateError as error:
        raise Rejected(f"the template {document.form}.docx: {error}", code="TEMPLATE_BROKEN") from error
    assert filled.docx is not None  # rendered
    said = filled.docx.core_properties
    said.title, said.author, said.comments = document.title, "、".join(document.issuers), ""
    said.created = said.modified = made
    out = BytesIO()
    filled.save(out)
    return out.getvalue()


def write_out(folder: Path) -> list[Path]:
    """The templates that come along, to be changed; one that is there already is kept."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for form in FORMS:
        path = folder / f"{form}.docx"
        if not path.exists():
            path.write_bytes(template(form))
            written.append(path)
    return written


def _sent(document: OfficialDocument) -> dict[str, Any]:
    several = len(document.attachments) > 1
    listed = [
        {"number": row if several else "", "name": one.name, "label": _label(row, several=several),
         "title_lines": titles.lines(one.name), "body": [_piece(piece) for piece in one.body]}
        for row, one in enumerate(document.attachments, start=1)
    ]  # fmt: skip
    return {
        "mark": _mark(document),
        "copy_no": document.copy_no, "secrecy": document.secrecy, "urgency": document.urgency,
        "doc_no": document.doc_no,
        "signers": "　".join(document.signers),
        "title_lines": titles.lines(document.title),
        "main_to": "，".join(document.main_to),
        "body": [_piece(piece) for piece in document.body],
        "attachments": listed, "printed_attachments": [one for one in listed if one["body"]],
        "issuers": document.issuers, "dated": day_text(document.dated),
        "note": f"（{document.note.strip('（）()')}）" if document.note else "",
        "signatures": document.signatures,
        "attendance": [
            {"label": label, "people": "、".join(people)}
            for label, people in people_of(document.attendance) if people
        ],
        "rows": document.rows, "columns": document.columns, "lines": document.lines,
        "cc": "，".join(document.cc),
        "printed_by": document.printed_by,
        "printed_on": f"{day_text(document.printed_on)}印发" if document.printed_on else "",
    }  # fmt: skip


def _mark(document: OfficialDocument) -> RichText:
    """The red head, as large as its length allows."""
    text = "　".join(document.marks) + document.suffix
    said = layout()["mark"]
    size = min(said["most_mm"], said["width_mm"] / max(1, len(text))) / MM_PER_POINT
    return RichText(
        text, font=f"eastAsia:{faces()['xiaobiaosong']['word']}", size=int(size * 2), color="E60012"
    )


def _label(row: int, *, several: bool) -> str:
    if not several:
        return "附件："
    return f"附件：{row}. " if row == 1 else f"　　　{row}. "


def _piece(piece: Piece) -> dict[str, Any]:
    return {"heading": piece.heading, "level": piece.level, "text": piece.text, "rows": piece.rows}
