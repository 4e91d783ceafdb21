"""Everything into one file, and back into an empty house: rows and files, whichever the database is."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

from engine.errors import Conflict, Rejected
from engine.machine import Engine
from engine.store import copies
from engine.store import files as stored_files

FORMAT = "liye backup 1"


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
    """Into a migrated, empty database; anything else is refused."""
    with zipfile.ZipFile(file) as archive:
        if archive.read("FORMAT").decode() != FORMAT:
            raise Rejected(f"{file} is no backup that this program can read", code="BAD_BACKUP")
        with engine.work() as uow:
            if not copies.is_empty(uow):
                raise Conflict("restore only into an empty database", code="NOT_EMPTY")
            for table in copies.tables():
                with archive.open(f"rows/{table.name}.jsonl") as rows:
                    copies.put(uow, table, rows)
            copies.reset_sequences(uow)
        for name in archive.namelist():
            if name.startswith("files/"):
                with archive.open(name) as source, engine.files.write(name.removeprefix("files/")) as out:
                    shutil.copyfileobj(source, out)
