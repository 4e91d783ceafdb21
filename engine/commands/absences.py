"""请假、出差: somebody is away for a time, or is back earlier."""

from __future__ import annotations

from datetime import datetime

from engine.commands import _digests
from engine.commands._record import Act, record_system
from engine.errors import Conflict, FieldError, Forbidden, InvalidSubmission, NotFound
from engine.machine import Engine
from engine.model import Actor, new_id
from engine.office.standings import ABSENCES
from engine.store import standings

LONGEST_NOTE = 500


def record(
    engine: Engine, from_: datetime, until: datetime, actor: Actor, *, login: str | None = None,
    kind: str = "leave", note: str = "",
) -> str:  # fmt: skip
    """Somebody is away; a manager may note it of others. Answers its id."""
    whose = login or actor.login
    if whose != actor.login and not actor.is_manager:
        raise Forbidden("only a manager notes that somebody else is away", code="MANAGERS_ONLY")
    now = engine.clock.now()
    errors = []
    if engine.actor(whose) is None:
        errors.append(FieldError("/login", f"there is no active account {whose!r}"))
    if kind not in ABSENCES:
        errors.append(FieldError("/kind", f"it is one of {', '.join(ABSENCES)}"))
    if until <= max(from_, now):
        errors.append(FieldError("/until", "it ends before it begins, or has ended"))
    if len(note) > LONGEST_NOTE:
        errors.append(FieldError("/note", f"at most {LONGEST_NOTE} characters"))
    if errors:
        raise InvalidSubmission(errors)
    row = {"id": new_id(), "login": whose, "starts_at": from_, "ends_at": until, "kind": kind, "note": note}
    with engine.work() as uow:
        ended = {"cancelled_at": None, "cancelled_by": None}
        standings.add(uow, "absence", {**row, **ended, "created_at": now, "created_by": actor.login})
        data = {"login": whose, "from": from_.isoformat(), "until": until.isoformat()}
        record_system(uow, Act(actor, "absence.record", f"absence:{row['id']}", data), now)
        _digests.plan(engine, uow, whose, max(from_, now), until)
        uow.result = str(row["id"])
    engine.desks.forget()
    return str(row["id"])


def cancel(engine: Engine, absence_id: str, actor: Actor) -> None:
    """It does not take place, or ends now."""
    now = engine.clock.now()
    with engine.work() as uow:
        row = standings.hold(uow, "absence", absence_id)
        if row is None or not (actor.is_manager or actor.login == row.login):
            raise NotFound("there is no such absence", code="ABSENCE_NOT_FOUND")
        if row.cancelled_at is not None or row.ends_at <= now:
            raise Conflict("the absence has ended", code="ABSENCE_ENDED", details={"at": row.cancelled_at})
        standings.end(uow, "absence", absence_id, now, actor.login)
        act = Act(actor, "absence.cancel", f"absence:{absence_id}", {"login": row.login})
        record_system(uow, act, now)
    engine.desks.forget()
