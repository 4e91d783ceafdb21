"""Deployed versions of processes."""

from __future__ import annotations

from flask import Response
from pydantic import Field

from engine.model import ProcessDefinition
from engine.queries import definitions
from web.api import calls
from web.api.shapes import Answer, ById, Paged, Shown

process_definitions = calls.noun("process-definitions", "Processes in numbered versions that never change")


class ProcessDefinitionAnswer(Answer):
    """A numbered version of a process."""

    id: str
    key: str
    version: int
    name: str
    latest: bool
    deployment: str
    source: str
    startable_by: list[str]
    created_at: Shown
    created_by: str

    @classmethod
    def of(cls, one: ProcessDefinition) -> ProcessDefinitionAnswer:
        """As the API shows it."""
        return cls(
            id=one.id,
            key=one.key,
            version=one.version,
            name=one.name,
            latest=one.latest,
            deployment=one.deployment_id,
            source=one.source,
            startable_by=list(one.startable_by),
            created_at=one.created_at,
            created_by=one.created_by,
        )


class ProcessDefinitionsAnswer(Answer):
    """A piece of the list."""

    items: list[ProcessDefinitionAnswer]
    next: str | None


class ProcessDefinitionsQuery(Paged):
    """Which versions."""

    key: str | None = None
    latest: bool = Field(False, description="the newest version of each only")


@process_definitions.get("/process-definitions", responses={"200": ProcessDefinitionsAnswer})
def list_process_definitions(query: ProcessDefinitionsQuery) -> Response:
    """Versions, by process and falling number."""
    page = definitions.page(
        calls.machine(), key=query.key, latest=query.latest, cursor=query.cursor, limit=query.limit
    )
    return calls.listed(page, ProcessDefinitionAnswer.of)


@process_definitions.get("/process-definitions/<id>", responses={"200": ProcessDefinitionAnswer})
def get_process_definition(path: ById) -> Response:
    """One version."""
    return calls.answer(ProcessDefinitionAnswer.of(definitions.get(calls.machine(), path.id)))


@process_definitions.get(
    "/process-definitions/<id>/xml",
    responses={"200": {"content": {"application/xml": {"schema": {"type": "string"}}}}},
)
def get_process_definition_xml(path: ById) -> Response:
    """Its diagram as it was deployed."""
    return Response(definitions.xml(calls.machine(), path.id), mimetype="application/xml")
