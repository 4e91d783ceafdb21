"""Rows of what people say beside a matter's forms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, func, select

from engine.store.tables.talk import comment, follower, urge
from engine.store.unit_of_work import AnyRow, Record, UnitOfWork, View

_c, _u, _f = comment.c, urge.c, follower.c


def add_comment(uow: UnitOfWork, record: Record) -> None:
    """Somebody said something."""
    uow.add(comment, record)


def comments(view: View, instance_id: str, *, after: int, limit: int) -> Sequence[AnyRow]:
    """Of a matter, the oldest first; ``after``: the last that was seen."""
    where = and_(_c.process_instance_id == instance_id, _c.seq > after)
    return view.rows(select(comment).where(where).order_by(_c.seq).limit(limit))


def row(view: View, comment_id: str) -> AnyRow | None:
    """One comment."""
    return view.row(select(comment).where(_c.id == comment_id))


def add_urge(uow: UnitOfWork, record: Record) -> None:
    """Somebody urged."""
    uow.add(urge, record)


def last_urge(view: View, about: str) -> datetime | None:
    """When somebody last urged about a task or circulation."""
    found: datetime | None = view.value(
        select(_u.at).where(_u.about == about).order_by(_u.at.desc()).limit(1)
    )
    return found


def urges(view: View, instance_id: str) -> Sequence[AnyRow]:
    """Of a matter, the oldest first."""
    return view.rows(select(urge).where(_u.process_instance_id == instance_id).order_by(_u.at, _u.id))


def followers(view: View, instance_id: str) -> Sequence[str]:
    """Who follows a matter."""
    rows = view.rows(select(_f.login).where(_f.process_instance_id == instance_id).order_by(_f.login))
    return [row.login for row in rows]


def follows(view: View, instance_id: str, login: str) -> bool:
    """Whether somebody does."""
    where = and_(_f.process_instance_id == instance_id, _f.login == login)
    return bool(view.value(select(func.count()).select_from(follower).where(where)))


def followed_by(login: str) -> Any:
    """The ids of the matters somebody follows, as a sub-select."""
    return select(_f.process_instance_id).where(_f.login == login)


def follow(uow: UnitOfWork, instance_id: str, login: str, at: datetime) -> None:
    """From now on."""
    uow.execute(follower.insert(), {"process_instance_id": instance_id, "login": login, "since": at})


def unfollow(uow: UnitOfWork, instance_id: str, login: str) -> None:
    """No more."""
    uow.execute(delete(follower).where(_f.process_instance_id == instance_id, _f.login == login))
