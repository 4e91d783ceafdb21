"""What the pages of tasks and matters show of comments, urging and following."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask

from engine.queries import talk
from engine.queries.talk import Comment, Urge
from web import current

SHOWN = 200


def comments_on(matter_id: str) -> Sequence[Comment]:
    """What was said about a matter."""
    actor = current.actor()
    return () if actor is None else talk.comments(current.engine(), matter_id, actor, limit=SHOWN).items


def urges_of(matter_id: str) -> dict[str, list[Urge]]:
    """How often somebody urged, by task and circulation."""
    actor = current.actor()
    found: dict[str, list[Urge]] = {}
    for one in talk.urges(current.engine(), matter_id, actor) if actor is not None else ():
        found.setdefault(one.about, []).append(one)
    return found


def may_urge(matter_id: str) -> bool:
    """Whether the person in front of the page may urge."""
    actor = current.actor()
    return actor is not None and talk.may_urge(current.engine(), matter_id, actor)


def is_followed(matter_id: str) -> bool:
    """Whether the person in front of the page follows a matter."""
    actor = current.actor()
    return actor is not None and talk.follows(current.engine(), matter_id, actor)


def init(app: Flask) -> None:
    """Give the templates what they show of it."""
    app.jinja_env.globals.update(
        comments_on=comments_on, urges_of=urges_of, may_urge=may_urge, is_followed=is_followed
    )
