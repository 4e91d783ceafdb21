from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from procrastinate.schema import SchemaManager

from engine.errors import EngineError
from engine.jobs import queue_schema
from tests import databases

pytestmark = pytest.mark.postgres
TABLES = "SELECT relname FROM pg_class WHERE relname LIKE 'procrastinate%%' ORDER BY 1"


@pytest.fixture
def empty() -> Iterator[str]:
    """A database without anything."""
    databases.require_postgres()
    url = databases.new_postgres()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    yield url
    databases.drop_postgres(url)


def names(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        return [name for (name,) in connection.execute(TABLES)]


def mark(url: str) -> str | None:
    with psycopg.connect(url) as connection:
        return queue_schema._applied(connection)


def test_an_empty_database_gets_the_packages_schema_and_twice_is_once(empty: str) -> None:
    queue_schema.upgrade(empty)
    applied = names(empty)
    assert "procrastinate_jobs" in applied
    assert mark(empty) == queue_schema._migrations()[-1].name
    queue_schema.upgrade(empty)
    assert names(empty) == applied


def test_several_machines_at_once(empty: str) -> None:
    call = f"from engine.jobs import queue_schema; queue_schema.upgrade({empty!r})"
    machines = [subprocess.Popen([sys.executable, "-c", call]) for _ in range(3)]
    assert [machine.wait(60) for machine in machines] == [0, 0, 0]
    assert mark(empty) == queue_schema._migrations()[-1].name


def test_a_database_of_the_first_release_is_upgraded_to_the_same_functions(empty: str) -> None:
    """Every migration of the package one after another gives what its schema gives at once."""
    body = "SELECT proname, prosrc FROM pg_proc WHERE proname LIKE 'procrastinate%%' ORDER BY 1"
    first, *_ = queue_schema._migrations()
    with psycopg.connect(empty, autocommit=True) as connection:
        queue_schema._apply(connection, first.read_text("utf-8"), first.name)
    queue_schema.upgrade(empty)
    queue_schema.upgrade(empty)  # what the code before still used goes now
    assert mark(empty) == queue_schema._migrations()[-1].name
    with psycopg.connect(empty, autocommit=True) as connection:
        upgraded = {name: " ".join(text.split()) for name, text in connection.execute(body)}
        connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    queue_schema.upgrade(empty)
    with psycopg.connect(empty) as connection:
        fresh = {name: " ".join(text.split()) for name, text in connection.execute(body)}
    assert upgraded == fresh


def test_what_old_workers_still_use_goes_with_the_second_call() -> None:
    files = [
        Path(name) for name in ("1_01_pre_a.sql", "1_50_post_a.sql", "2_01_pre_b.sql", "2_50_post_b.sql")
    ]
    pending = lambda applied: [file.name for file in queue_schema._pending(applied, files)]  # noqa: E731
    assert pending("0") == ["1_01_pre_a.sql", "1_50_post_a.sql", "2_01_pre_b.sql"]
    assert pending("2_01_pre_b.sql") == ["2_50_post_b.sql"]
    assert pending("2_50_post_b.sql") == []
    assert pending("3_01_pre_from_a_newer_release.sql") == []


def test_a_migration_that_fails_leaves_neither_half_of_it_nor_its_mark(empty: str) -> None:
    queue_schema.upgrade(empty)
    before = mark(empty)
    with psycopg.connect(empty, autocommit=True) as connection, pytest.raises(psycopg.Error):
        queue_schema._apply(connection, "CREATE TABLE half (id int); SELECT 1 / 0", "9")
    assert mark(empty) == before
    with psycopg.connect(empty) as connection:
        assert connection.execute("SELECT to_regclass('half')").fetchone() == (None,)


def test_a_queue_that_is_not_ours_is_left_alone(empty: str) -> None:
    with psycopg.connect(empty, autocommit=True) as connection:
        connection.execute(SchemaManager.get_schema().encode())
    with pytest.raises(EngineError, match="a database of its own"):
        queue_schema.upgrade(empty)
