"""What the page of a register shows for the filters in its address, and the same as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.clock import OFFICE_ZONE
from engine.model import Actor
from engine.office import numbering, registers
from engine.office.numbering import Number
from engine.office.registers import Entry, Register, Wanted
from engine.queries import numbers
from engine.queries import registers as queries
from web import current, people
from web.exports import Cell
from web.languages import gettext as _
from web.languages import listed, locale

STATES: Mapping[str, bool | None] = {"": None, "valid": False, "void": True}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader chose; anything else in the address counts as nothing."""

    q: str
    book: str
    year: str
    state: str
    dated_from: str
    dated_to: str


def name_of(one: Register) -> str:
    """A register's name in the language of the page."""
    return one.name if locale() == "zh_CN" else one.name_en


def of(key: str, actor: Actor, args: Mapping[str, str]) -> dict[str, Any]:
    """Everything the page needs."""
    register, chosen = registers.register(key), _chosen(args)
    years = [book for book in numbers.books(current.engine(), limit=200).items if book.code in register.books]
    return {
        "register": register,
        "wanted": chosen,
        "query": {name: text for name, text in _query(chosen) if text},
        "page": queries.page(current.engine(), wanted(key, args), actor, cursor=args.get("cursor") or None),
        "books": [numbering.book(code) for code in register.books],
        "book_names": listed(numbering.book(code).name for code in register.books),
        "totals": [
            one for one in years if one.year is not None and (not chosen.book or one.code == chosen.book)
        ],
        "years": sorted({one.year for one in years if one.year}, reverse=True),
    }


def wanted(key: str, args: Mapping[str, str]) -> Wanted:
    """The filters as the query takes them."""
    chosen = _chosen(args)
    return Wanted(
        register=key,
        book=chosen.book or None,
        year=int(chosen.year) if chosen.year else None,
        is_void=STATES[chosen.state],
        dated_from=_day(chosen.dated_from),
        dated_to=_day(chosen.dated_to),
        q=chosen.q or None,
    )


def heads() -> list[str]:
    """The columns of an export."""
    return [
        _("Number"), _("Title"), _("Dated"), _("Registered"), _("Registered by"), _("State"), _("Reason"),
        _("Made void"), _("Made void by"),
    ]  # fmt: skip


def rows(entries: Sequence[Entry]) -> Iterator[list[Cell]]:
    """One line for each entry."""
    for entry in entries:
        one = entry.number
        yield [
            one.text,
            _title(entry),
            one.dated,
            one.taken_at.astimezone(OFFICE_ZONE),
            people.person_of(one.taken_by).name,
            state_of(one),
            one.void_reason or one.marked_by or one.reason or "",
            one.void_at.astimezone(OFFICE_ZONE) if one.void_at else None,
            people.person_of(one.void_by).name if one.void_by else "",
        ]


def state_of(number: Number) -> str:
    """Void, or what a later document made of it, or valid."""
    if number.is_void:
        return _("void")
    if number.mark is None:
        return _("valid")
    later = {
        "更正": _("corrected"),
        "收回": _("recalled"),
        "撤销": _("annulled"),
        "废止": _("repealed"),
        "修订": _("revised"),
    }
    return later.get(number.mark, number.mark)


def _title(entry: Entry) -> str:
    if entry.title is not None or entry.process_key is None:
        return entry.title or ""
    return _("(not for you to see)")


def _query(chosen: Filters) -> Iterator[tuple[str, str]]:
    """The filters as an address carries them."""
    yield from (("q", chosen.q), ("book", chosen.book), ("year", chosen.year), ("state", chosen.state))
    yield from (("from", chosen.dated_from), ("to", chosen.dated_to))


def _chosen(args: Mapping[str, str]) -> Filters:
    year = args.get("year", "")
    state = args.get("state", "")
    return Filters(
        q=args.get("q", "").strip()[:200].replace("\0", ""),
        book=args.get("book", "") if args.get("book", "") in numbering.books() else "",
        year=year if year.isdecimal() and len(year) == 4 and year.isascii() else "",
        state=state if state in STATES else "",
        dated_from=args.get("from", "")[:10],
        dated_to=args.get("to", "")[:10],
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
