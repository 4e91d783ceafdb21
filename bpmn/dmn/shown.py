"""A decision as officials read it: the table with its texts, or what else decides, and what it asks.

Nothing is computed here: these are the words of the file, in the order of the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from bpmn.dmn.boxed import BUILDERS
from bpmn.dmn.builder import name_of, ours, part, parts, text_in
from bpmn.xml import Node, local, parse, token

ANYTHING = "-"


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column: what it is called, what stands in it, the values allowed."""

    label: str
    text: str
    type: str
    allowed: str = ""
    default: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A rule: its id, the texts of its cells, and what its author remarks."""

    id: str
    cells: tuple[str, ...]
    results: tuple[str, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A decision table, as written."""

    id: str
    policy: str
    aggregation: str
    inputs: tuple[Column, ...]
    outputs: tuple[Column, ...]
    notes: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def marks(self) -> tuple[str, ...]:
        """The heads of the remarks; nameless where the file names none."""
        width = max((len(row.remarks) for row in self.rows), default=0)
        return tuple(name or "" for name, _ in zip_longest(self.notes, range(width)))[:width]


@dataclass(frozen=True, slots=True)
class Box:
    """A boxed expression: a text, a table, a grid, or parts with names."""

    kind: str
    text: str = ""
    sheet: Sheet | None = None
    columns: tuple[str, ...] = ()
    grid: tuple[tuple[Box, ...], ...] = ()
    parts: tuple[tuple[str, Box], ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """A node of the requirement graph, for a reader."""

    id: str
    name: str
    kind: str
    about: str
    type: str
    box: Box | None
    requires: tuple[str, ...]

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """The tables in it, the outermost first."""
        return tuple(_sheets(self.box)) if self.box else ()


KINDS = frozenset({"inputData", "decision", "businessKnowledgeModel", "decisionService"})
REQUIRED = ("requiredDecision", "requiredInput", "requiredKnowledge")


def show(data: bytes) -> dict[str, Shown]:
    """The nodes of a file by id, in the order of the file."""
    nodes = [node for node in parse(data) if ours(node) and local(node) in KINDS]
    return {found.id: found for found in map(_node, nodes)}


def needed(nodes: Mapping[str, Shown], id_: str) -> list[Shown]:
    """The node and all it asks, directly or not; what is asked comes before what asks."""
    found, seen = list[Shown](), set[str]()

    def visit(one: str) -> None:
        if one in seen or one not in nodes:
            return
        seen.add(one)
        for other in nodes[one].requires:
            visit(other)
        found.append(nodes[one])

    visit(id_)
    return found


def _node(node: Node) -> Shown:
    asked = [
        token(reference.get("href")).rpartition("#")[2]
        for requirement in parts(node, "informationRequirement", "knowledgeRequirement")
        for reference in parts(requirement, *REQUIRED)
    ]
    asked += [token(output.get("href")).rpartition("#")[2] for output in parts(node, "outputDecision")]
    variable, logic = part(node, "variable"), part(node, "encapsulatedLogic")
    return Shown(
        node.get("id") or name_of(node),
        name_of(node),
        local(node),
        _said(part(node, "description")),
        "" if variable is None else token(variable.get("typeRef")),
        _only(node) if logic is None else _box(logic),
        tuple(asked),
    )


def _said(node: Node | None) -> str:
    return "" if node is None else " ".join((node.text or "").split())


def _sheets(box: Box) -> Iterator[Sheet]:
    if box.sheet is not None:
        yield box.sheet
    for inner in (*(piece for _, piece in box.parts), *(cell for row in box.grid for cell in row)):
        yield from _sheets(inner)


def _expressions(node: Node) -> list[Node]:
    return [child for child in node if ours(child) and (local(child) in BUILDERS)]


def _only(node: Node | None) -> Box | None:
    found = [] if node is None else _expressions(node)
    return _box(found[0]) if found else None


def _or_nothing(node: Node | None) -> Box:
    return _only(node) or Box("nothing")


def _box(node: Node) -> Box:
    kind = local(node)
    match kind:
        case "literalExpression":
            return Box(kind, (text_in(node) or "").strip())
        case "decisionTable":
            return Box(kind, sheet=_sheet(node))
        case "relation":
            columns = tuple(name_of(column) for column in parts(node, "column"))
            rows = tuple(tuple(_box(cell) for cell in _expressions(row)) for row in parts(node, "row"))
            return Box(kind, columns=columns, grid=rows)
        case "list":
            return Box(kind, parts=tuple(("", _box(item)) for item in _expressions(node)))
        case "context":
            return Box(kind, parts=tuple(_entry(entry) for entry in parts(node, "contextEntry")))
        case "invocation":
            return _invocation(node)
        case "functionDefinition" | "encapsulatedLogic":
            names = ", ".join(name_of(one) for one in parts(node, "formalParameter"))
            return Box("functionDefinition", names, parts=(("", _or_nothing(node)),))
    steps = parts(node, "in", "match", "return", "satisfies", "if", "then", "else")
    each = token(node.get("iteratorVariable"))
    return Box(kind, each, parts=tuple((local(step), _or_nothing(step)) for step in steps))


def _entry(node: Node) -> tuple[str, Box]:
    variable = part(node, "variable")
    return "" if variable is None else name_of(variable), _or_nothing(node)


def _invocation(node: Node) -> Box:
    callee = _or_nothing(node)
    bound = [(part(one, "parameter"), _or_nothing(one)) for one in parts(node, "binding")]
    named = tuple((name_of(parameter), box) for parameter, box in bound if parameter is not None)
    return Box("invocation", callee.text, parts=named)


def _sheet(node: Node) -> Sheet:
    parent = node.getparent()
    rows = [_row(rule, number) for number, rule in enumerate(parts(node, "rule"), 1)]
    return Sheet(
        node.get("id") or (parent.get("id") if parent is not None else None) or "table",
        token(node.get("hitPolicy")) or "UNIQUE",
        token(node.get("aggregation")),
        tuple(_input(column) for column in parts(node, "input")),
        tuple(_output(column) for column in parts(node, "output")),
        _notes(node, rows),
        tuple(rows),
    )


def _notes(node: Node, rows: list[Row]) -> tuple[str, ...]:
    """The heads of the remarks; a rule's description stands before them, where any rule has one."""
    named = [name_of(one) for one in parts(node, "annotation")]
    described = any(part(rule, "description") is not None for rule in parts(node, "rule"))
    return ("", *named) if described and rows else tuple(named)


def _input(node: Node) -> Column:
    expression = part(node, "inputExpression")
    text = (text_in(expression) or "").strip()
    type_ = "" if expression is None else token(expression.get("typeRef"))
    allowed = (text_in(part(node, "inputValues")) or "").strip()
    return Column(node.get("label") or text, text, type_, allowed)


def _output(node: Node) -> Column:
    name = name_of(node)
    allowed = (text_in(part(node, "outputValues")) or "").strip()
    default = (text_in(part(node, "defaultOutputEntry")) or "").strip()
    return Column(node.get("label") or name, name, token(node.get("typeRef")), allowed, default)


def _row(node: Node, number: int) -> Row:
    table = node.getparent()
    described = table is not None and any(
        part(rule, "description") is not None for rule in parts(table, "rule")
    )
    about = [_said(part(node, "description"))] if described else []
    return Row(
        node.get("id") or str(number),
        tuple((text_in(cell) or ANYTHING).strip() for cell in parts(node, "inputEntry")),
        tuple((text_in(cell) or ANYTHING).strip() for cell in parts(node, "outputEntry")),
        (*about, *((text_in(note) or "").strip() for note in parts(node, "annotationEntry"))),
    )
