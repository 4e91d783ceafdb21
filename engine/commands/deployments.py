"""Deploy files: checked whole, stored whole, numbered, never changed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from bpmn.findings import Finding
from engine import views
from engine.catalog import gate
from engine.catalog.folder import Folder, content_hash, kind_of
from engine.catalog.gate import CheckedProcess
from engine.commands import _starts
from engine.commands._record import Act, record_system
from engine.errors import Forbidden, InvalidDeployment, NotFound
from engine.machine import Engine
from engine.model import SYSTEM, Actor, Deployment, Json, new_id
from engine.store import definitions as stored
from engine.store.unit_of_work import AnyRow, Record, UnitOfWork, View

_DEPLOYING = "deployment"
"""What a deployment takes over from the one before must still be the newest when it is stored."""


@dataclass(frozen=True, slots=True)
class Deployed:
    """What a deployment led to. ``created`` is false when the same content was the newest already."""

    deployment: Deployment | None  # None for a dry run
    findings: tuple[Finding, ...]
    created: bool


@dataclass(frozen=True, slots=True)
class _Plan:
    """A whole set of files, the processes in it, and what the checks say."""

    files: Mapping[str, bytes]
    checked: gate.Checked
    same_as: str | None  # the deployment that has just these files and is the newest


def deploy(
    engine: Engine, files: Mapping[str, bytes], actor: Actor, *, source: str = "api", note: str = ""
) -> Deployed:
    """Check and store files as the newest version of their processes.

    What a process had before and the files do not bring is taken over from its newest version. Refused
    with ``InvalidDeployment`` and the findings; then nothing is stored.
    """
    _refuse_unless_designer(actor)
    with engine.work() as uow:
        uow.meet(_DEPLOYING, alone=True)
        plan = _plan(engine, uow, files)
        errors = [f for f in plan.checked.findings if f.severity == "error"]
        if errors:
            raise InvalidDeployment(plan.checked.findings)
        if plan.same_as is not None:
            uow.result = plan.same_as
            return Deployed(_view(uow, plan.same_as), plan.checked.findings, created=False)
        uow.result = deployment_id = _store(engine, uow, plan, actor, source, note)
        return Deployed(_view(uow, deployment_id), plan.checked.findings, created=True)


def dry_run(engine: Engine, files: Mapping[str, bytes], actor: Actor) -> Deployed:
    """Everything `deploy` would check, and nothing stored; refused the same way."""
    _refuse_unless_designer(actor)
    with engine.reading() as view:
        plan = _plan(engine, view, files)
    if any(f.severity == "error" for f in plan.checked.findings):
        raise InvalidDeployment(plan.checked.findings)
    return Deployed(None, plan.checked.findings, created=False)


def publish_again(engine: Engine, version_id: str, actor: Actor) -> Deployed:
    """An earlier version's files become the newest version."""
    with engine.reading() as view:
        row = stored.row(view, version_id)
        if row is None:
            raise NotFound("there is no such process definition", code="PROCESS_NOT_FOUND")
        files = stored.files(view, row.deployment_id)
    return deploy(engine, files, actor, source="studio", note=f"{row.key} {row.version}")


@dataclass(frozen=True, slots=True)
class FolderNews:
    """What became of one folder at start."""

    key: str
    happened: str  # deployed, unchanged, kept (a designer's newer version stays)
    version: int


def deploy_folders(engine: Engine) -> list[FolderNews]:
    """Deploy every folder that differs from what was last deployed from it.

    Where a newer version came from elsewhere meanwhile (a designer's), that one stays.
    """
    return [_deploy_folder(engine, found) for _, found in sorted(engine.folders.items())]


def _deploy_folder(engine: Engine, found: Folder) -> FolderNews:
    with engine.reading() as view:
        latest_id = stored.latest_id(view, found.key)
        latest = stored.row(view, latest_id) if latest_id else None
        last = stored.last_from_folder(view, found.key)
    if latest is not None and last is not None and _is_same(last, found.content_hash):
        happened = "unchanged" if latest.id == last.id else "kept"
        return FolderNews(found.key, happened, latest.version)
    if latest is not None and latest.source != "folder":
        return FolderNews(found.key, "kept", latest.version)
    done = deploy(engine, found.files, SYSTEM, source="folder", note=found.key)
    if done.deployment is None:
        raise AssertionError("a deployment answers what it stored")
    version = next(p.version for p in done.deployment.process_definitions if p.key == found.key)
    return FolderNews(found.key, "deployed" if done.created else "unchanged", version)


def _is_same(row: AnyRow, whole_hash: str) -> bool:
    """Whether a version has these files, and reads them as one that is deployed now would."""
    return bool(row.typed_dates) and row.content_hash == whole_hash


