"""Other FEEL engines, fetched from pip and npm when the benchmark runs, each in a process of its own."""

from __future__ import annotations

import configparser
import json
import shutil
import subprocess
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

HERE = Path(__file__).parent
ROOT = HERE.parent.parent.parent
KEPT = ROOT / "build" / "feel-peers"
PATIENCE = 180


class Missing(Exception):
    """The peers of an index cannot be had here; why, in a line."""


class Peer:
    """A process with engines in it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.names: list[str] = self._read()

    def seconds(
        self, name: str, text: str, scope: object, expected: object, times: int
    ) -> float | str | None:
        """What one evaluation takes; "other" when it comes to another answer, None when to none."""
        questions = self._process.stdin
        assert questions is not None
        questions.write(json.dumps([name, text, scope, expected, times]) + "\n")
        questions.flush()
        found: float | str | None = self._read()
        return found

    def _read(self) -> Any:
        answers: IO[str] | None = self._process.stdout
        assert answers is not None
        return json.loads(answers.readline())


@contextmanager
def python() -> Iterator[Peer]:
    """pySFeel and bkflow-feel, in an environment of their own; versions stand in setup.cfg."""
    folder = KEPT / "python"
    program = folder / "bin" / "python"
    if not program.exists():
        venv.create(folder, with_pip=True)
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg")
    wanted = [line.replace(" ", "") for line in setup["options.extras_require"]["peers"].split("\n") if line]
    _run([str(program), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *wanted], folder)
    with _talking([str(program), str(HERE / "python.py")], folder) as peer:
        yield peer


@contextmanager
def node() -> Iterator[Peer]:
    """feelin; its version stands in package.json."""
    npm, program, folder = shutil.which("npm"), shutil.which("node"), KEPT / "node"
    if npm is None or program is None:
        raise Missing("node and npm are not on the PATH")
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(HERE / "package.json", folder)
    _run([npm, "install", "--silent", "--no-audit", "--no-fund", "--no-package-lock"], folder)
    with _talking([program, str(HERE / "feelin.mjs")], folder) as peer:
        yield peer


def _run(command: list[str], folder: Path) -> None:
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Missing(f"{Path(command[0]).name}: {type(error).__name__}") from error
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise Missing(said[-1] if said else f"{Path(command[0]).name} answered {done.returncode}")


@contextmanager
def _talking(command: list[str], folder: Path) -> Iterator[Peer]:
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, cwd=folder, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            yield Peer(process)
        finally:
            process.terminate()
