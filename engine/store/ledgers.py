"""Ledgers: the lines matters entered, and what is asked of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, case, delete, exists, func, literal, null, or_, select, true

from engine.store.instances import RUNNING, escaped, i, seen_by
from engine.store.tables.instances import process_instance
from engine.store.tables.ledgers import ledger_line, ledger_mark
from engine.store.types import UTCDateTime
from engine.store.unit_of_work import AnyRow, Record, UnitOfWork, View

n = ledger_line.c
m = ledger_mark.c
_OF_MATTER = (
    select(ledger_line).where(n.process_instance_id == bindparam("id"), n.ledger == bindparam("ledger"))
).order_by(n.place)
_DROP = delete(ledger_line).where(
    n.process_instance_id == bindparam("id"), n.ledger == bindparam("of"), n.place == bindparam("at")
)
_SHOWN = (n.process_instance_id, n.place, n["values"], n.entered_at, n.changed_at)
_MATTER = (i.title, i.process_key, i.state, i.outcome_kind, i.outcome_code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Which lines a list shows, and whose eyes see them."""

    ledger: str
    now: datetime
    marks: Mapping[str, str] = field(default_factory=dict)
    lamp: str | None = None
    entered_from: datetime | None = None
    entered_before: datetime | None = None
    q: str | None = None
    reader: str | None = None  # None: sees every matter
    groups: tuple[str, ...] = ()
    is_open: bool = False  # the reader sees every line, of matters he does not see too


def of_matter(view: View, instance_id: str, ledger: str) -> Sequence[AnyRow]:
    """The lines a matter has in a ledger, in order."""
    return view.rows(_OF_MATTER, id=instance_id, ledger=ledger)


def drop(uow: UnitOfWork, instance_id: str, ledger: str, place: int) -> None:
    """A line that is not so any more; its marks go with it."""
    uow.execute(_DROP, {"id": instance_id, "of": ledger, "at": place})


def enter(uow: UnitOfWork, row: Record, marks: Iterable[tuple[str, str]]) -> None:
    """A line, written when the transaction ends."""
    uow.add(ledger_line, row)
    place = {name: row[name] for name in ("process_instance_id", "ledger", "place")}
    for name, value in marks:
        uow.add(ledger_mark, {**place, "name": name, "value": value})


def lamp(now: datetime) -> Any:
    """The colour of a line at an instant: none where the matter has ended or nothing is due."""
    at = literal(now, UTCDateTime)
    return case(
        (i.state.not_in(RUNNING), null()),
        (n.lamp.is_not(None), n.lamp),
        (n.red_at.is_(None), null()),
        (i.state == "suspended", literal("grey")),
        (n.red_at <= at, literal("red")),
        (n.yellow_at <= at, literal("yellow")),
        else_=literal("green"),
    )


def page(
    view: View, wanted: Lines, *, after: tuple[datetime, str, int] | None, limit: int
) -> Sequence[AnyRow]:
    """Lines with the matter each is of, what was entered last first."""
    mine = true() if wanted.reader is None else seen_by(wanted.reader, wanted.groups)
    colour = lamp(wanted.now).label("lamp")
    statement = (
        select(*_SHOWN, *_MATTER, colour, case((mine, 1), else_=0).label("seen"))
        .select_from(ledger_line.join(process_instance, i.id == n.process_instance_id))
        .where(and_(*_narrow(wanted)))
        .order_by(n.entered_at.desc(), n.process_instance_id.desc(), n.place)
        .limit(limit)
    )
    if after is not None:
        at, last, place = literal(after[0], UTCDateTime), after[1], after[2]
        later = and_(n.process_instance_id == last, n.place > place)
        same = and_(n.entered_at == at, or_(n.process_instance_id < last, later))
        statement = statement.where(or_(n.entered_at < at, same))
    return view.rows(statement)


def lamps(view: View, wanted: Lines) -> dict[str, int]:
    """How many lines have each colour."""
    lines = ledger_line.join(process_instance, i.id == n.process_instance_id)
    shining = select(lamp(wanted.now).label("colour")).select_from(lines).where(and_(*_narrow(wanted)))
    of = shining.subquery().c.colour
    statement = select(of, func.count()).where(of.is_not(None)).group_by(of)
    return dict(tuple(row) for row in view.rows(statement))


def values(view: View, wanted: Lines, name: str) -> list[str]:
    """What the lines somebody sees have in a column, each once."""
    statement = (
        select(m.value)
        .select_from(_with_marks())
        .where(m.name == name, and_(*_narrow(wanted)))
        .distinct()
        .order_by(m.value)
        .limit(500)
    )
    return [value for (value,) in view.rows(statement)]


def _with_marks() -> Any:
    lines = ledger_line.join(process_instance, i.id == n.process_instance_id)
    of_line = and_(m.process_instance_id == n.process_instance_id, m.ledger == n.ledger, m.place == n.place)
    return lines.join(ledger_mark, of_line)


def _narrow(wanted: Lines) -> Iterator[Any]:
    yield n.ledger == wanted.ledger
    if wanted.reader is not None and not wanted.is_open:
        yield seen_by(wanted.reader, wanted.groups)
    for name, value in wanted.marks.items():
        yield exists().where(
            m.process_instance_id == n.process_instance_id, m.ledger == n.ledger, m.place == n.place,
            m.name == name, m.value == value,
        )  # fmt: skip
    if wanted.lamp is not None:
        yield lamp(wanted.now) == wanted.lamp
    if wanted.entered_from is not None:
        yield n.entered_at >= literal(wanted.entered_from, UTCDateTime)
    if wanted.entered_before is not None:
        yield n.entered_at < literal(wanted.entered_before, UTCDateTime)
    if wanted.q:
        yield n.words.like(f"%{escaped(wanted.q.lower())}%", escape="\\")
