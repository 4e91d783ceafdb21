"""Every operation people have, as deeds of one life: a function on an open task, one module a noun."""

from tests.operations.deeds import (
    bulk,
    deadlines,
    managers,
    matters,
    opinions,
    readings,
    sending_back,
    standings,
    talk,
    user_tasks,
)
from tests.operations.deeds.register import DEEDS, TRIED, act

__all__ = [
    "DEEDS", "TRIED", "act", "bulk", "deadlines", "managers", "matters", "opinions", "readings",
    "sending_back", "standings", "talk", "user_tasks",
]  # fmt: skip
