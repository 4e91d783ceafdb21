"""Deploying diagrams, decisions and forms."""

from __future__ import annotations

from itertools import chain

from flask import Response, request
from pydantic import Field

from bpmn.findings import Finding as Found
from engine.commands import deployments as commands
from engine.commands.deployments import Deployed
from engine.errors import FieldError
from engine.machine import Engine
from engine.model import Deployment, Json, ProcessDefinition
from engine.queries import definitions
from web import problems
from web.api import calls
from web.api.shapes import Answer, Finding, Paged, Query, Shown
from web.problems import BadRequest, UnsupportedMediaType

deployments = calls.noun("deployments", "Files that were checked and stored together")
XML = {"application/xml", "text/xml"}
BODY = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "properties": {"files": {"type": "array", "items": {"type": "string", "format": "binary"}}},
            }
        },
        "application/xml": {"schema": {"type": "string", "description": "one BPMN file"}},
    },
}


class DeployedProcess(Answer):
    """A version that a deployment brought."""

    id: str
    key: str
    version: int
    name: str


class Resource(Answer):
    """A file of a deployment."""

    name: str
    sha256: str


class DeploymentAnswer(Answer):
    """What was deployed; of a dry run, only what the checks say."""

    id: str | None
    process_definitions: list[DeployedProcess]
    decisions: list[Resource]
    forms: list[Resource]
    findings: list[Finding]
    created_at: Shown | None = None
    created_by: str | None = None
    source: str | None = None

    @classmethod
    def of(cls, one: Deployment | None, findings: tuple[Found, ...] = ()) -> DeploymentAnswer:
        """As the API shows it."""
        files = one.resources if one else ()
        return cls(
            id=one.id if one else None,
            process_definitions=[_process(process) for process in (one.process_definitions if one else ())],
            decisions=[Resource(name=f.name, sha256=f.sha256) for f in files if f.kind == "decision"],
            forms=[Resource(name=f.name, sha256=f.sha256) for f in files if f.kind == "form"],
            findings=[Finding(**problems.finding(found)) for found in findings],
            created_at=one.created_at if one else None,
            created_by=one.created_by if one else None,
            source=one.source if one else None,
        )


class DeploymentsAnswer(Answer):
    """A piece of the list."""

    items: list[DeploymentAnswer]
    next: str | None


class DeployQuery(Query):
    """How."""

    dry_run: bool = Field(False, description="check only, store nothing")


class DeploymentsQuery(Paged):
    """Which piece."""


@deployments.post(
    "/deployments",
    responses={"201": DeploymentAnswer, "200": DeploymentAnswer},
    openapi_extensions={"requestBody": BODY},
)
def deploy(query: DeployQuery) -> Response:
    """Deploy .bpmn, .dmn and .json files, or one BPMN file as application/xml.

    201 with a new version; 200 when it equals the newest one, and for a dry run; 422 with findings.
    """
    files, actor = _files(), calls.actor()
    if query.dry_run:
        return calls.answer(_answer(commands.dry_run(calls.machine(), files, actor)))
    done = calls.once(lambda machine: commands.deploy(machine, files, actor), made=_made)
    return calls.answer(_answer(done), 201 if done.created else 200)


@deployments.get("/deployments", responses={"200": DeploymentsAnswer})
def list_deployments(query: DeploymentsQuery) -> Response:
    """Deployments, the newest first."""
    page = definitions.deployments(calls.machine(), cursor=query.cursor, limit=query.limit)
    return calls.listed(page, DeploymentAnswer.of)


def _answer(done: Deployed) -> DeploymentAnswer:
    return DeploymentAnswer.of(done.deployment, done.findings)


def _made(result: Json) -> Deployed:
    engine: Engine = calls.machine()
    return Deployed(definitions.deployment(engine, str(result)), (), created=True)


def _process(one: ProcessDefinition) -> DeployedProcess:
    return DeployedProcess(id=one.id, key=one.key, version=one.version, name=one.name)


def _files() -> dict[str, bytes]:
    """The files of this request by name."""
    if request.mimetype in XML:
        return {"process.bpmn": request.get_data()}
    if request.mimetype != "multipart/form-data":
        raise UnsupportedMediaType("send files as multipart/form-data, or one BPMN file as application/xml")
    if request.form:
        errors = [FieldError(f"/{name}", "not a file") for name in request.form]
        raise BadRequest("only files are read here", errors)
    files: dict[str, bytes] = {}
    for upload in chain.from_iterable(request.files.listvalues()):
        name = upload.filename or ""
        if not name or name in files:
            raise BadRequest(
                "each file needs a name of its own", [FieldError(f"/{name}", "no name, or twice")]
            )
        files[name] = upload.read()
    return files
