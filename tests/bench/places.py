"""Where the benchmark runs: an SQLite file and a PostgreSQL database that both lose nothing."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from sqlalchemy.engine import make_url

from engine import jobs
from engine.store import dialects, migrate
from tests import databases


@dataclass(frozen=True)
class Place:
    """A migrated database."""

    name: str
    url: str
    home: Path

    @property
    def embedded(self) -> bool:
        """One file, one process."""
        return dialects.is_sqlite(self.url)

    @property
    def mark(self) -> str:
        """How this driver marks a value in a statement."""
        return "?" if self.embedded else "%s"

    def connect(self) -> Any:
        """A bare connection that says BEGIN and COMMIT itself, as durable as liye's own."""
        if not self.embedded:
            return psycopg.connect(dialects.conninfo(self.url), autocommit=True)
        connection = sqlite3.connect(make_url(self.url).database or "", timeout=60, isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        return connection

    @property
    def begin(self) -> str:
        """A transaction that will write."""
        return "BEGIN IMMEDIATE" if self.embedded else "BEGIN"


def sqlite_place(home: Path) -> Place:
    """A fresh file."""
    return Place("SQLite", databases.new_sqlite(home), home)


def postgres_place(home: Path) -> Place:
    """A fresh database on a server with fsync."""
    server = databases.durable_server()
    name = f"liye_bench_{uuid4().hex[:8]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        setting = connection.execute("SHOW fsync").fetchone()
    assert setting == ("on",), "the server of a benchmark must run with fsync"
    url = make_url(server).set(database=name).render_as_string(hide_password=False)
    migrate.upgrade(url)
    jobs.migrate(url)
    return Place("PostgreSQL", url, home)
