"""Who is who: units, people, groups."""

from __future__ import annotations

from typing import Any

from flask import Response
from pydantic import Field, RootModel

from engine.commands import directory as commands
from engine.office.units import Group, Unit
from engine.queries import directory as queries
from engine.queries.directory import Person
from web.api import calls
from web.api.shapes import Answer, Body, Paged, Text

directory = calls.noun("directory", "Units, people and groups")


class UnitAnswer(Answer):
    """A unit that exists today."""

    key: str
    name_zh: str
    name_en: str
    short_name: str
    type: str
    parent: str | None

    @classmethod
    def of(cls, one: Unit) -> UnitAnswer:
        """As the API shows it."""
        return cls.model_validate({name: getattr(one, name) for name in cls.model_fields})


class UserAnswer(Answer):
    """A person."""

    login: str
    name: str
    unit: str | None
    groups: list[str] = Field(description="candidate groups the person holds today")

    @classmethod
    def of(cls, one: Person) -> UserAnswer:
        """As the API shows it."""
        return cls(login=one.login, name=one.name, unit=one.unit, groups=list(one.groups))


class GroupAnswer(Answer):
    """People who take tasks together, whatever their posts."""

    key: str
    name: str
    members: list[str]

    @classmethod
    def of(cls, one: Group) -> GroupAnswer:
        """As the API shows it."""
        return cls(key=one.key, name=one.name, members=list(one.members))


class UnitsAnswer(Answer):
    """A piece of the list."""

    items: list[UnitAnswer]
    next: str | None


class UsersAnswer(Answer):
    """A piece of the list."""

    items: list[UserAnswer]
    next: str | None


class GroupsAnswer(Answer):
    """A piece of the list."""

    items: list[GroupAnswer]
    next: str | None


class ExportAnswer(RootModel[dict[str, Any]]):
    """Everything, as `liye directory import` takes it."""


class DirectoryQuery(Paged):
    """Whose name has this text."""

    q: str = Field("", max_length=200)


class NewGroup(Body):
    """A group and its members."""

    key: Text
    name: Text
    members: list[Text] = Field(max_length=10_000)


@directory.get("/directory/units", responses={"200": UnitsAnswer})
def list_units(query: DirectoryQuery) -> Response:
    """Units, by key."""
    page = queries.units(calls.machine(), query.q, cursor=query.cursor, limit=query.limit)
    return calls.listed(page, UnitAnswer.of)


@directory.get("/directory/users", responses={"200": UsersAnswer})
def list_users(query: DirectoryQuery) -> Response:
    """People with an account, by login."""
    page = queries.users(calls.machine(), query.q, cursor=query.cursor, limit=query.limit)
    return calls.listed(page, UserAnswer.of)


@directory.get("/directory/groups", responses={"200": GroupsAnswer})
def list_groups(query: DirectoryQuery) -> Response:
    """Free groups, by key. Roles and units are groups too: see what each user holds."""
    page = queries.groups(calls.machine(), query.q, cursor=query.cursor, limit=query.limit)
    return calls.listed(page, GroupAnswer.of)


@directory.get("/directory/export", responses={"200": ExportAnswer})
def export_directory() -> Response:
    """Everything but passwords; administrators and managers only."""
    return calls.answer(queries.export(calls.machine(), calls.actor()))


@directory.post("/directory/groups", responses={"201": GroupAnswer})
def set_group(body: NewGroup) -> Response:
    """Make a group, or replace its name and members; system administrators only."""
    group = calls.once(
        lambda machine: commands.set_group(machine, body.key, body.name, body.members, calls.actor()),
        made=lambda _: queries.group(calls.machine(), body.key),
    )
    return calls.answer(GroupAnswer.of(group), 201)
