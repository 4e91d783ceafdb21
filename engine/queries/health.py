"""How the machine does: can it work, and how much waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.errors import EngineError
from engine.machine import Engine
from engine.store import figures, migrate


class Unavailable(EngineError):
    """The machine cannot work now; try again."""

    code = "UNAVAILABLE"


@dataclass(frozen=True, slots=True)
class Figures:
    """What waits."""

    instances: Mapping[str, int]
    jobs: Mapping[str, int]
    open_tasks: int
    open_incidents: int
    behind_seconds: float  # how long the most overdue job has waited


def refuse_unless_ready(engine: Engine) -> None:
    """The database answers and has the tables this program knows."""
    try:
        with engine.reading() as view:
            found = figures.schema(view)
    except Exception as error:  # whatever the driver says
        raise Unavailable("the database does not answer") from error
    if found != migrate.newest():
        raise Unavailable(f"the database's schema is {found}, not {migrate.newest()}: run `liye migrate`")


def measure(engine: Engine) -> Figures:
    """Counts as they are now."""
    now = engine.clock.now()
    with engine.reading() as view:
        oldest = figures.oldest_due(view, now)
        return Figures(
            instances=figures.instances(view),
            jobs=figures.jobs(view),
            open_tasks=figures.open_tasks(view),
            open_incidents=figures.open_incidents(view),
            behind_seconds=(now - oldest).total_seconds() if oldest else 0.0,
        )
