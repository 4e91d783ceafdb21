"""Urge 催办: whoever waits reminds those who have it; on the record, and not too often."""

from __future__ import annotations

from engine.answering import MOST
from engine.commands import _circulations
from engine.commands._open_task import held as held_task
from engine.commands._record import Act, note
from engine.errors import (
    Conflict,
    FieldError,
    Forbidden,
    InvalidSubmission,
    Rejected,
)
from engine.machine import Engine
from engine.model import Actor, Json, new_id
from engine.office import circulations, notifications
from engine.store import circulations as sent_rows
from engine.store import instances, talk, user_tasks
from engine.store.unit_of_work import AnyRow, UnitOfWork

INTERVAL = "urge.interval"  # the policy: how long before somebody urges about the same thing again
LONGEST = 500


def urge(engine: Engine, task_id: str, text: str, actor: Actor) -> list[str]:
    """Whoever takes part in the matter, or a manager, reminds who has a task; answers who was told."""
    with engine.work() as uow:
        held = held_task(uow, task_id, actor)
        if not (actor.is_manager or instances.is_party(uow, held.id, actor.login)):
            raise Forbidden("only who takes part in the matter urges", code="NOT_YOURS_TO_URGE")
        to = [login for login in _holders(engine, uow, held) if login != actor.login][:MOST]
        _refuse(engine, uow, task_id, to, text)
        _record(engine, uow, held, task_id, "user_task", to, text, actor)
        notifications.tell(
            uow, to, about=f"urge:{task_id}:{engine.clock.now().isoformat()}", kind="red", text="urge.task",
            at=engine.clock.now(), process_instance=held.id, user_task=task_id,
            params={"task": held.task_name, "title": held.title, "from": actor.login, "text": text.strip()},
        )  # fmt: skip
        return to


def urge_readers(engine: Engine, circulation_id: str, text: str, actor: Actor) -> list[str]:
    """Remind those who have not read what was sent to them: whoever sent it, and managers."""
    with engine.work() as uow:
        held, sent = _circulations.hold(uow, circulation_id, actor)
        if sent.sent_by != actor.login and not actor.is_manager:
            raise Forbidden("only who sent it urges its readers", code="NOT_YOURS_TO_URGE")
        waiting = [one.login for one in sent.waited_for if one.delivered_at is not None]
        to = [login for login in waiting if login != actor.login] if sent.kind != "copy" else []
        _refuse(engine, uow, circulation_id, to, text)
        now = engine.clock.now()
        sent_rows.change(uow, circulation_id, {"urges": sent.urges + 1, "urged_at": now})
        _record(engine, uow, held, circulation_id, "circulation", to, text, actor)
        about = f"urged:{sent.urges + 1}"
        circulations.told(uow, sent, to, "circulation.urged", held.title, now, about=about, kind="red")
        return to


def _holders(engine: Engine, uow: UnitOfWork, held: AnyRow) -> list[str]:
    if held.task_assignee is not None:
        return [str(held.task_assignee)]
    offered = (
        [held.task_offered_to] if held.task_offered_to else sorted(user_tasks.candidates(uow, held.task_id))
    )
    directory, today = engine.desk.directory, engine.today()
    people = [login for name in offered for login in directory.people(name.removeprefix("@"), today)]
    return list(dict.fromkeys(people))


def _refuse(engine: Engine, uow: UnitOfWork, about: str, to: list[str], text: str) -> None:
    if len(text) > LONGEST:
        raise InvalidSubmission([FieldError("/text", f"at most {LONGEST} characters")])
    if not to:
        raise Rejected("nobody but you has it", code="NOBODY_TO_URGE")
    last = talk.last_urge(uow, about)
    if last is None:
        return
    again = engine.desk.policies.limit(INTERVAL).from_(last, engine.desk.calendar).at
    if engine.clock.now() < again:
        raise Conflict(
            "it was urged a short time ago", code="URGED_RECENTLY", details={"at": last, "again_at": again}
        )


def _record(
    engine: Engine,
    uow: UnitOfWork,
    held: AnyRow,
    about: str,
    kind: str,
    to: list[str],
    text: str,
    actor: Actor,
) -> None:
    now = engine.clock.now()
    talk.add_urge(
        uow,
        {
            "id": new_id(),
            "process_instance_id": held.id,
            "about": about,
            "login": actor.login,
            "on_behalf_of": actor.on_behalf_of,
            "at": now,
            "text": text.strip(),
            "told": to,
        },
    )
    data: dict[str, Json] = {"to": to}
    note(uow, held, Act(actor, f"{kind}.urge", f"{kind}:{about}", data), now)
