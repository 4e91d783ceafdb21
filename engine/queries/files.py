"""Files: seen by whoever sees a matter that holds them; before that by who uploaded them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO

from engine import masking, rights
from engine.errors import NotFound
from engine.machine import Engine
from engine.model import Actor
from engine.office import files
from engine.office.files import File
from engine.store import instances
from engine.store.unit_of_work import View


def get(engine: Engine, file_id: str, actor: Actor) -> File:
    """What is known of a file the caller may see."""
    with engine.reading() as view:
        file = files.of(view, file_id)
        if not _sees(engine, view, file, actor):
            raise NotFound("there is no such file", code="FILE_NOT_FOUND")
        return file


def content(engine: Engine, file: File) -> BinaryIO:
    """Its bytes."""
    return engine.files.read(file.id)


def of_instance(engine: Engine, instance_id: str, actor: Actor) -> Sequence[File]:
    """The files a matter holds, the newest first, for whoever sees the matter."""
    with engine.reading() as view:
        row = rights.visible_instance(view, instances.row(view, instance_id), actor)
        unseen = masking.hidden_files(engine, view, row, actor)
        return [one for one in files.of_matter(view, instance_id) if one.id not in unseen]


def _sees(engine: Engine, view: View, file: File, actor: Actor) -> bool:
    holders = files.holders(view, file.id)
    if not holders:
        return file.uploaded_by == actor.login
    rows = (instances.row(view, instance_id) for instance_id in holders)
    return any(
        row is not None
        and rights.sees_instance(view, row, actor)
        and file.id not in masking.hidden_files(engine, view, row, actor)
        for row in rows
    )
