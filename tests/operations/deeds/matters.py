"""What happens to a matter as a whole: events people set off, messages and signals from outside."""

from __future__ import annotations

from engine.commands import messages
from engine.model import SYSTEM, UserTask
from engine.store import messages as subscriptions
from tests.operations.deeds.register import deed
from tests.operations.life import REFUSALS, Life


@deed(messages.ask, messages.correlate, messages.broadcast)
def event(life: Life, task: UserTask | None) -> None:
    who = life.dice.choice(life.parties())
    asked = life.matter.deeds(who)
    if asked:
        verbs = "message.deliver|activity.begin"
        life.tries(verbs, who, messages.ask, life.matter.id, life.dice.choice(asked))
    elif task is None:
        message(life)


def message(life: Life) -> bool:
    """Somebody outside sends what the matter waits for."""
    with life.engine.reading() as view:
        waiting = [
            s for s in subscriptions.of_instance(view, life.matter.id) if s.kind in {"message", "signal"}
        ]
    if not waiting:
        return False
    one = life.dice.choice(waiting)
    try:
        if one.kind == "signal":
            messages.broadcast(life.engine, one.name, {}, SYSTEM)
            life.office.settle()
        else:
            life.office.message(one.name, one.correlation_key)
    except REFUSALS:
        return False
    return True
