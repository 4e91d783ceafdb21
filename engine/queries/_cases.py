"""The case of a matter, to look into and not to move."""

from __future__ import annotations

from engine import world
from engine.machine import Engine
from engine.runtime import Case
from engine.store.unit_of_work import AnyRow, View


def of(engine: Engine, view: View, row: AnyRow) -> Case:
    """As the row holds it."""
    version = engine.versions.get(view, row.process_definition_id)
    seen = world.World(engine, view, version, row.id, starter=row.started_by)
    return Case.load(row.snapshot, version.definition, seen)
