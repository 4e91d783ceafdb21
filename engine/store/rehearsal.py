"""A transaction that is tried and then rolled back: what it would have written is looked at before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from engine.store.unit_of_work import Database, Record, UnitOfWork

Look = Callable[[UnitOfWork, tuple[str, ...], tuple[Record, ...]], None]


class Rehearsal(Database):
    """The same database, on which nothing is kept and no queue is told.

    ``look`` sees each transaction when everything is written: the matters it touched and what it would tell.
    """

    def __init__(self, database: Database, look: Look) -> None:
        self.__dict__.update(vars(database))
        self._look = look

    @contextmanager
    def work(self, receipt: str | None = None) -> Iterator[UnitOfWork]:
        """A transaction that leaves nothing behind, however the block ends."""
        with self._alone(), self.writer.connect() as connection, connection.begin() as transaction:
            uow = UnitOfWork(connection, None)
            try:
                yield uow
                matters, told = uow.matters, uow.told
                uow.flush(receipt)
                self._look(uow, matters, told)
            finally:
                transaction.rollback()
