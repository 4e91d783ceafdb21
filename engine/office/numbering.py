"""Number books 字号簿: every number once, none left out, whatever fails and however many ask at once.

A number is taken in the transaction that needs it: the book's counter row is held until that ends, and if it
fails, the number was never given. A yearly book's year is that of the document's date 成文日期, not of the
registration; it stays open for late ones until a day of the next January, then it is closed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cache
from pathlib import Path

from engine.errors import Conflict, FieldError, Forbidden, InvalidSubmission, NotFound, Rejected
from engine.model import Actor
from engine.office.calendar import local_day
from engine.office.policies import Policies
from engine.store import numbers as store
from engine.store.unit_of_work import AnyRow, UnitOfWork, View

DATA = Path(__file__).with_name("number_books.json")
CONTINUOUS = 0  # the year of books that go on through the years
LATE_CLOSE = "doc.book_late_close"
REGISTRAR = "doc_registrar"
LONGEST_REASON = 500


class BookClosed(Rejected):
    """The year's book is closed."""

    code = "BOOK_CLOSED"


@dataclass(frozen=True, slots=True)
class Book:
    """A kind of number: what it is called and how it is written."""

    code: str
    name: str
    format: str
    continuous: bool = False

    def year_of(self, dated: date) -> int:
        """Which year's counter a document belongs to."""
        return CONTINUOUS if self.continuous else dated.year

    def write(self, year: int, sequence: int) -> str:
        """The number as people write it."""
        return self.format.format(year=year, n=sequence)


@dataclass(frozen=True, slots=True)
class Number:
    """An entry of the register."""

    code: str
    year: int
    sequence: int
    text: str
    dated: date
    taken_at: datetime
    taken_by: str
    process_instance: str | None = None
    reason: str | None = None
    void_at: datetime | None = None
    void_by: str | None = None
    void_reason: str | None = None
    mark: str | None = None
    marked_by: str | None = None

    @property
    def is_void(self) -> bool:
        """作废: given once, and never again."""
        return self.void_at is not None


@cache
def books() -> Mapping[str, Book]:
    """All books, by code."""
    return {content["code"]: Book(**content) for content in json.loads(DATA.read_text("utf-8"))}


def book(code: str) -> Book:
    """One book."""
    if code not in books():
        raise NotFound(
            f"there is no number book {code!r}; known are {', '.join(books())}", code="UNKNOWN_BOOK"
        )
    return books()[code]


def take(
    uow: UnitOfWork,
    code: str,
    *,
    dated: date,
    now: datetime,
    actor: Actor,
    policies: Policies,
    process_instance: str | None = None,
    chosen: int | None = None,
    reason: str | None = None,
) -> Number:
    """The next number of a book for a document of a date.

    A number chosen by hand must be exactly the next one, with a reason, and only a registrar chooses.
    """
    found = book(code)
    today = local_day(now)
    _open_for(found, dated, today, policies)
    if chosen is not None and REGISTRAR not in actor.groups:
        raise Forbidden(f"only a {REGISTRAR} chooses a number")
    reason = _reason(reason) if chosen is not None else None
    year = found.year_of(dated)
    sequence = store.next_of(uow, code, year)
    if chosen is not None and chosen != sequence:
        raise Rejected(f"the next number of {code} is {sequence}, not {chosen}", code="NOT_THE_NEXT_NUMBER")
    taken = Number(
        code, year, sequence, found.write(year, sequence), dated, now, actor.login, process_instance, reason
    )
    store.enter(uow, _record(taken))
    return taken


def void(uow: UnitOfWork, number: Number, *, reason: str, now: datetime, actor: Actor) -> None:
    """Mark a number void. It stays in the register and is never given again."""
    reason = _reason(reason)
    row = store.hold(uow, number.code, number.year, number.sequence)
    if row is None:
        raise NotFound(f"{number.text} was never given")
    if row.void_at is not None:
        raise Conflict(f"{number.text} is void already", details={"by": row.void_by, "at": row.void_at})
    store.set_void(uow, number.code, number.year, number.sequence, at=now, by=actor.login, reason=reason)


def mark(uow: UnitOfWork, text: str, *, mark: str, by: str) -> bool:
    """Say of a number what a later document made of it; false when it was never given here."""
    row = next(iter(store.with_text(uow, text)), None)
    if row is not None:
        store.set_mark(uow, row.code, row.year, row.sequence, mark=mark, by=by)
    return row is not None


def begin_after(uow: UnitOfWork, code: str, *, year: int, last: int) -> None:
    """Begin a book behind the last number given before this system; only while it has given none."""
    found = book(code)
    if last < 0:
        raise Rejected("the last number given elsewhere is 0 or more")
    if not store.open_at(uow, code, CONTINUOUS if found.continuous else year, last):
        raise Conflict(f"{code} of {year} has been begun", code="BOOK_BEGUN")


def register(view: View, code: str, year: int, *, after: int = 0, limit: int = 200) -> list[Number]:
    """Every number given, void ones with their reason, in order."""
    year = CONTINUOUS if book(code).continuous else year
    return [from_row(row) for row in store.register(view, code, year, after=after, limit=limit)]


def find(view: View, text: str) -> Number:
    """The number that reads like this."""
    rows = store.with_text(view, text)
    if not rows:
        raise NotFound(f"{text} was never given")
    return from_row(rows[-1])


def of_matter(view: View, process_instance: str) -> list[Number]:
    """The numbers one matter was given."""
    return [from_row(row) for row in store.of_matter(view, process_instance)]


def begun(view: View) -> Iterator[tuple[Book, int, int, int, int]]:
    """Books and years that gave numbers: book, year, last, how many given, how many void."""
    for row in store.books(view):
        yield book(row.code), row.year, row.last, row.given, row.void


def _open_for(found: Book, dated: date, today: date, policies: Policies) -> None:
    if dated > today:
        raise Rejected(f"a number is not given ahead: {dated} has not come", code="DATE_IN_FUTURE")
    if found.continuous:
        return
    closes = policies.day(LATE_CLOSE, dated.year + 1)
    if today > closes:
        raise BookClosed(f"the book {found.code} of {dated.year} was closed after {closes}")


def _reason(reason: str | None) -> str:
    if reason is None or not 1 <= len(reason.strip()) <= LONGEST_REASON:
        raise InvalidSubmission(
            [FieldError("/reason", f"a reason of 1 to {LONGEST_REASON} characters is needed")]
        )
    return reason.strip()


def _record(number: Number) -> dict[str, object]:
    return {
        "code": number.code,
        "year": number.year,
        "sequence": number.sequence,
        "text": number.text,
        "dated": number.dated,
        "taken_at": number.taken_at,
        "taken_by": number.taken_by,
        "process_instance_id": number.process_instance,
        "reason": number.reason,
    }


def from_row(row: AnyRow) -> Number:
    """An entry as it was stored; whatever else the row has is left."""
    values = {name: value for name, value in row._asdict().items() if name in _FIELDS}
    return Number(**values, process_instance=row.process_instance_id)


_FIELDS = frozenset(field.name for field in fields(Number)) - {"process_instance"}
