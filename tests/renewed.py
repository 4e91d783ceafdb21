"""Copies of a PostgreSQL template that are used again: what a test wrote is taken out, not a copy made anew.

To copy the hundreds of files of a database costs more than most tests do. What was written is found by the
transactions that wrote it: every row tells its own (``xmin``), and rows that are gone are missing in the count.
A copy whose very tables were changed is not used again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import psycopg

CATALOGUE = (
    "pg_class",
    "pg_attribute",
    "pg_constraint",
    "pg_index",
    "pg_namespace",
    "pg_proc",
    "pg_trigger",
    "pg_type",
)
USES = 50
"""What is deleted leaves room behind; after so many uses a new copy is better."""

Marks = dict[str, tuple[int, int]]
"""Of each table how many rows it has and the newest transaction that wrote one."""


@dataclass(frozen=True)
class Pattern:
    """What a fresh copy of a template holds."""

    marks: Marks
    rows: Mapping[str, bytes]
    counters: str  # the statement that sets them back

    @classmethod
    def of(cls, url: str) -> Pattern:
        """Read it from a template."""
        with psycopg.connect(url) as connection:
            tables = _names(connection, "r")
            marks = _marks(connection, (*tables, *CATALOGUE))
            rows = {table: _rows(connection, table) for table in tables if marks[table][0]}
            return cls(marks, rows, _counters(connection))


@dataclass
class Copy:
    """One copy, and the marks it had when a test got it."""

    template: str
    url: str
    pattern: Pattern
    marks: Marks
    uses: int = 1
    connection: psycopg.Connection | None = None  # kept: a new one would read the catalogue again

    def renew(self) -> bool:
        """Take out what was written; false where this copy must not be used again."""
        self.uses += 1
        try:
            if self.uses <= USES and self._renew():
                return True
        except psycopg.Error:  # a server that lets us do less, or one that a test cut us off from
            pass
        self.close()
        return False

    def close(self) -> None:
        """Let go of it, as who copies it must."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def _renew(self) -> bool:
        self.connection = connection = self.connection or psycopg.connect(self.url)
        with connection.transaction():
            connection.execute(_ALONE)
            now = _marks(connection, self.marks)
            changed = [table for table in now if now[table] != self.marks[table]]
            if not set(changed).isdisjoint(CATALOGUE):
                return False
            connection.execute("SET LOCAL session_replication_role = replica")  # no order among the tables
            again = [table for table in changed if not self._without_new_rows(connection, table, now[table])]
            for table in again:
                self._refill(connection, table)
            if self.pattern.counters:
                connection.execute(self.pattern.counters)
            if again:
                self.marks |= _marks(connection, again)
        return True

    def _without_new_rows(self, connection: psycopg.Connection, table: str, now: tuple[int, int]) -> bool:
        """Delete what is newer; true if nothing else is missing."""
        count, newest = self.marks[table]
        found = connection.execute(f"DELETE FROM {table} WHERE xmin::text::bigint > {newest}")
        return now[0] - found.rowcount == count

    def _refill(self, connection: psycopg.Connection, table: str) -> None:
        connection.execute(f"DELETE FROM {table}")
        with connection.cursor().copy(f"COPY {table} FROM STDIN") as copy:
            copy.write(self.pattern.rows.get(table, b""))


_ALONE = """SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
 WHERE datname = current_database() AND pid <> pg_backend_pid()"""


def _names(connection: psycopg.Connection, kind: str) -> list[str]:
    found = connection.execute(
        "SELECT quote_ident(relname) FROM pg_class WHERE relkind = %s AND relnamespace = 'public'::regnamespace",
        [kind],
    )
    return [name for (name,) in found]


def _marks(connection: psycopg.Connection, tables: Iterable[str]) -> Marks:
    each = (
        f"SELECT '{table}', count(*), coalesce(max(xmin::text::bigint), 0) FROM {table}" for table in tables
    )
    return {table: (count, newest) for table, count, newest in connection.execute(" UNION ALL ".join(each))}


def _rows(connection: psycopg.Connection, table: str) -> bytes:
    with connection.cursor().copy(f"COPY {table} TO STDOUT") as copy:
        return b"".join(bytes(part) for part in copy)


def _counters(connection: psycopg.Connection) -> str:
    found = []
    for name in _names(connection, "S"):
        last, is_called = connection.execute(f"SELECT last_value, is_called FROM {name}").fetchone() or (
            1,
            False,
        )
        found.append(f"setval('{name}', {last}, {is_called})")
    return f"SELECT {', '.join(found)}" if found else ""