def _view(view: View, deployment_id: str) -> Deployment:
    row = stored.deployment_row(view, deployment_id)
    if row is None:
        raise AssertionError("a deployment that was just read or written is there")
    versions = [found._asdict() for found in stored.versions_of(view, deployment_id)]
    resources = [found._asdict() for found in stored.resources_of(view, deployment_id)]
    return views.deployment(row._asdict(), versions, resources)


def _refuse_unless_designer(actor: Actor) -> None:
    if not actor.is_designer and actor is not SYSTEM:
        raise Forbidden("only designers deploy", code="DESIGNERS_ONLY")


def _plan(engine: Engine, view: View, files: Mapping[str, bytes]) -> _Plan:
    named = _placed(engine, files)
    keys, decided = gate.process_keys(named), gate.decision_keys(named)
    whole: dict[str, bytes] = {}
    replaced: set[str] = set()
    bases: dict[str, str] = {}
    for key in keys or _owners(view, named):
        latest_id = stored.latest_id(view, key)
        if latest_id is None:
            continue
        row = stored.row(view, latest_id)
        if row is None:
            continue
        bases[key] = row.deployment_id
        whole |= stored.files(view, row.deployment_id)
        if key in keys:
            replaced.add(row.resource)
    replaced |= {name for name in whole if not decided.isdisjoint(gate.decision_keys({name: whole[name]}))}
    whole = {name: content for name, content in whole.items() if name not in replaced} | named
    checked = gate.check(whole, engine.known(view))
    same = set(bases.values())
    whole_hash = content_hash(whole)
    rows = [stored.row(view, v) for v in _latest_ids(view, bases)]
    alike = all(row is not None and _is_same(row, whole_hash) for row in rows)
    unchanged = len(same) == 1 and alike and set(bases) == set(checked.processes)
    return _Plan(whole, checked, same.pop() if unchanged else None)


def _latest_ids(view: View, keys: Mapping[str, str]) -> list[str]:
    return [found for key in keys if (found := stored.latest_id(view, key))]


def _placed(engine: Engine, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files under the names they have in a folder, or findings about what cannot be deployed."""
    placed: dict[str, bytes] = {}
    findings = []
    for name, content in files.items():
        kind = kind_of(name)
        if kind is None or not name.isprintable():
            findings.append(_finding("file.kind", name, "only .bpmn, .dmn and .json files can be deployed"))
        elif len(content) > engine.settings.deployment_bytes:
            limit = engine.settings.deployment_bytes
            findings.append(_finding("file.size", name, f"larger than {limit} bytes"))
        else:
            place = _place(kind, PurePosixPath(name.replace("\\", "/")).name)
            if place in placed:
                findings.append(_finding("file.twice", name, f"there are two files {place}; rename one"))
            placed[place] = content
    if not files:
        findings.append(_finding("file.none", "", "there is no file to deploy"))
    if findings:
        raise InvalidDeployment(findings)
    return placed


def _place(kind: str, name: str) -> str:
    return f"{kind}s/{name}" if kind in {"form", "decision", "ledger"} else name


def _finding(rule: str, file: str, message: str) -> Finding:
    return Finding(rule, "error", None, message, file=file)


def _owners(view: View, named: Mapping[str, bytes]) -> Sequence[str]:
    """Processes whose newest version has a file of one of these names: a form alone belongs to them."""
    return stored.keys_with_resource(view, tuple(named))


def _store(engine: Engine, uow: UnitOfWork, plan: _Plan, actor: Actor, source: str, note: str) -> str:
    now = engine.clock.now()
    deployment_id = new_id()
    resources = [
        {
            "deployment_id": deployment_id,
            "name": name,
            "kind": kind_of(name),
            "sha256": hashlib.sha256(content).hexdigest(),
            "content": content,
        }
        for name, content in sorted(plan.files.items())
    ]
    row = {"id": deployment_id, "created_at": now, "created_by": actor.login, "source": source, "note": note}
    stored.add_deployment(uow, row, resources)
    whole_hash = content_hash(plan.files)
    for key, process in sorted(plan.checked.processes.items()):
        before = stored.hold_key(uow, key)
        number = before.version + 1 if before else 1
        version = _version(row, key, process, number, whole_hash)
        stored.add_version(uow, version)
        _starts.replace(uow, engine.versions.get(uow, version["id"]), now)
        data: dict[str, Json] = {"version": number, "hash": whole_hash, "source": source}
        record_system(uow, Act(actor, "process_definition.deploy", f"process_definition:{key}", data), now)
    return deployment_id


def _version(deployment: Record, key: str, process: CheckedProcess, number: int, whole_hash: str) -> Record:
    return {
        "id": new_id(),
        "deployment_id": deployment["id"],
        "key": key,
        "version": number,
        "name": process.name,
        "resource": process.file,
        "content_hash": whole_hash,
        "source": deployment["source"],
        "typed_dates": True,
        "startable_by": list(process.startable_by),
        "latest": True,
        "created_at": deployment["created_at"],
        "created_by": deployment["created_by"],
    }
