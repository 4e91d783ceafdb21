"""One transaction. Commands read rows and hand in rows; it all becomes true together or not at all.

Writes are gathered and sent at the end, a table at a time, so that a step costs the same few statements
however much it changed. The order is fixed (instance, history, tasks, agenda, …): with the instance's
row locked first, two transactions never wait for each other in a circle.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias, cast

from sqlalchemy import Connection, Executable, Row, Table

from engine.errors import Conflict
from engine.store import dialects, statements
from engine.store.prepared import together

Record = dict[str, Any]
AnyRow: TypeAlias = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Leaving:
    """What a transaction is about to make true, for whoever tells of it outside."""

    notifications: Sequence[Record]
    acts: Sequence[Record]  # rows of the history
    tasks: Sequence[Record]
    instances: Sequence[Record]  # what changed of matters, with their ids


Outbox = Callable[[Leaving], Sequence[Record]]  # answers entries for the agenda; each is added once


class View:
    """Read only: named questions are added by the modules of ``engine.queries`` as plain selects."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def rows(self, statement: Executable, **values: object) -> Sequence[AnyRow]:
        """All rows."""
        return self.connection.execute(statement, values).all()

    def row(self, statement: Executable, **values: object) -> AnyRow | None:
        """The first row, or None."""
        return self.connection.execute(statement, values).first()

    def value(self, statement: Executable, **values: object) -> Any:
        """The first column of the first row, or None."""
        return self.connection.execute(statement, values).scalar()


@dataclass
class _Gathered:
    """What will be written when the block ends."""

    instances: list[tuple[str, int, Record]] = field(default_factory=list)
    new_instances: list[Record] = field(default_factory=list)
    history: list[Record] = field(default_factory=list)
    tasks: dict[str, Record] = field(default_factory=dict)
    candidates: list[Record] = field(default_factory=list)
    jobs: dict[str, Record] = field(default_factory=dict)
    notifications: list[Record] = field(default_factory=list)
    others: list[tuple[Table, Record]] = field(default_factory=list)
    deferred: list[str] = field(default_factory=list)


