"""What the managers' list shows for the filters in its address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.model import Actor
from engine.office.directory import Directory
from engine.queries import definitions, process_instances, user_tasks
from engine.queries.user_tasks import SOON
from engine.store.instances import Wanted
from web import current, people

STATES: Mapping[str, tuple[str, ...] | None] = {
    "running": ("active", "suspended", "incident"),
    "incident": ("incident",),
    "suspended": ("suspended",),
    "completed": ("completed",),
    "cancelled": ("cancelled",),
    "all": None,
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the manager chose; anything else in the address counts as nothing."""

    q: str
    process: str
    state: str
    unit: str
    late: str


def of(actor: Actor, args: Mapping[str, str]) -> dict[str, Any]:
    """Everything the page needs."""
    engine = current.engine()
    chosen = Filters(
        q=args.get("q", "").strip()[:200],
        process=args.get("process", "")[:200],
        state=args.get("state", "") if args.get("state") in STATES else "running",
        unit=args.get("unit", "")[:100],
        late=args.get("late", "") if args.get("late") in {"late", "soon"} else "",
    )
    page = process_instances.page(engine, _wanted(chosen), actor, cursor=args.get("cursor") or None)
    return {
        "wanted": chosen,
        "page": page,
        "processes": definitions.page(engine, latest=True, limit=200).items,
        "units": sorted(people.units(), key=lambda unit: unit.key),
        "waiting": user_tasks.open_of(engine, [one.id for one in page.items if one.is_running], actor),
    }


def _wanted(chosen: Filters) -> Wanted:
    now = current.now()
    return Wanted(
        process=chosen.process or None,
        states=STATES[chosen.state],
        late_at={"late": now, "soon": now + SOON}.get(chosen.late),
        q=chosen.q or None,
        unit_names=_of_unit(current.engine().desk.directory, chosen.unit) if chosen.unit else None,
    )


def _of_unit(directory: Directory, unit: str) -> tuple[str, ...]:
    """Whom a task of this unit waits for: its groups and its people."""
    today = current.today()
    groups = [key for key in directory.known_groups(today) if key == unit or key.startswith(f"{unit}:")]
    people = directory.holders(unit, today)
    return (*groups, *people, *(f"@{login}" for login in people))
