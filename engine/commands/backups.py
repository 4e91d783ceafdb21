"""Everything into one file, and back into an empty house: rows and files, whichever the database is."""

from __future__ import annotations

import re
import shutil
import zipfile
import zlib
from pathlib import Path

from engine.errors import Conflict, Rejected
from engine.machine import Engine
from engine.store import copies
from engine.store import files as stored_files

FORMAT = "liye backup 1"
FILE_ID = re.compile("[0-9a-f]{32}")


def backup(engine: Engine, file: Path) -> None:
    """One consistent picture, taken while the service goes on."""
    if file.exists():
        raise Conflict(f"{file} exists already", code="BACKUP_EXISTS")
    with zipfile.ZipFile(file, "x", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("FORMAT", FORMAT)
        with engine.reading() as view:
            for table in copies.tables():
                with archive.open(f"rows/{table.name}.jsonl", "w", force_zip64=True) as out:
                    for line in copies.lines(view, table):
                        out.write(line + b"\n")
            for file_id in stored_files.ids(view):
                opened = archive.open(f"files/{file_id}", "w", force_zip64=True)
                with opened as out, engine.files.read(file_id) as source:
                    shutil.copyfileobj(source, out)


def restore(engine: Engine, file: Path) -> None:
    """Into a migrated, empty database; anything else is refused, and then nothing is there."""
    written: list[str] = []
    try:
        with zipfile.ZipFile(file) as archive:
            _put_back(engine, archive, written)
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError) as error:
        _forget(engine, written)
        raise Rejected(
            f"{file} is damaged, or no backup that this program can read", code="BAD_BACKUP"
        ) from error
    except BaseException:
        _forget(engine, written)
        raise


def _put_back(engine: Engine, archive: zipfile.ZipFile, written: list[str]) -> None:
    if archive.read("FORMAT").decode() != FORMAT:
        raise ValueError("another format")
    with engine.work() as uow:
        if not copies.is_empty(uow):
            raise Conflict("restore only into an empty database", code="NOT_EMPTY")
        for table in copies.tables():
            with archive.open(f"rows/{table.name}.jsonl") as rows:
                copies.put(uow, table, rows)
        copies.reset_sequences(uow)
        for name in archive.namelist():
            if name.startswith("files/"):
                file_id = name.removeprefix("files/")
                if not FILE_ID.fullmatch(file_id):
                    raise ValueError("a file of an id that is none")
                written.append(file_id)
                with archive.open(name) as source, engine.files.write(file_id) as out:
                    shutil.copyfileobj(source, out)


def _forget(engine: Engine, written: list[str]) -> None:
    for file_id in written:
        engine.files.remove(file_id)