class UnitOfWork(View):
    """A transaction that may write."""

    def __init__(
        self, connection: Connection, queue: Queue | None, hands: Hands | None = None,
        outbox: Outbox | None = None,
    ) -> None:  # fmt: skip
        super().__init__(connection)
        self._queue = queue
        self._hands = hands
        self._outbox = outbox
        self._new = _Gathered()
        self._told: list[Record] = []
        self.result: object = None  # what the command made, for the request's receipt
        self.promised = 0  # so many jobs this process will take after the commit:
        self.begun: list[AnyRow] = []
        self.deferred: list[str] = []  # what the queue was told; it looks at them after the commit
        self.after_commit: list[Callable[[], None]] = []
        self.foretold: dict[str, list[Any]] = {}  # what only a preview says: the noun, and what of it

    @property
    def driver_connection(self) -> Any:
        """The DBAPI connection of this very transaction (the job queue writes on it)."""
        return self.connection.connection.driver_connection

    # -- holding ---------------------------------------------------------------------------------

    def hold_instance(self, instance_id: str) -> AnyRow | None:
        """This matter, locked until the transaction ends."""
        return cast("AnyRow | None", statements.HOLD_INSTANCE.first(self.connection, {"id": instance_id}))

    def hold_user_task(self, task_id: str) -> AnyRow | None:
        """The matter this task belongs to, locked, with the task's columns prefixed ``task_``."""
        return cast("AnyRow | None", statements.HOLD_BY_TASK.first(self.connection, {"task_id": task_id}))

    def hold_job(self, job_id: str) -> AnyRow | None:
        """The matter this job belongs to, locked, with the job's columns prefixed ``job_``."""
        return cast("AnyRow | None", statements.HOLD_BY_JOB.first(self.connection, {"job_id": job_id}))

    def meet(self, name: str, *, alone: bool = False) -> None:
        """Hold a name until the end: several together, or one alone.

        Of a message's name, those who begin to wait hold it together and one who found nobody alone:
        so either the one who waits sees what was kept, or the one who keeps sees who waits.
        """
        dialects.meet(self.connection, name, alone=alone)

    # -- writing ---------------------------------------------------------------------------------

    def add_instance(self, row: Record) -> None:
        """A new matter."""
        self._new.new_instances.append(row)

    def change_instance(self, instance_id: str, revision: int, row: Record) -> None:
        """Write a held matter; ``revision`` is the one that was read."""
        self._new.instances.append((instance_id, revision, row))

    def add_history(self, rows: Sequence[Record]) -> None:
        """Append to the record."""
        self._new.history.extend(rows)

    def put_task(self, row: Record) -> None:
        """Open a user task, or close one (then only the closing columns count)."""
        opened = self._new.tasks.get(row["id"])
        if opened is not None and row["state"] != "open":
            row = {**opened, **{name: row[name] for name in statements.TASK_CLOSING}}
        self._new.tasks[row["id"]] = row

    def add_candidates(self, rows: Sequence[Record]) -> None:
        """Who may take a task that has more than one candidate."""
        self._new.candidates.extend(rows)

    def put_job(self, row: Record) -> None:
        """Add to the agenda, or close an entry of it (then only the closing columns count).

        Where no queue is attached, nothing is queued: the tick of a process that has one finds it.
        """
        row = {**row, "queued": bool(row.get("queued")) and self._queue is not None}
        added = self._new.jobs.get(row["id"])
        if added is not None and row["state"] != "ready":
            row = {**added, **{name: row[name] for name in statements.JOB_CLOSING}}
        self._new.jobs[row["id"]] = row
        if row["queued"] and row["state"] == "ready":
            self._new.deferred.append(row["id"])

    def will_put_job(self, job_id: str) -> bool:
        """Whether this transaction puts that entry on the agenda (again)."""
        return job_id in self._new.jobs and self._new.jobs[job_id]["state"] == "ready"

    def defer(self, job_ids: Sequence[str]) -> None:
        """Tell the queue of rows that stand on the agenda already."""
        self._new.deferred.extend(job_ids)

    def tell(self, rows: Sequence[Record]) -> None:
        """What people are told; a row whose key is there already is left out."""
        self._new.notifications.extend(rows)

    @property
    def matters(self) -> tuple[str, ...]:
        """The matters that are written so far."""
        known = [row["id"] for row in self._new.new_instances] + [one[0] for one in self._new.instances]
        return tuple(dict.fromkeys(known))

    @property
    def told(self) -> tuple[Record, ...]:
        """What people are told so far, sent to the database or not."""
        return (*self._told, *self._new.notifications)

    def add(self, table: Table, row: Record) -> None:
        """A row of any other table."""
        self._new.others.append((table, row))

    def execute(self, statement: Any, values: Any = None) -> Any:
        """A statement that cannot wait for the end."""
        return self.connection.execute(statement, values)

    def flush(self, receipt: str | None = None) -> None:
        """Send what was gathered, and into the request's receipt that it was done.

        A matter that changed meanwhile, or a request that was taken over, undoes it all.
        """
        new, self._new = self._new, _Gathered()
        self._told += new.notifications
        beginning = self._begin(new)
        with together(self.connection):
            changed = self._send(new)
            begun = [
                statements.begin_job(self.connection.dialect.name).ask(self.connection, row)
                for row in beginning
            ]
            confirmed = receipt and statements.CONFIRM.write(
                self.connection, [{"_claim": receipt, "_result": self.result}]
            )
        if any(cursor.rowcount != 1 for cursor in changed):
            raise Conflict("the matter changed meanwhile; try again", code="STALE")
        if confirmed and confirmed.rowcount != 1:
            raise Conflict("the request was given up and taken over", code="REQUEST_TAKEN_OVER")
        self.begun += [answer.first() for answer in begun]
        for table, rows in _by_table(new.others):
            self.connection.execute(table.insert(), rows)
        if new.deferred and self._queue is not None:
            self._queue.defer(self.driver_connection, new.deferred)
            self.deferred += new.deferred

    def _begin(self, new: _Gathered) -> list[Record]:
        """Of what would be queued, so much as this process has hands for is begun now, its try counted."""
        if not new.deferred or self._hands is None:
            return []
        named = dict.fromkeys(new.deferred)
        waiting = [job_id for job_id in named if job_id in new.jobs and new.jobs[job_id]["state"] == "ready"]
        promised = self._hands.promise(len(waiting))
        self.promised += promised
        said = {"state": "running", "queued": False, "attempts": 1, **self._hands.begun()}
        taken = [new.jobs.pop(job_id) | said for job_id in waiting[:promised]]
        new.deferred = [job_id for job_id in new.deferred if job_id not in waiting[:promised]]
        return taken

    def _send(self, new: _Gathered) -> list[Any]:
        """The families that have a statement of their own; answers a cursor for each matter changed."""
        dialect = self.connection.dialect.name
        if new.new_instances:
            statements.ADD_INSTANCES.write(self.connection, new.new_instances)
        changed = [
            statements.change_instance(tuple(sorted(row))).write(
                self.connection, [{"_id": instance_id, "_revision": revision, **row}]
            )
            for instance_id, revision, row in new.instances
        ]
        if new.history:
            statements.ADD_HISTORY.write(self.connection, new.history)
        if new.tasks:
            statements.put_tasks(dialect).write(self.connection, list(new.tasks.values()))
        if new.candidates:
            statements.ADD_CANDIDATES.write(self.connection, new.candidates)
        if new.jobs:
            statements.put_jobs(dialect).write(self.connection, list(new.jobs.values()))
        if new.notifications:
            statements.put_notifications(dialect).write(self.connection, new.notifications)
        if self._outbox is not None and (entries := self._outbox(_leaving(new))):
            statements.put_once(dialect).write(self.connection, entries)
        return changed


