"""All rows out of a database and into an empty one, whichever of the two kinds each is."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import LargeBinary, Table, func, select

from engine import json
from engine.store.tables import metadata
from engine.store.types import Document, UTCDateTime
from engine.store.unit_of_work import UnitOfWork, View

PIECE = 500


def tables() -> list[Table]:
    """Every table, those that others refer to first."""
    return list(metadata.sorted_tables)


def lines(view: View, table: Table) -> Iterator[bytes]:
    """The rows of a table, one JSON object each."""
    result = view.connection.execution_options(yield_per=PIECE).execute(select(table))
    for row in result:
        yield json.dump({name: _out(value, table.c[name].type) for name, value in row._asdict().items()})


def put(uow: UnitOfWork, table: Table, found: Iterable[bytes]) -> int:
    """Write rows that `lines` gave; returns how many."""
    number = 0
    piece: list[dict[str, Any]] = []
    for line in found:
        piece.append(_row(json.load(line), table))
        if len(piece) == PIECE:
            uow.execute(table.insert(), piece)
            number, piece = number + len(piece), []
    if piece:
        uow.execute(table.insert(), piece)
    return number + len(piece)


def is_empty(view: View) -> bool:
    """Whether there is no row in any table."""
    return not any(view.value(select(func.count()).select_from(table)) for table in tables())


def reset_sequences(uow: UnitOfWork) -> None:
    """PostgreSQL counts its own ids; after rows with ids came in, it must go on after them."""
    if uow.connection.dialect.name != "postgresql":
        return
    for table in tables():
        for column in table.primary_key:
            if column.autoincrement is True:
                sequence = func.pg_get_serial_sequence(table.name, column.name)
                following = select(func.coalesce(func.max(column), 0) + 1).scalar_subquery()
                uow.execute(select(func.setval(sequence, following, False)))


def _row(values: Mapping[str, Any], table: Table) -> dict[str, Any]:
    return {name: _in(value, table.c[name].type) for name, value in values.items()}


def _out(value: Any, kind: Any) -> Any:
    if isinstance(value, bytes) and isinstance(kind, LargeBinary):
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, date) else value


def _in(value: Any, kind: Any) -> Any:
    if value is None or isinstance(kind, Document):
        return value
    if isinstance(kind, LargeBinary):
        return base64.b64decode(value)
    if isinstance(kind, UTCDateTime):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if kind.python_type is date else value
