"""What a step leaves without object: questions about a task nobody does any more, requests for more time.

A limit that was met, or that ended with its matter, is not extended any more: nobody need decide on that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from engine.commands import _circulations
from engine.commands._case import OpenCase
from engine.commands._record import Act
from engine.commands._writing import Writer
from engine.model import Json
from engine.office import circulations
from engine.office.circulations import Circulation
from engine.runtime import changes as happened
from engine.store import circulations as stored
from engine.store import extensions
from engine.store.unit_of_work import AnyRow, UnitOfWork


def questions(writer: Writer, changes: Iterable[happened.Change]) -> Iterator[Act]:
    """Consultations for tasks that were cancelled are recalled from whoever has not answered."""
    gone = [c.token_id for c in changes if isinstance(c, happened.UserTaskClosed) and c.state == "cancelled"]
    rows = stored.asked_for(writer.uow, gone) if gone else ()
    for sent in list(circulations.load(writer.uow, rows)):
        data: dict[str, Json] = {"kind": sent.kind, "to": _recall(writer.uow, sent, writer.now)}
        yield Act(writer.act.actor, "circulation.recall", f"circulation:{sent.id}", data)


def sent_by_itself(uow: UnitOfWork, acts: Iterable[AnyRow], done: int, now: datetime) -> list[Json]:
    """What the diagram sent round in the step taken back is recalled from who has not read; its ids."""
    ids = [
        act.object.removeprefix("circulation:")
        for act in acts
        if act.seq > done and act.object.startswith("circulation:") and "element_id" in (act.data or {})
    ]
    rows = [row for one in ids if (row := stored.row(uow, one)) is not None]
    unread = [sent for sent in list(circulations.load(uow, rows)) if sent.waited_for]
    for sent in unread:
        _recall(uow, sent, now)
    return [sent.id for sent in unread]


def _recall(uow: UnitOfWork, sent: Circulation, now: datetime) -> list[Json]:
    people = _circulations.recall(uow, sent, None, now)
    _circulations.finish_if_read(uow, sent.id, now)
    circulations.told(uow, sent, people, "circulation.recalled", "", now, about="recalled")
    return list(people)


def requests(uow: UnitOfWork, opened: OpenCase) -> None:
    """Requests about limits that are over now lapse."""
    over = {(one.key, one.token_id) for one in opened.world.deadlines.touched if not one.is_open}
    if not over:
        return
    asked = extensions.of_instance(uow, opened.instance_id)
    lapsed = [one.id for one in asked if one.state == "asked" and (one.key, one.token_id) in over]
    for extension_id in lapsed:
        extensions.decide(uow, extension_id, {"state": extensions.LAPSED, "decided_at": opened.world.now})
