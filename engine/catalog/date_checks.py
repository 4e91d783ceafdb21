"""Where a form or a ledger takes a date for a text: as the rule `dates-as-text` for diagrams."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bpmn import feel
from bpmn.date_uses import Misuse, misuses
from bpmn.dates import asked
from bpmn.diagram import Process
from bpmn.findings import Finding
from engine.catalog import version
from engine.office.ledgers import Ledger
from forms import dates
from forms.form import Form


def check(process: Process, forms: Mapping[str, Form], kept: Mapping[str, Ledger]) -> Iterator[Finding]:
    """Every expression of the forms that a process asks, and of the ledgers it keeps."""
    kinds = version.dates_of(process, forms)
    for key in asked(process, forms):
        for field, found in dates.misused(forms[key].fields, kinds):
            yield _finding(f"/ui/fields/{field.path}", found, f"forms/{key}.json")
    for key, ledger in kept.items():
        for found in misuses(feel.parse_value(ledger.lines).tree, kinds):
            yield _finding("/lines", found, f"ledgers/{key}.json")


def _finding(place: str, found: Misuse, file: str) -> Finding:
    said = f"an expression is null: {found.why}; write {found.instead} for {found.what}"
    said_zh = f"表达式的结果为空：{found.why_zh}；请将 {found.what} 写作 {found.instead}"
    return Finding("dates-as-text", "error", place, said, said_zh, file)
