"""Signing in and out. A session is known by the hash of what its cookie holds; all times here are real."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.commands._record import Act, record_system
from engine.errors import Forbidden
from engine.machine import Engine
from engine.model import Actor, Json
from engine.office import staff
from engine.store import sessions as stored
from engine.store.unit_of_work import UnitOfWork

WINDOW = timedelta(minutes=15)
PER_LOGIN = 10  # failures within the window; then nobody gets in under this name until it has passed
PER_ADDRESS = 50
IDLE = timedelta(hours=2)
SEEN_EVERY = timedelta(minutes=5)


class SignInRefused(Forbidden):
    """The account or the password is wrong; which of them is not said."""

    code = "SIGN_IN_REFUSED"


class TooManyAttempts(Forbidden):
    """It failed too often; ``minutes`` says when it may be tried again."""

    code = "TOO_MANY_ATTEMPTS"

    def __init__(self, minutes: int) -> None:
        super().__init__(f"too many failed attempts; try again in {minutes} minutes")
        self.minutes = minutes


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person with the session he came by."""

    actor: Actor
    session: str


def open_(engine: Engine, login: str, password: str, address: str) -> str:
    """Check the password and open a session; answers what the cookie shall hold."""
    now = engine.wall.now()
    login = login.strip()[:100]
    keys = _key("login", login.casefold()), _key("address", address)
    with engine.reading() as view:
        tried = [stored.failures(view, key, now - WINDOW) for key in keys]
        fits = tried[0] < PER_LOGIN and tried[1] < PER_ADDRESS and staff.may_sign_in(view, login, password)
    if tried[0] >= PER_LOGIN or tried[1] >= PER_ADDRESS:
        raise TooManyAttempts(int(WINDOW.total_seconds() // 60))
    with engine.work() as uow:
        if not fits:
            stored.add_failures(uow, keys, now)
            _record(engine, uow, Actor(login or "nobody"), "session.refuse", {"address": address})
            refusal = SignInRefused("the account or the password is wrong")
        else:
            stored.forget_failures(uow, keys[0])
            stored.remove_expired(uow, now, now - WINDOW)
            return _opened(engine, uow, login, address, now)
    raise refusal


def of(engine: Engine, token: str) -> SignedIn | None:
    """Who holds this cookie, if the session still counts."""
    now = engine.wall.now()
    session_id = _hashed(token)
    with engine.reading() as view:
        row = stored.row(view, session_id)
    if row is None or row.expires_at <= now or row.seen_at + IDLE <= now:
        return None
    if now - row.seen_at >= SEEN_EVERY:
        with engine.work() as uow:
            stored.seen(uow, session_id, now)
    actor = engine.actor(row.login)
    return None if actor is None else SignedIn(actor, session_id)


def close(engine: Engine, session_id: str, actor: Actor) -> None:
    """Sign out."""
    with engine.work() as uow:
        stored.remove(uow, session_id)
        _record(engine, uow, actor, "session.close", {})


def change_password(engine: Engine, session_id: str, old: str, new: str, actor: Actor) -> None:
    """A person changes his own password; his other sessions end."""
    with engine.work() as uow:
        staff.change_own_password(uow, actor.login, old, new)
        stored.remove_of(uow, actor.login, but=session_id)
        _record(engine, uow, actor, "account.password", {})


def _opened(engine: Engine, uow: UnitOfWork, login: str, address: str, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    expires_at = now + timedelta(hours=engine.settings.session_hours)
    stored.add(
        uow,
        {
            "id": _hashed(token),
            "login": login,
            "created_at": now,
            "seen_at": now,
            "expires_at": expires_at,
            "data": None,
        },
    )
    _record(engine, uow, Actor(login), "session.open", {"address": address})
    return token


def _record(engine: Engine, uow: UnitOfWork, actor: Actor, verb: str, data: dict[str, Json]) -> None:
    record_system(uow, Act(actor, verb, f"user:{actor.login}", data), engine.clock.now())


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _key(kind: str, text: str) -> str:
    return hashlib.sha256(f"{kind}:{text}".encode()).hexdigest()
