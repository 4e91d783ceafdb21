"""Changing the directory, in the caller's transaction; each change makes all machines read it anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from engine.errors import Conflict, FieldError, InvalidSubmission, NotFound
from engine.office import directory_file, passwords
from engine.office.directory import Directory
from engine.office.units import Appointment, Group, Portfolio, Post, Unit, User
from engine.store import directory as store
from engine.store.unit_of_work import UnitOfWork, View

SHORTEST_OWN_PASSWORD = 8
_COLUMNS = {"appointments": {"user": "login"}}  # where a column is not named as our attribute


def load(view: View) -> Directory:
    """The directory as it stands."""
    rows = store.rows(view)
    return Directory(
        {row["key"]: Unit(**row) for row in rows["units"]},
        {row["id"]: Post(**_tuples(row)) for row in rows["posts"]},
        {
            row["login"]: User(row["login"], row["name"], tuple(row["roles"]), row["locked"])
            for row in rows["users"]
        },
        tuple(
            Appointment(row["login"], row["post"], row["kind"], row["from_day"], row["to_day"])
            for row in rows["appointments"]
        ),
        {row["key"]: Group(**_tuples(row)) for row in rows["groups"]},
        tuple(Portfolio(**_tuples(row)) for row in rows["portfolios"]),
    )


def import_file(uow: UnitOfWork, content: object, now: datetime) -> Directory:
    """Write a file over the directory, or refuse it whole (``InvalidSubmission`` names every fault)."""
    records = directory_file.read(content)
    store.changed(uow)  # first, so that whoever changes the directory too waits here
    merged = directory_file.merge(load(uow), records)
    _write(uow, records, now)
    return merged


def add_user(
    uow: UnitOfWork,
    login: str,
    name: str,
    *,
    roles: Sequence[str] = ("staff",),
    groups: Iterable[str] = (),
    password: str | None = None,
    now: datetime,
) -> User:
    """A new account; groups that are not there yet are made."""
    wanted = {"users": [{"login": login, "name": name, "roles": list(roles)}]}
    records = directory_file.read(wanted)
    store.changed(uow)
    directory = load(uow)
    if login in directory.users:
        raise Conflict(f"there is a user {login!r} already", code="LOGIN_TAKEN")
    directory_file.merge(directory, records)
    user: User = records["users"][0]
    record = store.new_account(user.login, user.name, user.roles, now)
    record["password_hash"] = None if password is None else passwords.hash_of(password)
    store.add_account(uow, record)
    for key in groups:
        _join(uow, key, login)
    return user


def set_groups(uow: UnitOfWork, login: str, keys: Iterable[str]) -> None:
    """The free groups a person is in, and no others."""
    store.changed(uow)
    directory = load(uow)
    _known(directory, login)
    wanted = set(keys)
    for group in directory.groups.values():
        if login in group.members and group.key not in wanted:
            members = tuple(member for member in group.members if member != login)
            store.put(uow, "groups", [_row("groups", replace(group, members=members))])
    for key in sorted(wanted):
        _join(uow, key, login)


def set_group(uow: UnitOfWork, key: str, name: str, members: Sequence[str], now: datetime) -> Group:
    """Make a group, or replace its name and members."""
    merged = import_file(uow, {"groups": [{"key": key, "name": name, "members": list(members)}]}, now)
    return merged.groups[key]


def set_roles(uow: UnitOfWork, login: str, roles: Sequence[str], now: datetime) -> User:
    """The system roles of a person, and no others."""
    user = _known(load(uow), login)
    changed = {"login": login, "name": user.name, "roles": list(roles), "locked": user.locked}
    return import_file(uow, {"users": [changed]}, now).users[login]


def set_name(uow: UnitOfWork, login: str, name: str) -> None:
    """What a person is called."""
    user = _known(load(uow), login)
    directory_file.read({"users": [{"login": login, "name": name, "roles": list(user.roles)}]})
    store.changed(uow)
    store.change_account(uow, login, name=name)


def set_locked(uow: UnitOfWork, login: str, *, locked: bool) -> None:
    """Lock somebody out, or let him in again."""
    store.changed(uow)
    _known(load(uow), login)
    store.change_account(uow, login, locked=locked)


def set_password(uow: UnitOfWork, login: str, password: str) -> None:
    """Give somebody a password."""
    if store.hold_account(uow, login) is None:
        raise NotFound(f"there is no user {login!r}")
    store.change_account(uow, login, password_hash=passwords.hash_of(password))


def change_own_password(uow: UnitOfWork, login: str, old: str, new: str) -> None:
    """A person changes his own: the old one is asked for."""
    account = store.hold_account(uow, login)
    if account is None or not passwords.fits(old, account["password_hash"]):
        raise InvalidSubmission([FieldError("/old", "this is not the present password")])
    store.change_account(uow, login, password_hash=passwords.hash_of(new, shortest=SHORTEST_OWN_PASSWORD))


def may_sign_in(view: View, login: str, password: str) -> bool:
    """Whether it is this person's password; locked accounts have none."""
    return passwords.fits(password, store.password_hash(view, login))


def give_passwords(uow: UnitOfWork, password: str) -> None:
    """Let everybody who has no password use this one: for a demonstration, never for an office."""
    store.give_passwords(uow, passwords.hash_of(password))


def _known(directory: Directory, login: str) -> User:
    if login not in directory.users:
        raise NotFound(f"there is no user {login!r}")
    return directory.users[login]


def _join(uow: UnitOfWork, key: str, login: str) -> None:
    group = store.hold_group(uow, key) or {"key": key, "name": key, "members": []}
    members = [*group["members"], *([] if login in group["members"] else [login])]
    directory_file.read({"groups": [{"key": key, "name": group["name"], "members": members}]})
    store.put(uow, "groups", [{**group, "members": members}])


def _write(uow: UnitOfWork, records: directory_file.Records, now: datetime) -> None:
    for name, found in records.items():
        rows = [_row(name, record) for record in found]
        if name == "users":
            rows = [{**row, "password_hash": None, "created_at": now} for row in rows]
        store.put(uow, name, rows)


def _row(name: str, record: Any) -> dict[str, Any]:
    columns = _COLUMNS.get(name, {})
    row = {columns.get(f.name, f.name): getattr(record, f.name) for f in fields(record)}
    return {key: list(value) if isinstance(value, tuple) else value for key, value in row.items()}


def _tuples(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
