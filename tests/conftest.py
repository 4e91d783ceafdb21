"""Fixtures all tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import databases


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh, migrated database of each kind."""
    if request.param == "sqlite":
        yield databases.new_sqlite(tmp_path)
        return
    url = postgres_url()
    yield url
    databases.drop_postgres(url)


def postgres_url() -> str:
    """A fresh PostgreSQL database, or a skip with its reason (an error where CI forbids skips)."""
    try:
        return databases.new_postgres()
    except databases.NoPostgres as reason:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(reason))
