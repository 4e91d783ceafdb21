"""How a built-in function is declared: its signature as text, from which arguments are bound and checked.

    @builtin("substring(string: string, start position: number, length?: number)")

`name?` may be left out, `...` after the last name takes any number of arguments. Types are checked with the
standard's conversions (a list of one item is that item, an item is a list of one); `any` takes what comes,
null included; null for any other type makes the result null, unless the type says `or null`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TypeVar

from bpmn.feel.errors import Null
from bpmn.feel.numbers import number
from bpmn.feel.temporal import YearsMonths
from bpmn.feel.values import Function, Range, Runner, kind

F = TypeVar("F", bound=Callable[..., object])

_SIGNATURE = re.compile(r"\s*([^(]+?)\s*\((.*)\)\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a built-in function."""

    name: str
    type: str
    optional: bool
    nullable: bool
    convert: Callable[[object], object]


@dataclass(frozen=True, slots=True)
class Overload:
    """One way to call a built-in function."""

    signature: str
    parameters: tuple[Parameter, ...]
    variadic: bool
    implementation: Callable[..., object]
    needs_run: bool
    least: int  # so many arguments it needs

    def bind(self, arguments: list[object]) -> list[object] | None:
        """The arguments converted; None if they do not fit."""
        if len(arguments) < self.least or (not self.variadic and len(arguments) > len(self.parameters)):
            return None
        bound = list[object]()
        parameters = self.parameters
        if self.variadic:
            parameters += parameters[-1:] * (len(arguments) - len(parameters))
        for value, parameter in zip(arguments, parameters, strict=False):
            if value is None:
                if not parameter.nullable:
                    return None
                bound.append(None)
                continue
            converted = _convert(value, parameter.convert)
            if converted is None:
                return None
            bound.append(converted)
        return bound

    def order(self, given: Mapping[str, object]) -> list[object] | None:
        """Named arguments in the order of the parameters; None if the names do not fit."""
        names = [parameter.name for parameter in self.parameters]
        if not given.keys() <= set(names):
            return None
        if self.variadic and len(names) == 1 and given:
            value = given.get(names[-1])
            return value if isinstance(value, list) else [value]
        while names and names[-1] not in given and self.parameters[len(names) - 1].optional:
            names.pop()
        if any(name not in given and not self.parameters[place].optional for place, name in enumerate(names)):
            return None
        return [given.get(name) for name in names]

    def is_written(self, given: Collection[str]) -> bool:
        """Whether the named arguments stand in the order of the parameters."""
        return [parameter.name for parameter in self.parameters] == list(given)


class Builtin(Function):
    """A function of the standard."""

    __slots__ = ("overloads", "price")

    def __init__(self, name: str) -> None:
        super().__init__(name, None, self.call)
        self.overloads: list[Overload] = []
        self.price = 10

    def call(self, run: Runner, arguments: list[object]) -> object:
        """The result for positional arguments; raises Null where there is none."""
        price = self.price
        for value in arguments:
            price += _size(value)
        run.charge(price)
        for overload in self.overloads:
            bound = overload.bind(arguments)
            if bound is not None:
                given = (run, *bound) if overload.needs_run else bound
                result = overload.implementation(*given)
                run.charge(_size(result))
                return result
        raise self._misfit(", ".join(kind(value) for value in arguments))

    def call_named(self, run: Runner, given: dict[str, object]) -> object:
        """The result for named arguments. Two ways that differ in their order only are told by the order."""
        for overload in sorted(self.overloads, key=lambda way: not way.is_written(given)):
            ordered = overload.order(given)
            if ordered is not None and overload.bind(ordered) is not None:
                return self.call(run, ordered)
        raise self._misfit(", ".join(f"{name}: {kind(value)}" for name, value in given.items()))

    def takes(self, count: int, names: Collection[str]) -> bool:
        """Whether it can be called with so many positional arguments, or with these named ones."""
        if names:
            given = dict.fromkeys(names)
            return any(overload.order(given) is not None for overload in self.overloads)
        return any(
            overload.least <= count and (overload.variadic or count <= len(overload.parameters))
            for overload in self.overloads
        )

    def _misfit(self, given: str) -> Null:
        wanted = "; ".join(overload.signature for overload in self.overloads)
        return Null(f"{wanted} was called with ({given})", f"{wanted} 不接受参数（{given}）")


def _size(value: object) -> int:
    """What it costs to look through a value, in steps."""
    if isinstance(value, list):
        return len(value)
    return len(value) >> 5 if isinstance(value, str) else 0


BUILTINS: dict[str, Builtin] = {}


def builtin(*signatures: str, needs_run: bool = False, price: int = 10) -> Callable[[F], F]:
    """Registers an implementation under the name in its signature; `price` is what a call costs, in steps."""

    def register(function: F) -> F:
        for signature in signatures:
            match = _SIGNATURE.fullmatch(signature)
            assert match is not None, signature
            name, inner = match.groups()
            parts = [part.strip() for part in inner.split(",") if part.strip()]
            parameters = tuple(_parameter(part) for part in parts)
            least = sum(not parameter.optional for parameter in parameters)
            variadic = inner.rstrip().endswith("...")
            overload = Overload(signature, parameters, variadic, function, needs_run, least)
            known = BUILTINS.setdefault(name, Builtin(name))
            known.overloads.append(overload)
            known.price = max(known.price, price)
        return function

    return register


def _parameter(part: str) -> Parameter:
    name, _, type_ = part.removesuffix("...").partition(":")
    type_, nullable = type_.strip().removesuffix("or null").strip(), type_.endswith("or null")
    optional, type_ = name.rstrip().endswith("?"), type_ or "any"
    return Parameter(
        name.strip().removesuffix("?"), type_, optional, nullable or type_ == "any", CONVERSIONS[type_]
    )


def _convert(value: object, convert: Callable[[object], object]) -> object:
    converted = convert(value)
    if converted is None and isinstance(value, list) and len(value) == 1 and value[0] is not None:
        return convert(value[0])
    return converted


def _if(*types: type) -> Callable[[object], object]:
    return lambda value: value if isinstance(value, types) else None


def _date(value: object) -> object:
    return value if isinstance(value, dt.date) and not isinstance(value, dt.datetime) else None


CONVERSIONS: dict[str, Callable[[object], object]] = {
    "any": lambda value: value,
    "number": number,
    "string": _if(str),
    "boolean": _if(bool),
    "list": lambda value: value if isinstance(value, list) else [value],
    "context": _if(dict),
    "date": _date,
    "date or date and time": _if(dt.date),
    "date and time": _if(dt.datetime),
    "time": _if(dt.time),
    "moment": _if(dt.date, dt.time),
    "days and time duration": _if(dt.timedelta),
    "duration": _if(dt.timedelta, YearsMonths),
    "range": _if(Range),
    "function": _if(Function),
}
