"""Where PostgreSQL for the tests comes from when the machine has none."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

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
