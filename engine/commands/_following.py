"""Telling those who follow a matter 关注 how it goes; only who may still see it."""

from __future__ import annotations

from collections.abc import Iterable

from engine import rights
from engine.commands._case import OpenCase
from engine.commands._record import Act
from engine.machine import Engine
from engine.model import Json
from engine.office import notifications
from engine.runtime import changes as happened
from engine.store import talk
from engine.store.unit_of_work import AnyRow, UnitOfWork


def followers(engine: Engine, uow: UnitOfWork, row: AnyRow) -> list[str]:
    """Who follows a matter and may see it; a matter nobody follows costs nothing."""
    if not row.followers:
        return []
    people = ((login, engine.actor(login)) for login in talk.followers(uow, row.id))
    return [login for login, who in people if who is not None and rights.sees_instance(uow, row, who)]


def tell(
    engine: Engine,
    uow: UnitOfWork,
    opened: OpenCase,
    act: Act,
    changes: Iterable[happened.Change],
    title: str,
) -> None:
    """A step was done, or it has ended."""
    row = opened.row
    if row is None or not row.followers:
        return
    steps = [one for one in changes if isinstance(one, happened.NodeLeft)]
    done = [one for one in steps if one.element_type == "userTask" and one.state == "completed"]
    ended = opened.case.state in {"completed", "cancelled"}
    logins = [one for one in followers(engine, uow, row) if one != act.actor.login]
    if not logins or not (done or ended):
        return
    names = [_name(opened, one) for one in done]
    params: dict[str, Json] = {"title": title, "from": act.actor.login, "task": "、".join(names)}
    notifications.tell(
        uow, logins, about=f"followed:{row.id}:{row.revision}", kind="notice",
        text="followed.ended" if ended else "followed.step", at=opened.world.now, params=params,
        process_instance=row.id,
    )  # fmt: skip


def _name(opened: OpenCase, left: happened.NodeLeft) -> str:
    element = opened.case.process_of(left.process).definition.element(left.element_id)
    return element.name or element.id
