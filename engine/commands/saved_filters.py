"""A person keeps what he often looks for in his inbox under a name, and may share it with a group of his."""

from __future__ import annotations

from collections.abc import Mapping

from engine.errors import Conflict, FieldError, Forbidden, InvalidSubmission, NotFound
from engine.machine import Engine
from engine.model import Actor, new_id
from engine.store import saved_filters as store

LONGEST_NAME = 60
MOST = 50  # of one person
# What may be kept, and the values it may have; None: any text.
CRITERIA: Mapping[str, frozenset[str] | None] = {
    "view": frozenset({"all", "mine", "offered", "unread", "acting"}),
    "q": None,
    "process": None,
    "light": frozenset({"late", "soon", "fine"}),
    "sort": frozenset({"due", "created", "priority"}),
    "group": frozenset({"process", "step", "light"}),
}


def save(
    engine: Engine, name: str, criteria: Mapping[str, str], actor: Actor, *, shared_with: str | None = None
) -> str:
    """Keep it; answers its id."""
    name = name.strip()
    errors = [*_flaws(name, criteria)]
    if shared_with is not None and shared_with not in actor.groups and not actor.is_manager:
        errors.append(FieldError("/shared_with", "share it with one of your own groups"))
    if errors:
        raise InvalidSubmission(errors)
    with engine.work() as uow:
        if store.count(uow, actor.login) >= MOST:
            raise Conflict(f"you keep {MOST} filters already; remove one", code="TOO_MANY_FILTERS")
        row = {
            "id": new_id(),
            "owner": actor.login,
            "name": name,
            "criteria": {key: value for key, value in criteria.items() if value},
            "shared_with": shared_with,
            "created_at": engine.clock.now(),
        }
        store.add(uow, row)
        uow.result = row["id"]
    return str(row["id"])


def remove(engine: Engine, filter_id: str, actor: Actor) -> None:
    """Forget one of mine; a manager, any."""
    with engine.work() as uow:
        row = store.row(uow, filter_id)
        if row is None or not (
            row.owner == actor.login or row.shared_with in actor.groups or actor.is_manager
        ):
            raise NotFound("there is no such filter", code="FILTER_NOT_FOUND")
        if row.owner != actor.login and not actor.is_manager:
            raise Forbidden("only its owner removes it", code="NOT_YOUR_FILTER")
        store.remove(uow, filter_id)


def _flaws(name: str, criteria: Mapping[str, str]) -> list[FieldError]:
    errors = []
    if not 0 < len(name) <= LONGEST_NAME:
        errors.append(FieldError("/name", f"a name of 1 to {LONGEST_NAME} characters"))
    for key, value in criteria.items():
        if key not in CRITERIA:
            errors.append(FieldError(f"/criteria/{key}", f"one of {', '.join(CRITERIA)}"))
        elif (known := CRITERIA[key]) is not None and value and value not in known:
            errors.append(FieldError(f"/criteria/{key}", f"one of {', '.join(sorted(known))}"))
        elif len(value) > 200:
            errors.append(FieldError(f"/criteria/{key}", "at most 200 characters"))
    return errors
