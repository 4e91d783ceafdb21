"""Taking a file in: it is its uploader's until a matter holds it."""

from __future__ import annotations

from typing import BinaryIO

from engine.machine import Engine
from engine.model import Actor
from engine.office import files
from engine.office.files import File


def upload(engine: Engine, name: str, stream: BinaryIO, actor: Actor) -> File:
    """Check and keep a file; what is refused leaves nothing behind."""
    now = engine.wall.now()
    file = files.receive(engine.files, name, stream, engine.settings, by=actor.login, now=now)
    with files.kept(engine.files, file), engine.work() as uow:
        files.add(uow, file)
        uow.result = file.id
    return file
