"""A sheet's own title does not hide the title of the matter: an entry of a context is seen by those after it."""

from __future__ import annotations

import html
import re
from pathlib import Path

FOLDERS = Path(__file__).parents[2] / "processes"
HIDDEN = re.compile(r"[{,] ?title: (?!title\b)[^,{}]+, (?=[^\n]*\bvalue: title\b)")


def test_a_sheet_names_the_matter_and_not_itself() -> None:
    wrong = [
        f"{path.name}: {line.strip()[:90]}"
        for path in FOLDERS.glob("*/*.bpmn")
        for line in html.unescape(path.read_text("utf-8")).splitlines()
        if 'target="document"' in line and HIDDEN.search(line)
    ]
    assert wrong == [], "write the sheet's title behind its rows"
