"""The statements that every step sends, compiled once and handed to the driver.

What SQLAlchemy does at each execution (find the compiled form, lay out parameters, describe the result) costs
several times what the driver itself does, and comes out the same each time. Here it is done once for
each dialect; types still convert values both ways, and the engine's events still see each statement.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect

Convert = Callable[[Any], Any]


class Prepared:
    """One statement; ``columns`` are the values it takes, for INSERT and its kin."""

    def __init__(self, statement: Any, columns: Sequence[str] | None = None) -> None:
        self._statement = statement
        self._columns = columns
        self._for: dict[str, _Compiled] = {}

    def write(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> Any:
        """Send it for all the rows as one execution; answers the cursor, which knows how many it touched.

        Among statements that are sent ``together`` it knows only when they have all gone.
        """
        compiled = self._compiled(connection.dialect)
        return send(connection, compiled.sql, [compiled.parameters(row) for row in rows])

    def first(self, connection: Connection, values: Mapping[str, Any]) -> Any:
        """The first row of its answer, or None."""
        return self.ask(connection, values).first()

    def ask(self, connection: Connection, values: Mapping[str, Any]) -> Answer:
        """Send it; the answer may be read when what is sent ``together`` has gone."""
        compiled = self._compiled(connection.dialect)
        return Answer(send(connection, compiled.sql, [compiled.parameters(values)]), compiled)

    def _compiled(self, dialect: Dialect) -> _Compiled:
        found = self._for.get(dialect.name)
        if found is None:
            found = self._for[dialect.name] = _Compiled(self._statement, dialect, self._columns)
        return found


class Answer:
    """Rows that a statement will have given."""

    def __init__(self, cursor: Any, compiled: _Compiled) -> None:
        self._cursor = cursor
        self._compiled = compiled

    def first(self) -> Any:
        """The first row, or None."""
        # All rows are fetched: SQLite reads on under a statement that has not ended.
        rows = self._cursor.fetchall()
        return self._compiled.row(rows[0]) if rows else None


class _Compiled:
    def __init__(self, statement: Any, dialect: Dialect, columns: Sequence[str] | None) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=columns)
        self.sql: str = compiled.string
        self._statement = statement
        self._dialect = dialect
        binds = {compiled.bind_names[bind]: bind for bind in compiled.bind_names}
        self._fixed = {name: bind.value for name, bind in binds.items() if not bind.required}
        names: Sequence[str] = compiled.positiontup
        ways = [(place, _way_in(binds[name].type, dialect)) for place, name in enumerate(names)]
        self._ways = tuple((place, way) for place, way in ways if way is not None)
        self._take = itemgetter(*names) if len(names) > 1 else lambda row: (row[names[0]],)

    def parameters(self, row: Mapping[str, Any]) -> Sequence[Any]:
        """As the driver takes them: by place."""
        values = list(self._take({**self._fixed, **row} if self._fixed else row))
        for place, way in self._ways:
            values[place] = way(values[place])
        return values

    def row(self, values: Sequence[Any]) -> Any:
        """As everybody reads it: columns by name."""
        make, ways = self._result
        found = list(values)
        for place, way in ways:
            found[place] = way(found[place])
        return make(found)

    @cached_property
    def _result(self) -> tuple[Callable[[Sequence[Any]], Any], tuple[tuple[int, Convert], ...]]:
        columns = self._statement.exported_columns
        make = namedtuple("Held", [column.name for column in columns])  # type: ignore[misc]  # noqa: PYI024
        ways = [(place, _way_out(column.type, self._dialect)) for place, column in enumerate(columns)]
        return make._make, tuple((place, way) for place, way in ways if way is not None)


def _way_in(kind: Any, dialect: Dialect) -> Convert | None:
    found: Convert | None = kind.dialect_impl(dialect).bind_processor(dialect)
    return found


def _way_out(kind: Any, dialect: Dialect) -> Convert | None:
    found: Convert | None = kind.dialect_impl(dialect).result_processor(dialect, None)
    return found


def send(connection: Connection, sql: str, parameters: Sequence[Sequence[Any]]) -> Any:
    """One execution, seen by the engine's events; answers its cursor."""
    cursor: Any = connection.connection.cursor()
    many = len(parameters) > 1
    listeners = connection.engine.dispatch
    said: tuple[Any, ...] = (connection, cursor, sql, parameters, None, many)
    for seen in listeners.before_cursor_execute:
        seen(*said)
    if many:
        cursor.executemany(sql, parameters)
    else:
        cursor.execute(sql, parameters[0])
    for seen in listeners.after_cursor_execute:
        seen(*said)
    return cursor


def together(connection: Connection) -> AbstractContextManager[object]:
    """Statements sent within need not wait for each other's answers, where the driver can do that.

    psycopg's pipeline saves a round trip for each; SQLite has none to save. Only ``Prepared`` ones may stand
    within. What fails is raised at the end.
    """
    if connection.dialect.name != "postgresql":
        return nullcontext()
    pipeline: AbstractContextManager[object] = connection.connection.driver_connection.pipeline()  # type: ignore[union-attr]
    return pipeline
