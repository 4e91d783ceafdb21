"""The directory as JSON: what ``GET /directory/export`` gives and ``liye directory import FILE`` takes.

What a file names is written over what is there under the same key; what it does not name stays. A file is
taken whole or refused whole, with every fault and its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.errors import FieldError, InvalidSubmission
from engine.office import directory_check
from engine.office.directory import Directory
from engine.office.units import (
    KINDS,
    SYSTEM_ROLES,
    UNIT_TYPES,
    Appointment,
    Group,
    Portfolio,
    Post,
    Unit,
    User,
)

LONGEST = 200
LONGEST_KEY = 100


@dataclass(frozen=True, slots=True)
class Field:
    """A member of a record: its name in the file, in our class, and how its value is read."""

    name: str
    attribute: str
    read: Callable[[object], Any]
    required: bool = True


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST or "\0" in value:
        raise ValueError(f"a text of 1 to {LONGEST} characters is needed")
    return value


def _name(value: object) -> str:
    text = _text(value)
    if len(text) > LONGEST_KEY or any(c.isspace() or c in ':/"' for c in text):
        raise ValueError("a key has at most 100 characters, no spaces, colons, slashes or quotation marks")
    return text


def _day(value: object) -> date:
    try:
        return date.fromisoformat(_text(value))
    except ValueError:
        raise ValueError("a day is written 2026-03-04") from None


def _rank(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 99:
        raise ValueError("a rank is a whole number from 1, the highest, to 99")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("true or false is needed")
    return value


def _one_of(*known: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        if value not in known:
            raise ValueError(f"one of {', '.join(known)} is needed")
        return str(value)

    return read


def _many(read: Callable[[object], str]) -> Callable[[object], tuple[str, ...]]:
    def each(value: object) -> tuple[str, ...]:
        if not isinstance(value, list):
            raise TypeError("a list is needed")
        return tuple(dict.fromkeys(read(item) for item in value))

    return each


def _same(name: str, read: Callable[[object], Any], *, required: bool = True) -> Field:
    return Field(name, name, read, required)


_FROM = Field("from", "from_day", _day)
_TO = Field("to", "to_day", _day, required=False)
SHAPES: Mapping[str, tuple[type, tuple[Field, ...]]] = {
    "units": (
        Unit,
        (
            _same("key", _name),
            _same("name_zh", _text),
            _same("name_en", _text),
            _same("short_name", _text),
            _same("type", _one_of(*UNIT_TYPES)),
            _same("parent", _name, required=False),
            _same("code_for_docs", _text, required=False),
            _same("calendar_overlay", _name, required=False),
            _same("active_from", _day, required=False),
            _same("active_to", _day, required=False),
            _same("successor", _name, required=False),
        ),
    ),
    "posts": (
        Post,
        (
            _same("id", _name),
            _same("unit", _name),
            _same("title", _text),
            _same("title_en", _text),
            _same("rank", _rank),
            _same("role_keys", _many(_name)),
        ),
    ),
    "users": (
        User,
        (
            _same("login", _name),
            _same("name", _text),
            _same("roles", _many(_one_of(*SYSTEM_ROLES))),
            _same("locked", _flag, required=False),
        ),
    ),
    "appointments": (
        Appointment,
        (_same("user", _name), _same("post", _name), _same("kind", _one_of(*KINDS)), _FROM, _TO),
    ),
    "groups": (Group, (_same("key", _text), _same("name", _text), _same("members", _many(_name)))),
    "portfolios": (
        Portfolio,
        (
            _same("leader", _name),
            _same("units", _many(_name)),
            _same("topics", _many(_text)),
            _FROM,
            _TO,
            _same("secretariat", _name, required=False),
        ),
    ),
}
_IDENTITY: Mapping[str, tuple[str, ...]] = {
    "units": ("key",),
    "posts": ("id",),
    "users": ("login",),
    "appointments": ("user", "post", "kind", "from_day"),
    "groups": ("key",),
    "portfolios": ("leader", "from_day"),
}
Records = Mapping[str, Sequence[Any]]


def read(content: object) -> Records:
    """The records of a file, each on its own; what they refer to is checked by ``merge``."""
    faults: list[FieldError] = []
    found: dict[str, list[Any]] = {name: [] for name in SHAPES}
    if not isinstance(content, dict):
        raise InvalidSubmission([FieldError("", "an object with units, posts, users, … is needed")])
    for name, items in content.items():
        if name not in SHAPES:
            faults.append(FieldError(f"/{name}", f"unknown; known are {', '.join(SHAPES)}"))
        elif not isinstance(items, list):
            faults.append(FieldError(f"/{name}", "a list is needed"))
        else:
            found[name] = [_record(name, item, f"/{name}/{i}", faults) for i, item in enumerate(items)]
    if not faults:
        faults.extend(_doubles(found))
    if faults:
        raise InvalidSubmission(faults, "the directory cannot be read")
    return found


def merge(known: Directory, records: Records) -> Directory:
    """The directory with the records written over it, or a refusal that names every fault."""
    units = {**known.units, **{unit.key: unit for unit in records["units"]}}
    posts = {**known.posts, **{post.id: post for post in records["posts"]}}
    users = {**known.users, **{user.login: user for user in records["users"]}}
    groups = {**known.groups, **{group.key: group for group in records["groups"]}}
    merged = Directory(
        units,
        posts,
        users,
        _over("appointments", known.appointments, records),
        groups,
        _over("portfolios", known.portfolios, records),
    )
    if faults := list(directory_check.faults(records, merged)):
        raise InvalidSubmission(faults, "the directory does not hold together")
    return merged


def export(directory: Directory) -> dict[str, list[dict[str, object]]]:
    """Everything, as a file is written; passwords are not part of it."""
    everything: Mapping[str, Sequence[object]] = {
        "units": tuple(directory.units.values()),
        "posts": tuple(directory.posts.values()),
        "users": tuple(directory.users.values()),
        "appointments": directory.appointments,
        "groups": tuple(directory.groups.values()),
        "portfolios": directory.portfolios,
    }
    return {name: [dict(_written(SHAPES[name][1], record)) for record in everything[name]] for name in SHAPES}


def _written(fields: Sequence[Field], record: object) -> Iterator[tuple[str, object]]:
    for field in fields:
        value = getattr(record, field.attribute)
        if value is None or (value is False and not field.required):
            continue
        if isinstance(value, date):
            value = value.isoformat()
        yield field.name, list(value) if isinstance(value, tuple) else value


def _record(kind: str, item: object, place: str, faults: list[FieldError]) -> Any:
    made, fields = SHAPES[kind]
    if not isinstance(item, dict):
        faults.append(FieldError(place, "an object is needed"))
        return None
    values: dict[str, Any] = {}
    unknown = item.keys() - {field.name for field in fields}
    faults.extend(FieldError(f"{place}/{name}", "unknown") for name in sorted(unknown))
    for field in fields:
        value = item.get(field.name)
        if value is None:
            if field.required:
                faults.append(FieldError(f"{place}/{field.name}", "missing"))
            continue
        try:
            values[field.attribute] = field.read(value)
        except (TypeError, ValueError) as error:
            faults.append(FieldError(f"{place}/{field.name}", str(error)))
    return made(**values) if not faults else None


def _identity(name: str, record: object) -> tuple[object, ...]:
    return tuple(getattr(record, attribute) for attribute in _IDENTITY[name])


def _doubles(found: Records) -> Iterator[FieldError]:
    for name, records in found.items():
        seen: set[tuple[object, ...]] = set()
        for i, record in enumerate(records):
            if (identity := _identity(name, record)) in seen:
                yield FieldError(f"/{name}/{i}", f"{'/'.join(map(str, identity))} is there twice")
            seen.add(identity)


def _over(name: str, known: Sequence[Any], records: Records) -> tuple[Any, ...]:
    merged = {_identity(name, record): record for record in (*known, *records[name])}
    return tuple(merged.values())
