"""A matter held by this transaction, with its case loaded."""

from __future__ import annotations

from dataclasses import dataclass

from engine.catalog.version import Version
from engine.errors import Conflict
from engine.machine import Engine
from engine.model import Actor, Variables
from engine.runtime import Case
from engine.store.unit_of_work import AnyRow, UnitOfWork
from engine.world import World


@dataclass(frozen=True, slots=True)
class Birth:
    """What a matter begins with."""

    business_key: str | None
    started_by: str
    message: str | None = None  # the message and key that started it
    key: str | None = None


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A matter's row as it was read (or how it begins), its case and its world."""

    row: AnyRow | None
    birth: Birth | None
    instance_id: str
    version: Version
    case: Case
    world: World

    def called_version(self, token_id: str) -> str | None:
        """The id of the called version a token stands in; None in the matter's own process."""
        process = self.case.process_of(token_id)
        return process.definition.version if process.is_called else None


def load(
    engine: Engine, uow: UnitOfWork, row: AnyRow, actor: Actor, *, moving: bool = True,
    snapshot: bytes | None = None,
) -> OpenCase:  # fmt: skip
    """The case of a held matter; one that ended is refused, and where it is to move a suspended one too."""
    if row.state in {"completed", "cancelled"}:
        raise Conflict("the matter has ended", code="INSTANCE_ENDED", details={"state": row.state})
    if moving and row.state == "suspended":
        raise Conflict("the matter is suspended; a manager must resume it", code="INSTANCE_SUSPENDED")
    version = engine.versions.get(uow, row.process_definition_id)
    world = World(engine, uow, version, row.id, actor, row.started_by)
    case = Case.load(snapshot or row.snapshot, version.definition, world)
    world.case = case
    world.deadlines.attach(case.extras)
    return OpenCase(row, None, row.id, version, case, world)


def new(
    engine: Engine, uow: UnitOfWork, version: Version, instance_id: str, actor: Actor, birth: Birth,
    variables: Variables, start_element: str | None = None,
) -> OpenCase:  # fmt: skip
    """A case that begins."""
    world = World(engine, uow, version, instance_id, actor, birth.started_by)
    case = Case.begin(version.definition, variables, world, start_element=start_element)
    world.case = case
    world.deadlines.attach(case.extras)
    return OpenCase(None, birth, instance_id, version, case, world)
