"""Fixtures all tests share."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from engine.office import passwords
from tests import databases


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> Iterator[None]:
    """Hashing is slow on purpose; a suite that signs in hundreds of times cannot wait for it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
        yield


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh, migrated database of each kind."""
    if request.param == "sqlite":
        yield databases.new_sqlite(tmp_path)
        return
    databases.require_postgres()
    url = databases.new_postgres()
    yield url
    databases.drop_postgres(url)


# The kit is test data of others; `make tck` and this test read it where LIYE_DMN_TCK says.
collect_ignore = [] if os.environ.get("LIYE_DMN_TCK") else ["bpmn/test_tck.py"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What a page looks like does not depend on the database: once is enough."""
    twice = [i for i in items if "served" in getattr(i, "fixturenames", ()) and "postgresql" in i.name]
    if twice:
        config.hook.pytest_deselected(items=twice)
        items[:] = [item for item in items if item not in twice]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line for each reason why tests were skipped, however many they were."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(report.longrepr[2].removeprefix("Skipped: ") for report in skipped)
    for reason, count in reasons.items():
        terminalreporter.write_line(f"{count} tests skipped: {reason}", yellow=True)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where nothing may be missing (CI), a skipped test is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter is not None and reporter.stats.get("skipped"):
        reporter.write_line("CI: no test may be skipped; run with -rs to see which were", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
