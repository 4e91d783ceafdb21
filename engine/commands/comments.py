"""Comments beside a matter: said once, never changed; who is named with @ and may see it is told."""

from __future__ import annotations

from collections.abc import Iterator

from engine import rights
from engine.commands import _circulations, _following
from engine.commands._record import Act, note
from engine.errors import FieldError, InvalidSubmission, NotFound
from engine.machine import Engine
from engine.model import Actor, Json, new_id
from engine.office import notifications
from engine.store import talk, user_tasks
from engine.store.unit_of_work import AnyRow, UnitOfWork

LONGEST = 4000
AT = "@＠"


def comment(engine: Engine, instance_id: str, text: str, actor: Actor, *, task_id: str | None = None) -> str:
    """Say something about a matter, or about a task of it; answers the comment's id."""
    with engine.work() as uow:
        held = _circulations.hold_matter(uow, instance_id, actor)
        said = text.strip()
        if not said or len(said) > LONGEST:
            raise InvalidSubmission([FieldError("/text", f"say something, in at most {LONGEST} characters")])
        mentions = _mentioned(engine, uow, held, said)
        now, made = engine.clock.now(), new_id()
        talk.add_comment(
            uow,
            {
                "id": made,
                "process_instance_id": instance_id,
                "seq": held.history_seq + 1,
                "user_task_id": task_id,
                "login": actor.login,
                "on_behalf_of": actor.on_behalf_of,
                "at": now,
                "text": said,
                "mentions": mentions,
            },
        )
        _tell(engine, uow, held, made, said, mentions, actor)
        data: dict[str, Json] = {"to": mentions} if mentions else {}
        note(uow, held, Act(actor, "comment.add", f"comment:{made}", data), now)
        uow.result = made
        return made


def comment_on_task(engine: Engine, task_id: str, text: str, actor: Actor) -> str:
    """The same from a task."""
    with engine.work() as uow:
        task = user_tasks.row(uow, task_id)
        if task is None:
            raise NotFound("there is no such user task", code="USER_TASK_NOT_FOUND")
        rights.refuse_unless_sees(uow, task, actor)
        matter = task.process_instance_id
    return comment(engine, matter, text, actor, task_id=task_id)


def _mentioned(engine: Engine, uow: UnitOfWork, held: AnyRow, text: str) -> list[str]:
    """The people named; one who may not see the matter, and a name several bear, is refused."""
    found: list[str] = []
    for name, logins in _names(engine, text):
        seeing = [one for one in logins if _sees(engine, uow, held, one)]
        if not seeing:
            said = f"{name} may not see this matter; circulate it to him first"
            raise InvalidSubmission([FieldError("/text", said)])
        if len(seeing) > 1:
            raise InvalidSubmission(
                [FieldError("/text", f"several are called {name}: write {' or '.join(seeing)}")]
            )
        found += seeing
    return list(dict.fromkeys(found))


def _names(engine: Engine, text: str) -> Iterator[tuple[str, list[str]]]:
    """Each name after an @, the longest that somebody bears; Chinese puts no blank behind it."""
    users = [one for one in engine.desk.directory.users.values() if not one.locked]
    known: dict[str, list[str]] = {}
    for user in users:
        known.setdefault(user.login, []).append(user.login)
        known.setdefault(user.name, []).append(user.login)
    names = sorted(known, key=len, reverse=True)
    for place, sign in enumerate(text):
        if sign in AT:
            name = next((one for one in names if text.startswith(one, place + 1)), None)
            if name is not None:
                yield name, known[name]


def _sees(engine: Engine, uow: UnitOfWork, held: AnyRow, login: str) -> bool:
    person = engine.actor(login)
    return person is not None and rights.sees_instance(uow, held, person)


def _tell(
    engine: Engine, uow: UnitOfWork, held: AnyRow, made: str, text: str, mentions: list[str], actor: Actor
) -> None:
    params: dict[str, Json] = {"title": held.title, "from": actor.login, "text": text[:200]}
    others = [one for one in _following.followers(engine, uow, held) if one not in mentions]
    for logins, key in ((mentions, "comment.mention"), (others, "comment.added")):
        to = [one for one in logins if one != actor.login]
        notifications.tell(
            uow, to, about=f"comment:{made}", kind="notice", text=key, at=engine.clock.now(), params=params,
            process_instance=held.id,
        )  # fmt: skip
