"""How the machine does, in numbers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, inspect, select, text

from engine.store.tables.instances import process_instance, user_task
from engine.store.tables.work import incident, job
from engine.store.unit_of_work import View

j = job.c


def instances(view: View) -> dict[str, int]:
    """Matters by state."""
    return _counted(view, select(process_instance.c.state, func.count()).group_by(process_instance.c.state))


def jobs(view: View) -> dict[str, int]:
    """Entries of the agenda that are not over, by state."""
    open_ones = j.state.in_(("ready", "running", "failed"))
    return _counted(view, select(j.state, func.count()).where(open_ones).group_by(j.state))


def open_tasks(view: View) -> int:
    """User tasks that wait."""
    return int(view.value(select(func.count()).where(user_task.c.state == "open")))


def open_incidents(view: View) -> int:
    """Incidents that wait."""
    return int(view.value(select(func.count()).where(incident.c.resolved_at.is_(None))))


def oldest_due(view: View, now: datetime) -> datetime | None:
    """Since when the most overdue entry of the agenda waits."""
    due = (j.state == "ready", j.next_at <= now, ~j.external)
    found: datetime | None = view.value(select(func.min(j.next_at)).where(*due))
    return found


def schema(view: View) -> str | None:
    """Which migration the database stands at."""
    if not inspect(view.connection).has_table("alembic_version"):
        return None
    found: str | None = view.value(text("SELECT version_num FROM alembic_version"))
    return found


def _counted(view: View, statement: object) -> dict[str, int]:
    return {row[0]: row[1] for row in view.rows(statement)}  # type: ignore[arg-type]  # a select
