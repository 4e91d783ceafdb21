"""Bring a database's schema up to date, from several machines at once if need be."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url

from engine.store import dialects

_ADVISORY_LOCK = 5_165_001  # any number, the same on every machine


def upgrade(url: str) -> None:
    """Apply what is missing. On PostgreSQL under an advisory lock; SQLite locks its file itself."""
    if dialects.is_sqlite(url) and (database := make_url(url).database):
        Path(database).parent.mkdir(parents=True, exist_ok=True)
    writer, reader = dialects.open_engines(url, pool_size=1)
    reader.dispose()
    try:
        with writer.begin() as connection, _alone(connection):
            command.upgrade(_config(connection), "head")
    finally:
        writer.dispose()


@cache
def newest() -> str | None:
    """The migration that leads to the tables as this program knows them."""
    return ScriptDirectory.from_config(_config()).get_current_head()


@contextmanager
def _alone(connection: Connection) -> Iterator[None]:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL lock_timeout = '120s'"))
        connection.execute(text("SET LOCAL statement_timeout = '120s'"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _ADVISORY_LOCK})
    yield


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def draft(message: str) -> None:
    """For developers: write the migration that leads from the newest one to the tables as they are."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/draft.sqlite"
        upgrade(url)
        writer, _ = dialects.open_engines(url, pool_size=1)
        with writer.begin() as connection:
            command.revision(_config(connection), message, autogenerate=True)


if __name__ == "__main__":
    draft(sys.argv[1])
