"""procrastinate's tables, applied and upgraded from the installed package; nothing of it is copied.

The newest of its migrations that a database has is written on its table as a comment, in the transaction
that applied it. Migrations named ``post`` remove what the code before still used: they wait for the next
call, when every machine runs the new code.
"""

from __future__ import annotations

import re
from pathlib import Path

import psycopg
from procrastinate.schema import SchemaManager
from psycopg import sql

from engine.errors import EngineError

_ADVISORY_LOCK = 5_165_002
_TABLE = "procrastinate_jobs"
_MARK = "liye: "
_POST = re.compile(r"_[5-9]\d_post_")


def upgrade(conninfo: str) -> None:
    """Apply what is missing; from several machines at once if need be."""
    with psycopg.connect(conninfo, autocommit=True, connect_timeout=10) as connection:
        connection.execute("SET lock_timeout = '120s'")
        connection.execute("SELECT pg_advisory_lock(%s)", [_ADVISORY_LOCK])
        applied = _applied(connection)
        if applied is None:
            _apply(connection, SchemaManager.get_schema(), _migrations()[-1].name)
            return
        for file in _pending(applied, _migrations()):
            _apply(connection, file.read_text("utf-8"), file.name)


def _applied(connection: psycopg.Connection[tuple[str | None]]) -> str | None:
    """The newest migration this database has; None when it has nothing of procrastinate."""
    row = connection.execute(
        "SELECT coalesce(obj_description(to_regclass(%s), 'pg_class'), '') WHERE to_regclass(%s) IS NOT NULL",
        [_TABLE, _TABLE],
    ).fetchone()
    if row is None:
        return None
    mark = row[0] or ""
    if not mark.startswith(_MARK):
        raise EngineError(
            f"the table {_TABLE} was not made by liye: give liye a database of its own", code="FOREIGN_QUEUE"
        )
    return mark.removeprefix(_MARK)


def _migrations() -> list[Path]:
    return sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql"), key=lambda file: file.name)


def _pending(applied: str, files: list[Path]) -> list[Path]:
    """What comes after ``applied``, without the posts of the version just reached.

    A database that a newer release migrated has nothing pending.
    """
    pending = [file for file in files if file.name > applied]
    if any(not _POST.search(file.name) for file in pending):
        while _POST.search(pending[-1].name):
            pending.pop()
    return pending


def _apply(connection: psycopg.Connection[tuple[str | None]], script: str, name: str) -> None:
    """One message to the server is one transaction: the script and its mark, or neither."""
    mark = sql.SQL("COMMENT ON TABLE {} IS {}").format(sql.Identifier(_TABLE), sql.Literal(_MARK + name))
    connection.execute(script.encode() + b"\n;\n" + mark.as_bytes(connection))
