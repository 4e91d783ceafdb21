"""More time: asked for by who handles it, decided by whom diagram or policy names, never by himself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from engine import rights
from engine.answering import About, may_decide, named
from engine.commands import _case, _limits
from engine.commands._record import Act, touch
from engine.commands._settle import settle
from engine.errors import Conflict, FieldError, Forbidden, InvalidSubmission, NotFound
from engine.machine import Engine
from engine.model import Actor, Json, new_id
from engine.office import deadlines, notifications
from engine.office.calendar import local_day
from engine.office.deadlines import Deadline, limit_of
from engine.office.limits import BadLimit, Limit
from engine.store import extensions
from engine.store.tables.deadlines import extension
from engine.store.unit_of_work import AnyRow, UnitOfWork
from engine.world import World

BY, NOTICE = "deadline.extension.by", "deadline.extension.notice"  # policies


def ask(
    engine: Engine, instance_id: str, deadline_id: str, to: str, reason: str, actor: Actor,
    *, revision: int | None = None,
) -> str:  # fmt: skip
    """Ask for more time, until a day or by an amount (``5WD``); answers the request's id."""
    reason = _limits.reason_of(reason)
    with engine.work() as uow:
        found = _limits.held(engine, uow, instance_id, deadline_id, actor, revision)
        actor = _limits.handler(uow, found, actor)
        _refuse_what_is_no_extension(engine, found.deadline, to)
        groups, notice = _rules(engine, found.opened, found.deadline)
        _refuse_late(engine, found.deadline, notice)
        if extensions.asked(uow, instance_id, found.deadline.key, found.deadline.token_id) is not None:
            raise Conflict("an extension is asked for already", code="EXTENSION_ASKED")
        row = _request(found.deadline, instance_id, to, reason, actor, engine.clock.now())
        uow.add(extension, row | {"decided_by_groups": list(groups)})
        limit, starter = found.deadline, _row(found.opened).started_by
        about = About(instance_id, starter, limit.element_id, limit.token_id)
        own = {actor.login, actor.on_behalf_of}
        others = [one for one in named(engine, uow, about, groups) if one not in own]
        _tell(engine, uow, found.opened.row, others or _managers(engine, actor), row, "asked")
        data = _data(found.deadline, to) | {"reason": reason}
        touch(uow, _row(found.opened), Act(actor, "extension.ask", found.object, data), engine.clock.now())
        uow.result = row["id"]
        return str(row["id"])


def _request(
    deadline: Deadline, instance_id: str, to: str, reason: str, actor: Actor, now: datetime
) -> dict[str, Any]:
    return {
        "id": new_id(),
        "process_instance_id": instance_id,
        "key": deadline.key,
        "element_id": deadline.element_id,
        "token_id": deadline.token_id,
        "asked_by": actor.login,
        "on_behalf_of": actor.on_behalf_of,
        "asked_at": now,
        "reason": reason,
        "to": to,
        "state": "asked",
        "due_before": deadline.due_at,
    }


def approve(engine: Engine, extension_id: str, actor: Actor, reason: str = "") -> str:
    """The limit ends later, and its reminders are armed anew."""
    with engine.work() as uow:
        asked, opened = _asked(engine, uow, extension_id, actor)
        running = opened.world.deadlines
        old = running.find(asked.key, asked.token_id)
        if not old.is_open:
            raise Conflict("the deadline was met already", code="DEADLINE_MET")
        new = deadlines.extend(old, asked.to, engine.clock.now(), engine.desk.calendar)
        running.change(old, new)
        _decided(engine, uow, asked, actor, "approved", reason, new)
        _tell(engine, uow, opened.row, [asked.asked_by], asked._asdict(), "approved", new)
        data = _data(old, asked.to) | {"from": old.due_at.isoformat(), "until": new.due_at.isoformat()}
        act = Act(actor, "extension.approve", f"process_instance:{opened.instance_id}", data)
        settle(engine, uow, opened, act)
        uow.result = extension_id
        return extension_id


def refuse(engine: Engine, extension_id: str, reason: str, actor: Actor) -> str:
    """The limit stays as it is; why is told to who asked."""
    reason = _limits.reason_of(reason)
    with engine.work() as uow:
        asked, opened = _asked(engine, uow, extension_id, actor)
        _decided(engine, uow, asked, actor, "refused", reason, None)
        _tell(engine, uow, opened.row, [asked.asked_by], asked._asdict(), "refused")
        data: dict[str, Json] = {"key": asked.key, "element_id": asked.element_id, "reason": reason}
        act = Act(actor, "extension.refuse", f"process_instance:{opened.instance_id}", data)
        touch(uow, _row(opened), act, engine.clock.now())
        uow.result = extension_id
        return extension_id


