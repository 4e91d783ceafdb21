"""The directory: taken in as a file, groups made and changed."""

from __future__ import annotations

from collections.abc import Sequence

from engine.commands._record import Act, record_system
from engine.machine import Engine
from engine.model import Actor
from engine.office import staff
from engine.office.units import Group
from engine.rights import refuse_unless_sys_admin


def import_json(engine: Engine, content: object, actor: Actor) -> None:
    """Write a file of units, posts, people and the rest over what is there, or refuse it whole."""
    refuse_unless_sys_admin(actor)
    with engine.work() as uow:
        staff.import_file(uow, content, engine.clock.now())
        record_system(uow, Act(actor, "directory.import", "directory"), engine.clock.now())
    engine.desks.forget()


def set_group(engine: Engine, key: str, name: str, members: Sequence[str], actor: Actor) -> Group:
    """Make a group of people, or replace its name and members."""
    refuse_unless_sys_admin(actor)
    with engine.work() as uow:
        group = staff.set_group(uow, key, name, members, engine.clock.now())
        data = {"members": list(members)}
        record_system(uow, Act(actor, "group.set", f"group:{key}", data), engine.clock.now())
    engine.desks.forget()
    return group
