"""Reads docs/glossary.md."""

from __future__ import annotations

import re

from tests.house.sources import ROOT

GLOSSARY = ROOT / "docs" / "glossary.md"
ROW = re.compile(
    r"^\|(?P<term>[^|]+)\|(?P<chinese>[^|]+)\|(?P<table>[^|]*)\|(?P<name>[^|]*)\|(?P<means>[^|]+)\|$"
)


def rows() -> list[dict[str, str]]:
    """Its lines: term, chinese, table, name (of the class), means."""
    found = [
        match.groupdict() for line in GLOSSARY.read_text("utf-8").splitlines() if (match := ROW.match(line))
    ]
    stripped = [{key: value.strip().strip("`") for key, value in row.items()} for row in found]
    return [row for row in stripped if not set(row["term"]) <= set("-: ") and row["term"] != "term"]
