"""The circulation wall 传阅墙: everybody a matter was sent to, unit by unit, and how far each is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Flask

from engine.model import Actor
from engine.office.circulations import Circulation, Receiver
from engine.queries import circulations
from web import current, people
from web.languages import gettext as _

NAMED = 6  # of many people, so many are named


@dataclass(frozen=True, slots=True)
class Row:
    """A unit, and its people."""

    unit: str
    people: tuple[Receiver, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """One circulation as a grid; what its readers sent on stands below it."""

    sent: Circulation
    rows: tuple[Row, ...]
    below: tuple[Board, ...]
    may_recall: bool
    may_urge: bool

    @property
    def late(self) -> int:
        """How many are past the day it was due."""
        now = current.now()
        return sum(one.is_waited_for and one.is_late(self.sent.due_at, now) for one in self.sent.receivers)


def of(matter_id: str, actor: Actor) -> tuple[Board, ...]:
    """The boards of a matter; the newest first, what was sent on within."""
    found = circulations.of_instance(current.engine(), matter_id, actor)
    known = {one.id for one in found}
    roots = [one for one in found if one.parent_id not in known]
    return tuple(_board(one, found, actor) for one in reversed(roots))


def of_task(task_id: str, matter_id: str) -> Sequence[Circulation]:
    """What was asked from a task: for its page."""
    actor = current.actor()
    if actor is None:
        return ()
    found = circulations.of_task(current.engine(), task_id, matter_id, actor)
    return [one for one in found if one.kind == "consult"]


def of_matter(matter_id: str) -> Sequence[Circulation]:
    """Everything that was sent of a matter: for its page."""
    actor = current.actor()
    return () if actor is None else circulations.of_instance(current.engine(), matter_id, actor)


def _board(sent: Circulation, every: Sequence[Circulation], actor: Actor) -> Board:
    rows: dict[str, list[Receiver]] = {}
    for one in sent.receivers:
        rows.setdefault(one.unit or "", []).append(one)
    is_mine = sent.sent_by == actor.login or actor.is_manager
    return Board(
        sent=sent,
        rows=tuple(Row(people.unit_name(unit) if unit else "—", tuple(some)) for unit, some in rows.items()),
        below=tuple(_board(one, every, actor) for one in every if one.parent_id == sent.id),
        may_recall=is_mine and bool(sent.waited_for),
        may_urge=is_mine and sent.kind != "copy" and any(o.delivered_at for o in sent.waited_for),
    )


def named(names: Sequence[str]) -> str:
    """Some people by name; of many the first, and how many more."""
    said = _(", ").join(names[:NAMED])
    if len(names) <= NAMED:
        return said
    return _("%(names)s and %(n)s more", names=said, n=len(names) - NAMED)


def kind_name(kind: str) -> str:
    """What a circulation is called."""
    return {"read": _("For reading"), "copy": _("Copy"), "consult": _("Question")}[kind]


def state_name(state: str) -> str:
    """How far somebody is."""
    return {
        "waiting": _("not his turn yet"),
        "delivered": _("delivered"),
        "opened": _("has opened it"),
        "read": _("read"),
        "recalled": _("recalled"),
    }[state]


def to_read() -> int:
    """How many the person in front of the page has still to read."""
    actor = current.actor()
    return 0 if actor is None else circulations.to_read(current.engine(), actor)


def init(app: Flask) -> None:
    """Give the templates what they show of it."""
    app.jinja_env.globals.update(
        asked_from=of_task,
        sent_of=of_matter,
        circulation_kind=kind_name,
        receiver_state=state_name,
        count_to_read=to_read,
    )
