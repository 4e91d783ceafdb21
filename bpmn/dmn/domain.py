"""What a column of conditions distinguishes: its values cut into pieces that no cell tells apart.

For numbers and dates the pieces are the endpoints the cells name and the gaps between them; for text
and booleans the values named, and anything else. A cell is then a set of pieces, as bits of an integer.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cmp_to_key

from bpmn.dmn.types import ItemType
from bpmn.feel import temporal, tree
from bpmn.feel.expression import Expression
from bpmn.feel.lexer import Source
from bpmn.feel.temporal import YearsMonths
from bpmn.feel.values import Range, compare, kind, text

ORDERED = frozenset(
    {"number", "date", "time", "date and time", "days and time duration", "years and months duration"}
)
NAMED = frozenset({"string", "boolean"})
MIDNIGHT, LAST_SECOND = dt.time(), dt.time(23, 59, 59)
CHANGING = frozenset({"now", "today"})


class Unclear(Exception):
    """What the cell means depends on more than its text."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of the values: the endpoint itself, or what lies between two; or a value, or any other."""

    low: object
    high: object
    other: bool = False

    @property
    def point(self) -> bool:
        """Whether it is a single value."""
        return not self.other and self.low is not None and self.low is self.high


class Column:
    """The pieces of one column, and the set of pieces each of its cells means.

    A cell that depends on more than its text is `unclear` and taken to mean everything.
    """

    def __init__(
        self, type_: ItemType | None, cells: Iterable[Expression | None], allowed: Expression | None
    ) -> None:
        tests = list[Meaning | None]()
        unclear = set[int]()
        for place, cell in enumerate(cells):
            try:
                tests.append(None if cell is None else _meaning(cell))
            except (Unclear, ArithmeticError, OverflowError):
                tests.append(None)
                unclear.add(place)
        self.unclear = frozenset(unclear)
        limits = [*_allowed(type_), *([_meaning(allowed)] if allowed is not None else [])]
        values = [value for test in [*tests, *limits] if test is not None for value in test.values()]
        self.kind = _kind(type_, values)
        self.pieces = _pieces(self.kind, values)
        everything = (1 << len(self.pieces)) - 1
        for limit in limits:
            everything &= limit.among(self.pieces)
        self.everything = everything
        same = dict[Meaning, int]()  # tables say the same thing again and again
        for test in tests:
            if test is not None and test not in same:
                same[test] = test.among(self.pieces) & everything
        self.cells = [everything if test is None else same[test] for test in tests]

    def example(self, pieces: int) -> str:
        """A value out of a set of pieces, as FEEL writes it."""
        place = (pieces & -pieces).bit_length() - 1
        return _example(self.pieces[place], self.kind)


@dataclass(frozen=True, slots=True)
class AnythingBut:
    """`!= value`."""

    value: object


@dataclass(frozen=True, slots=True)
class Meaning:
    """A cell whose tests are all constant."""

    tests: tuple[object, ...]
    negated: bool

    def values(self) -> Iterable[object]:
        """The endpoints and values it names."""
        for test in self.tests:
            if isinstance(test, Range):
                yield from (end for end in (test.start, test.end) if end is not None)
            else:
                yield test.value if isinstance(test, AnythingBut) else test

    def among(self, pieces: list[Piece]) -> int:
        """The pieces it holds, as bits."""
        held = 0
        for test in self.tests:
            held |= _held(test, pieces)
        return held ^ ((1 << len(pieces)) - 1) if self.negated else held


def _held(test: object, pieces: list[Piece]) -> int:
    """The pieces one test holds."""
    if isinstance(test, AnythingBut):
        return _held(test.value, pieces) ^ ((1 << len(pieces)) - 1)
    within = test if isinstance(test, Range) else Range(test, test)
    if kind(pieces[0].low) in NAMED or pieces[-1].other:  # in no order
        return sum(
            1 << place
            for place, piece in enumerate(pieces)
            if piece.point and (piece.low == test or within.includes(piece.low) is True)
        )
    # the pieces stand in order: from the first that is not before the range to the last that is not after it
    places = range(len(pieces))
    first = bisect_left(places, True, key=lambda place: _begins(within, pieces[place]))
    last = bisect_left(places, True, key=lambda place: not _goes_on(within, pieces[place]))
    return (1 << last) - (1 << first) if last > first else 0


def _begins(within: Range, piece: Piece) -> bool:
    """Whether the range has begun where the piece lies."""
    if within.start is None:
        return True
    order = None if piece.low is None else compare(piece.low, within.start)
    return order == 1 or (order == 0 and (within.start_included or not piece.point))


def _goes_on(within: Range, piece: Piece) -> bool:
    """Whether the range has not ended where the piece lies."""
    if within.end is None:
        return True
    order = None if piece.high is None else compare(piece.high, within.end)
    return order == -1 or (order == 0 and (within.end_included or not piece.point))


