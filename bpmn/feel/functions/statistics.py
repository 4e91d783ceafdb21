"""Functions that make one value of a list, or of any number of arguments."""

from __future__ import annotations

import datetime as dt
import functools
from decimal import Decimal

from bpmn.feel.errors import Null
from bpmn.feel.functions.registry import builtin
from bpmn.feel.numbers import CONTEXT, number
from bpmn.feel.operators import KINDS_ZH, add
from bpmn.feel.temporal import YearsMonths
from bpmn.feel.values import compare, kind

EMPTY = ("the list is empty", "列表为空")


def _numbers(items: list[object]) -> list[Decimal]:
    found = [number(item) for item in items]
    if None in found:
        raise Null("the list holds something that is no number", "列表中有不是数字的项")
    return found  # type: ignore[return-value]


def _spread(items: tuple[object, ...]) -> list[object]:
    only = items[0] if len(items) == 1 else None
    return only if isinstance(only, list) else list(items)


def _extreme(items: list[object], wanted: int) -> object:
    if not items:
        raise Null(*EMPTY)
    best = items[0]
    for item in items:
        order = compare(item, best)
        if order is None:
            raise Null("the items cannot be compared", "各项不能互相比较")
        if order == wanted:
            best = item
    return best


@builtin("count(list: list)")
def count(items: list[object]) -> Decimal:
    """How many items a list has.

    中文：项数。

    >>> count([1, 2, null])
    3
    """
    return Decimal(len(items))


@builtin("min(list: any...)")
def min_(*items: object) -> object:
    """The least item.

    中文：最小项。

    >>> min([3, 1, 2])
    1
    >>> min("b", "a")
    "a"
    """
    return _extreme(_spread(items), -1)


@builtin("max(list: any...)")
def max_(*items: object) -> object:
    """The greatest item.

    中文：最大项。

    >>> max(1, 3, 2)
    3
    """
    return _extreme(_spread(items), 1)


@builtin("sum(list: any...)")
def sum_(*items: object) -> object:
    """The sum of numbers, or of durations; null for no items.

    中文：求和；空列表为空值。

    >>> sum([1, 2, 3])
    6
    >>> sum(@"PT1H", @"PT30M")
    PT1H30M
    """
    found = _spread(items)
    if not found:
        raise Null(*EMPTY)
    exact = [item if type(item) is Decimal else number(item) for item in found]
    if None not in exact:
        return _total(exact)  # type: ignore[arg-type]
    if not all(number(item) is not None or isinstance(item, dt.timedelta | YearsMonths) for item in found):
        raise Null("only numbers and durations have a sum", "只有数字和时长可以求和")
    return functools.reduce(add, found)


@builtin("mean(list: any...)")
def mean(*items: object) -> Decimal:
    """The average of numbers; null for no items.

    中文：平均数。

    >>> mean([1, 2, 3])
    2
    """
    found = _numbers(_spread(items))
    if not found:
        raise Null(*EMPTY)
    return CONTEXT.divide(_total(found), Decimal(len(found)))


def _total(found: list[Decimal]) -> Decimal:
    return functools.reduce(CONTEXT.add, found)


@builtin("product(list: any...)")
def product(*items: object) -> Decimal:
    """The product of numbers; null for no items.

    中文：乘积。

    >>> product([2, 3, 4])
    24
    """
    found = _numbers(_spread(items))
    if not found:
        raise Null(*EMPTY)
    return functools.reduce(CONTEXT.multiply, found)


@builtin("median(list: any...)")
def median(*items: object) -> Decimal:
    """The middle number, or the mean of the two in the middle.

    中文：中位数。

    >>> median(8, 2, 5, 3, 4)
    4
    >>> median([6, 1, 2, 3])
    2.5
    """
    found = sorted(_numbers(_spread(items)))
    if not found:
        raise Null(*EMPTY)
    middle = len(found) // 2
    if len(found) % 2:
        return found[middle]
    return CONTEXT.divide(CONTEXT.add(found[middle - 1], found[middle]), Decimal(2))


@builtin("stddev(list: any...)")
def stddev(*items: object) -> Decimal:
    """The sample standard deviation; null for fewer than two numbers.

    中文：样本标准差。

    >>> stddev([2, 4, 7, 5])
    2.081665999466132735282297706979931
    """
    found = _numbers(_spread(items))
    if len(found) < 2:
        raise Null("a deviation needs two numbers", "求标准差至少要有两个数字")
    average = CONTEXT.divide(_total(found), Decimal(len(found)))
    squares = [CONTEXT.power(CONTEXT.subtract(item, average), 2) for item in found]
    return CONTEXT.sqrt(CONTEXT.divide(_total(squares), Decimal(len(found) - 1)))


@builtin("mode(list: any...)")
def mode(*items: object) -> list[Decimal]:
    """The numbers that occur most often, in ascending order.

    中文：众数，升序。

    >>> mode(6, 1, 9, 6, 1)
    [1, 6]
    """
    found = _numbers(_spread(items))
    counts = dict[Decimal, int]()
    for item in found:
        counts[item] = counts.get(item, 0) + 1
    most = max(counts.values(), default=0)
    return sorted(item for item, times in counts.items() if times == most)


@builtin("all(list: any...)")
def all_(*items: object) -> bool | None:
    """False if any item is false, true if all are true, else null.

    中文：全部为真。

    >>> all([true, true])
    true
    >>> all([false, null, true])
    false
    """
    return _joined(_spread(items), decisive=False)


@builtin("any(list: any...)")
def any_(*items: object) -> bool | None:
    """True if any item is true, false if all are false, else null.

    中文：至少一个为真。

    >>> any([false, null, true])
    true
    >>> any([])
    false
    """
    return _joined(_spread(items), decisive=True)


def _joined(items: list[object], *, decisive: bool) -> bool | None:
    result: bool | None = not decisive
    strange: object = None
    for item in items:
        if item is decisive:
            return decisive
        if not isinstance(item, bool):
            strange = item if item is not None else strange
            result = None
    if result is None and strange is not None:
        given = kind(strange)
        raise Null(f"a {given} is neither true nor false", f"{KINDS_ZH[given]}不是真假值")
    return result
