"""As whom somebody acts in a held task, looked at in the very transaction that acts."""

from __future__ import annotations

from dataclasses import replace

from engine import rights
from engine.errors import Conflict, FieldError, Forbidden, InvalidSubmission
from engine.machine import Engine
from engine.model import Actor
from engine.store import standings
from engine.store.unit_of_work import AnyRow, UnitOfWork


def acting(engine: Engine, uow: UnitOfWork, held: AnyRow, actor: Actor) -> Actor:
    """The person as he acts here: as himself, or on behalf of whom; refused where he may not.

    A proxy that ended since the page was opened, or in another process a moment ago, is no ground any more.
    """
    found = rights.capacity(uow, held, actor, prefix="task_")
    if found is None:
        raise Forbidden("this task is somebody else's", code="NOT_YOUR_TASK")
    if found.holder is None:
        return actor
    if (
        found.by is not None
        and found.by != "offer"
        and not standings.holds(uow, found.by, engine.clock.now())
    ):
        raise Forbidden("the proxy has ended", code="PROXY_ENDED")
    return replace(actor, on_behalf_of=found.holder)


def as_himself(engine: Engine, uow: UnitOfWork, held: AnyRow, actor: Actor) -> Actor:
    """The same where nobody may act for another: a proxy does a task or leaves it, he never hands it on."""
    found = acting(engine, uow, held, actor)
    if found.on_behalf_of is not None:
        raise Forbidden("whoever acts for another does not hand his tasks on", code="PROXY_MAY_NOT_HAND_ON")
    return found


def refuse_delegated(held: AnyRow) -> None:
    """What was given to somebody to prepare goes back to its owner; it is not done or handed on."""
    if held.task_owner is not None:
        raise Conflict(
            "it was given to be prepared; give it back to its owner",
            code="DELEGATED",
            details={"assignee": held.task_assignee},
        )


def post_of(engine: Engine, held: AnyRow, acting_as: Actor, chosen: str | None) -> str | None:
    """In which post it is done: the one that was chosen, else the one it is offered to, else the highest.

    Nothing for whoever holds one post or none: there is nothing to tell apart.
    """
    directory, today = engine.desk.directory, engine.today()
    whose = acting_as.on_behalf_of or acting_as.login
    posts = directory.posts_of(whose, today)
    if chosen is not None:
        if chosen not in {post.id for post in posts}:
            raise InvalidSubmission([FieldError("/post", f"{whose} does not hold the post {chosen!r} today")])
        return chosen
    if len(posts) < 2:
        return None
    fitting = [one for one in posts if held.task_offered_to in directory.groups_of_post(one, today)]
    return (fitting or list(posts))[0].id
