"""One queue, two adapters: threads of this process on SQLite, procrastinate on PostgreSQL."""

from __future__ import annotations

from engine.jobs import queue_schema
from engine.jobs.distributed import DistributedQueue
from engine.jobs.embedded import EmbeddedQueue
from engine.jobs.queue import JobQueue
from engine.settings import Settings
from engine.store import dialects


def open_queue(url: str, settings: Settings) -> JobQueue:
    """The queue that belongs to a database."""
    if dialects.is_sqlite(url):
        return EmbeddedQueue(tick_seconds=settings.tick_seconds)
    return DistributedQueue(
        dialects.conninfo(url),
        threads=settings.workers,
        tick_seconds=settings.tick_seconds,
        lease_seconds=settings.lease_seconds,
    )


def migrate(url: str) -> None:
    """Bring the queue's own schema up to date, where it has one."""
    if not dialects.is_sqlite(url):
        queue_schema.upgrade(dialects.conninfo(url))
