"""What a file is, by its first bytes; its name must agree."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import PurePath

HEAD = 8192  # bytes that are looked at

PDF, ZIP, OLE, JPEG, PNG, TEXT, UNKNOWN = "pdf", "zip", "ole", "jpeg", "png", "text", "unknown"
_SIGNATURES = (
    (b"%PDF-", PDF),
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),  # an empty archive
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
)
_OFFICE = "application/vnd.openxmlformats-officedocument."


@dataclass(frozen=True, slots=True)
class Kind:
    """What a suffix promises: the media type, and what the content may be."""

    media_type: str
    contents: frozenset[str]


def _kind(media_type: str, *contents: str) -> Kind:
    return Kind(media_type, frozenset(contents))


KINDS = {
    ".pdf": _kind("application/pdf", PDF),
    ".ofd": _kind("application/ofd", ZIP),
    ".doc": _kind("application/msword", OLE),
    ".xls": _kind("application/vnd.ms-excel", OLE),
    ".ppt": _kind("application/vnd.ms-powerpoint", OLE),
    ".wps": _kind("application/vnd.ms-works", OLE, ZIP),
    ".et": _kind("application/vnd.ms-excel", OLE, ZIP),
    ".docx": _kind(f"{_OFFICE}wordprocessingml.document", ZIP),
    ".xlsx": _kind(f"{_OFFICE}spreadsheetml.sheet", ZIP),
    ".pptx": _kind(f"{_OFFICE}presentationml.presentation", ZIP),
    ".zip": _kind("application/zip", ZIP),
    ".jpg": _kind("image/jpeg", JPEG),
    ".jpeg": _kind("image/jpeg", JPEG),
    ".png": _kind("image/png", PNG),
    ".txt": _kind("text/plain", TEXT),
    ".csv": _kind("text/csv", TEXT),
}


def content_of(head: bytes) -> str:
    """What the first bytes are."""
    for signature, content in _SIGNATURES:
        if head.startswith(signature):
            return content
    return TEXT if _is_text(head) else UNKNOWN


def kind_of(name: str, head: bytes, allowed: frozenset[str]) -> Kind:
    """The file's kind; ``ValueError`` says why it is not taken."""
    suffix = PurePath(name).suffix.lower()
    if suffix not in allowed or suffix not in KINDS:
        raise ValueError(
            f"files of this kind are not taken: {suffix or 'no suffix'}; {' '.join(sorted(allowed))} are"
        )
    kind = KINDS[suffix]
    if (content := content_of(head)) not in kind.contents:
        raise ValueError(f"the name says {suffix}, but the content is {content}")
    return kind


def _is_text(head: bytes) -> bool:
    if any(byte < 0x20 and byte not in b"\t\n\r\f\x1b" for byte in head):
        return False
    for encoding in ("utf-8", "gb18030"):
        try:  # the last character may be cut in two
            codecs.getincrementaldecoder(encoding)().decode(head)
        except UnicodeDecodeError:
            continue
        return True
    return False
