"""The record as an auditor may see it: who did what when, chained and sealed; never content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.errors import Forbidden
from engine.machine import Engine
from engine.model import Actor, Json, Page
from engine.queries import _cursors
from engine.store import records


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One act."""

    id: int
    chain: str
    seq: int
    at: datetime
    actor: str
    on_behalf_of: str | None
    verb: str
    object: str
    data: Mapping[str, Json]
    previous: str
    hash: str
    seal: int | None


def page(
    engine: Engine, actor: Actor, *, after: int | None = None, cursor: str | None = None, limit: int = 100
) -> Page[Entry]:
    """Acts in the order of commit; ``after``: the id of the last one known."""
    if "audit_admin" not in actor.roles and not actor.is_manager:
        raise Forbidden("the record is for the audit administrator and managers", code="AUDITORS_ONLY")
    since = _cursors.decode(cursor, int) or (after or 0,)
    limit = _cursors.limited(limit)
    with engine.reading() as view:
        rows = records.audit(view, after=since[0], limit=limit + 1)
    shown, more = _cursors.cut(rows, limit)
    items = tuple(
        Entry(
            id=row.id,
            chain=row.chain,
            seq=row.seq,
            at=row.at,
            actor=row.actor,
            on_behalf_of=row.on_behalf_of,
            verb=row.verb,
            object=row.object,
            data=row.data or {},
            previous=row.previous,
            hash=row.hash,
            seal=row.seal,
        )
        for row in shown
    )
    return Page(items, _cursors.encode(shown[-1].id) if more else None)
