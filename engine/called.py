"""The versions of processes that a matter is made of: its own, and those it calls."""

from __future__ import annotations

from collections.abc import Sequence

from engine.catalog.version import Version
from engine.machine import Engine
from engine.model import ProcessInstance
from engine.store import user_tasks
from engine.store.unit_of_work import AnyRow, View


def asking(engine: Engine, view: View, matter: AnyRow | ProcessInstance) -> Sequence[Version]:
    """Its own first, then those of called processes that asked somebody."""
    own = engine.versions.get(view, matter.process_definition_id)
    if not own.has_calls:
        return [own]
    called = user_tasks.called_by(view, matter.id)
    return [own, *(engine.versions.get(view, one) for one in called)]


def versions(engine: Engine, view: View, matter: AnyRow | ProcessInstance) -> Sequence[Version]:
    """The same, and what it may still call, as that is now."""
    found = list(asking(engine, view, matter))
    keys = {one.key for one in found}
    return found + [one for one in engine.versions.with_called(view, found[0]) if one.key not in keys]
