"""Names of people, units and groups as pages show them; people with their unit, for there are namesakes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from engine.office.directory import Directory
from engine.office.units import Post, Unit, User
from web import current, languages

OF_UNIT = " · "
NUMBERED = re.compile(r"\s*(（[^）]*）|\([^)]*\)|\d+)$")  # which of several posts: 副秘书长（一）


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as a page shows him."""

    login: str
    name: str
    unit: str = ""
    posts: str = ""


def person_of(login: str) -> Person:
    """The person of this login, former ones included; an unknown login stands for itself."""
    directory = _directory()
    user = directory.users.get(login)
    if user is None:
        return Person(login, login)
    return _person(directory, user)


def active() -> list[Person]:
    """Everybody who may be given a task, by unit and name."""
    directory = _directory()
    found = (_person(directory, user) for user in directory.users.values() if not user.locked)
    return sorted(found, key=lambda one: (one.unit, one.name))


def former() -> list[Person]:
    """Those whose account is locked: who left, and may still have something."""
    directory = _directory()
    return [_person(directory, user) for user in directory.users.values() if user.locked]


def full_name(one: Person) -> str:
    """A name that tells people apart, as pickers show it and `login_of` reads it: 覃揭车（文电处 处长）."""
    detail = one.posts or one.unit or one.login
    return f"{one.name}（{detail}）" if languages.locale() == "zh_CN" else f"{one.name} ({detail})"


def login_of(text: str) -> str:
    """The account somebody typed or chose: its login, the full name, or a name only one person has."""
    text = text.strip()
    users = _directory().users
    if not text or text in users:
        return text
    everybody = [*active(), *former()]
    for names in (full_name, lambda one: one.name):
        found = {one.login for one in everybody if names(one) == text}
        if len(found) == 1:
            return found.pop()
    return text


def post_name(post_id: str) -> str:
    """A post with its unit; an unknown one by its id."""
    post = _directory().posts.get(post_id)
    return post_id if post is None else f"{unit_name(post.unit)} {_title(post)}"


def unit_name(key: str) -> str:
    """A unit's short name."""
    unit = _directory().units.get(key)
    return key if unit is None else _short(unit)


def units() -> list[Unit]:
    """The units that exist, as the directory has them."""
    today = current.today()
    return [unit for unit in _directory().units.values() if unit.exists_on(today)]


def group_name(key: str) -> str:
    """A candidate group in words: a unit, a role, the role in the unit, or a group of people."""
    directory = _directory()
    if key in directory.groups:
        return directory.groups[key].name
    unit, colon, role = key.partition(":")
    if colon and unit in directory.units:
        return f"{_short(directory.units[unit])}{OF_UNIT}{role_title(role, unit)}"
    if key in directory.units:
        return _short(directory.units[key])
    return role_title(key)


def group_names(keys: Iterable[str]) -> list[str]:
    """Several candidate groups in words, a unit's in one; those that nobody could hold are left out."""
    known = _directory().known_groups(current.today())
    keys = list(keys)
    names = dict.fromkeys(group_name(key) for key in [one for one in keys if one in known] or keys)
    found: dict[str, list[str]] = {}
    for name in names:
        unit, _dot, role = name.partition(OF_UNIT)
        found.setdefault(unit, []).extend([role] if role else [])
    return [unit + (OF_UNIT + " / ".join(roles) if roles else "") for unit, roles in found.items()]


def role_title(role: str, unit: str | None = None) -> str:
    """What holders of a role are called: the title of a post that has it, best of all it alone."""
    posts = [post for post in _directory().posts.values() if role in post.role_keys]
    here = [post for post in posts if post.unit == unit] or posts
    if not here:
        return role
    return NUMBERED.sub("", _title(min(here, key=lambda post: (post.role_keys[-1] != role, len(post.title)))))


def _person(directory: Directory, user: User) -> Person:
    posts = directory.posts_of(user.login, current.today())
    names = [(_short(directory.units[post.unit]), _title(post)) for post in posts]
    return Person(user.login, user.name, names[0][0] if names else "", _joined(names))


def _joined(names: Iterable[tuple[str, str]]) -> str:
    return languages.listed(f"{unit} {title}" for unit, title in names)


def _short(unit: Unit) -> str:
    return unit.short_name if languages.locale() == "zh_CN" else unit.name_en


def _title(post: Post) -> str:
    return post.title if languages.locale() == "zh_CN" else post.title_en


def _directory() -> Directory:
    return current.engine().desk.directory
