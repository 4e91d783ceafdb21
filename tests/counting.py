"""Counts what goes to the database driver: every execution (an executemany is one), every commit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from engine.machine import Engine


class Count:
    """What was sent."""

    def __init__(self) -> None:
        self.statements: list[str] = []
        self.commits = 0


@contextmanager
def counting(engine: Engine) -> Iterator[Count]:
    """Counts within the block, on both pools; BEGIN counts where it is a statement of ours (SQLite)."""
    count = Count()

    def sent(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        count.statements.append(statement)

    def committed(_connection: Any) -> None:
        count.commits += 1

    pools = (engine.database.writer, engine.database.reader)
    for pool in pools:
        event.listen(pool, "before_cursor_execute", sent)
        event.listen(pool, "commit", committed)
    try:
        yield count
    finally:
        for pool in pools:
            event.remove(pool, "before_cursor_execute", sent)
            event.remove(pool, "commit", committed)
