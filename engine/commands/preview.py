"""What a command would do, without doing it: it runs in its transaction, is looked at, and is rolled back.

Every command can be tried so: it writes through the unit of work only. What is told comes from the rows
themselves, so a preview cannot say anything else than what then happens.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from typing import Any, BinaryIO, Literal

from engine import views
from engine.machine import Engine
from engine.model import Json, UserTask
from engine.office.files import FileStore
from engine.store import agenda, instances, messages, user_tasks
from engine.store.rehearsal import Rehearsal
from engine.store.unit_of_work import AnyRow, Record, UnitOfWork, View

Ending = Literal["ended", "armed"]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something the machine waits for at an element that ends, or that it begins to wait for."""

    change: Ending
    kind: str  # timer, deadline, message, signal, job
    element_id: str
    process_instance_id: str
    due_at: datetime | None = None
    name: str | None = None  # of a message or signal; of a deadline its key


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody who would learn of it."""

    recipient: str
    text: str  # the catalogue's key, as a notification has it
    params: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be cancelled, created and told."""

    cancelled: tuple[UserTask, ...] = ()  # tasks that nobody needs to do any more
    created: tuple[UserTask, ...] = ()
    handed: tuple[UserTask, ...] = ()  # open tasks that change hands, as they would be
    left: tuple[str, ...] = ()  # elements at which the matter waits no longer
    reached: tuple[str, ...] = ()  # and those at which it would wait then
    timers: tuple[Waiting, ...] = ()
    opinions: tuple[Mapping[str, Json], ...] = ()  # given already, and asked for again
    beside: tuple[
        Mapping[str, Json], ...
    ] = ()  # what else changes hands: proxies, followed matters, readings
    notified: tuple[Told, ...] = ()


def preview(engine: Engine, command: Callable[[Engine], object]) -> Preview:
    """Try a command; it is refused as it would be, and nothing stays."""
    found: list[Preview] = []

    def look(uow: UnitOfWork, matters: tuple[str, ...], told: tuple[Record, ...]) -> None:
        with engine.reading() as before:
            found.append(_difference(before, uow, matters, told))

    rehearsed = Rehearsal(engine.database, look)
    command(replace(engine, database=rehearsed, files=_Unkept(engine.files), receipt=None))
    return _together(found)


class _Unkept:
    """The same bytes, of which none is written and none dropped."""

    def __init__(self, files: FileStore) -> None:
        self.read = files.read

    def write(self, file_id: str) -> BinaryIO:
        """Taken in, and gone once closed."""
        del file_id
        return BytesIO()

    def remove(self, file_id: str) -> None:
        """Nothing was written."""
        del file_id


def _difference(before: View, after: UnitOfWork, matters: Sequence[str], told: Sequence[Record]) -> Preview:
    parts = [_of_matter(before, after, one) for one in matters]
    people = tuple(Told(row["recipient"], row["text"], row["params"]) for row in told)
    said = {name: tuple(after.foretold.get(name, ())) for name in ("opinions", "beside")}
    return replace(_together(parts), notified=people, **said)


def _together(parts: Sequence[Preview]) -> Preview:
    names = list(Preview.__dataclass_fields__)
    return Preview(*(tuple(one for part in parts for one in getattr(part, name)) for name in names))


def _of_matter(before: View, after: View, matter: str) -> Preview:
    was, now = _tasks(before, matter), _tasks(after, matter)
    ended = {key for key, row in was.items() if row.state == "open" and now[key].state == "cancelled"}
    opened = {
        key
        for key, row in now.items()
        if row.state == "open" and (key not in was or was[key].state != "open")
    }
    handed = {
        key
        for key, row in now.items()
        if key in was and row.state == "open" == was[key].state and _hands(row) != _hands(was[key])
    }
    stood, stands = _standing(before, matter), _standing(after, matter)
    return Preview(
        cancelled=_shown(before, was, ended),
        created=_shown(after, now, opened),
        handed=_shown(after, now, handed),
        left=tuple(one for one in stood if one not in stands),
        reached=tuple(one for one in stands if one not in stood),
        timers=_waits(before, after, matter),
    )


def _tasks(view: View, matter: str) -> dict[str, AnyRow]:
    return {row.id: row for row in user_tasks.of_instance(view, matter)}


def _hands(row: AnyRow) -> tuple[Any, ...]:
    return row.assignee, row.offered_to


def _shown(view: View, rows: Mapping[str, AnyRow], chosen: set[str]) -> tuple[UserTask, ...]:
    several = user_tasks.candidates_of(view, [key for key in chosen if rows[key].offered_to is None])
    return tuple(
        views.user_task(row._asdict(), several.get(key, ())) for key, row in rows.items() if key in chosen
    )


def _standing(view: View, matter: str) -> list[str]:
    row = instances.row(view, matter)
    return [] if row is None else list(row.waiting_at)


def _waits(before: View, after: View, matter: str) -> tuple[Waiting, ...]:
    was, now = _waiting(before, matter), _waiting(after, matter)
    ended = [replace(one, change="ended") for key, one in was.items() if key not in now]
    return (*ended, *(one for key, one in now.items() if was.get(key) != one))


def _waiting(view: View, matter: str) -> dict[str, Waiting]:
    """What the machine waits for, by the row's id."""
    found = {
        row.id: Waiting("armed", _KINDS[row.kind], row.element_id, matter, row.next_at, _name(row))
        for row in agenda.of_instance(view, matter)
        if row.state in {"ready", "running"} and row.kind in _KINDS
    }
    for row in messages.of_instance(view, matter):
        found[row.id] = Waiting("armed", row.kind, row.element_id, matter, None, row.name)
    return found


def _name(row: AnyRow) -> str | None:
    if row.kind == "reminder":
        return str(row.payload["key"])
    return str(row.type) if row.kind == "service" else None


_KINDS = {"timer": "timer", "reminder": "deadline", "service": "job"}
