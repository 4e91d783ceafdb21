"""Relations between points and ranges, as Allen named them. A point is anything that has an order."""

from __future__ import annotations

from bpmn.feel.errors import Null
from bpmn.feel.functions.registry import builtin
from bpmn.feel.literals import read_range
from bpmn.feel.values import Range, compare, kind


def _order(a: object, b: object) -> int:
    order = compare(a, b)
    if order is None:
        raise Null(f"a {kind(a)} cannot be compared with a {kind(b)}", "两者不能比较")
    return order


def _closed(value: Range) -> Range:
    if value.start is None or value.end is None:
        raise Null("the range is open", "区间没有端点")
    return value


def _ends_before(a: Range, b: Range) -> bool:
    """Whether all of `a` lies before all of `b`."""
    order = _order(a.end, b.start)
    return order < 0 or (order == 0 and not (a.end_included and b.start_included))


@builtin(
    "before(point1: any, point2: any)",
    "before(range1: any, range2: any)",
    "before(point: any, range: range)",
    "before(range: range, point: any)",
)
def before(a: object, b: object) -> bool:
    """Whether a point or range lies wholly before another.

    中文：在……之前。

    >>> before(1, 10)
    true
    >>> before([1..5), [5..10])
    true
    """
    return _ends_before(_as_range(a), _as_range(b))


@builtin(
    "after(point1: any, point2: any)",
    "after(range1: any, range2: any)",
    "after(point: any, range: range)",
    "after(range: range, point: any)",
)
def after(a: object, b: object) -> bool:
    """Whether a point or range lies wholly after another.

    中文：在……之后。

    >>> after([5..10], 3)
    true
    """
    return _ends_before(_as_range(b), _as_range(a))


def _as_range(value: object) -> Range:
    return _closed(value) if isinstance(value, Range) else Range(value, value)


@builtin("meets(range1: range, range2: range)")
def meets(a: Range, b: Range) -> bool:
    """Whether the first range ends exactly where the second begins, both included.

    中文：首尾相接（前接后）。

    >>> meets([1..5], [5..10])
    true
    """
    a, b = _closed(a), _closed(b)
    return a.end_included and b.start_included and _order(a.end, b.start) == 0


@builtin("met by(range1: range, range2: range)")
def met_by(a: Range, b: Range) -> bool:
    """Whether the second range ends exactly where the first begins.

    中文：首尾相接（后接前）。

    >>> met by([5..10], [1..5])
    true
    """
    return bool(meets(b, a))


@builtin("overlaps(range1: range, range2: range)")
def overlaps(a: Range, b: Range) -> bool:
    """Whether two ranges have a point in common.

    中文：是否相交。

    >>> overlaps([1..5], [3..8])
    true
    >>> overlaps([1..5), [5..8])
    false
    """
    a, b = _closed(a), _closed(b)
    return not _ends_before(a, b) and not _ends_before(b, a)


@builtin("overlaps before(range1: range, range2: range)")
def overlaps_before(a: Range, b: Range) -> bool:
    """Whether the first range begins earlier and ends inside the second.

    中文：前段相交。

    >>> overlaps before([1..5], [4..10])
    true
    """
    a, b = _closed(a), _closed(b)
    return bool(overlaps(a, b)) and _starts(a, b) < 0 and _finish(a, b) <= 0


@builtin("overlaps after(range1: range, range2: range)")
def overlaps_after(a: Range, b: Range) -> bool:
    """Whether the first range begins inside the second and ends later.

    中文：后段相交。

    >>> overlaps after([4..10], [1..5])
    true
    """
    a, b = _closed(a), _closed(b)
    return bool(overlaps(a, b)) and _starts(a, b) > 0 and _finish(a, b) >= 0


def _starts(a: Range, b: Range) -> int:
    """The order of the beginnings; an excluded endpoint begins later."""
    return _order(a.start, b.start) or (not a.start_included) - (not b.start_included)


def _finish(a: Range, b: Range) -> int:
    """The order of the ends; an excluded endpoint ends earlier."""
    return _order(a.end, b.end) or a.end_included - b.end_included


@builtin("finishes(point: any, range: range)", "finishes(range1: any, range2: range)")
def finishes(a: object, b: Range) -> bool:
    """Whether a point is the end of a range, or a range its last part.

    中文：与区间同尾。

    >>> finishes(10, [1..10])
    true
    >>> finishes([5..10], [1..10])
    true
    """
    b = _closed(b)
    if not isinstance(a, Range):
        return b.end_included and _order(a, b.end) == 0
    a = _closed(a)
    return _finish(a, b) == 0 and _starts(a, b) >= 0


@builtin("finished by(range: range, point: any)", "finished by(range1: range, range2: any)")
def finished_by(a: Range, b: object) -> bool:
    """The same with the arguments exchanged.

    中文：区间以其为尾。

    >>> finished by([1..10], 10)
    true
    """
    return bool(finishes(b, a))


@builtin("includes(range: range, point: any)", "includes(range1: range, range2: any)")
def includes(a: Range, b: object) -> bool:
    """Whether a range contains a point or all of another range.

    中文：包含。

    >>> includes([1..10], 5)
    true
    >>> includes([1..10], [4..6])
    true
    """
    a, b = _closed(a), _as_range(b)
    return _starts(a, b) <= 0 <= _finish(a, b)


@builtin("during(point: any, range: range)", "during(range1: any, range2: range)")
def during(a: object, b: Range) -> bool:
    """Whether a range contains the point or range given first.

    中文：处于区间之内。

    >>> during(5, [1..10])
    true
    """
    return bool(includes(b, a))


@builtin("starts(point: any, range: range)", "starts(range1: any, range2: range)")
def starts(a: object, b: Range) -> bool:
    """Whether a point is the beginning of a range, or a range its first part.

    中文：与区间同首。

    >>> starts(1, [1..10])
    true
    >>> starts([1..5], [1..10])
    true
    """
    b = _closed(b)
    if not isinstance(a, Range):
        return b.start_included and _order(a, b.start) == 0
    a = _closed(a)
    return _starts(a, b) == 0 and _finish(a, b) <= 0


@builtin("started by(range: range, point: any)", "started by(range1: range, range2: any)")
def started_by(a: Range, b: object) -> bool:
    """The same with the arguments exchanged.

    中文：区间以其为首。

    >>> started by([1..10], [1..5])
    true
    """
    return bool(starts(b, a))


@builtin("coincides(point1: any, point2: any)", "coincides(range1: any, range2: any)")
def coincides(a: object, b: object) -> bool:
    """Whether two points or two ranges are the same.

    中文：重合。

    >>> coincides([1..5], [1..5])
    true
    """
    if isinstance(a, Range) != isinstance(b, Range):
        raise Null("a point and a range never coincide", "点与区间不能重合")
    first, second = _as_range(a), _as_range(b)
    return _starts(first, second) == 0 == _finish(first, second)


@builtin("range(from: string)")
def range_(text: str) -> Range:
    """The range a text means; its endpoints are literals.

    中文：由文本构成区间。

    >>> range("[1..3)")
    [1..3)
    """
    return read_range(text)
