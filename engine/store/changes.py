"""Whether anything happened since one looked: a counter that costs a look at an index.

On PostgreSQL a transaction that began earlier may commit later, with a smaller id. So the newest rows are
counted too, not only the newest id.
"""

from __future__ import annotations

from sqlalchemy import func, select

from engine.store.tables.history import history
from engine.store.unit_of_work import View

RECENT = 500  # ids; more transactions than this do not run at once
_NEWEST = select(func.max(history.c.id))
_COUNTED = select(func.count()).select_from(history)


def mark(view: View) -> tuple[int, int]:
    """Another mark than before: something happened."""
    newest = int(view.value(_NEWEST) or 0)
    return newest, int(view.value(_COUNTED.where(history.c.id > newest - RECENT)))
