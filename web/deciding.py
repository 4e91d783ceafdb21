"""A decision as its page shows it: tables with the fate of every rule, boxed expressions, the answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bpmn import dmn, feel
from bpmn.dmn.explain import Explanation
from bpmn.dmn.shown import Row, Sheet, Shown
from bpmn.feel.errors import Note
from engine.queries.decisions import Deployed
from web import naming
from web.languages import gettext as _

LONGEST = 400


@dataclass(frozen=True, slots=True)
class Cell:
    """A condition: its text, how it answered (yes, no, unclear; nothing where it was not asked), and why."""

    text: str
    state: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A rule and its fate: matched, missed, or late (it fits, but an earlier rule has decided)."""

    row: Row
    cells: tuple[Cell, ...]
    state: str = ""
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """A table and what it did."""

    sheet: Sheet
    policy: str
    lines: tuple[Line, ...]
    given: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A node of the requirement graph: as written, its tables by id, its value, why values in it are null."""

    node: Shown
    grids: Mapping[str, Grid]
    is_known: bool = False
    value: Any = None
    nulls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answered:
    """The parts, those asked first at the end; and, once it was asked, the answer or why there is none."""

    parts: tuple[Part, ...]
    is_asked: bool = False
    refusal: str = ""
    findings: tuple[str, ...] = field(default=())

    @property
    def main(self) -> Part:
        """The decision itself."""
        return self.parts[0]

    @property
    def is_unmatched(self) -> bool:
        """Whether its own table was asked and no rule of it matched."""
        box = self.main.node.box
        grid = None if box is None or box.sheet is None else self.main.grids[box.sheet.id]
        return bool(grid and grid.given) and not any(line.state == "matched" for line in grid.lines)  # type: ignore[union-attr]


def unasked(found: Deployed) -> Answered:
    """The decision as it stands in its file."""
    parts = [
        Part(node, {sheet.id: _grid(sheet, None) for sheet in node.sheets}) for node in reversed(found.nodes)
    ]
    return Answered(tuple(parts), findings=tuple(_findings(found)))


def asked(found: Deployed, explanation: Explanation) -> Answered:
    """The same with what came of these values."""
    parts = tuple(_part(node, explanation) for node in reversed(found.nodes))
    return Answered(
        parts, is_asked=True, refusal=_refusal(found, explanation), findings=tuple(_findings(found))
    )


def policy(name: str, aggregation: str = "") -> str:
    """A hit policy in words."""
    said = {
        "UNIQUE": _("UNIQUE: exactly one rule may match"),
        "FIRST": _("FIRST: the first rule that matches decides"),
        "PRIORITY": _("PRIORITY: the match whose result ranks highest decides"),
        "ANY": _("ANY: several rules may match if they say the same"),
        "COLLECT": _("COLLECT: the results of all rules that match"),
        "RULE ORDER": _("RULE ORDER: all matches in the order of the rules"),
        "OUTPUT ORDER": _("OUTPUT ORDER: all matches in the order of their rank"),
    }.get(name, name)
    how = {
        "SUM": _("their sum"),
        "MIN": _("the smallest"),
        "MAX": _("the largest"),
        "COUNT": _("their number"),
    }
    return f"{said} · {how[aggregation]}" if aggregation in how else said


def said(note: Note) -> str:
    """Why a value is null, and where in its expression."""
    why = note.message_zh if naming.is_chinese() else note.message
    return _("line %(line)s, column %(column)s: %(why)s", line=note.line, column=note.column, why=why)


def plain(value: object) -> Any:
    """A value for the template: JSON, or the text of what JSON cannot say."""
    if isinstance(value, feel.Function):
        return feel.text(value)
    try:
        return feel.to_json(value)
    except feel.FeelLimit:
        return _("(too large to be shown)")


def _part(node: Shown, explanation: Explanation) -> Part:
    tables = explanation.tables
    nulls = tuple(dict.fromkeys(said(note) for id_, note in explanation.notes if id_ == node.id))
    known = node.id in explanation.values
    grids = {sheet.id: _grid(sheet, tables.get(sheet.id)) for sheet in node.sheets}
    return Part(node, grids, known, plain(explanation.values.get(node.id)), nulls)


def _grid(sheet: Sheet, run: dmn.TableRun | None) -> Grid:
    given = () if run is None else tuple(_short(value) for value in run.inputs)
    lines = tuple(_line(sheet, row, run) for row in sheet.rows)
    return Grid(sheet, policy(sheet.policy, sheet.aggregation), lines, given)


def _line(sheet: Sheet, row: Row, run: dmn.TableRun | None) -> Line:
    answers = () if run is None else run.cells.get(row.id, ())
    if run is None or len(answers) != len(row.cells):
        return Line(row, tuple(Cell(text) for text in row.cells))
    cells = tuple(_cell(sheet, row, place, run) for place in range(len(row.cells)))
    reasons = tuple(cell.why for cell in cells if cell.why)
    if row.id in run.matched:
        return Line(row, cells, "matched")
    if reasons:
        return Line(row, cells, "missed", reasons)
    return Line(row, cells, "late", (_("It fits too, but an earlier rule has decided."),))


def _cell(sheet: Sheet, row: Row, place: int, run: dmn.TableRun) -> Cell:
    text, answer = row.cells[place], run.cells[row.id][place]
    label, value = sheet.inputs[place].label, _short(run.inputs[place])
    if answer is True:
        return Cell(text, "" if text == "-" else "yes")
    if answer is False:
        why = _("%(label)s is %(value)s, the rule asks for %(cell)s", label=label, value=value, cell=text)
        return Cell(text, "no", why)
    why = _(
        "%(label)s is %(value)s; whether it fits %(cell)s cannot be told", label=label, value=value, cell=text
    )
    note = run.notes.get((row.id, place))
    return Cell(text, "unclear", why if note is None else f"{why} ({said(note)})")


def _refusal(found: Deployed, explanation: Explanation) -> str:
    refusal = explanation.refusal
    if refusal is None:
        return ""
    names = {node.id: node.name for node in found.nodes}
    names |= {sheet.id: node.name for node in found.nodes for sheet in node.sheets}
    why = refusal.message_zh if naming.is_chinese() else refusal.message
    name = names.get(refusal.element_id or "", refusal.element_id or "")
    if why.startswith((f"{name}:", f"{name}：")):  # an input that is refused names itself
        name = ""
    if refusal.column is not None:
        why = _(
            "line %(line)s, column %(column)s: %(why)s", line=refusal.line, column=refusal.column, why=why
        )
    return f"{name}: {why}" if name else why


def _findings(found: Deployed) -> Iterator[str]:
    for one in found.findings:
        yield (one.message_zh if naming.is_chinese() and one.message_zh else one.message)


def _short(value: object) -> str:
    """A value as FEEL writes it, not too long."""
    try:
        text = feel.text([value])[1:-1]
    except feel.FeelLimit:
        return "…"
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
