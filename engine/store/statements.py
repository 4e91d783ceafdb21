"""The statements that every step sends: what it holds, what it writes."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import bindparam, case, func, select, update

from engine.store import dialects
from engine.store.prepared import Prepared
from engine.store.tables import access, history, instances, office, work

TASK_CLOSING = (
    "title", "state", "closed_at", "closed_by", "on_behalf_of", "acting_post", "revision", "opened_at",
)  # fmt: skip
JOB_CLOSING = ("state", "queued", "error", "locked_until", "worker")


def _coming_again(name: str) -> dialects.Computed:
    """What an entry that comes again brings anew, and one that is closed keeps."""
    return lambda old, new: case((new.state == "ready", new[name]), else_=old[name])


_COMING_AGAIN = {
    name: _coming_again(name) for name in ("kind", "element_id", "token_id", "next_at", "payload", "type")
}


def _retries(old: Any, new: Any) -> Any:
    """An entry that comes again has all its tries again; attempts only ever go up, they fence."""
    return case((new.state == "ready", old.attempts + new.retries), else_=old.retries)


@cache
def put_tasks(dialect: str) -> Prepared:
    """Tasks that open, and the closing columns of those that close."""
    return Prepared(dialects.upsert(instances.user_task, dialect, update=TASK_CLOSING))


@cache
def put_jobs(dialect: str) -> Prepared:
    """Entries of the agenda: new ones, those that come again, those that are closed."""
    put = dialects.upsert(work.job, dialect, update=JOB_CLOSING, retries=_retries, **_COMING_AGAIN)
    return Prepared(put)


@cache
def begin_job(dialect: str) -> Prepared:
    """The same for one that is begun at once: whatever tries it had, this is the next."""
    put = dialects.upsert(
        work.job,
        dialect,
        update=(*JOB_CLOSING, *_COMING_AGAIN),
        attempts=lambda old, _new: old.attempts + 1,
        retries=lambda old, new: old.attempts + new.retries,
    )
    return Prepared(put.returning(work.job))


@cache
def put_once(dialect: str) -> Prepared:
    """Entries of the agenda that are there already are left alone."""
    columns = [column.name for column in work.job.columns]
    return Prepared(dialects.once(work.job, dialect, "id"), columns)


@cache
def put_notifications(dialect: str) -> Prepared:
    """What people are told, each thing once."""
    columns = [column.name for column in office.notification.columns if column.name != "read_at"]
    return Prepared(dialects.once(office.notification, dialect, "key"), columns)


HOLD_INSTANCE = Prepared(
    select(instances.process_instance)
    .where(instances.process_instance.c.id == bindparam("id"))
    .with_for_update(of=instances.process_instance)
)
# Both rows are locked, the matter's first: PostgreSQL reads what it waited for anew, but only what it locks.
HOLD_BY_TASK = Prepared(
    select(instances.process_instance, *(c.label(f"task_{c.name}") for c in instances.user_task.c))
    .join(instances.user_task, instances.user_task.c.process_instance_id == instances.process_instance.c.id)
    .where(instances.user_task.c.id == bindparam("task_id"))
    .with_for_update(of=[instances.process_instance, instances.user_task])
)
HOLD_BY_JOB = Prepared(
    select(instances.process_instance, *(c.label(f"job_{c.name}") for c in work.job.c))
    .join(work.job, work.job.c.process_instance_id == instances.process_instance.c.id)
    .where(work.job.c.id == bindparam("job_id"))
    .with_for_update(of=[instances.process_instance, work.job])
)

CONFIRM = Prepared(
    update(access.receipt)
    .where(access.receipt.c.claim == bindparam("_claim"), access.receipt.c.state != "answered")
    .values(
        state="committed",
        result=func.coalesce(
            bindparam("_result", type_=access.receipt.c.result.type), access.receipt.c.result
        ),
    )
)
ADD_INSTANCES = Prepared(instances.process_instance.insert())
ADD_CANDIDATES = Prepared(instances.user_task_candidate.insert())
ADD_HISTORY = Prepared(
    history.history.insert(), [column.name for column in history.history.columns if column.name != "id"]
)
_CHANGES: dict[tuple[str, ...], Prepared] = {}


def change_instance(columns: tuple[str, ...]) -> Prepared:
    """An UPDATE guarded by the revision; built once for each set of columns."""
    if columns not in _CHANGES:
        table = instances.process_instance
        _CHANGES[columns] = Prepared(
            update(table)
            .where(table.c.id == bindparam("_id"), table.c.revision == bindparam("_revision"))
            .values({name: bindparam(name) for name in columns})
        )
    return _CHANGES[columns]
