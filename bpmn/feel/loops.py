"""Compiles `for`, `some`, `every` and filters. Each round is charged the size of what it computes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal

from bpmn.feel import temporal, tree
from bpmn.feel.compiler import Compiler, Scopes, compiles
from bpmn.feel.errors import FeelLimit, Null
from bpmn.feel.logic import undecided
from bpmn.feel.numbers import NUMBERS, is_number, number, whole
from bpmn.feel.operators import KINDS_ZH
from bpmn.feel.quick import UNSURE, quick
from bpmn.feel.run import Closure, Env, Run, Spot
from bpmn.feel.values import Range, kind

#: Items of a filter that are paid for at once.
TOGETHER = 256

Rounds = list[tuple[str, Closure, Closure | None]]


def _compiled(
    compiler: Compiler, node: tree.For | tree.Quantified, scopes: Scopes, extra: frozenset[str]
) -> tuple[Rounds, Closure]:
    known, rounds = frozenset[str](), Rounds()
    for binding in node.iterators:
        inner = (*scopes, known)
        end = None if binding.end is None else compiler.compile(binding.end, inner)
        rounds.append((binding.name, compiler.compile(binding.start, inner), end))
        known |= {binding.name}
    return rounds, compiler.compile(node.body, (*scopes, known | extra))


def _each(env: Env, rounds: Rounds, spot: Spot, fixed: dict[str, object], level: int = 0) -> Iterator[Env]:
    """One environment for each combination of the iterators' items."""
    if level == len(rounds):
        yield Env(fixed, env, env.run)
        return
    name, start, end = rounds[level]
    outer = Env(fixed, env, env.run)
    first = start(outer)
    items = _items(env.run, first, spot) if end is None else _between(env.run, first, end(outer), spot)
    for item in items:
        yield from _each(env, rounds, spot, {**fixed, name: item}, level + 1)


def _items(run: Run, value: object, spot: Spot) -> Iterator[object]:
    if isinstance(value, list | tuple):
        return iter(value)
    if isinstance(value, Range):
        return _within(run, value, spot)
    if value is None:
        raise Null("null cannot be iterated", "空值不能遍历")
    return iter([value])


def _within(run: Run, value: Range, spot: Spot) -> Iterator[object]:
    if value.start is None or value.end is None:
        raise Null("an open range cannot be iterated", "开放区间不能遍历")
    for item in _between(run, value.start, value.end, spot):
        if (item != value.start or value.start_included) and (item != value.end or value.end_included):
            yield item


def _between(run: Run, low: object, high: object, spot: Spot) -> Iterator[object]:
    """low, low + 1, … high: numbers or days, downwards too."""
    if is_number(low) and is_number(high):
        return _numbers(low, high)
    days = {"date", "date and time"}
    if kind(low) in days and kind(low) == kind(high):
        return _days(run, low, high)
    run.null(spot, f"no range from {kind(low)} to {kind(high)} can be iterated", "该区间不能遍历")
    raise Null(f"{kind(low)}..{kind(high)} cannot be iterated", f"{KINDS_ZH[kind(low)]}区间不能遍历")


def _numbers(low: object, high: object) -> Iterator[Decimal]:
    first, last = number(low), number(high)
    if first is None or last is None or whole(first) is None or whole(last) is None:
        raise Null("only ranges of whole numbers can be iterated", "只能遍历整数区间")
    start, end = int(first), int(last)
    step = 1 if start <= end else -1
    return (Decimal(item) for item in range(start, end + step, step))


