"""A document as PDF/A, set by Typst; what the standard asks of the whole page is looked at and put right.

Set once, asked where things fell, and set again where the standard has a rule for it: no text on the first
page (the addressees move to the imprint), a signature alone on its page (lines move a little closer or
apart), an imprint on an odd page (it moves to the next even one).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal

import typst

from engine.errors import Rejected
from engine.office.documents import titles
from engine.office.documents.fonts import BOLD, Face, Shelf
from engine.office.documents.official import Attendance, BadDocument, Fault, OfficialDocument, layout

TEMPLATE = Path(__file__).with_name("official.typ")
STANDARD: Literal["a-2b"] = "a-2b"
# tried in turn where a signature would stand alone: lines on a page, and the last paragraph moved along
STEPS = ((23, False), (24, False), (22, True), (21, False), (20, False), (19, False), (18, False))
PASSES = len(STEPS) + 5
_ASCII = "".join(map(chr, range(0x20, 0x7F)))
_ALWAYS = {
    "fangsong": _ASCII + "签发人：、，。〔〕附件主送抄印（）",
    "kai": "",
    "hei": _ASCII + "附件出席请假列：校样",
    "song": "—0123456789 ",
    "xiaobiaosong": "令文件",
}


@dataclass(frozen=True, slots=True)
class Fit:
    """What is adjusted so that the pages obey the standard."""

    lines: int
    seal: float
    keep_last: bool = False
    step: int = -1
    main_to_below: bool = False
    pages_before_imprint: int = 0
    unnumbered: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Typeset:
    """The PDF, how many pages it has, and what was substituted or moved."""

    pdf: bytes
    pages: int
    notes: tuple[str, ...]


def typeset(document: OfficialDocument, shelf: Shelf, *, made: datetime) -> Typeset:
    """Set a document; ``made`` is the instant the file carries."""
    faces = {key: shelf.face(key, characters) for key, characters in _characters(document).items()}
    measures = layout()
    seals = measures["seal_mm"]
    fit = Fit(
        measures["page"]["lines"],
        seals.get(document.issuers[0] if document.issuers else "", seals["default"]),
    )
    compiler = typst.Compiler(TEMPLATE, font_paths=shelf.fonts, ignore_system_fonts=True)
    notes = [note for face in faces.values() for note in face.notes]
    for _ in range(PASSES):
        sent = {"data": json.dumps(_sent(document, faces, fit), ensure_ascii=False, default=str)}
        pdf, pages, facts = _set(compiler, sent, made)
        better, note = _improved(document, fit, facts)
        if note:
            notes.append(note)
        if better == fit:
            break
        fit = better
    if fit.step >= 0 and (fit.lines != measures["page"]["lines"] or fit.keep_last):
        notes.append(
            "落款不能单独成页：末段移到下页" if fit.keep_last else f"落款不能单独成页：每页 {fit.lines} 行"
        )
    return Typeset(pdf, pages, tuple(notes))


def day_text(day: date | None) -> str:
    """2026年3月4日: no leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def people_of(attendance: Attendance | None) -> list[tuple[str, tuple[str, ...]]]:
    """Who was there, as the minutes print it."""
    if attendance is None:
        return []
    return [("出席", attendance.present), ("请假", attendance.absent), ("列席", attendance.observing)]


def _set(
    compiler: typst.Compiler, sent: Mapping[str, str], made: datetime
) -> tuple[bytes, int, dict[str, tuple[int, float]]]:
    second = made.astimezone(UTC).replace(microsecond=0)  # a PDF knows no smaller part
    try:
        pdf = compiler.compile(
            sys_inputs=dict(sent), format="pdf", pdf_standards=[STANDARD], timestamp=second
        )
        found = json.loads(compiler.query("<fact>", field="value"))
    except typst.TypstError as error:
        raise Rejected(f"the document cannot be set: {error.message}", code="CANNOT_TYPESET") from error
    if not isinstance(pdf, bytes):
        raise Rejected("the document has no page", code="CANNOT_TYPESET")
    facts = {one["name"]: (one["page"], one["y"]) for one in found}
    return pdf, max(page for page, _ in facts.values()), facts