def _meaning(cell: Expression) -> Meaning:
    node = cell.tree
    if not isinstance(node, tree.UnaryTests):
        raise Unclear
    return Meaning(tuple(_constant_test(test) for test in node.tests), node.negated)


def _constant_test(node: tree.Node) -> object:
    if isinstance(node, tree.UnaryTest) and node.op == "!=":
        other = constant(node.operand)
        if kind(other) not in ORDERED | NAMED:
            raise Unclear
        return AnythingBut(other)
    value = constant(node)
    if isinstance(value, Range) or kind(value) in ORDERED | NAMED:
        return value
    raise Unclear


def constant(node: tree.Node) -> object:
    """The value of an expression that reads nothing."""
    stack = [node]
    while stack:
        part = stack.pop()
        if isinstance(part, tree.Call) and isinstance(part.callee, tree.Name):
            if part.callee.name in CHANGING:
                raise Unclear
            stack.extend([*part.positional, *(value for _, value in part.named)])
            continue
        if isinstance(part, tree.Name):
            raise Unclear
        stack.extend(tree.children(part))
    expression = Expression("", node, Source(""), frozenset())
    if expression.functions:
        raise Unclear
    return expression.evaluate({})


def _allowed(type_: ItemType | None) -> list[Meaning]:
    found = list[Meaning]()
    while type_ is not None:
        if type_.collection or type_.members:
            raise Unclear
        found += [_meaning(tests) for tests in (type_.allowed, type_.constraint) if tests is not None]
        type_ = type_.parent
    return found


def _kind(type_: ItemType | None, values: list[object]) -> str:
    kinds = {kind(value) for value in values}
    while type_ is not None and type_.parent is not None:
        type_ = type_.parent
    if type_ is not None and type_.base.name != "Any":
        kinds.add(type_.base.name)
    if len(kinds) != 1 or not kinds <= ORDERED | NAMED:
        raise Unclear
    return kinds.pop()


def _pieces(name: str, values: list[object]) -> list[Piece]:
    if name == "boolean":
        return [Piece(True, True), Piece(False, False)]
    points = list(dict.fromkeys(values))
    if name == "string":
        return [*(Piece(point, point) for point in points), Piece(None, None, other=True)]
    if any(compare(points[0], point) is None for point in points):
        raise Unclear  # times with a zone and times without have no order
    points.sort(key=cmp_to_key(lambda a, b: compare(a, b) or 0))
    if name == "time":
        return _of_a_day(points)
    found, low = list[Piece](), None
    for point in points:
        if low is None or not _adjacent(low, point):
            found.append(Piece(low, point))
        found.append(Piece(point, point))
        low = point
    return [*found, Piece(low, None)]


def _of_a_day(points: list[object]) -> list[Piece]:
    """The same for times, which begin at midnight and end a second before the next."""
    if any(isinstance(point, dt.time) and point.tzinfo is not None for point in points):
        raise Unclear
    found, low = list[Piece](), None
    for point in points:
        if low is not None or compare(point, MIDNIGHT) == 1:
            found.append(Piece(low, point))
        found.append(Piece(point, point))
        low = point
    return [*found, Piece(low, None)] if low is None or compare(low, LAST_SECOND) == -1 else found


def _adjacent(a: object, b: object) -> bool:
    """Whether nothing lies between: two days in a row, two months in a row."""
    if isinstance(a, YearsMonths) and isinstance(b, YearsMonths):
        return b.months - a.months <= 1
    both = isinstance(a, dt.date) and isinstance(b, dt.date) and not isinstance(a, dt.datetime)
    return both and b - a <= dt.timedelta(days=1)  # type: ignore[operator]


def _example(piece: Piece, name: str) -> str:
    if piece.other:
        return "any other text"
    if piece.point:
        return _written(piece.low)
    if piece.low is None and piece.high is None:
        return "anything"
    return _written(_between(piece.low, piece.high, name))


def _written(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else text(value)


def _between(low: object, high: object, name: str) -> object:
    if name == "time":
        return _time_between(low or MIDNIGHT, high or LAST_SECOND)
    step = {"number": Decimal(1), "years and months duration": YearsMonths(1)}.get(name, dt.timedelta(days=1))
    if low is None:
        return _shift(high, step, -1)
    nearby = _shift(low, step, 1)
    if high is None or compare(nearby, high) == -1:
        return nearby
    if isinstance(low, Decimal) and isinstance(high, Decimal):
        return (low + high) / 2
    return low + (high - low) / 2  # type: ignore[operator]


def _time_between(low: object, high: object) -> object:
    assert isinstance(low, dt.time)
    assert isinstance(high, dt.time)
    minutes = (low.hour * 60 + low.minute + high.hour * 60 + high.minute) // 2
    middle = dt.time(minutes // 60, minutes % 60)
    return middle if low < middle < high else temporal.shift(low, (temporal.difference(high, low)) / 2, 1)


def _shift(value: object, step: object, sign: int) -> object:
    if isinstance(value, YearsMonths):
        return YearsMonths(value.months + sign)
    return value + sign * step  # type: ignore[operator]
