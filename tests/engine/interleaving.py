"""Two real transactions, and who goes on when: one stops at a point of its unit of work while the other runs.

The other runs to its end, or until the database makes it wait for the first; both then finish. Nothing sleeps:
a thread stops at a barrier, and whether the other waits is asked of the lock it waits for.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from sqlalchemy import text

from engine.errors import EngineError
from engine.machine import Engine
from engine.store.unit_of_work import Database, UnitOfWork

Point = Literal["begun", "decided", "written"]
POINTS: tuple[Point, ...] = ("begun", "decided", "written")
LONGEST = 30.0  # seconds until a thread that does not come on is a failure

Act = Callable[[Engine], Any]

_WAITING = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


class Stop(Database):
    """A database whose nth unit of work stops once: when it begins, has decided, or has written."""

    def __init__(self, database: Database, point: Point, nth: int) -> None:
        self.__dict__.update(database.__dict__)
        self.point, self.nth, self.count = point, nth, 0
        self.reached, self.go_on = threading.Event(), threading.Event()

    @contextmanager
    def work(self, receipt: str | None = None) -> Iterator[UnitOfWork]:
        self.count += 1
        with Database.work(self, receipt) as uow:
            self.at("begun")
            yield uow
            self.at("decided")
            uow.flush(receipt)
            self.at("written")

    def at(self, point: Point) -> None:
        if point == self.point and self.count == self.nth and not self.reached.is_set():
            self.reached.set()
            assert self.go_on.wait(LONGEST), "nobody let it go on"


@dataclass
class Running:
    """An act in a thread of its own, and what came of it: ``ok`` or the code of the refusal."""

    engine: Engine
    act: Act
    result: str = ""
    broken: BaseException | None = None
    thread: threading.Thread = field(init=False)

    def __post_init__(self) -> None:
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self) -> None:
        try:
            self.result = answer(self.engine, self.act)
        except BaseException as error:  # noqa: BLE001  told by the test, not by the thread
            self.broken = error

    def end(self) -> str:
        self.thread.join(LONGEST)
        assert not self.thread.is_alive(), "it does not come to an end"
        if self.broken is not None:
            raise self.broken
        return self.result


def answer(engine: Engine, act: Act) -> str:
    """What an act answers: ``ok``, or the code it is refused with."""
    try:
        act(engine)
    except EngineError as error:
        return error.code
    return "ok"


def interleaved(engine: Engine, first: Act, second: Act, point: Point, *, nth: int = 1) -> tuple[str, str]:
    """The first stops at a point of its nth transaction, the second runs as far as it comes, both finish."""
    stop = Stop(engine.database, point, nth)
    one = Running(replace(engine, database=stop), first)
    while one.thread.is_alive() and not stop.reached.is_set():
        stop.reached.wait(0.002)
    two = Running(engine, second)
    while two.thread.is_alive() and not waits(engine.database):
        two.thread.join(0.002)
    stop.go_on.set()
    return one.end(), two.end()


def waits(database: Database) -> bool:
    """Whether somebody waits for another's transaction to end."""
    if database.embedded:
        return bool(database._turn._waiting)
    with database.reading() as view:
        return bool(view.value(_WAITING))
