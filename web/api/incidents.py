"""What broke and waits for a person."""

from __future__ import annotations

from typing import Literal

from flask import Response

from engine.commands import incidents as commands
from engine.model import Incident
from engine.queries import jobs as queries
from web.api import calls
from web.api.process_instances import ProcessInstanceAnswer, once
from web.api.shapes import Answer, Body, ById, Paged, Reason, Shown, Variables

incidents = calls.noun("incidents", "What broke and waits for a person")


class IncidentAnswer(Answer):
    """What broke, and where."""

    id: str
    process_instance: str
    process: str
    title: str
    element_id: str
    cause: str
    detail: str
    job: str | None
    state: Literal["open", "resolved"]
    created_at: Shown
    resolved_at: Shown | None
    resolved_by: str | None
    resolution: str | None

    @classmethod
    def of(cls, one: Incident) -> IncidentAnswer:
        """As the API shows it."""
        return cls(
            id=one.id,
            process_instance=one.process_instance_id,
            process=one.process_key,
            title=one.title,
            element_id=one.element_id,
            cause=one.cause,
            detail=one.detail,
            job=one.job_id,
            state="open" if one.resolved_at is None else "resolved",
            created_at=one.created_at,
            resolved_at=one.resolved_at,
            resolved_by=one.resolved_by,
            resolution=one.resolution,
        )


class IncidentsAnswer(Answer):
    """A piece of the list."""

    items: list[IncidentAnswer]
    next: str | None


class IncidentsQuery(Paged):
    """Which incidents; without `process_instance` managers only."""

    process_instance: str | None = None
    state: Literal["open", "any"] = "open"


class Resolution(Body):
    """What to do about it."""

    action: Literal["retry", "skip"]
    reason: Reason
    variables: Variables | None = None


@incidents.get("/incidents", responses={"200": IncidentsAnswer})
def list_incidents(query: IncidentsQuery) -> Response:
    """Incidents, the newest first."""
    page = queries.incidents_page(
        calls.machine(),
        calls.actor(),
        open_only=query.state == "open",
        process_instance=query.process_instance,
        cursor=query.cursor,
        limit=query.limit,
    )
    return calls.listed(page, IncidentAnswer.of)


@incidents.post("/incidents/<id>/resolve", responses={"200": ProcessInstanceAnswer})
def resolve_incident(path: ById, body: Resolution) -> Response:
    """Try the step again, with variables corrected if need be, or go past it; managers only."""
    actor = calls.actor()
    matter = once(
        lambda machine: commands.resolve(
            machine, path.id, body.action, body.reason, actor, variables=body.variables
        )
    )
    return calls.answer(ProcessInstanceAnswer.of(matter), tag=matter.revision)
