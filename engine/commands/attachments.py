"""Attachments beside a matter's forms: each a row of versions, none of which is ever taken away."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from engine.commands import _capacities, _circulations
from engine.commands._open_task import held as held_task
from engine.commands._record import Act, note
from engine.errors import FieldError, Forbidden, InvalidSubmission
from engine.machine import Engine
from engine.model import Actor, Json, new_id
from engine.office import files
from engine.store import attachments as store
from engine.store import instances
from engine.store.unit_of_work import AnyRow, UnitOfWork

LONGEST_NOTE = 500
Holding = Callable[[UnitOfWork], tuple[AnyRow, Actor]]


def attach_to_task(
    engine: Engine, task_id: str, name: str, stream: BinaryIO, actor: Actor, *,
    replaces: str | None = None, remark: str = "",
) -> str:  # fmt: skip
    """Whoever may do a task adds a file to its matter, or the next version of one; answers the attachment."""

    def hold(uow: UnitOfWork) -> tuple[AnyRow, Actor]:
        held = held_task(uow, task_id, actor)
        return held, _capacities.acting(engine, uow, held, actor)

    return _attach(engine, hold, name, stream, actor, task_id, replaces, remark)


def attach(
    engine: Engine, instance_id: str, name: str, stream: BinaryIO, actor: Actor, *,
    replaces: str | None = None, remark: str = "",
) -> str:  # fmt: skip
    """The same to a matter: whoever takes part in it."""

    def hold(uow: UnitOfWork) -> tuple[AnyRow, Actor]:
        held = _circulations.hold_matter(uow, instance_id, actor)
        if not (actor.is_manager or instances.is_party(uow, instance_id, actor.login)):
            raise Forbidden("only who takes part in the matter adds files", code="NOT_YOURS_TO_ATTACH")
        return held, actor

    return _attach(engine, hold, name, stream, actor, None, replaces, remark)


def note_access(engine: Engine, file_id: str, actor: Actor, *, downloaded: bool) -> None:
    """Somebody who may see a file looked at it, or took it away."""
    with engine.work() as uow:
        if files.holders(uow, file_id):
            store.note_access(uow, file_id, actor.login, engine.clock.now(), downloaded=downloaded)


def _attach(
    engine: Engine, hold: Holding, name: str, stream: BinaryIO, actor: Actor, task_id: str | None,
    replaces: str | None, remark: str,
) -> str:  # fmt: skip
    if len(remark) > LONGEST_NOTE:
        raise InvalidSubmission([FieldError("/note", f"at most {LONGEST_NOTE} characters")])
    now = engine.wall.now()
    file = files.receive(engine.files, name, stream, engine.settings, by=actor.login, now=now)
    with files.kept(engine.files, file), engine.work() as uow:
        held, acting = hold(uow)
        files.add(uow, file)
        files.hold(uow, [file.id], held.id, by=actor.login)
        made = _placed(uow, held, task_id, replaces)
        _version(engine, uow, held, made, file.id, remark, acting)
        uow.result = made
    return made


def _placed(uow: UnitOfWork, held: AnyRow, task_id: str | None, replaces: str | None) -> str:
    """The attachment it is a version of: a new one, or one of this matter."""
    if replaces is None:
        made = new_id()
        row = {
            "id": made,
            "process_instance_id": held.id,
            "user_task_id": task_id,
            "seq": held.history_seq + 1,
        }
        store.add(uow, row)
        return made
    found = store.row(uow, replaces)
    if found is None or found.process_instance_id != held.id:
        raise InvalidSubmission([FieldError("/replaces", "the matter has no such attachment")])
    return replaces


def _version(
    engine: Engine, uow: UnitOfWork, held: AnyRow, made: str, file_id: str, remark: str, actor: Actor
) -> None:
    number, now = store.last_number(uow, made) + 1, engine.clock.now()
    row = {
        "attachment_id": made,
        "number": number,
        "file_id": file_id,
        "note": remark.strip(),
        "added_by": actor.login,
        "on_behalf_of": actor.on_behalf_of,
        "added_at": now,
    }
    store.add_version(uow, row)
    data: dict[str, Json] = {"file": file_id, "version": number}
    note(uow, held, Act(actor, "attachment.add", f"attachment:{made}", data), now)
