"""What a suite of thousands of small offices need not do thousands of times. A pytest plugin.

What is tested is the same: SQLite does not wait for the disk (as PostgreSQL does not, tests/databases.py), the
statements and templates that one office compiled serve the next, and so do the versions and folders it has read.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine, create_engine

from engine.catalog import folder
from engine.catalog.version import Versions
from engine.store import dialects
from web import compose

OURS = Path(__file__).parent.parent / "processes"


@pytest.fixture(scope="session", autouse=True)
def _quick() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dialects, "PRAGMAS", (*dialects.PRAGMAS, "synchronous=OFF"))
        patch.setattr(dialects, "create_engine", _one_dialect())
        versions = Versions()  # by ids that no other database has
        patch.setattr(compose, "Versions", lambda: versions)
        patch.setattr(Flask, "jinja_options", {**Flask.jinja_options, "bytecode_cache": _Compiled()})
        patch.setattr(folder, "read_all", _read_once(folder.read_all))
        yield


def _one_dialect() -> Any:
    """``create_engine`` whose engines of one kind share the dialect, and with it what was compiled for it."""
    first: dict[str, Engine] = {}

    def create(url: Any, **settings: Any) -> Engine:
        made = create_engine(url, **settings)
        kind = f"{made.dialect.name} {settings.get('paramstyle')}"
        known = first.setdefault(kind, made)
        if known is not made:
            made.dialect = made.pool._dialect = known.dialect
            made._compiled_cache = known._compiled_cache
        return made

    return create


def _read_once(read_all: Any) -> Any:
    ours = cache(lambda: read_all(OURS))
    return lambda root: dict(ours()) if root == OURS else read_all(root)


class _Compiled(BytecodeCache):
    """What templates were compiled to, for every application of this process."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._known[bucket.key, bucket.checksum] = bucket.code
