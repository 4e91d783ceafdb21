"""The agenda: which of the machine's own work is due, who does it, and how it ended.

A row waits (``ready``), is told to the queue (``ready`` and ``queued``), is being done (``running``) and
ends as ``done``, ``failed`` or ``cancelled``. Whoever does it has a lease, until ``locked_until`` in real
time; ``attempts`` is written before the try and tells one try from the next, so that one who was given
up and comes back changes nothing. A queued row has a ``locked_until`` too: by then the queue should have
begun, else it is told again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Update, and_, bindparam, or_, select, true, update

from engine.store.tables.work import job
from engine.store.unit_of_work import AnyRow, UnitOfWork, View

j = job.c
_CLAIMABLE = and_(j.state == "ready", ~j.queued, ~j.external, j.next_at <= bindparam("now"))
_GIVEN_UP = and_(
    or_(j.state == "running", and_(j.state == "ready", j.queued)), j.locked_until < bindparam("wall_now")
)
_UNTIMED = and_(j.state == "ready", j.queued, j.locked_until.is_(None))
_FREE = {"state": "ready", "queued": False, "worker": None, "locked_until": None}

_IS_DUE = select(true()).where(_CLAIMABLE).limit(1)
_HAS_SILENT = select(true()).where(or_(_GIVEN_UP, _UNTIMED)).limit(1)
_CLAIM = (
    select(j.id)
    .where(_CLAIMABLE)
    .order_by(j.next_at, j.created_at, j.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)  # SQLite drops it; BEGIN IMMEDIATE does its work there
)
_NEXT_DUE = (
    select(job)
    .where(j.state == "ready", ~j.external, j.next_at <= bindparam("until"))
    .order_by(j.next_at, j.created_at, j.id)
    .limit(1)
)
_MARK = update(job).where(j.id.in_(bindparam("ids", expanding=True))).values(queued=True)
_TIME = update(job).where(_UNTIMED)
_BEGIN = (
    update(job)
    .where(j.id == bindparam("job_id"), j.state == "ready", j.next_at <= bindparam("now"))
    .values(
        state="running", queued=False, attempts=j.attempts + 1,
        worker=bindparam("by"), locked_until=bindparam("until"),
    )
    .returning(job)
)  # fmt: skip
_RENEW = (
    update(job)
    .where(
        j.id.in_(bindparam("ids", expanding=True)),
        j.worker == bindparam("by"),
        j.state == "running",
    )
    .values(locked_until=bindparam("until"))
)
_GIVE_BACK = (
    update(job)
    .where(
        j.id.in_(bindparam("ids", expanding=True)),
        or_(
            and_(j.state == "running", j.worker == bindparam("by")),
            and_(j.state == "ready", j.queued),
        ),
    )
    .values(_FREE)
)
_MINE = and_(j.id == bindparam("job_id"), j.state == "running", j.attempts == bindparam("attempt"))


def is_due(view: View, now: datetime) -> bool:
    """Whether ``claim_due`` would find something; costs a look at an index."""
    return bool(view.value(_IS_DUE, now=now))


def has_silent(view: View, wall_now: datetime) -> bool:
    """Whether ``take_over_expired`` would find something to do."""
    return bool(view.value(_HAS_SILENT, wall_now=wall_now))


def next_due(view: View, until: datetime) -> AnyRow | None:
    """The row to run next when the clock is moved by hand up to ``until``: by due instant, then by age."""
    return view.row(_NEXT_DUE, until=until)


def claim_due(uow: UnitOfWork, now: datetime, limit: int, *, begin_by: datetime) -> Sequence[str]:
    """Hand rows that are due to the queue, the most overdue first; those another claims are passed over.

    What the queue has not begun by ``begin_by`` (real time) is handed over again.
    """
    ids = [row.id for row in uow.rows(_CLAIM, now=now, most=limit)]
    if ids:
        uow.execute(_MARK.values(locked_until=begin_by), {"ids": ids})
        uow.defer(ids)
    return ids


def begin_attempt(
    uow: UnitOfWork, job_id: str, *, worker: str, now: datetime, until: datetime
) -> AnyRow | None:
    """Take a ready row and count the try, in a transaction of its own before anything is tried.

    None when there is nothing to do: done, cancelled, put off, or being done by another. The row's
    ``attempts`` is the number of this try, to be shown to ``finish``, ``back_off`` and ``fail``. A row that
    comes with more attempts than it has tries killed its workers, and must be failed without a try.
    """
    values = {"job_id": job_id, "by": worker, "now": now, "until": until}
    row: AnyRow | None = uow.execute(_BEGIN, values).first()
    return row


def renew(uow: UnitOfWork, worker: str, job_ids: Sequence[str], until: datetime) -> None:
    """Say that this worker is still at it."""
    uow.execute(_RENEW, {"ids": list(job_ids), "by": worker, "until": until})


def give_back(uow: UnitOfWork, worker: str, job_ids: Sequence[str]) -> None:
    """Free rows whose try broke off here, before it was begun or after; the lease need not run out."""
    uow.execute(_GIVE_BACK, {"ids": list(job_ids), "by": worker})


def finish(uow: UnitOfWork, job_id: str, attempt: int) -> bool:
    """Done. False when the try was given up meanwhile: then nothing of it may be kept."""
    return _close(uow, job_id, attempt, state="done", error=None)


def back_off(uow: UnitOfWork, job_id: str, attempt: int, *, next_at: datetime, error: str) -> bool:
    """Not this time; again at ``next_at``. False as in ``finish``."""
    return _close(uow, job_id, attempt, state="ready", next_at=next_at, error=error)


def fail(uow: UnitOfWork, job_id: str, attempt: int, *, error: str) -> bool:
    """No more tries; a person must look. False as in ``finish``."""
    return _close(uow, job_id, attempt, state="failed", error=error)


def take_over_expired(uow: UnitOfWork, wall_now: datetime, *, begin_by: datetime) -> int:
    """Free the rows whose worker fell silent or that the queue lost; returns how many.

    Rows that commands queued have no time yet to be begun by; they get it here.
    """
    freed = uow.execute(update(job).where(_GIVEN_UP).values(_FREE), {"wall_now": wall_now}).rowcount
    uow.execute(_TIME.values(locked_until=begin_by))
    return int(freed)


def take_over_all(uow: UnitOfWork) -> int:
    """Free whatever a process before this one held; only where there can be no other process."""
    held = or_(j.queued, and_(j.state == "running", ~j.external))
    return int(uow.execute(update(job).where(held, j.state.in_(("ready", "running"))).values(_FREE)).rowcount)


def _close(uow: UnitOfWork, job_id: str, attempt: int, **values: Any) -> bool:
    statement: Update = update(job).where(_MINE).values({**_FREE, **values})
    return bool(uow.execute(statement, {"job_id": job_id, "attempt": attempt}).rowcount == 1)
