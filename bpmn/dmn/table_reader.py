"""Reads a decision table: its hit policy, columns and rules; complains of what makes it none."""

from __future__ import annotations

from bpmn import feel
from bpmn.dmn.builder import Builder, Names, literal, name_of, nothing, part, parts, text_in
from bpmn.dmn.errors import place
from bpmn.dmn.scope import Boxed
from bpmn.dmn.table import AGGREGATIONS, Evaluated, Input, Output, Rule, Table
from bpmn.feel.expression import Expression
from bpmn.xml import Node, token

POLICIES = ("UNIQUE", "FIRST", "PRIORITY", "ANY", "COLLECT", "RULE ORDER", "OUTPUT ORDER")
#: Stands for a cell that cannot be understood, where that is tolerated.
NEVER = feel.parse("false")


def build(builder: Builder, element: Node, names: Names) -> Boxed:
    """The table as a boxed expression."""
    table = read(builder, element, names)
    return nothing if table is None else Evaluated(table)


def read(builder: Builder, element: Node, names: Names) -> Table | None:
    """The table of an element; None when it is too wrong to be one."""
    policy = token(element.get("hitPolicy")) or "UNIQUE"
    aggregation = token(element.get("aggregation")) or None
    if policy not in POLICIES:
        message = f"there is no hit policy {policy!r}; there are {', '.join(POLICIES)}"
        builder.complain(
            "dmn-hit-policy", element, message, f"没有命中策略“{policy}”，可用：{'、'.join(POLICIES)}"
        )
        return None
    if aggregation is not None and (aggregation not in AGGREGATIONS or policy != "COLLECT"):
        message = f"{aggregation!r} is no aggregation of the hit policy {policy}"
        builder.complain("dmn-hit-policy", element, message, f"命中策略 {policy} 没有聚合方式“{aggregation}”")
        return None
    inputs = tuple(_input(builder, child, names) for child in parts(element, "input"))
    outputs = tuple(_output(builder, child, names) for child in parts(element, "output"))
    inner = names | {"?"}
    rules = tuple(
        _rule(builder, child, number, inner, (len(inputs), len(outputs)))
        for number, child in enumerate(parts(element, "rule"), 1)
    )
    if not outputs:
        builder.complain("dmn-table", element, "the table has no output", "决策表没有输出列")
        return None
    _check_names(builder, element, outputs)
    _check_order(builder, element, policy, outputs)
    type_ = builder.type(element.get("typeRef"), element)
    table = Table(
        place(element),
        _id(element),
        inputs,
        outputs,
        tuple(rule for rule in rules if rule),
        policy,
        aggregation,
        type_,
    )
    builder.tables.append(table)
    return table


def _id(element: Node) -> str:
    parent = element.getparent()
    return element.get("id") or (parent.get("id") if parent is not None else None) or "table"


def _check_names(builder: Builder, element: Node, outputs: tuple[Output, ...]) -> None:
    found = [output.name for output in outputs]
    if len(outputs) > 1 and (len(set(found)) < len(found) or "" in found):
        builder.complain(
            "dmn-table", element, "each of several outputs needs its own name", "多个输出列须各有名称"
        )


def _check_order(builder: Builder, element: Node, policy: str, outputs: tuple[Output, ...]) -> None:
    if policy in {"PRIORITY", "OUTPUT ORDER"} and all(output.listed is None for output in outputs):
        builder.complain(
            "dmn-hit-policy",
            element,
            f"{policy} ranks the results by the output values, and there are none; "
            "list them, the highest first",
            f"命中策略 {policy} 按输出值的先后排序，但没有列出输出值；请由高到低列出",
        )


def _input(builder: Builder, element: Node, names: Names) -> Input:
    expression = part(element, "inputExpression")
    text = text_in(expression)
    if expression is None or text is None:
        builder.complain("dmn-table", element, "the input says nothing", "输入列没有表达式")
        return Input(name_of(element), "", nothing, None, None)
    value = builder.boxed_expression(expression, text, names)
    type_ = builder.type(expression.get("typeRef"), expression)
    values = part(element, "inputValues")
    allowed = text_in(values)
    tests = (
        None
        if values is None or allowed is None
        else builder.expression(values, allowed, names | {"?"}, unary=True)
    )
    return Input(element.get("label") or text.strip(), text.strip(), value, type_, tests)


def _output(builder: Builder, element: Node, names: Names) -> Output:
    type_ = builder.type(element.get("typeRef"), element)
    values = part(element, "outputValues")
    listed = text_in(values)
    order = None if values is None or listed is None else builder.expression(values, f"[{listed}]", names)
    default = part(element, "defaultOutputEntry")
    text = text_in(default)
    fallback = None if default is None or text is None else builder.expression(default, text, names)
    return Output(name_of(element), type_, order, fallback)


def _rule(builder: Builder, element: Node, number: int, names: Names, widths: tuple[int, int]) -> Rule | None:
    cells, results = list(parts(element, "inputEntry")), list(parts(element, "outputEntry"))
    if (len(cells), len(results)) != widths:
        message = f"rule {number} has {len(cells)} conditions and {len(results)} results, "
        message += f"the table has {widths[0]} inputs and {widths[1]} outputs"
        builder.complain("dmn-table", element, message, f"规则 {number} 的格数与决策表的列数不符")
        return None
    tests = tuple(_cell(builder, cell, names) for cell in cells)
    entries = tuple(_entry(builder, cell, names) for cell in results)
    boxes = tuple(nothing if entry is None else literal(entry) for entry in entries)
    said = (text_in(note) for note in parts(element, "annotationEntry"))
    remarks = tuple(text.strip() for text in said if text)
    return Rule(element.get("id") or str(number), number, place(element), tests, boxes, entries, remarks)


def _cell(builder: Builder, element: Node, names: Names) -> Expression | None:
    text = text_in(element)
    if text is None or text.strip() == "-":
        return None
    return builder.expression(element, text, names, unary=True) or NEVER


def _entry(builder: Builder, element: Node, names: Names) -> Expression | None:
    text = text_in(element)
    return None if text is None or text.strip() == "-" else builder.expression(element, text, names)
