"""Types as `instance of`, parameters and decisions name them: does a value belong, can it become one.

A type is a predicate with a name; `list<number>`, `range<date>`, `context<a: string>` and
`function<number> -> string` are built from others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bpmn.feel import temporal
from bpmn.feel.values import Charge, Function, Meter, Range, kind

SIMPLE = {
    "Any": "Any",
    "any": "Any",
    "Null": "null",
    "null": "null",
    "number": "number",
    "string": "string",
    "boolean": "boolean",
    "date": "date",
    "time": "time",
    "date and time": "date and time",
    "dateTime": "date and time",
    "days and time duration": "days and time duration",
    "dayTimeDuration": "days and time duration",
    "years and months duration": "years and months duration",
    "yearMonthDuration": "years and months duration",
    "list": "list",
    "context": "context",
    "range": "range",
    "function": "function",
}


@dataclass(frozen=True, slots=True)
class Type:
    """A type. `name` is a simple type's, or list, range, context, function with what they hold."""

    name: str
    item: Type | None = None
    members: Mapping[str, Type] = field(default_factory=dict)
    parameters: tuple[Type, ...] | None = None

    def holds(self, value: object, charge: Charge | None = None) -> bool:
        """Whether the value is of this type. Null is of the type Null only."""
        if self.name == "Any":
            return value is not None
        if kind(value) != self.name:
            return False
        if isinstance(value, Range):
            return self.item is None or all(
                self.item.holds(end) for end in (value.start, value.end) if end is not None
            )
        if isinstance(value, Function):
            wanted, given = self.parameters, value.parameters
            return wanted is None or given is None or len(wanted) == len(given)
        charge = charge or Meter().charge
        if self.item is not None and isinstance(value, list | tuple):
            charge(len(value))
            return all(item is None or self.item.holds(item, charge) for item in value)
        if isinstance(value, Mapping):
            charge(len(self.members))
            return all(
                name in value and (value[name] is None or member.holds(value[name], charge))
                for name, member in self.members.items()
            )
        return True

    def coerce(self, value: object) -> tuple[bool, object]:
        """The value as this type, by the standard's implicit conversions; False when there is none."""
        if value is None or self.holds(value):
            return True, value
        if self.name == "list":
            fits, item = (True, value) if self.item is None else self.item.coerce(value)
            return fits and not isinstance(value, list), [item]
        if isinstance(value, list) and len(value) == 1:
            return self.coerce(value[0])
        if self.name == "date and time" and kind(value) == "date":
            return True, temporal.midnight(value, UTC_MOMENT)
        return False, None

    def __str__(self) -> str:
        if self.item is not None:
            return f"{self.name}<{self.item}>"
        if self.members:
            return "context<" + ", ".join(f"{name}: {type_}" for name, type_ in self.members.items()) + ">"
        return self.name


ANY = Type("Any")
UTC_MOMENT = temporal.parse_datetime("1970-01-01T00:00:00Z")
