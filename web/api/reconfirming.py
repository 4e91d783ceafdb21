"""An agreement whose text has changed: what changed, and what may be answered."""

from __future__ import annotations

from typing import Any

from flask import Response

from engine.queries import circulations
from engine.queries import reconfirming as queries
from web.api import calls
from web.api.shapes import Answer, ById

reconfirming = calls.noun("reconfirming", "What somebody is asked to confirm because a text changed")


class ChangedAnswer(Answer):
    """A variable that is not what he agreed to."""

    name: str
    before: Any
    now: Any


class ReconfirmAnswer(Answer):
    """What changed since the caller agreed, and what he may answer; of another question nothing."""

    element_id: str | None
    choices: list[str]
    changed: list[ChangedAnswer]


@reconfirming.get("/circulations/<id>/reconfirm", responses={"200": ReconfirmAnswer})
def get_reconfirm(path: ById) -> Response:
    """Without choices he answers in his own words; with them he names one as `choice`."""
    sent = circulations.get(calls.machine(), path.id, calls.actor())
    found = queries.of_circulation(calls.machine(), sent, calls.actor())
    shown = {
        "element_id": found.asked.element_id if found else None,
        "choices": list(found.asked.choices) if found else [],
        "changed": [
            {"name": one.name, "before": one.before, "now": one.now}
            for one in (found.changed if found else ())
        ],
    }
    return calls.answer(ReconfirmAnswer.model_validate(shown))
