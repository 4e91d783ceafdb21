"""Files a submission names: held by the matter from now on."""

from __future__ import annotations

from collections.abc import Mapping

from engine.model import SYSTEM, Actor, Json
from engine.office import files
from engine.store.unit_of_work import UnitOfWork


def attach(uow: UnitOfWork, values: Mapping[str, Json], instance_id: str, actor: Actor) -> None:
    """The matter holds every file the values name; a file of somebody else is refused.

    What another matter sends was checked when it came there.
    """
    if named := list(files.named_in(values)):
        uow.flush()  # a matter that begins must be there to hold them
        files.hold(uow, named, instance_id, by=None if actor == SYSTEM else actor.login)