def _improved(
    document: OfficialDocument, fit: Fit, facts: Mapping[str, tuple[int, float]]
) -> tuple[Fit, str]:
    """The next thing to put right, if any, and what to tell people."""
    first, end = facts["body"][0], facts["end"][0]
    if first > 1 and 0 <= fit.step < len(STEPS):
        return _next_step(fit), ""
    if first > 1 and document.main_to and not fit.main_to_below:
        return replace(fit, main_to_below=True), "首页没有正文：主送机关移到版记"
    if first > 1:
        raise BadDocument([Fault("body", "body: the first page has no room for it; shorten title or issuers",
                                 "首页显示不了正文：请缩短标题，或者减少联合发文机关")])  # fmt: skip
    signature = facts.get("signature", (end, 0.0))[0]
    last = max(page for name, (page, _) in facts.items() if name != "imprint")
    if signature > end:
        return _next_step(fit), "落款单独成页：请调整正文" if fit.step == len(STEPS) - 1 else ""
    if "imprint" not in facts:
        return fit, ""
    imprint = facts["imprint"][0]
    if document.form != "letter":
        imprint += imprint % 2  # it ends on the back of a sheet
    hidden = tuple(range(last + 1, imprint + 1)) if imprint > last + 1 else ()
    return replace(fit, pages_before_imprint=imprint - last, unnumbered=hidden), ""


def _next_step(fit: Fit) -> Fit:
    step = fit.step + 1
    lines, keep_last = STEPS[step] if step < len(STEPS) else (layout()["page"]["lines"], False)
    return replace(fit, lines=lines, keep_last=keep_last, step=min(step, len(STEPS)))


def _sent(document: OfficialDocument, faces: Mapping[str, Face], fit: Fit) -> dict[str, Any]:
    said = {
        **asdict(document),
        "marks": document.marks,
        "suffix": document.suffix,
        "sealed": document.form in {"document", "letter"},
        "title_lines": titles.lines(document.title),
        "main_to": _joined(document.main_to),
        "cc": _joined(document.cc),
        "dated": day_text(document.dated),
        "printed_on": day_text(document.printed_on),
        "attendance": people_of(document.attendance),
        "note": f"（{document.note.strip('（）()')}）" if document.note else "",
    }
    for attachment, one in zip(said["attachments"], document.attachments, strict=True):
        attachment["title"] = titles.lines(one.name)
    return {
        "document": said,
        "layout": layout(),
        "fit": asdict(fit),
        "faces": {
            key: {
                "families": [face.cut.family.lower(), *(cut.family.lower() for cut in face.extra)],
                "weight": face.cut.weight,
                "outline": face.needs_weight and face.cut.weight < BOLD,
            }
            for key, face in faces.items()
        },
    }


def _joined(names: Iterable[str]) -> str:
    return "，".join(names)


def _characters(document: OfficialDocument) -> dict[str, frozenset[str]]:
    """What each face has to print; a little more is asked of each than may be needed."""
    body = [piece for part in (document.body, *(one.body for one in document.attachments)) for piece in part]
    names = [one.name for one in document.attachments]
    plain = [
        *(piece.text + "".join("".join(row) for row in piece.rows) for piece in body),
        *names, *document.main_to, *document.cc, *document.issuers,
        document.doc_no, document.note, document.printed_by, document.copy_no,
        day_text(document.dated), day_text(document.printed_on), *(one.post for one in document.signatures),
        *(name for _, people in people_of(document.attendance) for name in people),
        *(row.value for row in document.rows), *(cell for line in document.lines for cell in line),
    ]  # fmt: skip
    said = {
        "xiaobiaosong": [document.title, *document.marks, *names],
        "fangsong": plain,
        "kai": [
            *(p.heading for p in body if p.level == 2), *document.signers,
            *(one.name for one in document.signatures),
        ],
        "hei": [
            *(row.label for row in document.rows), *document.columns, document.secrecy, document.urgency,
            *(p.heading for p in body if p.level == 1)],
        "song": [],
    }  # fmt: skip
    return {
        key: frozenset("".join(texts) + _ALWAYS[key]) - frozenset("\t\u3000\n\r")
        for key, texts in said.items()
    }
