"""What is classified is refused before anything is stored; the record keeps who, when, where, which grade."""

from __future__ import annotations

from engine.commands._record import Act, record_system
from engine.machine import Engine
from engine.model import Actor
from engine.office import secrecy


def refuse_classified(engine: Engine, values: object, actor: Actor, where: str) -> None:
    """``where``: the object the values were handed in to."""
    try:
        secrecy.refuse_above(values, engine.desk.policies)
    except secrecy.ClassifiedNotAllowed as refusal:
        with engine.work() as uow:
            act = Act(actor, "secrecy.refuse", where, {"grade": refusal.grade})
            record_system(uow, act, engine.clock.now())
        raise
