"""Ledgers: what processes enter of their matters into lists."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from typing import Any, Literal

from flask import Response, send_file
from pydantic import BaseModel, Field

from engine.commands import ledgers as commands
from engine.errors import FieldError
from engine.ledgers import Kept, Line, Wanted
from engine.queries import ledgers as queries
from web import exports, ledger_pages
from web.api import calls
from web.api.shapes import Answer, Paged, Query
from web.problems import BadRequest

ledgers = calls.noun("ledgers", "Ledgers: what processes enter of their matters, to be searched and exported")


class ColumnAnswer(Answer):
    """A column of a ledger."""

    name: str
    title: str
    type: str
    filter: bool
    choices: dict[str, str | None] | None


class LedgerAnswer(Answer):
    """A ledger."""

    key: str
    title: str
    processes: list[str]
    columns: list[ColumnAnswer]

    @classmethod
    def of(cls, kept: Kept) -> LedgerAnswer:
        """As the API shows it."""
        columns = [
            ColumnAnswer(
                name=one.name, title=one.title, type=one.type, filter=one.filter,
                choices=dict(one.choices) if one.choices else None,
            )
            for one in kept.ledger.columns
        ]  # fmt: skip
        return cls(key=kept.key, title=kept.ledger.title, processes=list(kept.processes), columns=columns)


class LedgersAnswer(Answer):
    """All ledgers."""

    items: list[LedgerAnswer]
    next: str | None


class LineAnswer(Answer):
    """A line of a ledger."""

    process_instance: str | None = Field(description="null to those who do not see the matter")
    process: str
    state: str
    lamp: str | None = Field(description="green, yellow, red, grey")
    entered_at: datetime
    changed_at: datetime
    values: dict[str, Any]

    @classmethod
    def of(cls, one: Line) -> LineAnswer:
        """As the API shows it."""
        return cls(
            process_instance=one.process_instance if one.seen else None, process=one.process_key,
            state=one.state, lamp=one.lamp, entered_at=one.entered_at, changed_at=one.changed_at,
            values=dict(one.values),
        )  # fmt: skip


class LinesAnswer(Answer):
    """A piece of a ledger."""

    items: list[LineAnswer]
    next: str | None


class ByLedger(BaseModel):
    """A ledger."""

    key: str


class Narrowed(Query):
    """What narrows a ledger."""

    where: list[str] | None = Field(
        None, max_length=20, description="`COLUMN:VALUE`, of columns that are filters"
    )
    lamp: Literal["green", "yellow", "red", "grey"] | None = None
    entered_from: date | None = None
    entered_to: date | None = None
    q: str | None = Field(None, max_length=200, description="part of what stands in any column")


class LinesQuery(Narrowed, Paged):
    """Which lines, and which piece."""


class ExportQuery(Narrowed):
    """Which lines, and in which form."""

    form: Literal["xlsx", "csv"] = "xlsx"


def _wanted(kept: Kept, query: Narrowed) -> Wanted:
    marks = dict(one.split(":", 1) for one in query.where or () if ":" in one)
    filters = {one.name for one in kept.ledger.columns if one.filter}
    if len(marks) < len(query.where or ()) or not marks.keys() <= filters:
        wrong = f"COLUMN:VALUE, each column once; there are {', '.join(sorted(filters))}"
        raise BadRequest("the filters cannot be read", [FieldError("?where", wrong)])
    return Wanted(
        ledger=kept.key, marks=marks, lamp=query.lamp, entered_from=query.entered_from,
        entered_to=query.entered_to, q=query.q or None,
    )  # fmt: skip


@ledgers.get("/ledgers", responses={"200": LedgersAnswer})
def list_ledgers() -> Response:
    """Which there are, with their columns."""
    items = [LedgerAnswer.of(one).model_dump() for one in queries.every(calls.machine()).values()]
    return calls.answer({"items": items, "next": None})


@ledgers.get("/ledgers/<key>", responses={"200": LinesAnswer})
def get_lines(path: ByLedger, query: LinesQuery) -> Response:
    """Its lines you may see, what was entered last first."""
    machine = calls.machine()
    wanted = _wanted(queries.one(machine, path.key), query)
    page = queries.page(machine, wanted, calls.actor(), cursor=query.cursor, limit=query.limit)
    return calls.listed(page, LineAnswer.of)


@ledgers.get(
    "/ledgers/<key>/export",
    responses={"200": {"content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}},
)
def export_ledger(path: ByLedger, query: ExportQuery) -> Response:
    """The same as a file, at most 10,000 lines; that you took it is recorded."""
    machine = calls.machine()
    kept = queries.one(machine, path.key)
    found = commands.export(machine, _wanted(kept, query), query.form, calls.actor())
    rows = ledger_pages.rows(kept, found)
    content, kind = exports.table(query.form, kept.ledger.title, ledger_pages.heads(kept), rows)
    name = f"{kept.ledger.title}.{query.form}"
    return send_file(BytesIO(content), mimetype=kind, as_attachment=True, download_name=name)
