"""Ask a deployed decision."""

from __future__ import annotations

from dataclasses import dataclass

from bpmn import dmn, feel
from engine import json
from engine.errors import NotFound, Rejected
from engine.machine import Engine
from engine.model import Json, Variables
from engine.store import definitions as stored


@dataclass(frozen=True, slots=True)
class Decided:
    """What it answered, and the rules that matched."""

    result: Json
    matched: tuple[str, ...]


def evaluate(engine: Engine, decision_id: str, variables: Variables) -> Decided:
    """Ask the decision of the newest deployment that has it; the office's functions are known to it."""
    now = engine.clock.now()
    values = json.checked(variables, bytes_each=engine.settings.variable_bytes)
    decision = _newest(engine, decision_id)
    try:
        found = decision.evaluate(values, functions=engine.functions(now), now=now)
        result = feel.to_json(found.result)
    except (dmn.DmnError, feel.FeelError) as error:
        raise Rejected(f"the decision has no answer: {error}", code="DECISION_FAILED") from error
    return Decided(result, found.matched)  # type: ignore[arg-type]  # to_json answers JSON


def _newest(engine: Engine, decision_id: str) -> dmn.Decision:
    with engine.reading() as view:
        for row in sorted(stored.latest(view), key=lambda one: one.created_at, reverse=True):
            found = engine.versions.get(view, row.id).compiled.decisions.get(decision_id)
            if found is not None:
                return found
    raise NotFound(f"there is no decision {decision_id!r}", code="DECISION_NOT_FOUND")
