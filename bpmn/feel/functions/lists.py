"""Functions of lists. Positions count from 1, or from the end when negative."""

from __future__ import annotations

import functools
from decimal import Decimal

from bpmn.feel.errors import Null
from bpmn.feel.functions.registry import builtin
from bpmn.feel.numbers import whole
from bpmn.feel.values import Function, Runner, compare, equal


def _same(run: Runner, a: object, b: object) -> bool:
    if type(a) is str and type(b) is str and len(a) == len(b):
        run.charge(len(a) >> 13)  # long texts are compared to their end
    return equal(a, b, run.charge) is True


def _place(items: list[object], position: Decimal, room: int = 0) -> int:
    """The index for a position that exists (`room`: one past the end exists too)."""
    place = whole(position)
    if place is None or place == 0 or not -len(items) <= place <= len(items) + room:
        raise Null(f"the list has no position {position}", f"列表没有位置 {position}")
    return place - 1 if place > 0 else len(items) + place


@builtin("list contains(list: list, element: any)", needs_run=True)
def list_contains(run: Runner, items: list[object], element: object) -> bool:
    """Whether an item equals the element; null is found too.

    中文：是否含有该项。

    >>> list contains([1, 2, null], null)
    true
    """
    return any(_same(run, item, element) for item in items)


@builtin("sublist(list: list, start position: number, length?: number or null)")
def sublist(items: list[object], start: Decimal, length: Decimal | None = None) -> list[object]:
    """The items from a position on, as many as said.

    中文：取子列表。

    >>> sublist([4, 5, 6], 2)
    [5, 6]
    >>> sublist([4, 5, 6], -2, 1)
    [5]
    """
    first = _place(items, start)
    if length is None:
        return items[first:]
    count = whole(length)
    if count is None or count < 0:
        raise Null("the length must be a whole number", "长度必须是整数")
    if first + count > len(items):
        raise Null("the list is shorter", "列表长度不足")
    return items[first : first + count]


@builtin("append(list: any, item?: any...)")
def append(items: object, *more: object) -> list[object]:
    """A list with more items at its end.

    中文：在末尾添加。

    >>> append([1], 2, 3)
    [1, 2, 3]
    """
    return [*(items if isinstance(items, list) else [items]), *more]


@builtin("concatenate(list: list...)")
def concatenate(*lists: list[object]) -> list[object]:
    """Lists one after another.

    中文：连接列表。

    >>> concatenate([1, 2], [3])
    [1, 2, 3]
    """
    return [item for items in lists for item in items]


@builtin("insert before(list: list, position: number, newItem: any)")
def insert_before(items: list[object], position: Decimal, item: object) -> list[object]:
    """A list with an item before the one at a position.

    中文：在某位置之前插入。

    >>> insert before([1, 3], 1, 2)
    [2, 1, 3]
    """
    place = _place(items, position)
    return [*items[:place], item, *items[place:]]


@builtin("remove(list: list, position: number)")
def remove(items: list[object], position: Decimal) -> list[object]:
    """A list without the item at a position.

    中文：删除某位置的项。

    >>> remove([1, 2, 3], 2)
    [1, 3]
    """
    place = _place(items, position)
    return [*items[:place], *items[place + 1 :]]


@builtin("list replace(list: list, position: number, newItem: any)")
def list_replace(items: list[object], position: Decimal, item: object) -> list[object]:
    """A list with another item at a position.

    中文：替换某位置的项。

    >>> list replace([2, 4, 7, 8], 3, 6)
    [2, 4, 6, 8]
    """
    place = _place(items, position)
    return [*items[:place], item, *items[place + 1 :]]


@builtin("list replace(list: list, match: function, newItem: any)", needs_run=True)
def list_replace_matching(run: Runner, items: list[object], match: Function, item: object) -> list[object]:
    """A list with another item wherever a function of item and new item says true.

    中文：替换所有符合条件的项。

    >>> list replace([2, 4, 7, 8], function(item, newItem) item < newItem, 5)
    [5, 5, 7, 8]
    """
    if match.parameters is not None and len(match.parameters) != 2:
        raise Null("the function takes the item and the new item", "函数的参数应为原项和新项")
    return [item if match.call(run, [old, item]) is True else old for old in items]


