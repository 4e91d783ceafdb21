"""How the agreements of a matter stand whose countersign has ended."""

from __future__ import annotations

from collections.abc import Sequence

from engine import agreements, reconfirming, rights
from engine.agreements import Agreement
from engine.machine import Engine
from engine.model import Actor
from engine.office import circulations
from engine.queries import _cases
from engine.store import circulations as store
from engine.store import instances


def of_instance(engine: Engine, instance_id: str, actor: Actor) -> Sequence[Agreement]:
    """Of a matter the caller may see, in the order in which they were reached."""
    with engine.reading() as view:
        row = rights.visible_instance(view, instances.row(view, instance_id), actor)
        kept = _cases.of(engine, view, row).extras.get(agreements.KEY, ())
        rows = [found for one in kept for key in one["asked"] if (found := store.row(view, key)) is not None]
        sent = {one.id: one for one in circulations.load(view, rows)}
        steps = {one["element"]: reconfirming.asked(engine, view, row.id, one["element"]) for one in kept}
        known = {element: found for element, found in steps.items() if found is not None}
        return list(agreements.standing(kept, sent, known))
