"""Several tasks are approved with one decision and one opinion, where their diagrams allow it."""

from __future__ import annotations

from typing import Any, Literal

from flask import Response
from pydantic import Field

from engine.commands import bulk as commands
from engine.commands.bulk import Chosen, Handled
from web import current, problems
from web.api import calls, previews
from web.api.previews import PreviewAnswer, Previewing
from web.api.process_instances import ProcessInstanceAnswer
from web.api.shapes import Answer, Body, Text

bulk = calls.noun("bulk", "Several tasks are approved at once")


class ChosenTask(Body):
    """A task, and its version as the caller looked at it."""

    id: Text
    revision: int | None = Field(None, ge=1, description="of its ETag; an older one is refused")
    answer: Text | None = Field(None, description="of those that approve, where the diagram names several")


class Approval(Body):
    """Which tasks, and what is said of all of them."""

    tasks: list[ChosenTask] = Field(min_length=1, max_length=commands.MOST)
    opinion: str = Field("", max_length=2000)


class HandledAnswer(Answer):
    """What became of one of them, or would."""

    user_task: str
    state: Literal["completed", "already_completed", "possible", "refused"] = Field(
        description="already_completed: the caller had handed it in before, with this answer and opinion"
    )
    process_instance: ProcessInstanceAnswer | None = Field(description="the matter after it")
    preview: PreviewAnswer | None = Field(description="what would happen")
    problem: dict[str, Any] | None = Field(description="why it was refused; it stayed as it was")


class HandledAnswers(Answer):
    """Each of them, in the order they were named."""

    items: list[HandledAnswer]


@bulk.post("/user-tasks/approve", responses={"200": HandledAnswers})
def approve_user_tasks(query: Previewing, body: Approval) -> Response:
    """Approve each, as if it were handed in alone: one that is refused says why, the others are done.

    Sent again, with a key it answers the same. Without one, or after it died half way, what the caller had
    approved so already is `already_completed`: nothing is done twice, and nothing is refused for it.
    """
    chosen = [Chosen(one.id, one.revision, one.answer) for one in body.tasks]
    act = commands.foretell if query.preview else commands.approve
    found = act(current.engine(), chosen, body.opinion, calls.actor())
    return calls.answer(HandledAnswers(items=[_answer(one) for one in found]))


def _answer(one: Handled) -> HandledAnswer:
    return HandledAnswer.model_validate(
        {
            "user_task": one.task_id,
            "state": _state(one),
            "process_instance": ProcessInstanceAnswer.of(one.matter) if one.matter is not None else None,
            "preview": previews.shown(one.foretold) if one.foretold is not None else None,
            "problem": problems.told(one.refusal) if one.refusal is not None else None,
        }
    )


def _state(one: Handled) -> str:
    if one.refusal is not None:
        return "refused"
    if one.matter is None:
        return "possible"
    return "already_completed" if one.is_before else "completed"
