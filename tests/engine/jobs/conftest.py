from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.engine.jobs.workshop import Workshop

Process = subprocess.Popen[str]


@pytest.fixture
def workshops(database_url: str) -> Iterator[Callable[..., Workshop]]:
    """Makes workers on one database that are stopped at the end."""
    made: list[Workshop] = []

    def make(**options: Any) -> Workshop:
        made.append(Workshop(database_url, **options))
        return made[-1]

    yield make
    for shop in made:
        shop.close()


@pytest.fixture
def shop(workshops: Callable[..., Workshop]) -> Workshop:
    return workshops()


@pytest.fixture
def processes(database_url: str) -> Iterator[Callable[..., Process]]:
    """Starts workers in processes of their own; each line they print is one word."""
    started: list[Process] = []

    def start(lease_seconds: int = 60) -> Process:
        command = [sys.executable, "-m", "tests.engine.jobs.workshop", database_url, str(lease_seconds)]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "up\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()
