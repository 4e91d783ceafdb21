"""Each request with an Idempotency-Key is done once.

Its receipt is written before the work begins (running), confirmed by the transaction that does the work
(committed, with what the command made), and gets the answer afterwards (answered). A process that dies
in between leaves a receipt that tells how far it came. All times here are real.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.errors import Conflict, Rejected
from engine.jobs.queue import this_worker
from engine.machine import Engine
from engine.model import Json, new_id
from engine.store import receipts as stored
from engine.store.unit_of_work import AnyRow, Record, UnitOfWork

KEPT = timedelta(hours=24)
PATIENCE = timedelta(seconds=30)  # after this, a request whose process is not known to live is dead
_ALIVE: set[str] = set()  # claims of requests that this process works on


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered the first time."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Receipt:
    """Leave to do the work; or, when it was done and only the answer was lost, what the command made."""

    claim: str
    is_done: bool = False
    result: Json = None


class KeyReused(Rejected):
    """The same Idempotency-Key came with another body."""

    code = "IDEMPOTENCY_KEY_REUSED"


class StillRunning(Conflict):
    """The first request with this Idempotency-Key has not been answered yet."""

    code = "IDEMPOTENCY_KEY_IN_USE"

    def __init__(self, retry_after: int) -> None:
        super().__init__("the first request with this Idempotency-Key is still running")
        self.retry_after = retry_after


def begin(engine: Engine, login: str, method: str, path: str, key: str, body: bytes) -> Receipt | Answer:
    """Claim the key for a request; ``body`` is hashed and not kept."""
    now = engine.wall.now()
    mine: Record = {
        "id": _hash(login, method, path, key),
        "claim": new_id(),
        "holder": this_worker(),
        "body_hash": hashlib.sha256(body).hexdigest(),
        "state": "running",
        "result": None,
        "status": None,
        "headers": None,
        "answer": None,
        "created_at": now,
    }
    with engine.work() as uow:
        found = _found(engine, uow, mine, now)
        if isinstance(found, Receipt):
            _ALIVE.add(found.claim)
        return found


def answered(engine: Engine, receipt: Receipt, answer: Answer) -> None:
    """Keep what was answered; a refusal is not kept, unless something had been done before it."""
    try:
        with engine.work() as uow:
            if answer.status >= 400:
                stored.drop_undone(uow, receipt.claim)
                return
            values = {"state": "answered", "status": answer.status, "headers": dict(answer.headers)}
            stored.keep_answer(uow, receipt.claim, values | {"answer": answer.body})
    finally:
        _ALIVE.discard(receipt.claim)


def _found(engine: Engine, uow: UnitOfWork, mine: Record, now: datetime) -> Receipt | Answer:
    row = stored.put(uow, mine)
    if row.claim == mine["claim"]:
        return Receipt(row.claim)
    if row.created_at + KEPT <= now:
        stored.replace(uow, mine)
        return Receipt(mine["claim"])
    if row.body_hash != mine["body_hash"]:
        raise KeyReused("this Idempotency-Key was used with another request")
    if row.state == "answered":
        return Answer(row.status, row.headers, row.answer)
    waiting = _may_live(engine, row, now)
    if waiting is not None:
        raise StillRunning(waiting)
    if row.state == "committed":
        stored.replace(uow, {"id": row.id, "claim": mine["claim"], "holder": mine["holder"]})
        return Receipt(mine["claim"], is_done=True, result=row.result)
    stored.replace(uow, mine)
    return Receipt(mine["claim"])


def _may_live(engine: Engine, row: AnyRow, now: datetime) -> int | None:
    """Seconds to wait for a request that may still be working; None for one that is dead."""
    if row.holder == this_worker():
        return 1 if row.claim in _ALIVE else None
    left = (row.created_at + PATIENCE - now).total_seconds()
    if engine.database.embedded or left <= 0:  # of an embedded machine there is only this process
        return None
    return int(left) + 1


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
