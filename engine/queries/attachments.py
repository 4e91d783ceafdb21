"""Attachments of a matter with their versions; who looked at a file; what a file looks like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from engine import rights
from engine.machine import Engine
from engine.model import Actor
from engine.office.documents import previews
from engine.office.files import File
from engine.queries import files as file_queries
from engine.store import attachments as store
from engine.store import instances


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Somebody looked at a file."""

    login: str
    first_at: datetime
    last_at: datetime
    shown: int
    downloaded: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of an attachment."""

    number: int
    file_id: str
    name: str
    size: int
    media_type: str
    sha256: str
    note: str
    added_by: str
    on_behalf_of: str | None
    added_at: datetime
    seen_by: tuple[Access, ...]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file beside a matter's forms; the newest version first."""

    id: str
    user_task_id: str | None
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A file as far as it can be looked at here."""

    file: File
    kind: str  # picture, pages, text, nothing
    pages: int = 0
    text: str = ""
    seen_by: tuple[Access, ...] = ()


def of_instance(engine: Engine, instance_id: str, actor: Actor) -> Sequence[Attachment]:
    """Of a matter one may see, in the order they came."""
    with engine.reading() as view:
        rights.visible_instance(view, instances.row(view, instance_id), actor)
        rows = store.versions(view, instance_id)
        seen = store.accesses(view, [row.file_id for row in rows]) if rows else ()
    found: dict[str, tuple[str | None, list[Version]]] = {}
    for row in rows:
        version = Version(
            number=row.number,
            file_id=row.file_id,
            name=row.name,
            size=row.size,
            media_type=row.media_type,
            sha256=row.sha256,
            note=row.note,
            added_by=row.added_by,
            on_behalf_of=row.on_behalf_of,
            added_at=row.added_at,
            seen_by=tuple(_access(one) for one in seen if one.file_id == row.file_id),
        )
        found.setdefault(row.attachment_id, (row.user_task_id, []))[1].append(version)
    return [Attachment(key, task, tuple(versions)) for key, (task, versions) in found.items()]


def look(engine: Engine, file_id: str, actor: Actor) -> Look:
    """A file one may see: what it says, or how many pages it has, and who looked at it."""
    file = file_queries.get(engine, file_id, actor)
    with engine.reading() as view:
        seen = tuple(_access(one) for one in store.accesses(view, [file_id]))
    kind = previews.kind_of(file.media_type)
    try:
        if kind == "pages":
            return Look(file=file, kind=kind, pages=previews.page_count(_content(engine, file)), seen_by=seen)
        if kind == "text":
            said = previews.text(_content(engine, file), file.media_type)
            return Look(file=file, kind=kind, text=said, seen_by=seen)
    except previews.CannotShow:
        return Look(file=file, kind="nothing", seen_by=seen)
    return Look(file=file, kind=kind, seen_by=seen)


def page(engine: Engine, file_id: str, number: int, actor: Actor) -> bytes:
    """A page of a PDF one may see, as a PNG."""
    file = file_queries.get(engine, file_id, actor)
    if previews.kind_of(file.media_type) != "pages":
        raise previews.CannotShow("the file has no pages")
    return previews.page(_content(engine, file), number)


def picture(engine: Engine, file_id: str, actor: Actor) -> File:
    """A picture one may see."""
    file = file_queries.get(engine, file_id, actor)
    if previews.kind_of(file.media_type) != "picture":
        raise previews.CannotShow("the file is no picture")
    return file


def _content(engine: Engine, file: File) -> bytes:
    with engine.files.read(file.id) as stream:
        return stream.read()


def _access(row: object) -> Access:
    names = ("login", "first_at", "last_at", "shown", "downloaded")
    return Access(**{name: getattr(row, name) for name in names})
