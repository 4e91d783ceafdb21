"""The floor: what the database itself commits: 1 update, 2 inserts, commit, by a bare driver."""

from __future__ import annotations

import threading
from contextlib import closing
from uuid import uuid4

from tests.bench.places import Place

STATE = b"x" * 2000  # about a matter's snapshot
ROW = b"x" * 300


def prepare(place: Place) -> None:
    """Its own tables in the same database."""
    kind = "BLOB" if place.embedded else "BYTEA"
    with closing(place.connect()) as connection:
        connection.execute(f"CREATE TABLE bare (id VARCHAR(32) PRIMARY KEY, n INTEGER, state {kind})")
        connection.execute(
            f"CREATE TABLE bare_row (id VARCHAR(32) PRIMARY KEY, parent VARCHAR(32), data {kind})"
        )


def run(place: Place, threads: int, commits: int) -> None:
    """That many commits, shared by the threads."""
    turn = threading.Lock()
    workers = [
        threading.Thread(target=_commits, args=(place, commits // threads, turn)) for _ in range(threads)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def _commits(place: Place, commits: int, turn: threading.Lock) -> None:
    mark = place.mark
    update = f"UPDATE bare SET n = n + 1, state = {mark} WHERE id = {mark}"
    insert = f"INSERT INTO bare_row VALUES ({mark}, {mark}, {mark})"
    with closing(place.connect()) as connection:
        mine = uuid4().hex
        connection.execute(f"INSERT INTO bare VALUES ({mark}, 0, {mark})", (mine, STATE))
        for _ in range(commits):
            with _alone(place, turn):
                connection.execute(place.begin)
                connection.execute(update, (STATE, mine))
                connection.execute(insert, (uuid4().hex, mine, ROW))
                connection.execute(insert, (uuid4().hex, mine, ROW))
                connection.execute("COMMIT")


def _alone(place: Place, turn: threading.Lock) -> threading.Lock | _Everyone:
    """SQLite has one writer; waiting for a lock here is kinder to it than its own busy handler."""
    return turn if place.embedded else EVERYONE


class _Everyone:
    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...


EVERYONE = _Everyone()
