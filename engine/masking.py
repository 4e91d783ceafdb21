"""What some who take part in a matter do not get to see (``liye:mask``): it is null to them, everywhere.

Managers see everything, and so does whoever started the matter, unless the mask names himself.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.machine import Engine
from engine.model import Actor, Json
from engine.office import files
from engine.runtime import Case
from engine.store.unit_of_work import AnyRow, View
from engine.world import World


def hidden(engine: Engine, view: View, row: AnyRow, actor: Actor) -> frozenset[str]:
    """The variables of a matter that are not for this person, as the matter stands now."""
    version = engine.versions.get(view, row.process_definition_id)
    masks = version.process.extensions.masks
    if not masks or actor.is_manager:
        return frozenset()
    world = World(engine, view, version, row.id, starter=row.started_by)
    read = Case.load(row.snapshot, version.definition, world).variables()
    mine = {actor.login} if actor.login == row.started_by else {actor.login, *actor.groups}
    return frozenset(
        name for mask in masks if mine & world.names(mask.hidden_from, read) for name in mask.variables
    )


def hidden_files(engine: Engine, view: View, row: AnyRow, actor: Actor) -> frozenset[str]:
    """The files of a matter that only hidden variables name."""
    unseen = hidden(engine, view, row, actor)
    if not unseen:
        return frozenset()
    version = engine.versions.get(view, row.process_definition_id)
    world = World(engine, view, version, row.id, starter=row.started_by)
    read = Case.load(row.snapshot, version.definition, world).variables()
    seen = {one for name, value in read.items() if name not in unseen for one in files.named_in(value)}
    return frozenset(one for name in unseen for one in files.named_in(read.get(name))) - seen


def masked(values: Mapping[str, Json], names: frozenset[str]) -> dict[str, Json]:
    """The values, null where they are hidden."""
    return {name: None if name in names else value for name, value in values.items()}