def _leaving(new: _Gathered) -> Leaving:
    changed = [{"id": instance_id, **row} for instance_id, _, row in new.instances]
    acts = [row for row in new.history if row["kind"] == "act"]
    return Leaving(new.notifications, acts, list(new.tasks.values()), [*new.new_instances, *changed])


def _by_table(records: Sequence[tuple[Table, Record]]) -> Sequence[tuple[Table, list[Record]]]:
    grouped: dict[Table, list[Record]] = {}
    for table, row in records:
        grouped.setdefault(table, []).append(row)
    return tuple(grouped.items())


class Queue(Protocol):
    """What a transaction tells whoever runs jobs (``engine.jobs.queue.JobQueue``)."""

    def defer(self, connection: Any, job_ids: Sequence[str]) -> None:
        """Within the transaction, on its own DBAPI connection."""

    def wake(self, job_ids: Sequence[str]) -> None:
        """After the commit."""


class Hands(Protocol):
    """Threads of this process that may be promised a job (``engine.jobs.hands.Hands``)."""

    def promise(self, wanted: int) -> int:
        """How many of so many jobs may be begun in this transaction."""
        ...

    def release(self, promised: int) -> None:
        """The transaction came to nothing."""

    def begun(self) -> Record:
        """Who tries them, and until when."""
        ...

    def take(self, jobs: Sequence[AnyRow]) -> None:
        """After the commit: these are yours."""


class Database:
    """Both pools, and how a block of work begins and ends on them."""

    def __init__(self, url: str, *, pool_size: int = 8) -> None:
        self.url = url
        self.embedded = dialects.is_sqlite(url)
        self.writer, self.reader = dialects.open_engines(url, pool_size=pool_size)
        self._turn = dialects.FairLock()
        self._queue: Queue | None = None
        self._hands: Hands | None = None
        self._outbox: Outbox | None = None

    @contextmanager
    def work(self, receipt: str | None = None) -> Iterator[UnitOfWork]:
        """A transaction that commits when the block ends well, and leaves nothing when it does not.

        ``receipt`` names the request that does it: its receipt is confirmed in this very transaction.
        """
        with self._alone():
            uow = None
            try:
                with self.writer.begin() as connection:
                    uow = UnitOfWork(connection, self._queue, self._hands, self._outbox)
                    yield uow
                    uow.flush(receipt)
            except BaseException:
                if uow is not None and uow.promised and self._hands is not None:
                    self._hands.release(uow.promised)
                raise
        if uow.begun and self._hands is not None:
            self._hands.take(uow.begun)
        if self._queue is not None and uow.deferred:
            self._queue.wake(uow.deferred)
        for call in uow.after_commit:
            call()

    @contextmanager
    def reading(self) -> Iterator[View]:
        """A view that cannot write and does not wait for those who do."""
        with self.reader.connect() as connection:
            yield View(connection)

    def attach(self, queue: Queue, hands: Hands | None = None) -> None:
        """From now on jobs written as queued are begun by these hands, or handed to this queue."""
        self._queue = queue
        self._hands = hands

    def tell_outside(self, outbox: Outbox) -> None:
        """From now on this is asked what has to leave the house with each transaction."""
        self._outbox = outbox

    def dispose(self) -> None:
        """Close all connections."""
        self.writer.dispose()
        self.reader.dispose()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if not self.embedded:
            yield
            return
        with self._turn.held():
            yield


Reading = Callable[[], AbstractContextManager[View]]
