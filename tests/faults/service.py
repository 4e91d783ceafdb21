"""A real `liye serve` in a process of its own, and a client that speaks HTTP to it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from http.client import HTTPException
from pathlib import Path
from typing import Any

from tests.office import ROOT

SERVE = "import sys; from web.cli import main; sys.argv[0] = 'liye'; main()"


class Gone(Exception):
    """The server did not answer: what it did is not known."""


class Service:
    """`liye serve` on a home; may be killed and started again on the same port."""

    def __init__(self, home: Path, processes: Path, database_url: str = "") -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("LIYE_")},
            "LIYE_HOME": str(home),
            "LIYE_PROCESSES": str(processes),
            **({"LIYE_DATABASE_URL": database_url} if database_url else {}),
            "PYTHONPATH": str(ROOT),
        }
        self._log = home / "serve.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; returns when it answers."""
        command = [sys.executable, "-c", SERVE, "serve", "--port", str(self.port)]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command, env=self._environment, stdout=log, stderr=log, start_new_session=True
            )
        until = time.monotonic() + 60
        while time.monotonic() < until:
            assert self._process.poll() is None, self._log.read_text("utf-8")
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise AssertionError(self._log.read_text("utf-8"))

    def kill(self) -> None:
        """As a power failure would: the whole family at once, in the middle of whatever it does."""
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


class Client:
    """A program with an API token. Every call has a time limit; a broken one raises ``Gone``."""

    def __init__(self, port: int, token: str) -> None:
        self._base = f"http://127.0.0.1:{port}/api/v1"
        self._token = token

    def get(self, path: str) -> Any:
        """What is there."""
        return self._call("GET", path, None, {})[1]

    def post(self, path: str, body: object, key: str) -> tuple[int, Any]:
        """Do something, under an Idempotency-Key."""
        return self._call("POST", path, json.dumps(body).encode(), {"Idempotency-Key": key})

    def _call(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, Any]:
        said = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json", **headers}
        request = urllib.request.Request(self._base + path, body, said, method=method)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as refusal:
            return refusal.code, json.loads(refusal.read() or b"null")
        except (
            OSError,
            HTTPException,
            ValueError,
        ) as error:  # cut off before, or in the middle of, the answer
            raise Gone(str(error)) from error
