"""What people say beside a matter's forms: comments, urges, and whether one follows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from engine import rights
from engine.errors import NotFound
from engine.machine import Engine
from engine.model import Actor, Page
from engine.queries import _cursors
from engine.store import instances, talk
from engine.store.unit_of_work import AnyRow, View


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """Something somebody said about a matter."""

    id: str
    process_instance_id: str
    seq: int
    user_task_id: str | None
    login: str
    on_behalf_of: str | None
    at: datetime
    text: str
    mentions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Urge:
    """Somebody reminded whoever has a task, or has not read what was sent to him."""

    about: str
    login: str
    on_behalf_of: str | None
    at: datetime
    text: str
    told: tuple[str, ...]


def comments(
    engine: Engine, instance_id: str, actor: Actor, *, cursor: str | None = None, limit: int = 50
) -> Page[Comment]:
    """Of a matter one may see, the oldest first."""
    after = _cursors.decode(cursor, int)
    limit = _cursors.limited(limit)
    with engine.reading() as view:
        _visible(view, instance_id, actor)
        rows = talk.comments(view, instance_id, after=after[0] if after else 0, limit=limit + 1)
    shown, more = _cursors.cut(rows, limit)
    found = tuple(_comment(row) for row in shown)
    return Page(found, _cursors.encode(shown[-1].seq) if more else None)


def comment(engine: Engine, instance_id: str, comment_id: str, actor: Actor) -> Comment:
    """One of them."""
    with engine.reading() as view:
        _visible(view, instance_id, actor)
        row = talk.row(view, comment_id)
    if row is None or row.process_instance_id != instance_id:
        raise NotFound("there is no such comment")
    return _comment(row)


def urges(engine: Engine, instance_id: str, actor: Actor) -> Sequence[Urge]:
    """Of a matter one may see, the oldest first."""
    with engine.reading() as view:
        _visible(view, instance_id, actor)
        rows = talk.urges(view, instance_id)
    return [
        Urge(
            about=row.about,
            login=row.login,
            on_behalf_of=row.on_behalf_of,
            at=row.at,
            text=row.text,
            told=tuple(row.told),
        )
        for row in rows
    ]


def follows(engine: Engine, instance_id: str, actor: Actor) -> bool:
    """Whether one follows a matter."""
    with engine.reading() as view:
        return talk.follows(view, instance_id, actor.login)


def may_urge(engine: Engine, instance_id: str, actor: Actor) -> bool:
    """Whether one takes part in a matter, and so may urge those who have its tasks."""
    with engine.reading() as view:
        return actor.is_manager or instances.is_party(view, instance_id, actor.login)


def _comment(row: AnyRow) -> Comment:
    return Comment(**{**row._asdict(), "mentions": tuple(row.mentions)})


def _visible(view: View, instance_id: str, actor: Actor) -> AnyRow:
    return rights.visible_instance(view, instances.row(view, instance_id), actor)
