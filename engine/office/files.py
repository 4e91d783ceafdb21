"""Files people hand in: taken within limits, kept under their id, held by the matters that name them.

Rights are the commands': the uploader's until a matter holds a file, then those of the matters that do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO, Protocol

import fsspec

from engine.errors import FieldError, InvalidSubmission, NotFound, TooLarge
from engine.model import SYSTEM, new_id
from engine.office import media_types
from engine.settings import Settings
from engine.store import files as store
from engine.store.unit_of_work import AnyRow, UnitOfWork, View

CHUNK = 256 * 1024
LONGEST_NAME = 255
UNUSED_AFTER = timedelta(hours=24)
SWEEP = 100
REFERENCE = "file"  # a form's file value is {"file": ID}


class FileStore(Protocol):
    """Where the bytes lie."""

    def write(self, file_id: str) -> BinaryIO:
        """A file to write; it is there once closed."""
        ...

    def read(self, file_id: str) -> BinaryIO:
        """A file to read."""
        ...

    def remove(self, file_id: str) -> None:
        """Drop it; one that is not there is no error."""
        ...


class FsspecFiles:
    """Bytes in a folder, or wherever fsspec reaches (s3://…), spread over 256 sub-folders."""

    def __init__(self, url: str) -> None:
        self._filesystem, root = fsspec.url_to_fs(url)
        self._root = str(root).rstrip("/")

    def write(self, file_id: str) -> BinaryIO:
        """A file to write."""
        path = self._path(file_id)
        self._filesystem.makedirs(path.rpartition("/")[0], exist_ok=True)
        opened: BinaryIO = self._filesystem.open(path, "wb")
        return opened

    def read(self, file_id: str) -> BinaryIO:
        """A file to read."""
        opened: BinaryIO = self._filesystem.open(self._path(file_id), "rb")
        return opened

    def remove(self, file_id: str) -> None:
        """Drop it."""
        path = self._path(file_id)
        if self._filesystem.exists(path):
            self._filesystem.rm_file(path)

    def _path(self, file_id: str) -> str:
        return f"{self._root}/{file_id[:2]}/{file_id}"


@dataclass(frozen=True, slots=True)
class File:
    """What is known of a file."""

    id: str
    name: str
    size: int
    media_type: str
    sha256: str
    uploaded_by: str
    uploaded_at: datetime
    held: bool = False

    @property
    def is_made_here(self) -> bool:
        """Printed by the machine, not handed in by a person."""
        return self.uploaded_by == SYSTEM.login


def receive(
    bytes_: FileStore, name: str, stream: BinaryIO, settings: Settings, *, by: str, now: datetime
) -> File:
    """Take a stream in: name, size and content checked while it flows. ``add`` makes it known.

    What is refused leaves nothing behind.
    """
    name = clean_name(name)
    head = stream.read(media_types.HEAD)
    allowed = frozenset(settings.file_types.split())
    if not head:
        raise InvalidSubmission([FieldError("/file", "the file is empty")])
    try:
        kind = media_types.kind_of(name, head, allowed)
    except ValueError as error:
        raise InvalidSubmission([FieldError("/file", str(error))]) from error
    file_id, digest, size = new_id(), hashlib.sha256(), 0
    try:
        with bytes_.write(file_id) as target:
            for chunk in _chunks(head, stream, settings.file_bytes):
                size += len(chunk)
                digest.update(chunk)
                target.write(chunk)
    except BaseException:
        bytes_.remove(file_id)
        raise
    return File(file_id, name, size, kind.media_type, digest.hexdigest(), by, now)


def add(uow: UnitOfWork, file: File) -> None:
    """Make a received file known; if the transaction fails, the caller removes its bytes."""
    store.add(
        uow,
        {
            "id": file.id,
            "name": file.name,
            "size": file.size,
            "media_type": file.media_type,
            "sha256": file.sha256,
            "uploaded_by": file.uploaded_by,
            "uploaded_at": file.uploaded_at,
            "held": False,
        },
    )


def of(view: View, file_id: str) -> File:
    """One file."""
    row = store.row(view, file_id)
    if row is None:
        raise NotFound(f"there is no file {file_id!r}")
    return File(**row._asdict())


def of_matter(view: View, process_instance: str) -> Sequence[File]:
    """The files a matter holds, the newest first."""
    return [File(**row._asdict()) for row in store.of_instance(view, process_instance)]


def holders(view: View, file_id: str) -> frozenset[str]:
    """The matters that hold it."""
    return store.holders(view, file_id)


def hold(uow: UnitOfWork, ids: Iterable[str], process_instance: str, *, by: str | None) -> None:
    """A matter holds these files: those it already holds, and those the caller uploaded himself.

    ``by`` None: the machine itself passes on what another matter holds.
    """
    wanted = sorted(set(ids))
    if not wanted:
        return
    found = {row.id: row for row in store.hold(uow, wanted)}
    for file_id in wanted:
        if file_id not in found or not _may_hand_in(uow, found[file_id], process_instance, by):
            raise InvalidSubmission([FieldError("", f"there is no file {file_id!r}")])
    store.set_holder(uow, wanted, process_instance)


def sweep(uow: UnitOfWork, now: datetime) -> Sequence[str]:
    """Forget files that nobody used within a day; their bytes go after the commit."""
    ids = store.unused(uow, now - UNUSED_AFTER, SWEEP)
    if ids:
        store.remove(uow, ids)
    return ids


def named_in(value: object) -> Iterator[str]:
    """The ids of the files a value names, at any depth."""
    if isinstance(value, Mapping):
        if set(value) == {REFERENCE} and isinstance(value[REFERENCE], str):
            yield value[REFERENCE]
            return
        for item in value.values():
            yield from named_in(item)
    elif isinstance(value, Sequence) and not isinstance(value, str | bytes):
        for item in value:
            yield from named_in(item)


def clean_name(name: str) -> str:
    """The last part of a name, as a person may see it; nothing of a path."""
    last = name.replace("\\", "/").rpartition("/")[2].strip()
    if not last or len(last) > LONGEST_NAME or not last.isprintable() or last in {".", ".."}:
        raise InvalidSubmission([FieldError("/file", "the file needs a plain name, not too long")])
    return last


def _may_hand_in(uow: UnitOfWork, file: AnyRow, process_instance: str, by: str | None) -> bool:
    return by is None or bool(file.uploaded_by == by) or process_instance in store.holders(uow, file.id)


def _chunks(head: bytes, stream: BinaryIO, most: int) -> Iterator[bytes]:
    size, chunk = 0, head
    while chunk:
        size += len(chunk)
        if size > most:
            raise TooLarge(f"a file has at most {most} bytes")
        yield chunk
        chunk = stream.read(CHUNK)


@contextmanager
def kept(bytes_: FileStore, file: File) -> Iterator[None]:
    """Write within the block what a received file belongs to; when that fails its bytes are dropped again."""
    try:
        yield
    except BaseException:
        bytes_.remove(file.id)
        raise


def removed(bytes_: FileStore, ids: Sequence[str]) -> None:
    """Drop the bytes of forgotten files."""
    for file_id in ids:
        bytes_.remove(file_id)
