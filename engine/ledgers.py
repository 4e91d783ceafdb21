"""Ledgers 台账: which there are, and their lines as far as the reader may see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from engine.clock import OFFICE_ZONE
from engine.errors import NotFound
from engine.machine import Engine
from engine.model import Actor, Json, Outcome
from engine.office.ledgers import Ledger, together
from engine.store import definitions
from engine.store import ledgers as stored
from engine.store.unit_of_work import AnyRow, View


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A ledger with the processes that keep it."""

    key: str
    ledger: Ledger
    processes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which lines; None does not narrow. A column that is no filter does not narrow either."""

    ledger: str
    marks: Mapping[str, str]
    lamp: str | None = None
    entered_from: date | None = None
    entered_to: date | None = None
    q: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a ledger; ``seen`` says whether the reader may open its matter."""

    process_instance: str
    process_key: str
    place: int
    title: str
    state: str
    outcome: Outcome | None
    values: Mapping[str, Json]
    lamp: str | None
    entered_at: datetime
    changed_at: datetime
    seen: bool


def all_of(engine: Engine, view: View) -> dict[str, Kept]:
    """Every ledger of the newest versions, by key."""
    found: dict[str, list[tuple[str, Ledger]]] = {}
    for row in definitions.latest(view):
        for key, ledger in engine.versions.get(view, row.id).compiled.ledgers.items():
            found.setdefault(key, []).append((row.key, ledger))
    return {
        key: Kept(
            key=key, ledger=together([ledger for _, ledger in kept]), processes=tuple(p for p, _ in kept)
        )
        for key, kept in sorted(found.items())
    }


def get(engine: Engine, key: str, view: View) -> Kept:
    """One ledger."""
    kept = all_of(engine, view).get(key)
    if kept is None:
        raise NotFound(f"there is no ledger {key!r}", code="UNKNOWN_LEDGER")
    return kept


def lines(
    engine: Engine, view: View, wanted: Wanted, actor: Actor, *,
    after: tuple[datetime, str, int] | None = None, limit: int,
) -> list[Line]:  # fmt: skip
    """Its lines, what was entered last first."""
    kept = get(engine, wanted.ledger, view)
    rows = stored.page(view, narrowed(engine, kept, wanted, actor), after=after, limit=limit)
    return [_line(row) for row in rows]


def narrowed(engine: Engine, kept: Kept, wanted: Wanted, actor: Actor) -> stored.Lines:
    """As the store is asked."""
    filters = {one.name for one in kept.ledger.columns if one.filter}
    start, end = wanted.entered_from, wanted.entered_to
    return stored.Lines(
        ledger=kept.key,
        now=engine.clock.now(),
        marks={name: value for name, value in wanted.marks.items() if name in filters and value},
        lamp=wanted.lamp,
        entered_from=_begin(start) if start else None,
        entered_before=_begin(end + timedelta(days=1)) if end else None,
        q=wanted.q,
        reader=None if actor.is_manager else actor.login,
        groups=tuple(sorted(actor.groups)),
        is_open=kept.ledger.is_open_to(actor),
    )


def _line(row: AnyRow) -> Line:
    said: Any = row._mapping
    outcome = Outcome(kind=row.outcome_kind, code=row.outcome_code) if row.outcome_kind else None
    return Line(
        process_instance=row.process_instance_id, process_key=row.process_key, place=row.place,
        title=row.title, state=row.state, outcome=outcome, values=said["values"], lamp=row.lamp,
        entered_at=row.entered_at, changed_at=row.changed_at, seen=bool(row.seen),
    )  # fmt: skip


def _begin(day: date) -> datetime:
    return datetime.combine(day, time.min, OFFICE_ZONE)
