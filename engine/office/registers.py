"""Registers 登记簿: which number books stand in each, and one entry with the matter it went to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from engine.errors import NotFound
from engine.office import numbering
from engine.office.numbering import Number

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
