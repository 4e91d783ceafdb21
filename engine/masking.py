"""What some who take part in a matter do not get to see (``liye:mask``): it is null to them, everywhere.

Managers see everything, and so does whoever started the matter, unless the mask names himself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bpmn.feel import FeelError
from engine import called
from engine.catalog.version import Version
from engine.machine import Engine
from engine.model import Actor, Json
from engine.office import files
from engine.runtime import Case
from engine.store.unit_of_work import AnyRow, View
from engine.world import World


def hidden(engine: Engine, view: View, row: AnyRow, actor: Actor) -> frozenset[str]:
    """The variables of a matter that are not for this person, as the matter stands now.

    The processes it calls say so too; of one that is over, whose own variables are gone, what names nobody
    any more hides from everybody.
    """
    versions = called.asking(engine, view, row)
    if actor.is_manager or not any(one.has_calls or one.process.extensions.masks for one in versions):
        return frozenset()
    mine = {actor.login} if actor.login == row.started_by else {actor.login, *actor.groups}
    world, case = _loaded(engine, view, row)
    found: set[str] = set()
    running: set[str] = set()
    for process in case.processes():
        version = world.version_read(process.read)
        running.add(version.id)
        found |= _of(version, lambda one, read=process.read: bool(mine & world.names(one, read)))  # type: ignore[misc]
    for version in versions:
        if version.id not in running:
            found |= _of(version, lambda one: _hid(world, one, case, mine, kept=row.started_by in mine))
    return frozenset(found)


def _of(version: Version, hides: Callable[[str], bool]) -> set[str]:
    masks = version.process.extensions.masks
    return {name for mask in masks if hides(mask.hidden_from) for name in mask.variables}


def _hid(world: World, said: str, case: Case, mine: set[str], *, kept: bool) -> bool:
    """Whether this person is meant, where only the matter's own variables can still be read.

    ``kept``: he began it, and is meant only by his name.
    """
    try:
        named = world.names(said, case.read())
    except FeelError:
        named = frozenset()
    return bool(named & mine) or not (named or kept)


def _loaded(engine: Engine, view: View, row: AnyRow) -> tuple[World, Case]:
    version = engine.versions.get(view, row.process_definition_id)
    world = World(engine, view, version, row.id, starter=row.started_by)
    return world, Case.load(row.snapshot, version.definition, world)


def hidden_files(engine: Engine, view: View, row: AnyRow, actor: Actor) -> frozenset[str]:
    """The files of a matter that only hidden variables name."""
    unseen = hidden(engine, view, row, actor)
    if not unseen:
        return frozenset()
    _world, case = _loaded(engine, view, row)
    values = [item for process in case.processes() for item in process.read.items()]
    seen = {one for name, value in values if name not in unseen for one in files.named_in(value)}
    return frozenset(one for name, value in values if name in unseen for one in files.named_in(value)) - seen


def masked(values: Mapping[str, Json], names: frozenset[str]) -> dict[str, Json]:
    """The values, null where they are hidden."""
    return {name: None if name in names else value for name, value in values.items()}
