"""What the editor is told: lists to choose from, findings, whether somebody else published meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, request

from bpmn.diagram import Diagram
from bpmn.findings import DiagramError, Finding
from engine import json
from engine.commands.deployments import Deployed
from engine.errors import EngineError, InvalidDeployment, Stale
from engine.model import ProcessDefinition
from engine.office import numbering
from engine.queries import definitions
from web import current, naming, people, problems, refusals

Entry = dict[str, str]


def of_editor() -> dict[str, list[Entry]]:
    """Everything a diagram may refer to, with names a person knows (web/islands/README.md)."""
    engine = current.engine()
    newest = definitions.page(engine, latest=True, limit=200).items
    versions = [definitions.version(engine, one.id) for one in newest]
    forms = {key: form.title for version in versions for key, form in version.compiled.forms.items()}
    decisions = {key: key for version in versions for key in version.compiled.decisions}
    groups = sorted(engine.desk.directory.known_groups(current.today()))
    return {
        "forms": _entries(forms),
        "groups": [_entry(key, people.group_name(key)) for key in groups],
        "decisions": _entries(decisions),
        "handlers": [_entry(key, key) for key in sorted(engine.handlers)],
        "processes": [_entry(one.key, naming.process_name(one.key)) for one in newest],
        "policies": [_entry(policy.key, policy.key) for policy in engine.desk.policies],
        "books": [_entry(book.code, book.name) for book in numbering.books().values()],
    }


def diagram_sent() -> Mapping[str, bytes]:
    """The diagram in the body, as a file named after its process."""
    content = request.get_data()
    try:
        processes = Diagram.read(content).processes
    except DiagramError as error:
        raise InvalidDeployment(error.findings) from error
    executable = [one.id for one in processes if one.is_executable] or [one.id for one in processes]
    return {f"{executable[0] if executable else 'diagram'}.bpmn": content}


def etag(newest: ProcessDefinition) -> str:
    """The mark of the newest version, as the editor sends it back."""
    return f'"{newest.id}"'


def refuse_if_newer(files: Mapping[str, bytes]) -> None:
    """Refuse to publish over what somebody else published since the editor was opened."""
    said = request.headers.get("If-Match")
    if said in {None, "*"}:
        return
    for name in files:
        found = definitions.page(current.engine(), key=name.removesuffix(".bpmn"), limit=1).items
        if found and etag(found[0]) != said:
            raise Stale(f"version {found[0].version} was published meanwhile")


def deployed(done: Deployed, status: int) -> Response:
    """What came of it, as the API says it."""
    found = done.deployment.process_definitions if done.deployment else ()
    body = {
        "process_definitions": [
            {"id": one.id, "key": one.key, "version": one.version, "name": one.name} for one in found
        ],
        "findings": [_finding(one) for one in done.findings],
    }
    return Response(json.dump(body), status, mimetype="application/json")


def problem(error: EngineError) -> Response:
    """A refusal as problem+json, with the findings if there are any."""
    status = problems.status_of(error)
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": error.message,
        "status": status,
        "detail": refusals.said(error),
        "code": error.code,
    }
    if isinstance(error, InvalidDeployment):
        body["findings"] = [_finding(one) for one in error.findings]
    return Response(json.dump(body), status, mimetype="application/problem+json")


def _finding(one: object) -> dict[str, Any]:
    if not isinstance(one, Finding):
        return {"rule": "", "severity": "error", "element_id": None, "message": str(one)}
    zh = naming.is_chinese() and getattr(one, "message_zh", None)
    return {
        "rule": one.rule,
        "severity": one.severity,
        "element_id": one.element_id,
        "message": zh or one.message,
        "file": one.file,
        "line": one.line,
    }


def _entries(found: Mapping[str, str]) -> list[Entry]:
    return [_entry(key, label) for key, label in sorted(found.items())]


def _entry(key: str, label: str) -> Entry:
    return {"key": key, "label": label} if label != key else {"key": key}
