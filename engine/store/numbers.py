"""Number books: a counter for each book and year, and the register of what was given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, bindparam, case, func, literal, or_, select, true, tuple_, update

from engine.store import dialects
from engine.store.instances import escaped, i, seen_by
from engine.store.tables.instances import process_instance
from engine.store.tables.office import number, number_book
from engine.store.unit_of_work import AnyRow, Record, UnitOfWork, View

n = number.c
b = number_book.c
_THIS = (n.code == bindparam("code"), n.year == bindparam("year"))
_REGISTER = (
    select(number)
    .where(*_THIS, n.sequence > bindparam("after"))
    .order_by(n.sequence)
    .limit(bindparam("limit"))
)
_HOLD = select(number).where(*_THIS, n.sequence == bindparam("sequence")).with_for_update()
_BY_TEXT = select(number).where(n.text == bindparam("text"))
_OF_MATTER = select(number).where(n.process_instance_id == bindparam("id")).order_by(n.taken_at)
_VOID = update(number).where(
    n.code == bindparam("_code"), n.year == bindparam("_year"), n.sequence == bindparam("_n")
)
_BOOKS = (
    select(b.code, b.year, b.last, func.count(n.sequence).label("given"), func.count(n.void_at).label("void"))
    .select_from(number_book.outerjoin(number, (n.code == b.code) & (n.year == b.year)))
    .group_by(b.code, b.year, b.last)
    .order_by(b.code, b.year)
)


def next_of(uow: UnitOfWork, code: str, year: int) -> int:
    """The next number. Whoever asks after us waits until this transaction ends, and gets it if we fail."""
    statement = dialects.counting(number_book, uow.connection.dialect.name, "last")
    result = uow.execute(statement.returning(b.last), {"code": code, "year": year, "last": 1})
    return int(result.scalar_one())


def open_at(uow: UnitOfWork, code: str, year: int, last: int) -> bool:
    """Begin a book behind a number that was given elsewhere; False if it was begun already."""
    statement = dialects.upsert(number_book, uow.connection.dialect.name, update=())
    written = uow.execute(statement.returning(b.last), {"code": code, "year": year, "last": last})
    return written.first() is not None


def enter(uow: UnitOfWork, record: Record) -> None:
    """Write a number into the register."""
    uow.execute(number.insert(), record)


def hold(uow: UnitOfWork, code: str, year: int, sequence: int) -> AnyRow | None:
    """One number of the register, locked."""
    return uow.row(_HOLD, code=code, year=year, sequence=sequence)


def set_void(
    uow: UnitOfWork, code: str, year: int, sequence: int, *, at: datetime, by: str, reason: str
) -> None:
    """Mark it void, for ever."""
    statement = _VOID.values(void_at=at, void_by=by, void_reason=reason)
    uow.execute(statement, {"_code": code, "_year": year, "_n": sequence})


def set_mark(uow: UnitOfWork, code: str, year: int, sequence: int, *, mark: str, by: str) -> None:
    """What a later document made of it; the last one counts."""
    uow.execute(_VOID.values(mark=mark, marked_by=by), {"_code": code, "_year": year, "_n": sequence})


def register(view: View, code: str, year: int, *, after: int, limit: int) -> Sequence[AnyRow]:
    """The numbers of a book and year, in order."""
    return view.rows(_REGISTER, code=code, year=year, after=after, limit=limit)


def with_text(view: View, text: str) -> Sequence[AnyRow]:
    """Every number that reads like this (a continuous book may have two in two terms)."""
    return view.rows(_BY_TEXT, text=text)


def of_matter(view: View, process_instance_id: str) -> Sequence[AnyRow]:
    """The numbers one matter was given."""
    return view.rows(_OF_MATTER, id=process_instance_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """Which entries of the registers a list shows, and whose eyes see them; None does not narrow."""

    codes: tuple[str, ...]
    year: int | None = None
    is_void: bool | None = None
    dated_from: date | None = None
    dated_to: date | None = None
    q: str | None = None  # part of the number, of a reason, or of the title of a matter the reader sees
    reader: str | None = None  # None: sees every matter
    groups: tuple[str, ...] = ()


def entries(
    view: View, wanted: Entries, *, after: tuple[datetime, str, int, int] | None, limit: int
) -> Sequence[AnyRow]:
    """Entries with the matter each went to, the newest first."""
    seen = true() if wanted.reader is None else seen_by(wanted.reader, wanted.groups)
    place = tuple_(n.taken_at, n.code, n.year, n.sequence)
    statement = (
        select(number, i.title, i.process_key, i.state, case((seen, 1), else_=0).label("seen"))
        .select_from(number.outerjoin(process_instance, i.id == n.process_instance_id))
        .where(and_(*_narrow(wanted, seen)))
        .order_by(n.taken_at.desc(), n.code.desc(), n.year.desc(), n.sequence.desc())
        .limit(limit)
    )
    if after is not None:
        values = zip(after, (n.taken_at, n.code, n.year, n.sequence), strict=True)
        statement = statement.where(place < tuple_(*(literal(value, c.type) for value, c in values)))
    return view.rows(statement)


def _narrow(wanted: Entries, seen: Any) -> Iterator[Any]:
    yield n.code.in_(wanted.codes)
    if wanted.year is not None:
        yield n.year == wanted.year
    if wanted.is_void is not None:
        yield n.void_at.is_not(None) if wanted.is_void else n.void_at.is_(None)
    if wanted.dated_from is not None:
        yield n.dated >= wanted.dated_from
    if wanted.dated_to is not None:
        yield n.dated <= wanted.dated_to
    if wanted.q:
        like = {"other": f"%{escaped(wanted.q)}%", "escape": "\\"}
        yield or_(
            n.text.like(**like), n.reason.like(**like), n.void_reason.like(**like),
            and_(seen, i.title.like(**like)),
        )  # fmt: skip


def books(view: View) -> Sequence[AnyRow]:
    """All books that were begun, with how many numbers they gave and how many are void."""
    return view.rows(_BOOKS)
