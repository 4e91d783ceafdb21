"""Why something waits, as the API says it: the facts, and the sentence in the caller's language."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from engine.queries.waiting import Waiting
from web import waiting
from web.api.shapes import Answer, Shown


class EscalationAnswer(Answer):
    """The next rung of the ladder."""

    level: str
    at: Shown


class WaitingAnswer(Answer):
    """One reason."""

    kind: Literal[
        "incident", "failed_job", "person", "job", "external_job", "timer", "message", "signal", "other"
    ]
    element_id: str
    user_task: str | None
    assignee: str | None
    candidate_groups: list[str]
    candidate_users: list[str]
    since: Shown
    working_minutes: int = Field(description="since then, while the office was open")
    opened_at: Shown | None
    due_at: Shown | None = Field(description="of a timer: when it fires; of a job: when it is tried")
    escalation: EscalationAnswer | None
    text: str = Field(description="the sentence, in the language of the caller")

    @classmethod
    def of(cls, one: Waiting, process_key: str) -> WaitingAnswer:
        """As the API shows it."""
        task, rung = one.task, one.escalation
        return cls(
            kind=one.kind,  # type: ignore[arg-type]  # one of ORDER
            element_id=one.element_id,
            user_task=task.id if task else None,
            assignee=task.assignee if task else None,
            candidate_groups=list(task.candidate_groups) if task else [],
            candidate_users=list(task.candidate_users) if task else [],
            since=one.since,
            working_minutes=int(one.worked.total_seconds() // 60),
            opened_at=task.opened_at if task else None,
            due_at=one.due_at,
            escalation=EscalationAnswer(level=rung[0], at=rung[1]) if rung else None,
            text=waiting.sentence(one, process_key),
        )
