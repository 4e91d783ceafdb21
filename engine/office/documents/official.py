"""An official document: the elements the standard knows, and which of them a form asks for or forbids."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from engine.errors import Rejected
from engine.office.documents.draft import Piece, pieces

LAYOUT = Path(__file__).with_name("layout.json")
KINDS = Path(__file__).with_name("kinds.json")
FORMS = ("document", "letter", "order", "minutes", "sheet")
WENZHONG = ("决议", "决定", "命令", "公报", "公告", "通告", "意见", "通知", "通报", "报告", "请示", "批复",
            "议案", "函", "纪要")  # fmt: skip
_FORM_OF = {"命令": "order", "函": "letter", "批复": "letter", "纪要": "minutes"}
_NAMES = {
    "issuers": "发文机关", "mark": "发文机关标志", "doc_no": "发文字号", "signers": "签发人", "title": "标题",
    "main_to": "主送机关", "body": "正文", "dated": "成文日期", "printed_by": "印发机关",
    "printed_on": "印发日期", "attendance": "出席、请假、列席", "signatures": "签名章",
    "copy_no": "份号", "secrecy": "密级", "rows": "内容",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """An element that is missing, or that this form may not have."""

    element: str
    message: str
    message_zh: str


class BadDocument(Rejected):
    """A document the standard does not allow; every fault at once."""

    code = "DOCUMENT_FORMAT"

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(fault.message for fault in faults))
        self.message_zh = "；".join(fault.message_zh for fault in faults)
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Attachment:
    """What is printed behind the document under its own title."""

    name: str
    body: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Attendance:
    """Who was at a meeting."""

    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    observing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signature:
    """A leader's stamp under an order: his office and his name."""

    post: str
    name: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a sheet."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialDocument:
    """The elements of one document, in the order of the page."""

    form: str
    wenzhong: str = ""
    direction: str = "down"
    copy_no: str = ""  # 份号
    secrecy: str = ""  # 密级和保密期限
    urgency: str = ""  # 紧急程度
    issuers: tuple[str, ...] = ()  # the leading agency first
    mark: str = ""  # 发文机关标志 where it is not the issuers' names
    doc_no: str = ""
    signers: tuple[str, ...] = ()  # 签发人, upward documents only
    title: str = ""
    main_to: tuple[str, ...] = ()
    body: tuple[Piece, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    dated: date | None = None
    note: str = ""  # 附注
    signatures: tuple[Signature, ...] = ()
    attendance: Attendance | None = None
    cc: tuple[str, ...] = ()
    printed_by: str = ""
    printed_on: date | None = None
    rows: tuple[Row, ...] = ()  # of a sheet: what was asked and answered
    columns: tuple[str, ...] = ()  # of a sheet's list
    lines: tuple[tuple[str, ...], ...] = ()
    proof: bool = False  # a proof: watermark, and the seal's place drawn

    @property
    def marks(self) -> tuple[str, ...]:
        """The red head, a line for each agency."""
        return (self.mark,) if self.mark else self.issuers

    @property
    def suffix(self) -> str:
        """What follows the agencies' names in the head."""
        if self.mark or self.form == "letter":
            return ""
        return "令" if self.form == "order" else str(layout()["mark"]["suffix"])


def read(said: Mapping[str, Any]) -> OfficialDocument:
    """A document from a matter's values; what is unknown, missing or forbidden is refused, all at once."""
    unknown = sorted(set(said) - {field.name for field in fields(OfficialDocument)} - {"kind"})
    if unknown:
        raise BadDocument([_unknown(name) for name in unknown])
    found = {name: value for name, value in said.items() if value is not None}
    wenzhong = str(found.get("wenzhong", ""))
    if kind := found.pop("kind", None):
        found = {"form": _form_of_kind(str(kind)), "title": kind} | found
    values = {name: _READ.get(name, str)(value) for name, value in found.items()}
    values["form"] = found.get("form") or _FORM_OF.get(wenzhong, "document")
    document = OfficialDocument(**values)
    if faults := list(check(document)):
        raise BadDocument(faults)
    return document


def check(document: OfficialDocument) -> Iterator[Fault]:
    """DT-G7: the elements of the form; DT-G8: the kind of document and where it goes."""
    if document.form not in FORMS:
        yield Fault(
            "form",
            f"form: {document.form!r} is none of {', '.join(FORMS)}",
            "版式只有文件、信函、命令、纪要、表单",
        )
        return
    if document.wenzhong and document.wenzhong not in WENZHONG:
        yield Fault(
            "wenzhong",
            f"wenzhong: {document.wenzhong!r} is none of the 15",
            f"文种“{document.wenzhong}”不在 15 种之内",
        )
    elements = layout()["elements"][document.form]
    # papers of the office's own kinds, as a notice of a meeting, may have no number
    spared = {"doc_no"} if document.form == "document" and not document.wenzhong else set()
    yield from (
        _missing(name, document.form)
        for name in elements["required"]
        if name not in spared and not getattr(document, name)
    )
    for name in elements["forbidden"]:
        if getattr(document, name):
            yield _forbidden(name, document.form)
    if document.form == "document":
        yield from _of_direction(document)
    if document.urgency in {"特提", "平急"}:
        yield Fault("urgency", f"urgency: {document.urgency} is for telegrams only; use 特急 or 加急",
                    f"紧急程度“{document.urgency}”只用于电报，公文用特急、加急")  # fmt: skip
    if document.secrecy and not document.copy_no:
        yield _missing("copy_no", document.form)


@cache
def kinds() -> Mapping[str, str]:
    """The form of every document the processes make, by its name."""
    said = json.loads(KINDS.read_text("utf-8"))
    return {kind: form for form, names in said.items() for kind in names}


def _form_of_kind(kind: str) -> str:
    if kind not in kinds():
        raise BadDocument(
            [Fault("kind", f"kind: there is no document {kind!r} (kinds.json)", f"没有“{kind}”这种文书")]
        )
    return kinds()[kind]


@cache
def layout() -> Mapping[str, Any]:
    """The standard's measures and elements."""
    found: Mapping[str, Any] = json.loads(LAYOUT.read_text("utf-8"))
    return found


def _of_direction(document: OfficialDocument) -> Iterator[Fault]:
    if document.direction == "up":
        if not document.signers:
            yield _missing("signers", "document")
        if len(document.main_to) != 1:
            yield Fault(
                "main_to", "main_to: an upward document has one addressee", "上行文只能有一个主送机关"
            )
    elif document.signers:
        yield Fault("signers", "signers: only an upward document shows them", "只有上行文标注签发人")
    if document.wenzhong in layout()["addressed"] and document.direction != "public" and not document.main_to:
        yield _missing("main_to", "document")


def _missing(name: str, form: str) -> Fault:
    title = layout()["forms"][form]["title"]
    return Fault(name, f"{name}: this form ({form}) needs it", f"{title}格式须有{_NAMES.get(name, name)}")


def _forbidden(name: str, form: str) -> Fault:
    title = layout()["forms"][form]["title"]
    return Fault(
        name,
        f"{name}: this form ({form}) has none; leave it out",
        f"{title}格式不标注{_NAMES.get(name, name)}",
    )


def _unknown(name: str) -> Fault:
    return Fault(
        name,
        f"{name}: a document has no such element (docs/reference/documents.md)",
        f"公文没有“{name}”这一要素",
    )


def _texts(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(str(one) for one in value if one)


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _attachments(value: Any) -> tuple[Attachment, ...]:
    return tuple(Attachment(str(one["name"]), pieces(one.get("body") or ())) for one in value)


def _attendance(value: Any) -> Attendance:
    return Attendance(**{name: _texts(people) for name, people in value.items()})


def _rows(value: Any) -> tuple[Row, ...]:
    return tuple(Row(str(one["label"]), _said(one.get("value"))) for one in value)


def _lines(value: Any) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(_said(cell) for cell in line) for line in value)


def _said(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    return "、".join(map(_said, value)) if isinstance(value, list | tuple) else str(value)


def _signatures(value: Any) -> tuple[Signature, ...]:
    return tuple(Signature(str(one["post"]), str(one["name"])) for one in value)


_READ: Mapping[str, Any] = {
    "issuers": _texts, "signers": _texts, "main_to": _texts, "cc": _texts, "body": pieces, "proof": bool,
    "attachments": _attachments, "attendance": _attendance, "signatures": _signatures,
    "dated": _day, "printed_on": _day, "rows": _rows, "columns": _texts, "lines": _lines,
}  # fmt: skip
