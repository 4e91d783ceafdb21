"""What goes over beside tasks when work is handed over: what one follows, and what one has still to read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from engine.commands import _circulations
from engine.model import Json
from engine.office import circulations
from engine.store import circulations as sent_rows
from engine.store import handovers as stored
from engine.store import talk
from engine.store.unit_of_work import AnyRow, UnitOfWork

FOLLOW, READING = "follow", "reading"


def move(uow: UnitOfWork, handover: str, held: AnyRow, from_: str, to: str, now: datetime) -> int:
    """Of a matter that is held; answers how much it was."""
    moved, matter = 0, held.id
    if talk.follows(uow, matter, from_):
        own = to if talk.follows(uow, matter, to) else None
        talk.unfollow(uow, matter, from_)
        if own is None:
            talk.follow(uow, matter, to, now)
        stored.add_items(uow, handover, matter, [(FOLLOW, matter)], successor=own)
        _foretell(uow, FOLLOW, held)
        moved += 1
    readings = sent_rows.unread(uow, matter, from_)
    for row in readings:
        sent = _pass(uow, row, to, now)
        _foretell(uow, READING, held, sent=sent.kind, sent_by=sent.sent_by)
    stored.add_items(uow, handover, matter, [(READING, row.id) for row in readings])
    return moved + len(readings)


def move_back(uow: UnitOfWork, items: Iterable[AnyRow], from_: str, to: str, now: datetime) -> int:
    """Of a matter that is held: what ``from_`` followed, and what has not been read meanwhile."""
    moved = 0
    for item in items:
        if item.kind == FOLLOW and not talk.follows(uow, item.object, from_):
            if item.successor is None and talk.follows(uow, item.object, to):
                talk.unfollow(uow, item.object, to)
            talk.follow(uow, item.object, from_, now)
            moved += 1
        elif item.kind == READING:
            for row in sent_rows.unread(uow, item.process_instance_id, to):
                if row.id == item.object:
                    _pass(uow, row, from_, now)
                    moved += 1
    return moved


def _foretell(uow: UnitOfWork, kind: str, held: AnyRow, **more: Json) -> None:
    """For a preview."""
    said: dict[str, Json] = {
        "kind": kind, "process_instance": held.id, "process": held.process_key, "title": held.title,
    }  # fmt: skip
    uow.foretold.setdefault("beside", []).append(said | more)


def _pass(uow: UnitOfWork, row: AnyRow, to: str, now: datetime) -> AnyRow:
    """Another is to read it; who has it himself, or sent it, is not asked twice. Answers what was sent."""
    sent = sent_rows.row(uow, row.circulation_id)
    if sent is None:
        raise _circulations.unknown()
    there = sent_rows.receiver(uow, row.circulation_id, to) is not None
    if there or sent.sent_by == to:
        sent_rows.change_receivers(uow, [row.id], {"recalled_at": now})
    else:
        sent_rows.change_receivers(uow, [row.id], {"login": to, "opened_at": None})
    _circulations.recount(uow, next(circulations.load(uow, [sent])))
    return sent
