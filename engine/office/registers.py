"""Registers 登记簿: which number books stand in each, and one entry with the matter it went to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from pathlib import Path

from engine.errors import NotFound
from engine.model import Actor
from engine.office import numbering
from engine.office.numbering import Number
from engine.store import numbers as store
from engine.store.unit_of_work import View

DATA = Path(__file__).with_name("registers.json")
ALL = "all"


@dataclass(frozen=True, slots=True)
class Register:
    """Number books that are kept as one."""

    key: str
    name: str
    name_en: str
    books: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A number and what it was given to; ``title`` is None to those who do not see that matter."""

    number: Number
    title: str | None
    process_key: str | None
    state: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which entries; None does not narrow. A book that is not in the register gives nothing."""

    register: str
    book: str | None = None
    year: int | None = None
    is_void: bool | None = None
    dated_from: date | None = None
    dated_to: date | None = None
    q: str | None = None


@cache
def registers() -> Mapping[str, Register]:
    """All registers by key; ``all`` holds every book."""
    said = json.loads(DATA.read_text("utf-8"))
    found = [Register(one["key"], one["name"], one["name_en"], tuple(one["books"])) for one in said]
    every = Register(ALL, "全部字号", "All numbers", tuple(numbering.books()))
    return {one.key: one for one in (*found, every)}


def register(key: str) -> Register:
    """One register."""
    try:
        return registers()[key]
    except KeyError:
        raise NotFound(f"there is no register {key!r}", code="UNKNOWN_REGISTER") from None


def entries(
    view: View, wanted: Wanted, actor: Actor, *, after: tuple[datetime, str, int, int] | None, limit: int
) -> list[Entry]:
    """Entries of a register, the newest first: of a matter the reader does not see, the number alone."""
    books = register(wanted.register).books
    knows_all = numbering.REGISTRAR in actor.groups or "audit_admin" in actor.roles
    narrowed = store.Entries(
        codes=books if wanted.book is None else tuple(code for code in books if code == wanted.book),
        year=wanted.year,
        is_void=wanted.is_void,
        dated_from=wanted.dated_from,
        dated_to=wanted.dated_to,
        q=wanted.q,
        reader=None if actor.is_manager else actor.login,
        groups=tuple(sorted(actor.groups)),
    )
    found = []
    for row in store.entries(view, narrowed, after=after, limit=limit):
        number = numbering.from_row(row)
        if not row.seen and not knows_all:
            number = replace(number, process_instance=None)
        title, state = (row.title, row.state) if row.seen else (None, None)
        found.append(Entry(number, title, row.process_key, state))
    return found
