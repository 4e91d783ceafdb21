"""Proxies and absences, for those they concern."""

from __future__ import annotations

from datetime import datetime

from engine.errors import NotFound
from engine.machine import Engine
from engine.model import Actor, Page
from engine.office.standings import Absence, Proxy
from engine.queries import _cursors
from engine.store import standings
from engine.store.unit_of_work import AnyRow


def proxies(
    engine: Engine, actor: Actor, *, whose: str | None = None, cursor: str | None = None, limit: int = 50
) -> Page[Proxy]:
    """Those a person gave and those by which he acts, the newest first; all for managers."""
    rows, following = _page(engine, "proxy", _concerned(actor, whose), cursor, limit)
    return Page(tuple(_proxy(row) for row in rows), following)


def proxy(engine: Engine, proxy_id: str, actor: Actor) -> Proxy:
    """One that concerns the caller."""
    with engine.reading() as view:
        row = standings.row(view, "proxy", proxy_id)
    if row is None or not (actor.is_manager or actor.login in {row.holder, row.deputy, row.created_by}):
        raise NotFound("there is no such proxy", code="PROXY_NOT_FOUND")
    return _proxy(row)


def absences(
    engine: Engine, actor: Actor, *, whose: str | None = None, cursor: str | None = None, limit: int = 50
) -> Page[Absence]:
    """When a person is or was away, the newest first; everybody's for managers."""
    rows, following = _page(engine, "absence", _concerned(actor, whose), cursor, limit)
    return Page(tuple(Absence(**row._asdict()) for row in rows), following)


def absence(engine: Engine, absence_id: str, actor: Actor) -> Absence:
    """One of the caller's."""
    with engine.reading() as view:
        row = standings.row(view, "absence", absence_id)
    if row is None or not (actor.is_manager or actor.login == row.login):
        raise NotFound("there is no such absence", code="ABSENCE_NOT_FOUND")
    return Absence(**row._asdict())


def _concerned(actor: Actor, whose: str | None) -> str | None:
    return whose if actor.is_manager else actor.login


def _page(
    engine: Engine, noun: str, of: str | None, cursor: str | None, limit: int
) -> tuple[list[AnyRow], str | None]:
    after = _cursors.decode(cursor, datetime, str)
    limit = _cursors.limited(limit)
    with engine.reading() as view:
        rows = standings.page(view, noun, of=of, after=after, limit=limit + 1)
    shown, more = _cursors.cut(rows, limit)
    return list(shown), _cursors.encode(shown[-1].created_at, shown[-1].id) if more else None


def _proxy(row: AnyRow) -> Proxy:
    values = row._asdict()
    for name in ("processes", "kinds"):
        values[name] = None if values[name] is None else tuple(values[name])
    return Proxy(**values)
