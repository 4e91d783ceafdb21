"""Follow 关注 and unfollow a matter one may see: one is told how it goes and what is said."""

from __future__ import annotations

from engine.commands import _circulations
from engine.commands._record import Act, touch
from engine.machine import Engine
from engine.model import Actor
from engine.store import talk
from engine.store.unit_of_work import AnyRow, UnitOfWork


def follow(engine: Engine, instance_id: str, actor: Actor) -> None:
    """From now on; who follows already goes on."""
    with engine.work() as uow:
        held = _circulations.hold_matter(uow, instance_id, actor)
        if talk.follows(uow, instance_id, actor.login):
            return
        talk.follow(uow, instance_id, actor.login, engine.clock.now())
        _record(engine, uow, held, "follow", actor)


def unfollow(engine: Engine, instance_id: str, actor: Actor) -> None:
    """No more; who does not follow stays as he is."""
    with engine.work() as uow:
        held = _circulations.hold_matter(uow, instance_id, actor)
        if not talk.follows(uow, instance_id, actor.login):
            return
        talk.unfollow(uow, instance_id, actor.login)
        _record(engine, uow, held, "unfollow", actor)


def _record(engine: Engine, uow: UnitOfWork, held: AnyRow, verb: str, actor: Actor) -> None:
    act = Act(actor, f"process_instance.{verb}", f"process_instance:{held.id}")
    values = {"undo": held.undo, "followers": len(talk.followers(uow, held.id))}
    touch(uow, held, act, engine.clock.now(), values)
