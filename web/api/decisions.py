"""Decision tables, tried with variables of the caller's."""

from __future__ import annotations

from typing import Any

from flask import Response
from pydantic import Field

from bpmn import feel
from bpmn.dmn.explain import Explanation
from engine.queries import decisions as queries
from web.api import calls
from web.api.shapes import Answer, Body, Variables

decisions = calls.noun("decisions", "Decisions (DMN), as the newest versions have them")


class ByDecision(Answer):
    """A decision of the newest deployment that has it."""

    id: str


class Inputs(Body):
    """What is known."""

    variables: Variables = Field(default_factory=dict)
    explain: bool = Field(False, description="answer how every cell of every table answered, too")


class NullAnswer(Answer):
    """Why a value is null although nobody said null."""

    element_id: str = Field(description="the decision in which it became null")
    line: int = Field(description="in the text of the expression")
    column: int
    message: str
    message_zh: str


class TableAnswer(Answer):
    """What a table did."""

    id: str
    inputs: list[Any] = Field(description="the values of its columns")
    matched: list[str]
    cells: dict[str, list[bool | None]] = Field(description="how each cell answered, by rule")


class ExplanationAnswer(Answer):
    """How it came to the answer."""

    values: dict[str, Any] = Field(description="of the inputs and decisions asked, by id; functions left out")
    tables: list[TableAnswer]
    nulls: list[NullAnswer]


class DecidedAnswer(Answer):
    """What it decided, by which rules, and, where that was asked, how it came to it."""

    result: Any
    matched: list[str] = Field(description="ids of the rules that matched")
    missing: list[str] = Field(description="variables it asks for and was not given: to it they are null")
    unused: list[str] = Field(description="variables it was given and does not ask for")
    explanation: ExplanationAnswer | None


@decisions.post("/decisions/<id>/evaluate", responses={"200": DecidedAnswer})
def evaluate_decision(path: ByDecision, body: Inputs) -> Response:
    """The result and the rules that matched; nothing is kept."""
    found = queries.evaluate(calls.machine(), path.id, body.variables, calls.actor())
    explained = _explanation(found.explanation) if body.explain else None
    return calls.answer(
        DecidedAnswer(
            result=found.result,
            matched=list(found.matched),
            missing=list(found.missing),
            unused=list(found.unused),
            explanation=explained,
        )
    )


def _explanation(found: Explanation) -> ExplanationAnswer:
    return ExplanationAnswer(
        values={
            id_: _json(value) for id_, value in found.values.items() if not isinstance(value, feel.Function)
        },
        tables=[
            TableAnswer(
                id=run.element_id,
                inputs=[_json(value) for value in run.inputs],
                matched=list(run.matched),
                cells={rule: list(answers) for rule, answers in run.cells.items()},
            )
            for run in found.tables.values()
        ],
        nulls=[
            NullAnswer(
                element_id=element_id,
                line=note.line,
                column=note.column,
                message=note.message,
                message_zh=note.message_zh,
            )
            for element_id, note in found.notes
        ],
    )


def _json(value: object) -> Any:
    """The value as JSON; null where it is too large to be answered."""
    try:
        return feel.to_json(value)
    except feel.FeelLimit:
        return None
