"""Where the two databases differ. Nothing else branches on them.

SQLite: WAL, full synchronisation, foreign keys; writers begin IMMEDIATE behind one fair lock (a reader
never waits for them), readers begin deferred and query-only. PostgreSQL: limits on statements, locks
and idle transactions; readers are READ ONLY and see one snapshot.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeAlias

from sqlalchemy import (
    Connection,
    Engine,
    Executable,
    Table,
    create_engine,
    event,
    func,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.dml import Insert
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NullType

from engine.errors import EngineError
from engine.store import prepared

Computed: TypeAlias = Callable[[Any, Any], Any]  # of the columns that are there and the new ones

PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000")
"""How every connection to SQLite is set up."""

_MEETING = 7321
"""The space of advisory locks in which senders of a message and those who begin to wait for it meet."""
POSTGRES_OPTIONS = " ".join(
    f"-c {setting}"
    for setting in (
        "statement_timeout=30000",
        "lock_timeout=10000",
        "idle_in_transaction_session_timeout=60000",
        "TimeZone=UTC",
    )
)


class FairLock:
    """First come, first served: SQLite itself lets one writer starve another."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._held = False

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock for the block."""
        with self._mutex:
            turn = threading.Event()
            if self._held:
                self._waiting.append(turn)
            else:
                self._held = True
                turn.set()
        turn.wait()
        try:
            yield
        finally:
            with self._mutex:
                if self._waiting:
                    self._waiting.popleft().set()
                else:
                    self._held = False


def is_sqlite(url: str) -> bool:
    """Whether this machine is embedded: one process, one file."""
    return make_url(url).get_backend_name() == "sqlite"


def conninfo(url: str) -> str:
    """How psycopg itself is told of a PostgreSQL database."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def open_engines(url: str, *, pool_size: int) -> tuple[Engine, Engine]:
    """A pool that writes and a pool that only reads."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed, "BEGIN IMMEDIATE", pool_size), _sqlite(parsed, "BEGIN", pool_size)
    if parsed.get_backend_name() == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
        return _postgresql(parsed, pool_size), _postgresql(parsed, pool_size).execution_options(
            postgresql_readonly=True, isolation_level="REPEATABLE READ"
        )
    raise EngineError(f"LIYE_DATABASE_URL: {parsed.get_backend_name()} is neither sqlite nor postgresql")


def _sqlite(url: URL, begin: str, pool_size: int) -> Engine:
    engine = create_engine(
        url,
        connect_args={"timeout": 30, "check_same_thread": False, "cached_statements": 512},
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=60,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        if begin == "BEGIN":
            connection.execute("PRAGMA query_only=ON")

    @event.listens_for(engine, "begin")
    def start(connection: Any) -> None:
        prepared.send(connection, begin, [()])

    return engine


def _postgresql(url: URL, pool_size: int) -> Engine:
    return create_engine(
        url,
        paramstyle="format",
        connect_args={"options": POSTGRES_OPTIONS, "connect_timeout": 10},
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_timeout=30,
        pool_recycle=1800,
    )


def meet(connection: Connection, name: str, *, alone: bool) -> None:
    """Until the transaction ends, either several hold a name together or one holds it alone.

    On SQLite a transaction that writes is alone anyway.
    """
    if connection.dialect.name == "postgresql":
        lock = func.pg_advisory_xact_lock if alone else func.pg_advisory_xact_lock_shared
        connection.execute(select(lock(_MEETING, func.hashtext(name))))


def settle(connection: Connection, table: Table) -> None:
    """Wait until whoever has written to a table has committed, and let nobody write to it until the end.

    On PostgreSQL rows become visible in the order of commits, not of their ids; afterwards every id up to the
    newest is there to stay. On SQLite a transaction that writes is alone anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"LOCK TABLE {table.name} IN SHARE MODE"))


def upsert(table: Table, dialect: str, *, update: tuple[str, ...], **computed: Computed) -> Insert:
    """INSERT, or where the primary key is taken, set just the columns named.

    ``computed`` columns are worked out of the row that is there and the new one.
    """
    insert = sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
    keys = [column.name for column in table.primary_key]
    if not update and not computed:
        return insert.on_conflict_do_nothing(index_elements=keys)
    values: dict[str, Any] = {name: insert.excluded[name] for name in update}
    for name, compute in computed.items():
        values[name] = compute(table.c, insert.excluded)
    return insert.on_conflict_do_update(index_elements=keys, set_=values)


def counting(table: Table, dialect: str, counter: str, *, also: tuple[str, ...] = ()) -> Insert:
    """INSERT a first row, or where it exists add one to its counter (and set other columns). Atomic."""
    insert = sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
    changes = {counter: table.c[counter] + 1, **{name: insert.excluded[name] for name in also}}
    return insert.on_conflict_do_update(
        index_elements=[column.name for column in table.primary_key], set_=changes
    )


def once(table: Table, dialect: str, key: str) -> Insert:
    """INSERT unless a row with this value of a unique column is there."""
    insert = sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
    return insert.on_conflict_do_nothing(index_elements=[key])


def indexed(words: Sequence[str], dialect: str) -> str:
    """Words in their order, as the column of the full-text index takes them."""
    if dialect == "sqlite":
        return " ".join(words)
    return " ".join(f"'{word}':{place}" for place, word in enumerate(words, 1))


def index_text(dialect: str) -> Executable:
    """INSERT of ``id``, a matter, and ``said``, its words as `indexed` gives them."""
    into = "INSERT INTO search_text (process_instance_id, words) VALUES "
    return text(into + ("(:id, :said)" if dialect == "sqlite" else "(:id, CAST(:said AS tsvector))"))


class Phrase(FunctionElement[Any]):
    """Whether ``search_text`` has these words one after the other; of the last perhaps only the beginning."""

    name = "phrase"
    type = NullType()  # to both databases a condition by itself
    inherit_cache = True

    def __init__(self, words: Sequence[str], *, begins: bool) -> None:
        in_sqlite = f'"{" ".join(words)}"' + (" *" if begins else "")
        in_postgres = " <-> ".join(f"'{word}'" for word in words) + (":*" if begins else "")
        super().__init__(in_sqlite, in_postgres)


@compiles(Phrase, "sqlite")
def _in_sqlite(element: Phrase, compiler: Any, **given: Any) -> str:
    return f"search_text MATCH {compiler.process(next(iter(element.clauses)), **given)}"


@compiles(Phrase, "postgresql")
def _in_postgresql(element: Phrase, compiler: Any, **given: Any) -> str:
    return f"search_text.words @@ CAST({compiler.process(list(element.clauses)[1], **given)} AS tsquery)"
