"""What can be seen of a decision table before it is ever asked: overlaps, gaps, rules that never decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bpmn.dmn import cells
from bpmn.dmn.domain import Column, Unclear
from bpmn.dmn.errors import finding
from bpmn.dmn.table import Rule, Table
from bpmn.findings import Finding

#: Tables beyond this are not searched for gaps.
MOST_VISITS = 50_000
MOST_OVERLAPS = 5
#: A table of more rules is not searched at all.
MOST_RULES = 2_000
#: Rules of a FIRST table of which it is asked whether earlier ones leave them anything.
MOST_HIDDEN = 300
TOO_MANY = object()

Example = list[tuple[str, str]]
NO_WORDS: Mapping[str, str] = {}
#: What an example says that is no value; values of text stand in quotation marks.
WORDS_ZH = {"any other text": "其他任何文字", "anything": "任意值", "always": "任何情况"}


def table(found: Table) -> Iterator[Finding]:
    """Everything that is wrong with a table."""
    if len(found.rules) > MOST_RULES:
        yield _too_large(found)
        yield from cells.check(found, [None] * len(found.inputs))
        return
    columns = [_column(found, place) for place in range(len(found.inputs))]
    yield from cells.check(found, columns)
    if found.policy == "UNIQUE":
        yield from _overlaps(found, columns)
    if found.policy == "FIRST":
        yield from _hidden(found, columns)
    if found.policy in {"UNIQUE", "ANY", "PRIORITY", "FIRST"} and found.rules:
        yield from _gaps(found, columns)


def _column(found: Table, place: int) -> Column | None:
    column = found.inputs[place]
    try:
        return Column(column.type, [rule.cells[place] for rule in found.rules], column.allowed)
    except (Unclear, ArithmeticError, OverflowError):
        return None


# overlaps


def _overlaps(found: Table, columns: list[Column | None]) -> Iterator[Finding]:
    """Two rules that match together, where every cell of both can be understood."""
    clear = [_is_clear(rule, number, columns) for number, rule in enumerate(found.rules)]
    told = 0
    for late, rule in enumerate(found.rules):
        for early in range(late):
            example = _both(found, columns, early, late) if clear[early] and clear[late] else None
            if example is None:
                continue
            told += 1
            yield _overlap(found.rules[early], rule, example)
            if told == MOST_OVERLAPS:
                return


def _is_clear(rule: Rule, number: int, columns: list[Column | None]) -> bool:
    return all(
        cell is None or (column is not None and number not in column.unclear)
        for cell, column in zip(rule.cells, columns, strict=True)
    )


def _both(found: Table, columns: list[Column | None], early: int, late: int) -> Example | None:
    example = Example()
    for column, shown in zip(columns, found.inputs, strict=True):
        if column is None:
            continue
        common = column.cells[early] & column.cells[late]
        if not common:
            return None
        example.append((shown.label, column.example(common)))
    return example


def _overlap(first: Rule, second: Rule, example: Example) -> Finding:
    values, values_zh = _said(example), _said(example, WORDS_ZH)
    return finding(
        "dmn-overlap",
        second.place,
        f"the hit policy is UNIQUE, but rules {first.named} and {second.named} both match, "
        f"for example {values}; change one of them or choose FIRST or ANY",
        f"命中策略为唯一（UNIQUE），但规则 {first.named} 与 {second.named} 会同时命中，例如 {values_zh}；"
        "请修改其一，或改用 FIRST、ANY",
    )


def _said(example: Example, words: Mapping[str, str] = NO_WORDS) -> str:
    """The example in a sentence."""
    said = ", ".join(f"{label} = {words.get(value, value)}" for label, value in example)
    return said or words.get("always", "always")


# rules that never decide


def _hidden(found: Table, columns: list[Column | None]) -> Iterator[Finding]:
    """Rules of a FIRST table whose values the rules before them take, all of them."""
    clear = [_is_clear(rule, number, columns) for number, rule in enumerate(found.rules)]
    known = [(column, _by_piece(column)) for column in columns if column is not None]
    before = 0
    for number, rule in enumerate(found.rules[:MOST_HIDDEN]):
        if clear[number] and before and all(column.cells[number] for column, _ in known):
            masks = [[one for one in pieces if one[0] >> number & 1] for _, pieces in known]
            if _hole(masks, before, MOST_VISITS // len(found.rules)) is None:
                yield finding(
                    "dmn-hidden",
                    rule.place,
                    f"rule {rule.named} never decides: whatever it fits, an earlier rule fits too; "
                    "move it up or remove it",
                    f"规则 {rule.named} 不起作用：它符合的情况都已被前面的规则先行命中；请上移或删除",
                    "warning",
                )
        before |= clear[number] << number


# gaps


def _gaps(found: Table, columns: list[Column | None]) -> Iterator[Finding]:
    """Values that no rule covers; a cell that cannot be understood is taken to cover everything."""
    if any(output.default is not None for output in found.outputs):
        return
    masks, labels = list[list[tuple[int, str]]](), list[str]()
    for column, shown in zip(columns, found.inputs, strict=True):
        if column is not None:
            masks.append(_by_piece(column))
            labels.append(shown.label)
    hole = _hole(masks, (1 << len(found.rules)) - 1)
    if hole is TOO_MANY:
        yield _too_large(found)
    if not isinstance(hole, list):
        return
    example = list(zip(labels, hole, strict=False))
    values, values_zh = _said(example), _said(example, WORDS_ZH)
    yield finding(
        "dmn-gap",
        found.place,
        f"no rule covers {values}; add a rule or a default output",
        f"没有规则覆盖 {values_zh}；请补充规则或默认输出",
        "warning",
    )


def _too_large(found: Table) -> Finding:
    return finding(
        "dmn-gap",
        found.place,
        "the table is too large to be searched for gaps and overlaps; divide it",
        "决策表过大，未能检查遗漏和重叠；请拆分",
        "warning",
    )


def _by_piece(column: Column) -> list[tuple[int, str]]:
    """For each piece of a column the rules that hold it, and an example; pieces of the same rules once."""
    seen = dict[int, str]()
    for place in range(len(column.pieces)):
        bit = 1 << place
        if column.everything & bit:
            rules = sum(1 << number for number, cell in enumerate(column.cells) if cell & bit)
            seen.setdefault(rules, column.example(bit))
    return list(seen.items())


def _hole(masks: list[list[tuple[int, str]]], everyone: int, most: int | None = None) -> list[str] | object:
    """Examples, column by column, of a combination that leaves no rule; TOO_MANY to look at them all."""
    most = MOST_VISITS if most is None else most
    covered, visits = set[tuple[int, int]](), 0

    def search(place: int, rules: int) -> list[str] | None:
        nonlocal visits
        visits += 1
        if not rules:
            return []
        if place == len(masks) or (place, rules) in covered or visits > most:
            return None
        for held, example in masks[place]:
            rest = search(place + 1, rules & held)
            if rest is not None:
                return [example, *rest]
        covered.add((place, rules))
        return None

    hole = search(0, everyone)
    return TOO_MANY if hole is None and visits > most else hole
