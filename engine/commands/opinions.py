"""Opinions as people give them: own phrases, a signature, ink; a correction is an entry of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import BinaryIO

from engine.commands import _capacities, _open_task
from engine.commands._record import Act, note, record_system
from engine.errors import Conflict, FieldError, Forbidden, InvalidSubmission
from engine.machine import Engine
from engine.model import Actor, new_id
from engine.office import files, pictures
from engine.office.files import File
from engine.store import directory
from engine.store import opinions as store
from engine.store.unit_of_work import AnyRow, UnitOfWork

MOST_PHRASES = 30
LONGEST_PHRASE = 200
LONGEST = 2000


def set_phrases(engine: Engine, texts: Sequence[str], actor: Actor) -> list[str]:
    """One's own stock phrases, in one's order; none: those of the office."""
    kept = list(dict.fromkeys(text.strip() for text in texts if text.strip()))
    errors = []
    if len(kept) > MOST_PHRASES:
        errors.append(FieldError("/phrases", f"at most {MOST_PHRASES} phrases"))
    if any(len(text) > LONGEST_PHRASE for text in kept):
        errors.append(FieldError("/phrases", f"a phrase has at most {LONGEST_PHRASE} characters"))
    if errors:
        raise InvalidSubmission(errors)
    with engine.work() as uow:
        directory.hold_account(uow, actor.login)  # two windows of one person come one after the other
        store.set_phrases(uow, actor.login, kept)
    return kept


def sign_with(engine: Engine, name: str, stream: BinaryIO, actor: Actor) -> str:
    """From now on one's opinions carry this picture; those before keep theirs."""

    def keep(uow: UnitOfWork, file: File) -> None:
        store.keep_file(uow, file.id)
        _sign(engine, uow, file.id, actor)

    return _with_picture(engine, name, stream, actor, keep)


def sign_plainly(engine: Engine, actor: Actor) -> None:
    """From now on without a picture."""
    with engine.work() as uow:
        _sign(engine, uow, None, actor)


def draw(engine: Engine, task_id: str, name: str, stream: BinaryIO, actor: Actor) -> str:
    """What one writes by hand for a task one may do; a later picture takes the place of the one before."""

    def keep(uow: UnitOfWork, file: File) -> None:
        held = _to_be_done(engine, uow, task_id, actor)
        store.keep_file(uow, file.id)
        row = {
            "user_task_id": task_id,
            "login": actor.login,
            "process_instance_id": held.id,
            "file_id": file.id,
            "at": engine.clock.now(),
        }
        store.set_ink(uow, row, task_id, actor.login)

    return _with_picture(engine, name, stream, actor, keep)


def erase(engine: Engine, task_id: str, actor: Actor) -> None:
    """One writes nothing by hand after all."""
    with engine.work() as uow:
        _to_be_done(engine, uow, task_id, actor)
        store.set_ink(uow, None, task_id, actor.login)


def correct(engine: Engine, task_id: str, text: str, actor: Actor) -> str:
    """Put right what one handed in: the opinion stays as it was, and this stands below it."""
    with engine.work() as uow:
        held = _open_task.held_in_any_state(uow, task_id, actor)
        if held.task_closed_by != actor.login or held.task_state != "completed":
            raise Forbidden("only who gave an opinion corrects it", code="NOT_YOUR_OPINION")
        if held.state in {"completed", "cancelled"}:
            raise Conflict("the matter has ended", code="INSTANCE_ENDED", details={"state": held.state})
        said = text.strip()
        if not said or len(said) > LONGEST:
            raise InvalidSubmission(
                [FieldError("/text", f"say what is right, in at most {LONGEST} characters")]
            )
        now, made = engine.clock.now(), new_id()
        row = {
            "id": made,
            "process_instance_id": held.id,
            "user_task_id": task_id,
            "seq": held.history_seq + 1,
            "login": actor.login,
            "on_behalf_of": held.task_on_behalf_of,
            "at": now,
            "text": said,
        }
        store.add_correction(uow, row)
        note(uow, held, Act(actor, "opinion.correct", f"user_task:{task_id}", {"correction": made}), now)
        uow.result = made
        return made


def _with_picture(
    engine: Engine, name: str, stream: BinaryIO, actor: Actor, keep: Callable[[UnitOfWork, File], None]
) -> str:
    now = engine.wall.now()
    file = pictures.receive(engine.files, name, stream, engine.settings, by=actor.login, now=now)
    with files.kept(engine.files, file), engine.work() as uow:
        files.add(uow, file)
        keep(uow, file)
        uow.result = file.id
    return file.id


def _sign(engine: Engine, uow: UnitOfWork, file_id: str | None, actor: Actor) -> None:
    now = engine.clock.now()
    directory.hold_account(uow, actor.login)
    number = len(store.signatures(uow, [actor.login])) + 1
    row = {"id": new_id(), "login": actor.login, "number": number, "file_id": file_id, "at": now}
    store.add_signature(uow, row)
    record_system(uow, Act(actor, "signature.change", f"account:{actor.login}", {"file": file_id}), now)


def _to_be_done(engine: Engine, uow: UnitOfWork, task_id: str, actor: Actor) -> AnyRow:
    held = _open_task.held(uow, task_id, actor)
    _capacities.acting(engine, uow, held, actor)
    return held
