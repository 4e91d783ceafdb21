"""Runs the service: one process with the jobs in it on SQLite, a web process beside workers on PostgreSQL."""

from __future__ import annotations

import fcntl
import os
import socket
import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from types import FrameType
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.workers.gthread import ThreadWorker

from engine.commands import deployments
from engine.machine import Engine
from engine.settings import Settings
from engine.store import definitions, dialects
from web import compose, demo, demo_matters, streams
from web.app import create_app

THREADS = 32
STREAM = "/events"


class _Threads(ThreadWorker):  # type: ignore[misc]  # gunicorn is untyped
    """Gunicorn's threads; told to end, they first let go of the windows that wait for news."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """SIGTERM."""
        streams.close_all()
        super().handle_exit(sig, frame)


class Room:
    """So many requests at once as without live updates; these have room of their own beside them."""

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self._app = app
        self._room = threading.BoundedSemaphore(THREADS)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        """One request."""
        if environ.get("PATH_INFO") == STREAM:
            return self._app(environ, start_response)
        with self._room:
            return self._app(environ, start_response)


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn is untyped
    """Gunicorn with our settings in place of a file."""

    def __init__(self, settings: Settings, host: str, port: int) -> None:
        self._settings = settings
        self._bind = f"{host}:{port}"
        super().__init__()

    def load_config(self) -> None:
        """One worker process on SQLite, since its jobs run in it."""
        alone = dialects.is_sqlite(self._settings.url)
        for name, value in {
            "bind": self._bind,
            "workers": 1 if alone else 2,
            "worker_class": _Threads,
            "threads": THREADS + streams.STREAMS,
            "timeout": 60,
            "graceful_timeout": 20,
            "keepalive": 5,
            "limit_request_line": 8190,
            "loglevel": "warning",
            "control_socket_disable": True,
        }.items():
            self.cfg.set(name, value)
        self.cfg.set("worker_exit", _stop_worker)

    def load(self) -> Any:
        """After the fork: the machine, its jobs, the app."""
        machine = compose.engine(self._settings)
        if machine.database.embedded:
            _Server.jobs = compose.worker(machine)
            _Server.jobs.start()
        elif not self._settings.clock.startswith("manual"):
            machine.database.attach(compose.queue(self._settings))
        threading.Thread(target=_read_ahead, args=(machine,), name="read-ahead", daemon=True).start()
        return Room(create_app(machine))

    jobs: Any = None


def _read_ahead(machine: Engine) -> None:
    """Compile the newest versions before somebody waits for them."""
    with machine.reading() as view:
        for key in sorted(definitions.all_keys(view)):
            machine.versions.latest(view, key)


def _stop_worker(_server: object, _worker: object) -> None:
    if _Server.jobs is not None:
        _Server.jobs.stop()


def serve(settings: Settings, host: str, port: int) -> None:
    """Migrate, load what must be there, say where to look, and serve until told to stop."""
    _refuse_taken(host, port)
    settings.home.mkdir(parents=True, exist_ok=True)
    lock = None
    if dialects.is_sqlite(settings.url):
        lock = _alone(settings.home / "serve.lock")
    compose.migrate(settings)
    machine = compose.engine(settings)
    came = settings.demo and demo.load(machine)
    for news in deployments.deploy_folders(machine):
        if news.happened != "unchanged":
            print(_words(news), flush=True)  # noqa: T201 (the operator's terminal)
    if came:
        demo_matters.begin(machine)
    _announce(machine, host, port)
    machine.database.dispose()
    _Server(settings, host, port).run()
    if lock is not None:
        lock.close()


def work(settings: Settings) -> None:
    """`liye worker`: run jobs until told to stop."""
    if dialects.is_sqlite(settings.url):
        sys.exit("liye: on SQLite `liye serve` runs the jobs itself; workers are for PostgreSQL")
    compose.worker(compose.engine(settings)).work_until_told()


def _refuse_taken(host: str, port: int) -> None:
    """Said before anything is loaded or announced, not after."""
    try:
        with socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET):
            return
    except OSError as error:
        why = os.strerror(error.errno) if error.errno and error.errno > 0 else str(error)
        sys.exit(f"liye: cannot listen on {host}:{port} ({why}); choose another with --host, --port")


def _alone(path: Path) -> Any:
    handle = path.open("w")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit(f"liye: another `liye serve` runs on {path.parent}; stop it first, or set LIYE_HOME")
    return handle


def _words(news: deployments.FolderNews) -> str:
    if news.happened == "kept":
        return f"{news.key}: version {news.version} stays, a designer published it after the folder's"
    return f"{news.key}: version {news.version} deployed"


def _announce(machine: Engine, host: str, port: int) -> None:
    print(f"liye: http://{host}:{port}", flush=True)  # noqa: T201 (the operator's terminal)
    if machine.settings.demo:
        for line in demo.accounts(machine):
            print(line, flush=True)  # noqa: T201 (same)
