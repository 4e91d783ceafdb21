"""Registers: number books kept as one, with what each number was given to."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Literal

from flask import Response, send_file
from pydantic import BaseModel, Field

from engine.commands import registers as commands
from engine.office import registers as known
from engine.office.registers import Entry, Register, Wanted
from engine.queries import registers as queries
from web import exports, register_pages
from web.api import calls
from web.api.number_books import NumberAnswer
from web.api.shapes import Answer, Paged, Query

registers = calls.noun("registers", "Registers: every number with the matter it went to")


class RegisterAnswer(Answer):
    """A register."""

    key: str
    name: str
    name_en: str
    books: list[str]

    @classmethod
    def of(cls, one: Register) -> RegisterAnswer:
        """As the API shows it."""
        return cls(key=one.key, name=one.name, name_en=one.name_en, books=list(one.books))


class RegistersAnswer(Answer):
    """All registers."""

    items: list[RegisterAnswer]
    next: str | None


class EntryAnswer(NumberAnswer):
    """A number and the matter it went to."""

    code: str
    year: int
    title: str | None = Field(description="null to those who do not see the matter")
    process: str | None
    state: str | None

    @classmethod
    def entry(cls, one: Entry) -> EntryAnswer:
        """As the API shows it."""
        said = NumberAnswer.of(one.number).model_dump()
        more = {"code": one.number.code, "year": one.number.year, "title": one.title}
        return cls.model_validate(said | more | {"process": one.process_key, "state": one.state})


class EntriesAnswer(Answer):
    """A piece of a register."""

    items: list[EntryAnswer]
    next: str | None


class ByRegister(BaseModel):
    """A register."""

    key: str


class Narrowed(Query):
    """What narrows a register."""

    book: str | None = Field(None, max_length=100)
    year: int | None = Field(None, ge=0, le=9999, description="0 for books that go on through the years")
    void: bool | None = None
    dated_from: date | None = None
    dated_to: date | None = None
    q: str | None = Field(
        None, max_length=200, description="part of a number, a reason, or a title you may see"
    )

    def wanted(self, key: str) -> Wanted:
        """As the query takes it."""
        return Wanted(
            register=key, book=self.book, year=self.year, is_void=self.void, dated_from=self.dated_from,
            dated_to=self.dated_to, q=self.q or None,
        )  # fmt: skip


class EntriesQuery(Narrowed, Paged):
    """Which entries, and which piece."""


class ExportQuery(Narrowed):
    """Which entries, and in which form."""

    form: Literal["xlsx", "csv"] = "xlsx"


@registers.get("/registers", responses={"200": RegistersAnswer})
def list_registers() -> Response:
    """Which there are; `all` holds every book."""
    items = [RegisterAnswer.of(one).model_dump() for one in known.registers().values()]
    return calls.answer({"items": items, "next": None})


@registers.get("/registers/<key>", responses={"200": EntriesAnswer})
def get_entries(path: ByRegister, query: EntriesQuery) -> Response:
    """Its entries, the newest first."""
    page = queries.page(
        calls.machine(), query.wanted(path.key), calls.actor(), cursor=query.cursor, limit=query.limit
    )
    return calls.listed(page, EntryAnswer.entry)


@registers.get(
    "/registers/<key>/export",
    responses={"200": {"content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}},
)
def export_register(path: ByRegister, query: ExportQuery) -> Response:
    """The same as a file, at most 10,000 entries; that you took it is recorded."""
    register = known.register(path.key)
    found = commands.export(calls.machine(), query.wanted(path.key), query.form, calls.actor())
    rows = register_pages.rows(found)
    content, kind = exports.table(query.form, register.name, register_pages.heads(), rows)
    name = f"{register.name}.{query.form}"
    return send_file(BytesIO(content), mimetype=kind, as_attachment=True, download_name=name)
