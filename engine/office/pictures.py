"""Pictures people sign and write with: a small PNG, and nothing else."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import BinaryIO

from engine.errors import FieldError, InvalidSubmission
from engine.office import files
from engine.office.files import File, FileStore
from engine.settings import Settings

MOST_BYTES = 512 * 1024
MOST_PIXELS = 2000  # on either side
_HEAD = b"\x89PNG\r\n\x1a\n"


def receive(
    bytes_: FileStore, name: str, stream: BinaryIO, settings: Settings, *, by: str, now: datetime
) -> File:
    """Take a picture in; what is no small PNG is refused and leaves nothing."""
    data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise _wrong(f"the picture has more than {MOST_BYTES // 1024} KB")
    if not data.startswith(_HEAD) or data[12:16] != b"IHDR" or len(data) < 33:
        raise _wrong("the picture is a PNG file")
    width, height = int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    if not (0 < width <= MOST_PIXELS and 0 < height <= MOST_PIXELS):
        raise _wrong(f"the picture has at most {MOST_PIXELS} × {MOST_PIXELS} points")
    return files.receive(bytes_, name, BytesIO(data), settings, by=by, now=now)


def _wrong(why: str) -> InvalidSubmission:
    return InvalidSubmission([FieldError("/file", why)])
