"""The queue: it carries "run job N" to a thread, somewhere, soon. What is true stands on the agenda.

It may carry a job twice or lose one: the row says whether there is something to do, and the tick finds
rows that nobody did. So retries, due times and order are never the queue's business.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from functools import lru_cache
from typing import Any, Protocol
from uuid import uuid4


class JobQueue(Protocol):
    """One port, two adapters."""

    def defer(self, connection: Any, job_ids: Sequence[str]) -> None:
        """Within the caller's transaction, on its own DBAPI connection: these are to be run."""

    def wake(self, job_ids: Sequence[str]) -> None:
        """After the commit: look now."""

    def start(self, hands: Executor, run: Callable[[str], None], tick: Callable[[], None]) -> None:
        """Begin to have jobs run by the hands, and to tick. Both functions swallow their errors."""

    def stop(self) -> None:
        """Take no more jobs; returns when those that run have ended."""


def this_worker() -> str:
    """Who runs jobs here: a name no other process has, of now or before."""
    return _named(os.getpid())


@lru_cache(maxsize=1)
def _named(process: int) -> str:  # asked again after a fork
    return f"{socket.gethostname()}:{process}:{uuid4().hex[:8]}"