def _days(run: Run, low: object, high: object) -> Iterator[object]:
    gap = temporal.difference(high, low)
    step = 1 if gap >= dt.timedelta() else -1
    for count in range(abs(gap) // temporal.DAY + 1):
        run.charge(8)
        yield temporal.shift(low, dt.timedelta(days=count * step), 1)


@compiles(tree.For)
def _for(compiler: Compiler, node: tree.For, scopes: Scopes) -> Closure:
    rounds, body = _compiled(compiler, node, scopes, frozenset({"partial"}))
    spot, size, partial = compiler.spot(node), tree.measure(node)[0] + 6, tree.mentions(node.body, "partial")

    def run(env: Env) -> object:
        charge, results = env.run.charge, list[object]()
        try:
            for inner in _each(env, rounds, spot, {}):
                charge(size)
                if partial:
                    charge(len(results))
                    inner.values["partial"] = list(results)  # type: ignore[index]
                results.append(body(inner))
        except Null as null:
            env.run.null(spot, null.message, null.message_zh)
            return None
        except FeelLimit as limit:
            raise limit.placed(spot) from None
        return results

    return run


@compiles(tree.Quantified)
def _quantified(compiler: Compiler, node: tree.Quantified, scopes: Scopes) -> Closure:
    rounds, body = _compiled(compiler, node, scopes, frozenset())
    spot, size, decisive = compiler.spot(node), tree.measure(node)[0] + 6, not node.every

    def run(env: Env) -> object:
        result: bool | None = not decisive
        try:
            for inner in _each(env, rounds, spot, {}):
                env.run.charge(size)
                value = body(inner)
                if value is decisive:
                    return decisive
                if value is not (not decisive):
                    undecided(env.run, value, spot)
                    result = None
        except Null as null:
            env.run.null(spot, null.message, null.message_zh)
            return None
        except FeelLimit as limit:
            raise limit.placed(spot) from None
        return result

    return run


@compiles(tree.Filter)
def _filter(compiler: Compiler, node: tree.Filter, scopes: Scopes) -> Closure:
    base, spot = compiler.compile(node.base, scopes), compiler.spot(node)
    if isinstance(node.condition, tree.Literal) and isinstance(node.condition.value, Decimal):
        index = node.condition.value
        return lambda env: _item(env.run, _as_list(base(env)), index, spot)
    condition, size = compiler.compile(node.condition, (*scopes, None)), tree.measure(node)[0] + 3
    short = None if "not" in compiler.shadowed else quick(node.condition)

    def at_length(item: object, env: Env) -> object:
        inner = Env({"item": item}, env, env.run)
        return condition(Env(item, inner, env.run) if type(item) is dict else inner)

    def run(env: Env) -> object:
        items, found = _as_list(base(env)), list[object]()
        way = short
        for item in _paid(env.run, items, size):
            value: object = UNSURE
            if way is not None:
                try:
                    value = way(item if type(item) is dict else {"item": item})
                except UNSURE:
                    way = None  # for all that follow too
            if value is UNSURE:
                value = at_length(item, env)
            if value is True:
                found.append(item)
            elif type(value) in NUMBERS and item is items[0]:
                return _item(env.run, items, value, spot)
        return found

    return _placed(run, spot)


def _placed(closure: Closure, spot: Spot) -> Closure:
    def run(env: Env) -> object:
        try:
            return closure(env)
        except FeelLimit as limit:
            raise limit.placed(spot) from None

    return run


def _paid(run: Run, items: list[object], price: int) -> Iterable[object]:
    """The items, paid for: many some at a time, so that the clock is looked at."""
    if len(items) > TOGETHER:
        return _in_parts(run, items, price)
    run.charge(price * len(items))
    return items


def _in_parts(run: Run, items: list[object], price: int) -> Iterator[object]:
    for first in range(0, len(items), TOGETHER):
        some = items[first : first + TOGETHER]
        run.charge(price * len(some))
        yield from some


def _as_list(value: object) -> list[object]:
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def _item(run: Run, items: list[object], index: object, spot: Spot) -> object:
    exact = number(index)
    place = None if exact is None else whole(exact)
    if place is None or place == 0 or abs(place) > len(items):
        run.null(spot, f"the list has no item {index}", f"列表没有第 {index} 项")
        return None
    return items[place - 1 if place > 0 else place]
