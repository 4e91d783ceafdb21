"""The directory's rows: read whole, written one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, select, update

from engine.store import dialects, facts
from engine.store.tables import office
from engine.store.unit_of_work import Record, UnitOfWork, View

FACT = "directory"
TABLES: Mapping[str, Table] = {
    "units": office.unit,
    "posts": office.post,
    "users": office.account,
    "appointments": office.appointment,
    "groups": office.group_of_people,
    "portfolios": office.portfolio,
}
_HIDDEN = {"password_hash"}  # leaves the database only to be compared
_READ = {
    name: select(*(c for c in table.c if c.name not in _HIDDEN)).order_by(*table.primary_key)
    for name, table in TABLES.items()
}
_a = office.account.c
_PASSWORD = select(_a.password_hash).where(_a.login == bindparam("login"), ~_a.locked)
_HOLD = select(office.account).where(_a.login == bindparam("login")).with_for_update()
_HOLD_GROUP = (
    select(office.group_of_people).where(office.group_of_people.c.key == bindparam("key")).with_for_update()
)
_WITHOUT_PASSWORD = update(office.account).where(_a.password_hash.is_(None))


def rows(view: View) -> dict[str, Sequence[Mapping[str, Any]]]:
    """Everything, without passwords."""
    return {name: [row._asdict() for row in view.rows(statement)] for name, statement in _READ.items()}


def put(uow: UnitOfWork, name: str, records: Iterable[Record]) -> None:
    """Write rows, replacing those with the same key; an account keeps its password and its age."""
    table = TABLES[name]
    keys = {column.name for column in table.primary_key}
    kept = keys | {"password_hash", "created_at"}
    update_ = tuple(column.name for column in table.c if column.name not in kept)
    statement = dialects.upsert(table, uow.connection.dialect.name, update=update_)
    if found := list(records):
        uow.execute(statement, found)


def changed(uow: UnitOfWork) -> None:
    """Tell all machines that their copy is old. Changes of the directory come one after another."""
    facts.change(uow, FACT)


def password_hash(view: View, login: str) -> str | None:
    """What a password is compared with; None for the unknown, the locked, and those who have none."""
    found = view.value(_PASSWORD, login=login)
    return None if found is None else str(found)


def hold_account(uow: UnitOfWork, login: str) -> Record | None:
    """An account's row, locked."""
    row = uow.row(_HOLD, login=login)
    return None if row is None else row._asdict()


def hold_group(uow: UnitOfWork, key: str) -> Record | None:
    """A group's row, locked."""
    row = uow.row(_HOLD_GROUP, key=key)
    return None if row is None else row._asdict()


def add_account(uow: UnitOfWork, record: Record) -> None:
    """A new account."""
    uow.execute(office.account.insert(), record)


def change_account(uow: UnitOfWork, login: str, **values: object) -> None:
    """Set columns of an account."""
    uow.execute(update(office.account).where(_a.login == login).values(values))


def give_passwords(uow: UnitOfWork, password_hash: str) -> None:
    """Let all who have no password yet sign in with this one (a demo's)."""
    uow.execute(_WITHOUT_PASSWORD.values(password_hash=password_hash))


def new_account(login: str, name: str, roles: Sequence[str], now: datetime) -> Record:
    """The row of somebody who was not there before."""
    return {
        "login": login,
        "name": name,
        "roles": list(roles),
        "locked": False,
        "password_hash": None,
        "created_at": now,
    }
