"""Decision tables, tried with variables of the caller's."""

from __future__ import annotations

from typing import Any

from flask import Response
from pydantic import Field

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


class DecidedAnswer(Answer):
    """What it decided, and by which rules."""

    result: Any
    matched: list[str] = Field(description="ids of the rules that matched")


@decisions.post("/decisions/<id>/evaluate", responses={"200": DecidedAnswer})
def evaluate_decision(path: ByDecision, body: Inputs) -> Response:
    """The result and the rules that matched; nothing is kept."""
    found = queries.evaluate(calls.machine(), path.id, body.variables)
    return calls.answer(DecidedAnswer(result=found.result, matched=list(found.matched)))
