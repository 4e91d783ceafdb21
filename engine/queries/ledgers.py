"""Ledgers: pages of their lines, how many shine in which colour, and what they can be narrowed by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from engine.ledgers import Kept, Line, Wanted, all_of, get, lines, narrowed
from engine.machine import Engine
from engine.model import Actor, Page
from engine.queries import _cursors
from engine.store import ledgers as stored


def every(engine: Engine) -> dict[str, Kept]:
    """All ledgers by key."""
    with engine.reading() as view:
        return all_of(engine, view)


def page(
    engine: Engine, wanted: Wanted, actor: Actor, *, cursor: str | None = None, limit: int = 50
) -> Page[Line]:
    """Lines, what was entered last first."""
    after = _cursors.decode(cursor, datetime, str, int)
    limit = _cursors.limited(limit)
    with engine.reading() as view:
        found = lines(engine, view, wanted, actor, after=after, limit=limit + 1)
    shown, more = _cursors.cut(found, limit)
    return Page(tuple(shown), _place(shown[-1]) if more else None)


def lamps(engine: Engine, wanted: Wanted, actor: Actor) -> Mapping[str, int]:
    """How many lines of each colour there are, whatever colour is wanted."""
    with engine.reading() as view:
        kept = get(engine, wanted.ledger, view)
        return stored.lamps(view, narrowed(engine, kept, replace(wanted, lamp=None), actor))


def choices(engine: Engine, key: str, actor: Actor) -> dict[str, Sequence[str]]:
    """What each filter has to choose from, among the lines this person sees."""
    with engine.reading() as view:
        kept = get(engine, key, view)
        asked = narrowed(engine, kept, Wanted(ledger=key, marks={}), actor)
        names = [one.name for one in kept.ledger.columns if one.filter]
        return {name: stored.values(view, asked, name) for name in names}


def _place(last: Line) -> str:
    return _cursors.encode(last.entered_at, last.process_instance, last.place)


def one(engine: Engine, key: str) -> Kept:
    """One ledger."""
    with engine.reading() as view:
        return get(engine, key, view)
