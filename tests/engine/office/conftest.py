"""An office whose directory is the demo's, on both databases."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from engine.clock import OFFICE_ZONE
from engine.office import staff
from engine.office.directory import Directory
from engine.office.directory_file import merge, read
from engine.store.unit_of_work import Database

DEMO = Path(__file__).parents[3] / "processes" / "demo_office.json"
NOW = datetime(2026, 3, 5, 9, 30, tzinfo=OFFICE_ZONE)


@pytest.fixture(scope="session")
def demo_file() -> dict[str, list[dict[str, object]]]:
    return json.loads(DEMO.read_text("utf-8"))


@pytest.fixture(scope="session")
def demo(demo_file: dict[str, list[dict[str, object]]]) -> Directory:
    return merge(Directory(), read(demo_file))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def staffed(database: Database, demo_file: dict[str, list[dict[str, object]]]) -> Database:
    with database.work() as uow:
        staff.import_file(uow, demo_file, NOW)
    return database
