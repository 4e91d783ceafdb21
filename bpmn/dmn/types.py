"""Item definitions: the types a model names, what belongs to them, and how a JSON value becomes one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bpmn.feel import temporal
from bpmn.feel.errors import FeelLimit, Null
from bpmn.feel.expression import Expression
from bpmn.feel.operators import KINDS_ZH
from bpmn.feel.run import Run
from bpmn.feel.types import ANY, SIMPLE, Type
from bpmn.feel.values import text

LONGEST = 100
READERS: dict[str, Callable[[str], object]] = {
    "date": temporal.parse_date,
    "time": temporal.parse_time,
    "date and time": temporal.parse_datetime,
    "days and time duration": temporal.parse_duration,
    "years and months duration": temporal.parse_duration,
}


@dataclass(frozen=True, slots=True)
class ItemType:
    """A type of the model: simple, of components, or a list of another; perhaps only some of its values."""

    name: str
    base: Type = ANY
    parent: ItemType | None = None
    members: Mapping[str, ItemType] = field(default_factory=dict)
    collection: bool = False
    allowed: Expression | None = None
    constraint: Expression | None = None

    def read(self, value: object, run: Run) -> object:
        """The value as this type; Null when it is none. Text becomes a date where one is due."""
        if value is None:
            return None
        if self.collection:
            items = value if isinstance(value, list) else [value]
            return self._checked([self._one(item, run) for item in items], run)
        if isinstance(value, list) and len(value) == 1 and self.name != "Any" and self._root().name != "list":
            value = value[0] if self._root().name != "Any" or self.members else value
        return self._checked(self._one(value, run), run)

    def for_feel(self) -> Type:
        """The same for `instance of`, which asks for the structure and not for the values allowed."""
        if self.members:
            inner = Type(
                "context", members={name: member.for_feel() for name, member in self.members.items()}
            )
        else:
            inner = self.base if self.parent is None else self.parent.for_feel()
        return Type("list", item=inner) if self.collection else inner

    def _root(self) -> Type:
        return self.base if self.parent is None else self.parent._root()  # noqa: SLF001 - its own kind

    def _checked(self, value: object, run: Run) -> object:
        if self.constraint is not None:
            self._admit(self.constraint, value, run)
        return value

    def _one(self, value: object, run: Run) -> object:
        run.charge(2)
        if value is None:
            return None
        if self.members:
            value = self._components(value, run)
        elif self.parent is not None:
            value = self.parent.read(value, run)
        else:
            value = self._simple(value)
        if self.allowed is not None:
            self._admit(self.allowed, value, run)
        return value

    def _components(self, value: object, run: Run) -> object:
        if not isinstance(value, dict):
            raise self._misfit(value)
        read = {
            name: member.read(value.get(name), run) for name, member in self.members.items() if name in value
        }
        return {**value, **read}

    def _simple(self, value: object) -> object:
        if isinstance(value, str) and self.base.name in READERS:
            value = READERS[self.base.name](value)
        fits, converted = self.base.coerce(value)
        if not fits:
            raise self._misfit(value)
        return converted

    def _admit(self, tests: Expression, value: object, run: Run) -> None:
        if tests.evaluate_in({"?": value}, run) is not True:
            raise Null(
                f"{said(value)} is not among the values allowed ({tests.text})",
                f"{said(value)} 不在允许值（{tests.text}）之中",
            )

    def _misfit(self, value: object) -> Null:
        return Null(
            f"{said(value)} is no {self.name}",
            f"{said(value)} 不是{KINDS_ZH.get(self.name) or f' {self.name}'}",
        )


def said(value: object) -> str:
    """A value in a sentence: as FEEL writes it, its beginning where it is long."""
    try:
        written = text([value])[1:-1]
    except FeelLimit:
        return "…"
    return written if len(written) <= LONGEST else written[:LONGEST] + "…"


ANYTHING = ItemType("Any")


def simple(name: str) -> ItemType | None:
    """A type of the language itself, if that is what the reference means."""
    known = SIMPLE.get(name)
    return None if known is None else ItemType(known, Type(known))
