"""What one may know of what is deployed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine import rights, views
from engine.catalog.version import Version
from engine.errors import NotFound
from engine.machine import Engine
from engine.model import Actor, Deployment, Page, ProcessDefinition
from engine.queries import _cursors
from engine.store import definitions as stored
from engine.store.unit_of_work import AnyRow, View


def get(engine: Engine, version_id: str) -> ProcessDefinition:
    """A version of a process."""
    with engine.reading() as view:
        row = stored.row(view, version_id)
    if row is None:
        raise NotFound("there is no such process definition", code="PROCESS_NOT_FOUND")
    return views.process_definition(row._asdict())


def version(engine: Engine, version_id: str) -> Version:
    """A version, compiled: its diagram, forms and texts."""
    with engine.reading() as view:
        return engine.versions.get(view, version_id)


def latest_version(engine: Engine, key: str) -> Version:
    """The newest version of a process, compiled."""
    with engine.reading() as view:
        return engine.versions.latest(view, key)


def xml(engine: Engine, version_id: str) -> bytes:
    """The diagram as it was deployed."""
    return file(engine, version_id, None)


def file(engine: Engine, version_id: str, name: str | None) -> bytes:
    """A file of a version; its diagram when no name is given."""
    with engine.reading() as view:
        row = stored.row(view, version_id)
        if row is None:
            raise NotFound("there is no such process definition", code="PROCESS_NOT_FOUND")
        content = stored.files(view, row.deployment_id).get(name or row.resource)
    if content is None:
        raise NotFound(f"this version has no file {name!r}", code="FILE_NOT_FOUND")
    return content


def page(
    engine: Engine,
    *,
    key: str | None = None,
    latest: bool = False,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[ProcessDefinition]:
    """Versions by process and falling number."""
    after = _cursors.decode(cursor, str, int)
    limit = _cursors.limited(limit)
    with engine.reading() as view:
        rows = stored.page(view, key=key, latest=latest, after=after, limit=limit + 1)
    shown, more = _cursors.cut(rows, limit)
    last = _cursors.encode(shown[-1].key, shown[-1].version) if more else None
    return Page(tuple(views.process_definition(row._asdict()) for row in shown), last)


def deployments(engine: Engine, *, cursor: str | None = None, limit: int = 50) -> Page[Deployment]:
    """Deployments, the newest first."""
    after = _cursors.decode(cursor, str)
    limit = _cursors.limited(limit)
    with engine.reading() as view:
        rows = stored.deployments(view, before=after[0] if after else None, limit=limit + 1)
        shown, more = _cursors.cut(rows, limit)
        items = tuple(_deployment(view, row) for row in shown)
    return Page(items, _cursors.encode(shown[-1].id) if more else None)


def deployment(engine: Engine, deployment_id: str) -> Deployment:
    """One deployment."""
    with engine.reading() as view:
        row = stored.deployment_row(view, deployment_id)
        if row is None:
            raise NotFound("there is no such deployment", code="DEPLOYMENT_NOT_FOUND")
        return _deployment(view, row)


def _deployment(view: View, row: AnyRow) -> Deployment:
    versions = [found._asdict() for found in stored.versions_of(view, row.id)]
    resources = [found._asdict() for found in stored.resources_of(view, row.id)]
    return views.deployment(row._asdict(), versions, resources)


@dataclass(frozen=True, slots=True)
class Kept:
    """A folder whose files are not the newest version, because a designer's came after it."""

    key: str
    version: int
    source: str


def startable(engine: Engine, actor: Actor) -> Sequence[ProcessDefinition]:
    """The processes this person may start, newest versions, by name."""
    with engine.reading() as view:
        rows = stored.latest(view)
        found = [
            views.process_definition(row._asdict())
            for row in rows
            if rights.may_start(engine.versions.get(view, row.id), actor)
            and engine.versions.get(view, row.id).has_plain_start
        ]
    return sorted(found, key=lambda one: one.name)


def kept_from_designers(engine: Engine) -> Sequence[Kept]:
    """Folders that were not deployed because a designer's version is newer."""
    found = []
    with engine.reading() as view:
        for key, folder in sorted(engine.folders.items()):
            latest_id = stored.latest_id(view, key)
            latest = stored.row(view, latest_id) if latest_id else None
            if latest and latest.source != "folder" and latest.content_hash != folder.content_hash:
                found.append(Kept(key, latest.version, latest.source))
    return found
