"""Number books and their registers."""

from __future__ import annotations

from datetime import date

from flask import Response
from pydantic import BaseModel, Field

from engine.commands import numbers as commands
from engine.office.numbering import Number
from engine.queries import numbers as queries
from engine.queries.numbers import BookYear
from web.api import calls
from web.api.shapes import LARGEST, Answer, Body, Paged, Reason, Shown

number_books = calls.noun("number-books", "Number books: every number once, none left out")


class NumberBookAnswer(Answer):
    """A book in a year; the year 0 is that of books that go on through the years."""

    code: str
    name: str
    year: int | None = Field(description="null: no number was given yet")
    last: int
    given: int
    void: int

    @classmethod
    def of(cls, one: BookYear) -> NumberBookAnswer:
        """As the API shows it."""
        return cls.model_validate({name: getattr(one, name) for name in cls.model_fields})


class NumberBooksAnswer(Answer):
    """All books."""

    items: list[NumberBookAnswer]
    next: str | None


class NumberAnswer(Answer):
    """An entry of the register."""

    sequence: int
    text: str
    dated: date
    taken_at: Shown
    taken_by: str
    process_instance: str | None
    reason: str | None
    void: bool
    void_at: Shown | None
    void_by: str | None
    void_reason: str | None
    mark: str | None
    marked_by: str | None

    @classmethod
    def of(cls, one: Number) -> NumberAnswer:
        """As the API shows it."""
        values = {name: getattr(one, name) for name in cls.model_fields if name != "void"}
        return cls.model_validate(values | {"void": one.is_void})


class RegisterAnswer(Answer):
    """A piece of the register."""

    items: list[NumberAnswer]
    next: str | None


class ByBook(BaseModel):
    """A book in a year."""

    code: str
    year: int = Field(ge=0, le=9999, description="0 for a book that goes on through the years")


class ByNumber(ByBook):
    """A number of it."""

    sequence: int = Field(ge=1, le=LARGEST)


class NumberBooksQuery(Paged):
    """Which piece."""


class RegisterQuery(Paged):
    """Which piece."""


class Voiding(Body):
    """Why."""

    reason: Reason


@number_books.get("/number-books", responses={"200": NumberBooksAnswer})
def list_number_books(query: NumberBooksQuery) -> Response:
    """Every book, with each year that gave numbers."""
    page = queries.books(calls.machine(), cursor=query.cursor, limit=query.limit)
    return calls.listed(page, NumberBookAnswer.of)


@number_books.get("/number-books/<code>/<int:year>", responses={"200": RegisterAnswer})
def get_register(path: ByBook, query: RegisterQuery) -> Response:
    """Every number given, void ones with their reason, in order."""
    page = queries.register(
        calls.machine(), path.code, path.year, calls.actor(), cursor=query.cursor, limit=query.limit
    )
    return calls.listed(page, NumberAnswer.of)


@number_books.post("/number-books/<code>/<int:year>/<int:sequence>/void", responses={"200": NumberAnswer})
def void_number(path: ByNumber, body: Voiding) -> Response:
    """Mark a number void: it is never given again. Registrars and managers only."""
    calls.once(
        lambda machine: commands.void(
            machine, path.code, path.year, path.sequence, body.reason, calls.actor()
        ),
        made=lambda _: None,
    )
    return calls.answer(
        NumberAnswer.of(queries.number(calls.machine(), path.code, path.year, path.sequence, calls.actor()))
    )
