"""What single cells of a table get wrong: constants of another type, conditions that nothing can meet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bpmn.dmn.domain import Column, Unclear, constant
from bpmn.dmn.errors import Place, finding
from bpmn.dmn.table import Output, Rule, Table
from bpmn.dmn.types import ItemType
from bpmn.feel import always_null, tree
from bpmn.feel.errors import Null
from bpmn.feel.expression import Expression
from bpmn.feel.run import Run
from bpmn.feel.values import Range, equal, kind, text
from bpmn.findings import Finding

SUMMED = frozenset({"number", "days and time duration", "years and months duration"})


def check(found: Table, columns: Sequence[Column | None]) -> Iterator[Finding]:
    """Everything that can be said of one cell alone, or of one column of results."""
    for number, rule in enumerate(found.rules):
        for place, cell in enumerate(rule.cells):
            if cell is not None:
                yield from _condition(found, rule, place, cell, columns[place], number)
        for output, entry in zip(found.outputs, rule.entries, strict=True):
            yield from _result(rule.place, output, entry)
    for output in found.outputs:
        yield from _result(found.place, output, output.default_entry)
        if found.aggregation == "SUM" and (root := root_of(output.type)) is not None and root not in SUMMED:
            yield finding(
                "dmn-hit-policy",
                found.place,
                f"only numbers and durations have a sum, the output is a {root}; "
                "choose COUNT or no aggregation",
                f"只有数字和时长可以求和，而输出列的类型是 {root}；请改用 COUNT 或取消聚合",
            )


def _condition(
    found: Table, rule: Rule, place: int, cell: Expression, column: Column | None, number: int
) -> Iterator[Finding]:
    label = found.inputs[place].label
    root = root_of(found.inputs[place].type)
    wrong = None if root is None else _wrong_constant(cell.tree, root)
    if wrong is not None:
        yield finding(
            "dmn-type",
            rule.place,
            f"{label} is a {root}, {wrong} is none",
            f"{label} 的类型是 {root}，{wrong} 不是",
        )
    elif not always_null(cell) and (_is_senseless(cell.tree) or _is_empty(column, number)):
        yield finding(
            "dmn-never",
            rule.place,
            f"rule {rule.named} can never match: no value of {label} fits {cell.text.strip()}; "
            "correct the cell or the values allowed",
            f"规则 {rule.named} 永远不会命中：“{label}”没有符合 {cell.text.strip()} 的值；请更正该格或允许值",
        )


def _is_empty(column: Column | None, number: int) -> bool:
    return column is not None and number not in column.unclear and not column.cells[number]


def _is_senseless(node: tree.Node) -> bool:
    """Whether a test of the cell is null whatever the input is, as `"a" or "b"` is."""
    for test in node.tests if isinstance(node, tree.UnaryTests) else ():
        if isinstance(test, tree.Literal | tree.UnaryTest) or tree.mentions(test, "?"):
            continue
        try:
            if constant(test) is None:
                return True
        except (Unclear, ArithmeticError):
            continue
    return False


def root_of(type_: ItemType | None) -> str | None:
    """The simple type at the bottom of a type; None for a list, a context or anything."""
    while type_ is not None and type_.parent is not None and not type_.collection:
        type_ = type_.parent
    if type_ is None or type_.collection or type_.members or type_.base.name in {"Any", "list", "context"}:
        return None
    return type_.base.name


def _wrong_constant(node: tree.Node, root: str) -> str | None:
    tests = node.tests if isinstance(node, tree.UnaryTests) else ()
    for test in tests:
        parts: tuple[tree.Node, ...] = (test.operand,) if isinstance(test, tree.UnaryTest) else (test,)
        parts = (test.start, test.end) if isinstance(test, tree.RangeOf) else parts
        for part in parts:
            if isinstance(part, tree.Literal) and part.value is not None and kind(part.value) != root:
                return quoted(part.value)
    return None


def quoted(value: object) -> str:
    """A value as FEEL writes it."""
    return text([value])[1:-1]


def _result(where: Place, output: Output, entry: Expression | None) -> Iterator[Finding]:
    """A constant result is of the output's type and among its values."""
    if entry is None or not isinstance(entry.tree, tree.Literal) or entry.tree.value is None:
        return
    value = entry.tree.value
    try:
        if output.type is not None:
            output.type.read(value, Run({}, None, None))
    except Null as null:
        yield finding("dmn-type", where, null.message, null.message_zh)
        return
    listed = _listed(output)
    if listed and not any(_is_one(value, known) for known in listed):
        known = ", ".join(map(quoted, listed))
        yield finding(
            "dmn-type",
            where,
            f"{quoted(value)} is not among the output values ({known}); correct it or add it to them",
            f"{quoted(value)} 不在输出值（{known}）之中；请更正，或补充到输出值",
        )


def _listed(output: Output) -> list[object]:
    """The output values, where they are constants."""
    try:
        values = None if output.listed is None else constant(output.listed.tree)
    except (Unclear, ArithmeticError):
        return []
    return values if isinstance(values, list) else []


def _is_one(value: object, known: object) -> bool:
    return known.includes(value) is True if isinstance(known, Range) else equal(value, known) is True
