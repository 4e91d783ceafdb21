"""Small facts all machines share, each with a count of its changes, so that copies know they are old."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import bindparam, select

from engine.store import dialects
from engine.store.tables.access import fact
from engine.store.unit_of_work import UnitOfWork, View

_READ = select(fact.c.value).where(fact.c.name == bindparam("name"))
_REVISIONS = select(fact.c.name, fact.c.revision).where(fact.c.name.in_(bindparam("names", expanding=True)))


def value(view: View, name: str) -> Any:
    """What is known under a name, or None."""
    return view.value(_READ, name=name)


def revisions(view: View, names: Iterable[str]) -> Mapping[str, int]:
    """How often each was changed; one that never was is left out."""
    found = view.rows(_REVISIONS, names=list(names))
    return {row.name: row.revision for row in found}


def change(uow: UnitOfWork, name: str, value: object = None) -> None:
    """Set a fact; its count goes up by one. Whoever changes it next waits for this transaction."""
    insert = dialects.counting(fact, uow.connection.dialect.name, "revision", also=("value",))
    uow.execute(insert, {"name": name, "revision": 1, "value": value})
