"""Accounts: people are added, given rights, locked; API tokens are made. The system administrator's work."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence

from engine.commands._record import Act, record_system
from engine.errors import Conflict, FieldError, InvalidSubmission, NotFound
from engine.machine import Engine
from engine.model import SYSTEM, Actor, Json
from engine.office import staff
from engine.office.units import SYSTEM_ROLES, User
from engine.rights import refuse_unless_sys_admin
from engine.store import sessions, tokens
from engine.store.unit_of_work import UnitOfWork


def add(
    engine: Engine,
    login: str,
    name: str,
    actor: Actor,
    *,
    roles: Sequence[str] = ("staff",),
    groups: Iterable[str] = (),
    password: str | None = None,
) -> User:
    """A new account; without a password nobody can sign in under it, but tokens can be made."""
    refuse_unless_sys_admin(actor)
    _refuse_unknown_roles(roles)
    with engine.work() as uow:
        user = staff.add_user(
            uow,
            login,
            name,
            roles=tuple(roles) or ("staff",),
            groups=groups,
            password=password,
            now=engine.clock.now(),
        )
        _record(engine, uow, actor, "account.add", login, {"roles": list(user.roles), "groups": list(groups)})
    engine.desks.forget()
    return user


def change(
    engine: Engine,
    login: str,
    actor: Actor,
    *,
    name: str,
    roles: Sequence[str],
    groups: Iterable[str],
    password: str | None = None,
) -> None:
    """Another name, these roles and groups and no others; a new password signs the person out everywhere."""
    refuse_unless_sys_admin(actor)
    _refuse_unknown_roles(roles)
    keys = sorted(set(groups))
    with engine.work() as uow:
        staff.set_roles(uow, login, tuple(roles), engine.clock.now())
        staff.set_name(uow, login, name)
        staff.set_groups(uow, login, keys)
        if password is not None:
            staff.set_password(uow, login, password)
            sessions.remove_of(uow, login)
        data: dict[str, Json] = {"roles": sorted(roles), "groups": keys, "password": password is not None}
        _record(engine, uow, actor, "account.change", login, data)
    engine.desks.forget()


def lock(engine: Engine, login: str, actor: Actor) -> None:
    """Nobody gets in under this name any more; whoever is in is out. Open tasks stay where they are."""
    refuse_unless_sys_admin(actor)
    if login == actor.login:
        raise Conflict("nobody locks himself out", code="OWN_ACCOUNT")
    with engine.work() as uow:
        staff.set_locked(uow, login, locked=True)
        sessions.remove_of(uow, login)
        _record(engine, uow, actor, "account.lock", login, {})
    engine.desks.forget()


def unlock(engine: Engine, login: str, actor: Actor) -> None:
    """He may come in again."""
    refuse_unless_sys_admin(actor)
    with engine.work() as uow:
        staff.set_locked(uow, login, locked=False)
        _record(engine, uow, actor, "account.unlock", login, {})
    engine.desks.forget()


def all_users(engine: Engine) -> Sequence[User]:
    """Everybody with an account, by login."""
    users = engine.desk.directory.users
    return [users[login] for login in sorted(users)]


def create_token(engine: Engine, login: str, name: str, actor: Actor) -> str:
    """A token for the API: answered once, kept as a hash."""
    if actor is not SYSTEM and actor.login != login:
        refuse_unless_sys_admin(actor)
    if engine.actor(login) is None:
        raise NotFound(f"there is no active user {login!r}", code="USER_NOT_FOUND")
    token = f"liye_{secrets.token_urlsafe(32)}"
    with engine.work() as uow:
        tokens.add(uow, hashed(token), login, name, engine.wall.now())
        _record(engine, uow, actor, "token.create", login, {"name": name})
    return token


def of_token(engine: Engine, token: str) -> Actor | None:
    """Whom a token stands for; None for the unknown, the revoked and the locked."""
    with engine.reading() as view:
        login = tokens.login_of(view, hashed(token))
    return None if login is None else engine.actor(login)


def hashed(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _refuse_unknown_roles(roles: Sequence[str]) -> None:
    unknown = sorted(set(roles) - set(SYSTEM_ROLES))
    if unknown:
        known = ", ".join(SYSTEM_ROLES)
        raise InvalidSubmission([FieldError("/roles", f"there is no role {unknown[0]!r}; known are {known}")])


def _record(
    engine: Engine, uow: UnitOfWork, actor: Actor, verb: str, login: str, data: dict[str, Json]
) -> None:
    record_system(uow, Act(actor, verb, f"user:{login}", data), engine.clock.now())
