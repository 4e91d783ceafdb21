"""Writes docs/reference/tables.md from the tables and what their code says of each column.

python -m tests.house.table_page
"""

from __future__ import annotations

import re

from sqlalchemy import Column, Table, UniqueConstraint

from engine.store.tables import metadata
from tests.house.sources import ROOT, files
from tests.house.words import rows

PAGE = ROOT / "docs" / "reference" / "tables.md"
HEAD = """# Tables 数据表

Made from `engine/store/tables/` by `python -m tests.house.table_page`; a test holds them equal. Times are UTC. The columns of type `document` hold JSON. On PostgreSQL the tables of procrastinate (`procrastinate_*`) stand beside these; they only carry "run job N".
"""
NOTE = re.compile(r'^    Column\("(?P<name>\w+)",.*?\),?\s+# (?P<note>.*)$')


def notes() -> dict[tuple[str, str], str]:
    """What the code says beside a column."""
    found: dict[tuple[str, str], str] = {}
    for path in files("engine/store/tables"):
        table = ""
        for line in path.read_text("utf-8").splitlines():
            if named := re.match(r'^    "(\w+)",$', line):
                table = named.group(1)
            elif noted := NOTE.match(line):
                found[table, noted["name"]] = noted["note"]
    return found


def page() -> str:
    """The whole page."""
    said = notes()
    means = {row["table"]: row for row in rows() if row["table"]}
    sections = [_section(metadata.tables[name], means[name], said) for name in sorted(metadata.tables)]
    return HEAD + "".join(sections)


def _section(table: Table, row: dict[str, str], said: dict[tuple[str, str], str]) -> str:
    lines = [
        f"\n## `{table.name}`\n",
        f"{row['chinese']}: {row['means']}.\n",
        "| column | type | |",
        "|---|---|---|",
    ]
    lines += [
        f"| `{column.name}` | {_type(column)} | {said.get((table.name, column.name), '')} |"
        for column in table.columns
    ]
    unique = [c for c in table.constraints if isinstance(c, UniqueConstraint)]
    named = sorted(", ".join(f"`{column.name}`" for column in c.columns) for c in unique)
    if named:
        lines.append(f"\nUnique: {'; '.join(named)}.")
    return "\n".join(lines) + "\n"


def _type(column: Column[object]) -> str:
    kinds = {
        "UTCDateTime": "instant",
        "Document": "document",
        "LargeBinary": "bytes",
        "BigInteger": "integer",
    }
    name = type(column.type).__name__
    said = kinds.get(name, name.lower())
    if getattr(column.type, "length", None):
        said += f"({column.type.length})"  # type: ignore[attr-defined]
    key = "key" if column.primary_key else ""
    at = next((f"→ `{foreign.column.table.name}`" for foreign in column.foreign_keys), "")
    may = "may be empty" if column.nullable else ""
    return ", ".join(part for part in (said, key, at, may) if part)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