@builtin("reverse(list: list)")
def reverse(items: list[object]) -> list[object]:
    """A list from its end.

    中文：倒序。

    >>> reverse([1, 2, 3])
    [3, 2, 1]
    """
    return items[::-1]


@builtin("index of(list: list, match: any)", needs_run=True)
def index_of(run: Runner, items: list[object], match: object) -> list[Decimal]:
    """The positions at which a value stands.

    中文：某值出现的各个位置。

    >>> index of([1, 2, 3, 2], 2)
    [2, 4]
    """
    return [Decimal(place) for place, item in enumerate(items, 1) if _same(run, item, match)]


def _distinct(run: Runner, items: list[object]) -> list[object]:
    found, hashed = list[object](), set[object]()
    for item in items:
        if isinstance(item, str | Decimal):
            if (type(item), item) not in hashed:
                hashed.add((type(item), item))
                found.append(item)
            continue
        run.charge(5 * len(found))
        if not any(_same(run, item, other) for other in found):
            found.append(item)
    return found


@builtin("union(list: list...)", needs_run=True)
def union(run: Runner, *lists: list[object]) -> list[object]:
    """All items of some lists, each once.

    中文：并集。

    >>> union([1, 2], [2, 3])
    [1, 2, 3]
    """
    return _distinct(run, concatenate(*lists))


@builtin("distinct values(list: list)", needs_run=True)
def distinct_values(run: Runner, items: list[object]) -> list[object]:
    """A list with every value once.

    中文：去重。

    >>> distinct values([1, 2, 3, 2, 1])
    [1, 2, 3]
    """
    return _distinct(run, items)


@builtin("duplicate values(list: list)", needs_run=True)
def duplicate_values(run: Runner, items: list[object]) -> list[object]:
    """The values that occur more than once. Not of DMN.

    中文：重复出现的值（DMN 之外的函数）。

    >>> duplicate values([1, 2, 3, 2, 1])
    [1, 2]
    """
    run.charge(4 * len(items) * len(items))
    repeated = [item for item in items if sum(_same(run, item, other) for other in items) > 1]
    return _distinct(run, repeated)


@builtin("flatten(list: list)", needs_run=True)
def flatten(run: Runner, items: list[object]) -> list[object]:
    """The items of a list and of all lists in it.

    中文：展平嵌套列表。

    >>> flatten([[1, 2], [[3]], 4])
    [1, 2, 3, 4]
    """
    found, stack = list[object](), [iter(items)]
    while stack:
        for item in stack[-1]:
            run.charge(1)
            if isinstance(item, list):
                stack.append(iter(item))
                break
            found.append(item)
        else:
            stack.pop()
    return found


@builtin("partition(list: list, size: number)")
def partition(items: list[object], size: Decimal) -> list[object]:
    """A list cut into lists of a size. Not of DMN.

    中文：按大小分组（DMN 之外的函数）。

    >>> partition([1, 2, 3], 2)
    [[1, 2], [3]]
    """
    count = whole(size)
    if count is None or count < 1:
        raise Null("the size must be a whole number from 1", "大小必须是不小于 1 的整数")
    return [items[first : first + count] for first in range(0, len(items), count)]


@builtin("sort(list: list, precedes?: function or null)", needs_run=True)
def sort(run: Runner, items: list[object], precedes: Function | None = None) -> list[object]:
    """A list in order: of the values, or of a function that says whether one item precedes another.

    中文：排序；可给出比较函数。

    >>> sort([3, 1, 2])
    [1, 2, 3]
    >>> sort(list: [3, 1, 2], precedes: function(x, y) x > y)
    [3, 2, 1]
    """
    if precedes is not None and precedes.parameters is not None and len(precedes.parameters) != 2:
        raise Null("the function takes two items", "比较函数应有两个参数")

    def order(a: object, b: object) -> int:
        run.charge(2)
        if precedes is None:
            result = compare(a, b)
            if result is None:
                raise Null("the items cannot be compared", "各项不能互相比较")
            return result
        # sorted() only asks whether `a` comes first
        return -1 if precedes.call(run, [a, b]) is True else 1

    return sorted(items, key=functools.cmp_to_key(order))