def _asked(engine: Engine, uow: UnitOfWork, extension_id: str, actor: Actor) -> tuple[AnyRow, _case.OpenCase]:
    """A request that waits, its matter held, if this person may decide on it."""
    seen = extensions.row(uow, extension_id)
    held = uow.hold_instance(seen.process_instance_id) if seen is not None else None
    asked = extensions.row(uow, extension_id)  # again, now that the matter is held
    if held is None or asked is None:
        raise NotFound("there is no such extension", code="EXTENSION_NOT_FOUND")
    opened = _case.load(engine, uow, held, actor, moving=False)
    if not may_decide(engine, uow, asked, held.started_by, actor):
        if actor.login != asked.asked_by and not rights.sees_instance(uow, held, actor):
            raise NotFound("there is no such extension", code="EXTENSION_NOT_FOUND")
        raise Forbidden("you may not decide on this extension", code="NOT_YOURS_TO_DECIDE")
    if asked.state == extensions.LAPSED:
        raise Conflict("the deadline was met already", code="DEADLINE_MET", details={"at": asked.decided_at})
    if asked.state != "asked":
        raise Conflict(
            "it was decided already",
            code="EXTENSION_DECIDED",
            details={"completed_by": asked.decided_by, "at": asked.decided_at},
        )
    return asked, opened


def _refuse_what_is_no_extension(engine: Engine, deadline: Deadline, to: str) -> None:
    """A day after the present end, or an amount that counts forward."""
    try:
        day = date.fromisoformat(to)
    except ValueError:
        try:
            limit = Limit.parse(to)
        except BadLimit:
            wanted = "a day (2026-06-05) or an amount (5WD, 30CD)"
            raise InvalidSubmission([FieldError("/to", wanted)]) from None
        if limit.count < 1:
            raise InvalidSubmission([FieldError("/to", "an extension counts forward")]) from None
        if limit.by_the_clock and not Limit.parse(deadline.limit).by_the_clock:
            raise InvalidSubmission([FieldError("/to", "a limit of days is extended by days")]) from None
        return
    if day <= local_day(deadline.due_at) or engine.desk.calendar.ends_at(day) <= engine.clock.now():
        raise InvalidSubmission([FieldError("/to", "a day after the present end")])


def _rules(engine: Engine, opened: _case.OpenCase, deadline: Deadline) -> tuple[tuple[str, ...], str]:
    """Who decides and how early it must be asked: what the diagram says, else the policies."""
    world: World = opened.world
    at = world.version if deadline.process is None else world.version_at(deadline.process)
    process = at.process
    places = (process.extensions, *(one.extensions for one in process.elements.values()))
    said = next((d for one in places for d in one.deadlines if d.key == deadline.key), None)
    if said is None:
        return engine.desk.policies.texts(BY), NOTICE
    read = opened.case.read(deadline.process)
    by = world.names(said.extension_by, read) if said.extension_by else None
    notice = world.value(said.extension_notice, read) if said.extension_notice else NOTICE
    return tuple(sorted(by)) if by else engine.desk.policies.texts(BY), str(notice)


def _refuse_late(engine: Engine, deadline: Deadline, notice: str) -> None:
    _, limit = limit_of(notice, engine.desk.policies)
    back = Limit.parse(f"-{str(limit).removeprefix('-')}")
    last = min(back.from_(deadline.due_at, engine.desk.calendar).at, deadline.due_at)
    if engine.clock.now() > last:
        raise Conflict(
            f"an extension is asked for at least {limit} before the end",
            code="EXTENSION_TOO_LATE",
            details={"at": last},
        )


def _decided(
    engine: Engine, uow: UnitOfWork, asked: AnyRow, actor: Actor, state: str, reason: str,
    new: Deadline | None,
) -> None:  # fmt: skip
    values = {
        "state": state,
        "decided_by": actor.login,
        "decided_at": engine.clock.now(),
        "decision": reason.strip()[:500] or None,
        "due_after": new.due_at if new is not None else None,
    }
    extensions.decide(uow, asked.id, values)


def _tell(
    engine: Engine, uow: UnitOfWork, row: AnyRow | None, people: list[str], asked: Mapping[str, Any],
    state: str, new: Deadline | None = None,
) -> None:  # fmt: skip
    """Of a request those who may decide, of a decision who asked, without a title he may no longer see."""
    if row is None:
        return
    seen = state == "asked" or all(_sees(engine, uow, row, one) for one in people)
    due = new.due_at if new is not None else asked["due_before"]
    notifications.tell(
        uow,
        people,
        about=f"extension:{asked['id']}:{state}",
        kind="notice",
        text=f"extension.{state}",
        at=engine.clock.now(),
        params={
            "title": row.title if seen else None,
            "process": row.process_key, "element": str(asked["element_id"]),
            "due": due.isoformat(), "to": str(asked["to"]), "extension": str(asked["id"]),
        },
        process_instance=row.id if seen else None,
    )  # fmt: skip


def _sees(engine: Engine, uow: UnitOfWork, row: AnyRow, login: str) -> bool:
    actor = engine.actor(login)
    return actor is not None and rights.sees_instance(uow, row, actor)


def _managers(engine: Engine, asking: Actor) -> list[str]:
    """Where nobody who is named can decide, the managers are told."""
    users = [one for one in engine.desk.directory.users.values() if "manager" in one.roles and not one.locked]
    return [one.login for one in users if one.login != asking.login]


def _data(deadline: Deadline, to: str) -> dict[str, Json]:
    return {"key": deadline.key, "element_id": deadline.element_id, "to": to}


def _row(opened: _case.OpenCase) -> AnyRow:
    if opened.row is None:
        raise AssertionError("a matter that is held has a row")
    return opened.row
