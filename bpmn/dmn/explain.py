"""One evaluation looked at closely: what every decision answered, how every cell of every table answered.

An evaluation that is refused half-way is explained too: what was known until then, and why it ended.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bpmn.dmn.errors import DecisionError
from bpmn.dmn.model import TOO_DEEP, Decision
from bpmn.dmn.scope import Session, TableRun
from bpmn.feel.errors import FeelError, Note
from bpmn.feel.run import Run


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no answer: the element that refused, its line or the expression's, a sentence."""

    element_id: str | None
    line: int | None
    column: int | None
    message: str
    message_zh: str

    @property
    def said(self) -> str:
        """Where and why, in both languages."""
        return str(self) if self.message_zh == self.message else f"{self} · {self.message_zh}"

    def __str__(self) -> str:
        where = [str(part) for part in (self.element_id, self.line, self.column) if part is not None]
        return ": ".join([":".join(where), self.message] if where else [self.message])


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a decision answered, and why.

    `values` are those of the inputs and decisions it asked, by id; `tables` what its tables did, by the
    table's id (the last time, where one was asked several times); `notes` why values are null, by the id
    of the decision in which they became so.
    """

    result: object
    refusal: Refusal | None
    values: Mapping[str, object]
    tables: Mapping[str, TableRun]
    notes: tuple[tuple[str, Note], ...]

    def matched(self, decision: Decision) -> tuple[str, ...]:
        """The rules of a decision's own table that matched."""
        table = decision.table
        run = None if table is None else self.tables.get(table.id)
        return run.matched if run is not None else ()


def explain(
    decision: Decision,
    variables: Mapping[str, object],
    functions: Mapping[str, Callable[..., object]] | None = None,
    now: dt.datetime | None = None,
    refusals: tuple[type[Exception], ...] = (),
) -> Explanation:
    """Evaluate a decision and keep everything; `refusals` are what functions of the host refuse with."""
    session = Session(Run(functions or {}, now, []), decision.strict, variables, explain=True)
    result, refusal = None, None
    try:
        result = decision.ask(session)
    except DecisionError as error:
        found = error.findings[0]
        refusal = Refusal(
            found.element_id, found.line, None, found.message, found.message_zh or found.message
        )
    except FeelError as error:
        refusal = Refusal(session.failed, error.line, error.column, error.message, error.message_zh)
    except RecursionError:
        refusal = Refusal(decision.id, None, None, *TOO_DEEP)
    except refusals as error:
        refusal = Refusal(session.failed, None, None, str(error), str(error))
    session.attribute(session.failed or decision.id)
    return Explanation(
        result,
        refusal,
        {key[1]: value for key, value in session.memo.items()},
        {run.element_id: run for run in session.tables},
        tuple(session.said),
    )
