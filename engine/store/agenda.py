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
from typing import Any, cast

from sqlalchemy import Update, and_, bindparam, func, or_, select, true, update

from engine.store.prepared import Prepared
from engine.store.tables.work import job
from engine.store.unit_of_work import AnyRow, UnitOfWork, View

j = job.c
TRIES = 3  # of an entry that says nothing else
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
_BEGIN = Prepared(
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


def entry(kind: str, job_id: str, next_at: datetime, now: datetime, **values: Any) -> dict[str, Any]:
    """An entry of the agenda."""
    row: dict[str, Any] = {
        "id": job_id,
        "kind": kind,
        "process_instance_id": None,
        "process_definition_id": None,
        "token_id": None,
        "element_id": "",
        "type": kind,
        "external": False,
        "state": "ready",
        "queued": False,
        "attempts": 0,
        "retries": TRIES,
        "next_at": next_at,
        "payload": None,
        "error": None,
        "worker": None,
        "locked_until": None,
        "created_at": now,
    }
    return row | values


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
    return cast("AnyRow | None", _BEGIN.first(uow.connection, values))


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


def postpone(uow: UnitOfWork, job_id: str, next_at: datetime) -> None:
    """It was begun too early: again at another time, with as many tries as before."""
    later = {**_FREE, "state": "ready", "next_at": next_at, "retries": j.retries + 1}
    uow.execute(update(job).where(j.id == job_id).values(later))


def put_to_sleep(uow: UnitOfWork, job_id: str) -> None:
    """Its matter is suspended: it waits until that is resumed, whatever its time."""
    uow.execute(
        update(job).where(j.id == job_id).values({**_FREE, "state": "asleep", "retries": j.retries + 1})
    )


def wake_instance(uow: UnitOfWork, instance_id: str) -> None:
    """The matter moves again: what slept is ready."""
    asleep = and_(j.process_instance_id == instance_id, j.state == "asleep")
    uow.execute(update(job).where(asleep).values(_FREE))


def put_back(uow: UnitOfWork, job_id: str, *, next_at: datetime, error: str, retries: int) -> None:
    """A worker outside could not do it; it may be lent again."""
    again = {**_FREE, "next_at": next_at, "error": error, "retries": retries}
    uow.execute(update(job).where(j.id == job_id).values(again))


def drop_starts(uow: UnitOfWork, process_key: str) -> None:
    """Timer start events of older versions fire no more."""
    waiting = and_(j.kind == "start", j.type == process_key, j.state == "ready")
    uow.execute(update(job).where(waiting).values(state="cancelled", queued=False))


def revive(uow: UnitOfWork, job_id: str, now: datetime, tries: int = TRIES) -> None:
    """A failed job gets all its tries again, now."""
    again = {**_FREE, "retries": j.attempts + tries, "next_at": now, "error": None}
    uow.execute(update(job).where(j.id == job_id, j.state == "failed").values(again))


def row(view: View, job_id: str) -> AnyRow | None:
    """An entry of the agenda."""
    return view.row(select(job).where(j.id == job_id))


def of_instance(view: View, instance_id: str) -> Sequence[AnyRow]:
    """Every entry of a matter."""
    return view.rows(select(job).where(j.process_instance_id == instance_id))


def waiting_of(view: View, instance_ids: Sequence[str]) -> Sequence[AnyRow]:
    """What several matters wait for of the machine's work: timers, jobs, reminders; failed ones too."""
    kinds = j.kind.in_(("timer", "service", "reminder"))
    states = j.state.in_(("ready", "running", "failed", "asleep"))
    return view.rows(select(job).where(j.process_instance_id.in_(instance_ids), kinds, states))


def page(
    view: View,
    *,
    process_instance_id: str | None,
    state: str | None,
    kinds: Sequence[str],
    after: tuple[datetime, str] | None,
    limit: int,
) -> Sequence[AnyRow]:
    """Entries, the oldest first; ``after`` is created_at and id of the last one seen."""
    statement = select(job).where(j.kind.in_(kinds)).order_by(j.created_at, j.id).limit(limit)
    if process_instance_id is not None:
        statement = statement.where(j.process_instance_id == process_instance_id)
    if state is not None:
        statement = statement.where(j.state == state)
    if after is not None:
        at, last = after
        statement = statement.where(or_(j.created_at > at, and_(j.created_at == at, j.id > last)))
    return view.rows(statement)


def of_type(view: View, kind: str, name: str, limit: int) -> Sequence[AnyRow]:
    """The newest entries of a kind and type."""
    wanted = j.kind == kind, j.type == name
    return view.rows(select(job).where(*wanted).order_by(j.created_at.desc(), j.id).limit(limit))


def count_failed(view: View, kinds: Sequence[str]) -> int:
    """How many gave up."""
    statement = select(func.count()).select_from(job).where(j.state == "failed", j.kind.in_(kinds))
    return int(view.value(statement))


def is_busy(view: View, instance_id: str, now: datetime) -> bool:
    """Whether a job of this matter is running, or ready with its time come (external ones do not count)."""
    waiting = and_(j.state == "ready", j.next_at <= now, ~j.external)
    mine = and_(j.process_instance_id == instance_id, or_(j.state == "running", waiting))
    return view.row(select(true()).where(mine).limit(1)) is not None


def activate(
    uow: UnitOfWork, types: Sequence[str], *, worker: str, now: datetime, wall_now: datetime,
    until: datetime, limit: int,
) -> Sequence[AnyRow]:  # fmt: skip
    """Lend ready external jobs of these types to a worker outside; expired loans are lent again."""
    free = or_(j.state == "ready", and_(j.state == "running", j.locked_until < wall_now))
    rows = uow.rows(
        select(j.id)
        .where(j.external, j.type.in_(types), free, j.next_at <= now)
        .order_by(j.next_at, j.created_at, j.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = [found.id for found in rows]
    if not ids:
        return []
    lent = {"state": "running", "attempts": j.attempts + 1, "worker": worker, "locked_until": until}
    uow.execute(update(job).where(j.id.in_(ids)).values(lent))
    return uow.rows(select(job).where(j.id.in_(ids)).order_by(j.next_at, j.created_at, j.id))


def _close(uow: UnitOfWork, job_id: str, attempt: int, **values: Any) -> bool:
    statement: Update = update(job).where(_MINE).values({**_FREE, **values})
    return bool(uow.execute(statement, {"job_id": job_id, "attempt": attempt}).rowcount == 1)
