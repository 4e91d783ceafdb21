"""工作移交: everything that somebody has goes to another at once, when he leaves or moves; and comes back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from engine import rights
from engine.commands import _handed_beside, _proxies_moved
from engine.commands._record import Act, record_system, touch
from engine.errors import Conflict, FieldError, InvalidSubmission, NotFound
from engine.machine import Engine
from engine.model import Actor, new_id
from engine.office import notifications
from engine.store import handovers as stored
from engine.store import standings, talk
from engine.store import user_tasks as tasks
from engine.store.unit_of_work import AnyRow, UnitOfWork


def hand_over(engine: Engine, from_: str, to: str | None, reason: str, actor: Actor) -> str:
    """Give all that ``from_`` has to ``to``, or to whoever took over his post or unit. Answers its id."""
    rights.refuse_unless_hands_over(actor)
    heir = to or engine.desk.directory.successor_of(from_, engine.today())
    _refuse_faulty(engine, from_, heir, reason)
    now, handover = engine.clock.now(), new_id()
    with engine.work() as uow:
        row = {"id": handover, "from_login": from_, "to_login": heir, "reason": reason.strip(), "at": now}
        stored.add(uow, row | {"by_login": actor.login, "taken_back_at": None, "taken_back_by": None})
        moved = 0
        for matter in stored.matters_of(uow, from_):
            moved += _move(engine, uow, matter, row, actor)
        moved += _proxies_moved.move(engine, uow, handover, from_, str(heir), actor)
        data = {"from": from_, "to": heir, "reason": reason, "items": moved}
        record_system(uow, Act(actor, "handover.do", f"handover:{handover}", data), now)
        params = {"from": from_, "n": moved, "reason": reason}
        _tell(uow, [str(heir)], handover, "handover.received", params, now)
        uow.result = handover
    engine.desks.forget()
    return handover


def take_back(engine: Engine, handover_id: str, actor: Actor) -> None:
    """What of it is still as it was handed over goes back; what was done meanwhile stays done."""
    rights.refuse_unless_hands_over(actor)
    now = engine.clock.now()
    with engine.work() as uow:
        row = stored.hold(uow, handover_id)
        if row is None:
            raise NotFound("there is no such handover", code="HANDOVER_NOT_FOUND")
        if row.taken_back_at is not None:
            raise Conflict(
                "it was taken back already", code="HANDOVER_ENDED", details={"at": row.taken_back_at}
            )
        if engine.actor(row.from_login) is None:
            raise Conflict("the account it came from is locked; unlock it first", code="HANDOVER_ENDED")
        items = stored.items_of(uow, handover_id)
        moved = sum(_return(engine, uow, matter, of_it, row, actor) for matter, of_it in _by_matter(items))
        moved += _proxies_moved.move_back(engine, uow, items, actor)
        stored.close(uow, handover_id, now, actor.login)
        data = {"from": row.to_login, "to": row.from_login, "items": moved}
        record_system(uow, Act(actor, "handover.take_back", f"handover:{handover_id}", data), now)
        params = {"from": row.to_login, "n": moved, "reason": ""}
        _tell(uow, [row.from_login], handover_id, "handover.returned", params, now)
    engine.desks.forget()


def _refuse_faulty(engine: Engine, from_: str, to: str | None, reason: str) -> None:
    errors = []
    if from_ not in engine.desk.directory.users:
        errors.append(FieldError("/from", f"there is no account {from_!r}"))
    if to is None:
        errors.append(FieldError("/to", "nobody took over his post or unit; name somebody"))
    elif engine.actor(to) is None:
        errors.append(FieldError("/to", f"there is no active account {to!r}"))
    elif to == from_:
        errors.append(FieldError("/to", "it is his own work already"))
    if not reason.strip():
        errors.append(FieldError("/reason", "say why"))
    if errors:
        raise InvalidSubmission(errors)


def _move(engine: Engine, uow: UnitOfWork, matter: str, row: Mapping[str, object], actor: Actor) -> int:
    """One matter's tasks, the matter held first; looked at again, for something may have happened."""
    held = uow.hold_instance(matter)
    if held is None:
        return 0
    from_, to = str(row["from_login"]), str(row["to_login"])
    moved: list[tuple[str, str]] = []
    for task in stored.open_of_person(uow, from_, matter):
        moved += [(kind, task.id) for kind in _pass(uow, task, from_, to, engine.clock.now())]
    beside = _handed_beside.move(uow, str(row["id"]), held, from_, to, engine.clock.now())
    if not moved and not beside:
        return 0
    stored.add_items(uow, str(row["id"]), matter, moved)
    data = {"from": from_, "to": to, "reason": row["reason"], "tasks": sorted({task for _, task in moved})}
    act = Act(actor, "process_instance.hand_over", f"process_instance:{matter}", data)  # type: ignore[arg-type]
    touch(uow, held, act, engine.clock.now(), {"followers": len(talk.followers(uow, matter))})
    return len(moved) + beside


def _pass(uow: UnitOfWork, task: AnyRow, from_: str, to: str, now: datetime) -> Iterable[str]:
    """A task he has, one he gave to be prepared, one that is offered to him: it is the other's."""
    values: dict[str, object] = {}
    if task.owner == from_:
        yield "delegation"
        values["owner"] = None if task.assignee == to else to
    if task.assignee == from_:
        yield "task"
        values |= {"assignee": to, "opened_at": None}
        if task.owner == to:
            values["owner"] = None
        standings.forget(uow, task.id, to)
        standings.remember(uow, task.id, task.process_instance_id, from_, "transferred", to, now)
    if task.offered_to == f"@{from_}":
        yield "candidacy"
        values["offered_to"] = f"@{to}"
    elif task.offered_to is None and stored.rename_candidate(uow, task.id, from_, to):
        yield "candidacy"
    tasks.change(uow, task.id, values)


def _return(
    engine: Engine, uow: UnitOfWork, matter: str, items: Sequence[AnyRow], row: AnyRow, actor: Actor
) -> int:
    held, now = uow.hold_instance(matter), engine.clock.now()
    moved: list[tuple[str, str]] = []
    handed = {item.object for item in items}
    for task in stored.open_of_person(uow, row.to_login, matter):
        found = list(_pass(uow, task, row.to_login, row.from_login, now)) if task.id in handed else []
        moved += [(kind, task.id) for kind in found]
        standings.forget(uow, task.id, row.from_login)
    beside = _handed_beside.move_back(uow, items, row.from_login, row.to_login, now)
    if held is None or (not moved and not beside):
        return 0
    data = {"from": row.to_login, "to": row.from_login, "tasks": sorted({task for _, task in moved})}
    act = Act(actor, "process_instance.hand_over", f"process_instance:{matter}", data)
    touch(uow, held, act, now, {"followers": len(talk.followers(uow, matter))})
    return len(moved) + beside


def _by_matter(items: Iterable[AnyRow]) -> Iterable[tuple[str, list[AnyRow]]]:
    """What was handed over of each matter, in the order in which matters are held."""
    found: dict[str, list[AnyRow]] = {}
    for item in items:
        if item.process_instance_id is not None:
            found.setdefault(item.process_instance_id, []).append(item)
    return sorted(found.items(), key=lambda one: one[0])


def _tell(
    uow: UnitOfWork, to: Iterable[str], handover: str, text: str, params: Mapping[str, object], now: datetime
) -> None:
    notifications.tell(
        uow,
        to,
        about=f"{text}:{handover}",
        kind="notice",
        text=text,
        at=now,
        params=dict(params),  # type: ignore[arg-type]
    )
