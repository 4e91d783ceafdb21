"""The statements that every step sends, compiled once and handed to the driver.

What SQLAlchemy does at each execution (find the compiled form, lay out parameters, describe the result) costs
several times what the driver itself does, and comes out the same each time. Here it is done once for
each dialect; types still convert values both ways, and the engine's events still see each statement.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, Self

from sqlalchemy import Connection, Dialect

Convert = Callable[[Any], Any]


class Prepared:
    """One statement; ``columns`` are the values it takes, for INSERT and its kin."""

    def __init__(self, statement: Any, columns: Sequence[str] | None = None) -> None:
        self._statement = statement
        self._columns = columns
        self._for: dict[str, _Compiled] = {}

    def write(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> int:
        """Send it for all the rows as one execution; answers how many rows it touched."""
        compiled = self._compiled(connection.dialect)
        parameters = [compiled.parameters(row) for row in rows]
        with _Cursor(connection) as cursor:
            cursor.send(compiled.sql, parameters)
            return int(cursor.cursor.rowcount)

    def first(self, connection: Connection, values: Mapping[str, Any]) -> Any:
        """The first row of its answer, or None."""
        compiled = self._compiled(connection.dialect)
        with _Cursor(connection) as cursor:
            cursor.send(compiled.sql, [compiled.parameters(values)])
            row = cursor.cursor.fetchone()
        return None if row is None else compiled.row(row)

    def _compiled(self, dialect: Dialect) -> _Compiled:
        found = self._for.get(dialect.name)
        if found is None:
            found = self._for[dialect.name] = _Compiled(self._statement, dialect, self._columns)
        return found


class _Compiled:
    def __init__(self, statement: Any, dialect: Dialect, columns: Sequence[str] | None) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=columns)
        self.sql: str = compiled.string
        self._statement = statement
        self._dialect = dialect
        binds = {compiled.bind_names[bind]: bind for bind in compiled.bind_names}
        self._fixed = {name: bind.value for name, bind in binds.items() if not bind.required}
        convert = {name: _way_in(bind.type, dialect) for name, bind in binds.items()}
        self._named = tuple((name, convert[name]) for name in binds)
        order: Sequence[str] | None = compiled.positiontup
        self._placed = None if order is None else tuple((name, convert[name]) for name in order)

    def parameters(self, row: Mapping[str, Any]) -> Any:
        """As the driver takes them: by place or by name."""
        values = {**self._fixed, **row}
        if self._placed is not None:
            return tuple(values[n] if way is None else way(values[n]) for n, way in self._placed)
        return {n: values[n] if way is None else way(values[n]) for n, way in self._named}

    def row(self, values: Sequence[Any]) -> Any:
        """As everybody reads it: columns by name."""
        make, ways = self._result
        return make(*(value if way is None else way(value) for value, way in zip(values, ways, strict=True)))

    @cached_property
    def _result(self) -> tuple[Callable[..., Any], tuple[Convert | None, ...]]:
        columns = self._statement.selected_columns
        make = namedtuple("Held", [column.name for column in columns])  # type: ignore[misc]  # noqa: PYI024
        return make, tuple(_way_out(column.type, self._dialect) for column in columns)


def _way_in(kind: Any, dialect: Dialect) -> Convert | None:
    found: Convert | None = kind.dialect_impl(dialect).bind_processor(dialect)
    return found


def _way_out(kind: Any, dialect: Dialect) -> Convert | None:
    found: Convert | None = kind.dialect_impl(dialect).result_processor(dialect, None)
    return found


class _Cursor:
    """A cursor of the transaction's own connection, seen by the engine's events."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.cursor: Any = connection.connection.cursor()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.cursor.close()

    def send(self, sql: str, parameters: list[Any]) -> None:
        """One execution."""
        many = len(parameters) > 1
        said: tuple[Any, ...] = (self._connection, self.cursor, sql, parameters, None, many)
        for seen in self._connection.dispatch.before_cursor_execute:
            seen(*said)
        if many:
            self.cursor.executemany(sql, parameters)
        else:
            self.cursor.execute(sql, parameters[0])
        for seen in self._connection.dispatch.after_cursor_execute:
            seen(*said)
