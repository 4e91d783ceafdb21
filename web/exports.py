"""A table as a file: .xlsx, or .csv in which no cell is a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter

from engine.errors import NotFound

FORMS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
Cell = str | int | date | datetime | None


def table(form: str, title: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> tuple[bytes, str]:
    """The content and its media type."""
    refuse_unknown(form)
    made = _workbook(title, heads, rows) if form == "xlsx" else _text(heads, rows)
    return made, FORMS[form]


def refuse_unknown(form: str) -> None:
    """A form of export that there is not."""
    if form not in FORMS:
        raise NotFound(f"there is no such form of export: {form!r}; there are {', '.join(FORMS)}")


def _text(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(heads)
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()  # the mark that tells Excel it is UTF-8


def harmless(cell: Cell) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe goes before what would be one."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M")
    text = str(cell)
    stripped = text.lstrip(" \u3000\ufeff")
    return f"'{text}" if isinstance(cell, str) and stripped.startswith(DANGEROUS) else text


def _workbook(title: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
               "remove_timezone": True}  # fmt: skip
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(title[:31])
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        instant = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.write_row(0, 0, heads, bold)
        widths = [len(head) * 2 for head in heads]
        last = 0
        for last, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                widths[column] = min(60, max(widths[column], len(str(cell or "")) + 4))
                _write(sheet, (last, column), cell, day, instant)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, last, len(heads) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
    return out.getvalue()


def _write(sheet: Any, place: tuple[int, int], cell: Cell, day: Any, instant: Any) -> None:
    if isinstance(cell, datetime):
        sheet.write_datetime(*place, cell, instant)
    elif isinstance(cell, date):
        sheet.write_datetime(*place, datetime.combine(cell, time()), day)
    elif isinstance(cell, int):
        sheet.write_number(*place, cell)
    else:
        sheet.write_string(*place, cell or "")
