"""Number books and their registers: everybody may read them, only some see which matter a number went to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from engine.errors import NotFound
from engine.machine import Engine
from engine.model import Actor, Page
from engine.office import numbering
from engine.office.numbering import Number
from engine.queries import _cursors
from engine.store.unit_of_work import View


@dataclass(frozen=True, slots=True)
class BookYear:
    """A book in a year; no year when it has given no number."""

    code: str
    name: str
    year: int | None
    last: int
    given: int
    void: int


def books(engine: Engine, *, cursor: str | None = None, limit: int = 50) -> Page[BookYear]:
    """Every book, with each year that gave numbers, by code and year."""
    after = _cursors.decode(cursor, str, int)
    limit = _cursors.limited(limit)
    with engine.reading() as view:
        found = sorted(_all(view), key=_place)
    rest = [one for one in found if after is None or _place(one) > after]
    shown, more = _cursors.cut(rest, limit)
    return Page(tuple(shown), _cursors.encode(*_place(shown[-1])) if more else None)


def register(
    engine: Engine, code: str, year: int, actor: Actor, *, cursor: str | None = None, limit: int = 50
) -> Page[Number]:
    """Every number given, in order."""
    after = _cursors.decode(cursor, int)
    limit = _cursors.limited(limit)
    with engine.reading() as view:
        found = numbering.register(view, code, year, after=after[0] if after else 0, limit=limit + 1)
    shown, more = _cursors.cut(found, limit)
    items = tuple(_shown(one, actor) for one in shown)
    return Page(items, _cursors.encode(shown[-1].sequence) if more else None)


def number(engine: Engine, code: str, year: int, sequence: int, actor: Actor) -> Number:
    """One entry of a register."""
    with engine.reading() as view:
        found = numbering.register(view, code, year, after=sequence - 1, limit=1)
    if not found or found[0].sequence != sequence:
        raise NotFound("this number was never given", code="NUMBER_NOT_FOUND")
    return _shown(found[0], actor)


def _all(view: View) -> Iterator[BookYear]:
    begun: set[str] = set()
    for book, year, last, given, void in numbering.begun(view):
        begun.add(book.code)
        yield BookYear(book.code, book.name, year, last, given, void)
    for code, book in numbering.books().items():
        if code not in begun:
            yield BookYear(code, book.name, None, 0, 0, 0)


def _place(one: BookYear) -> tuple[str, int]:
    return one.code, one.year or 0


def _shown(one: Number, actor: Actor) -> Number:
    if actor.is_manager or numbering.REGISTRAR in actor.groups or "audit_admin" in actor.roles:
        return one
    return replace(one, process_instance=None)
