"""The proxies of somebody who hands over his work: his own end, those he acts by pass on."""

from __future__ import annotations

from collections.abc import Iterable

from engine.commands import proxies
from engine.commands._record import Act, record_system
from engine.machine import Engine
from engine.model import Actor, new_id
from engine.store import handovers as stored
from engine.store import standings
from engine.store.unit_of_work import AnyRow, UnitOfWork


def move(engine: Engine, uow: UnitOfWork, handover: str, from_: str, to: str, actor: Actor) -> int:
    """What he gave is nobody's to give any more; whom he acts for is told who does it from now on."""
    now, moved = engine.clock.now(), 0
    for row in standings.unended(uow, from_, now):
        proxies.end(engine, uow, row, actor)
        heir = None
        if row.deputy == from_ and row.holder != to:
            heir = new_id()
            again = {"id": heir, "deputy": to, "starts_at": max(row.starts_at, now), "created_at": now}
            again |= {"created_by": actor.login, "revoked_at": None, "revoked_by": None}
            values = row._asdict() | again
            act = Act(actor, "proxy.give", f"proxy:{heir}", proxies.told(values))
            proxies.write(engine, uow, values, act)
        stored.add_items(uow, handover, None, [("proxy", row.id)], successor=heir)
        said = {"kind": "proxy", "holder": row.holder, "deputy": row.deputy, "until": row.ends_at}
        uow.foretold.setdefault("beside", []).append(said | {"passes_on": heir is not None})
        moved += 1
    return moved


def move_back(engine: Engine, uow: UnitOfWork, items: Iterable[AnyRow], actor: Actor) -> int:
    """Those that took their place end; those that ended hold again for the rest of their time."""
    now, moved = engine.clock.now(), 0
    for item in items:
        if item.kind != "proxy":
            continue
        heir = standings.hold(uow, "proxy", item.successor) if item.successor else None
        if heir is not None and heir.revoked_at is None and heir.ends_at > now:
            proxies.end(engine, uow, heir, actor)
        row = standings.hold(uow, "proxy", item.object)
        if row is not None and row.ends_at > now:
            standings.resume(uow, row.id)
            record_system(
                uow, Act(actor, "proxy.resume", f"proxy:{row.id}", proxies.told(row._asdict())), now
            )
            moved += 1
    return moved
