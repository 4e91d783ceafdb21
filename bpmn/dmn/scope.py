"""One evaluation of a decision: what it has computed, which rules matched, what is strict."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bpmn.dmn.types import ItemType
from bpmn.feel.errors import Note, Null
from bpmn.feel.run import Run

Scope = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class TableRun:
    """What a decision table did: its inputs, and for each rule how each cell answered.

    A cell that answered neither yes nor no has the reason in `notes`, by rule and column.
    """

    element_id: str
    inputs: tuple[object, ...]
    matched: tuple[str, ...]
    cells: Mapping[str, tuple[bool | None, ...]]
    notes: Mapping[tuple[str, int], Note]


Key = tuple[str, str]


@dataclass(slots=True)
class Session:
    """What an evaluation shares between the decisions it needs.

    `memo` holds the values of decisions and inputs that are known, by namespace and id. When it is to be
    explained, `said` has every note of the trace with the element that caused it, and `failed` is the
    element in which the evaluation was refused.
    """

    run: Run
    strict: bool
    variables: Scope
    explain: bool = False
    memo: dict[Key, object] = field(default_factory=dict)
    tables: list[TableRun] = field(default_factory=list)
    said: list[tuple[str, Note]] = field(default_factory=list)
    failed: str | None = None

    def attribute(self, element_id: str) -> None:
        """The notes nobody has yet are this element's."""
        if self.explain:
            new = (self.run.trace or [])[len(self.said) :]
            self.said.extend((element_id, note) for note in new)

    def inside(self, memo: dict[Key, object]) -> Session:
        """The evaluation of a decision service: it knows nothing but what it was given."""
        return Session(self.run, self.strict, {}, self.explain, memo, self.tables, self.said)


Boxed = Callable[[Scope, Session], object]
"""A boxed expression, compiled: its value for the variables of a scope."""


def typed(session: Session, type_: ItemType | None, value: object) -> object:
    """The value as the type; null, with a note, when it does not belong to it."""
    if type_ is None or value is None:
        return value
    try:
        return type_.read(value, session.run)
    except Null as null:
        session.run.null((1, 1), null.message, null.message_zh)
        return None
