"""PostgreSQL for the tests: where it comes from when the machine has none, and that each test finds it fresh."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests import databases

ASK = """
import psycopg
from tests import databases
with psycopg.connect(databases.server_url()) as connection:
    print(connection.execute("select 6 * 7").fetchone()[0])
"""


@pytest.mark.slow
def test_one_from_pip_serves_where_none_is_on_the_path() -> None:
    """As in an empty container: no server, nothing of a desktop session; and its warnings are no errors of ours."""
    absent = {"TEST_DATABASE_URL", "XDG_RUNTIME_DIR"}
    bare = {name: value for name, value in os.environ.items() if name not in absent}
    bare["PATH"] = os.pathsep.join(
        folder for folder in bare["PATH"].split(os.pathsep) if not _has_server(folder)
    )
    asked = subprocess.run(
        [sys.executable, "-W", "error", "-c", ASK], env=bare, capture_output=True, text=True, check=False
    )
    assert asked.stdout.strip() == "42", asked.stderr


def _has_server(folder: str) -> bool:
    return (Path(folder) / "postgres").exists()


LETTERS = """CREATE TABLE letter (id serial PRIMARY KEY, said text);
CREATE TABLE answer (letter_id int REFERENCES letter, said text);
INSERT INTO letter (said) VALUES ('come'), ('stay'); INSERT INTO answer VALUES (1, 'yes'), (2, E'no\\n')"""
SAID = "SELECT l.id, l.said, a.said FROM letter l LEFT JOIN answer a ON a.letter_id = l.id ORDER BY 1"
WRITTEN = [
    "INSERT INTO letter (said) VALUES ('go')",
    "UPDATE letter SET said = 'went' WHERE id = 2",
    "DELETE FROM answer",
    "DELETE FROM answer; DELETE FROM letter WHERE id = 1; INSERT INTO letter VALUES (1, 'come')",
    "TRUNCATE letter CASCADE",
]


@pytest.fixture(scope="module")
def letters() -> Iterator[str]:
    """A template of two letters and their answers, in a database that was used before."""
    databases.require_postgres()
    databases.drop_postgres(databases.new_postgres())
    url = databases.new_postgres()
    _ask(url, LETTERS)
    yield url
    databases.drop_postgres(url)


def _ask(url: str, *statements: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url, autocommit=True) as connection:
        found = [connection.execute(statement) for statement in statements][-1]
        return found.fetchall() if found.description else []


@pytest.mark.postgres
@pytest.mark.parametrize("written", WRITTEN)
def test_whatever_is_written_the_next_test_finds_a_fresh_database(letters: str, written: str) -> None:
    first = databases.copy_postgres(letters)
    fresh = _ask(first, SAID)
    _ask(first, written)
    assert _ask(first, SAID) != fresh
    databases.drop_postgres(first)

    second = databases.copy_postgres(letters)
    assert (second == first) is ("TRUNCATE" not in written)  # that makes new tables
    assert _ask(second, SAID) == fresh
    assert _ask(second, "INSERT INTO letter (said) VALUES ('next') RETURNING id") == [(3,)]
    databases.drop_postgres(second)


@pytest.mark.postgres
def test_a_database_whose_tables_were_changed_is_not_used_again(letters: str) -> None:
    first = databases.copy_postgres(letters)
    _ask(first, "ALTER TABLE answer DROP COLUMN said")
    databases.drop_postgres(first)
    second = databases.copy_postgres(letters)
    assert second != first
    databases.drop_postgres(second)


@pytest.mark.postgres
def test_a_database_that_is_given_back_twice_is_there_for_the_next(letters: str) -> None:
    first = databases.copy_postgres(letters)
    databases.drop_postgres(first)
    databases.drop_postgres(first)
    second = databases.copy_postgres(letters)
    assert _ask(second, SAID)
    databases.drop_postgres(second)
