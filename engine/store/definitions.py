"""Deployed versions: what is asked of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import and_, bindparam, or_, select, update

from engine.store.tables.definitions import deployment, process_definition, resource
from engine.store.unit_of_work import AnyRow, UnitOfWork, View

_p = process_definition.c
_BY_ID = select(process_definition).where(_p.id == bindparam("id"))
_LATEST_ID = select(_p.id).where(_p.key == bindparam("key"), _p.latest)
_NUMBERED_ID = select(_p.id).where(_p.key == bindparam("key"), _p.version == bindparam("number"))
_FILES = select(resource.c.name, resource.c.content).where(
    resource.c.deployment_id == bindparam("deployment_id")
)


def row(view: View, version_id: str) -> AnyRow | None:
    """A version's row."""
    return view.row(_BY_ID, id=version_id)


def latest_id(view: View, key: str) -> str | None:
    """The id of a process's newest version."""
    found: str | None = view.value(_LATEST_ID, key=key)
    return found


def numbered_id(view: View, key: str, number: int) -> str | None:
    """The id of a certain version."""
    found: str | None = view.value(_NUMBERED_ID, key=key, number=number)
    return found


def files(view: View, deployment_id: str) -> dict[str, bytes]:
    """The files of a deployment by name."""
    return {row.name: row.content for row in view.rows(_FILES, deployment_id=deployment_id)}


def latest(view: View) -> Sequence[AnyRow]:
    """The newest version of every process, by key."""
    return view.rows(select(process_definition).where(_p.latest).order_by(_p.key))


def page(
    view: View, *, key: str | None, latest: bool, after: tuple[str, int] | None, limit: int
) -> Sequence[AnyRow]:
    """Versions by process and falling number; ``after`` is key and version of the last one seen."""
    statement = select(process_definition).order_by(_p.key, _p.version.desc()).limit(limit)
    if key is not None:
        statement = statement.where(_p.key == key)
    if latest:
        statement = statement.where(_p.latest)
    if after is not None:
        last_key, number = after
        statement = statement.where(or_(_p.key > last_key, and_(_p.key == last_key, _p.version < number)))
    return view.rows(statement)


def last_from_folder(view: View, key: str) -> AnyRow | None:
    """The newest version that came from a folder."""
    return view.row(
        select(process_definition)
        .where(_p.key == key, _p.source == "folder")
        .order_by(_p.version.desc())
        .limit(1)
    )


def all_keys(view: View) -> frozenset[str]:
    """Every process that was ever deployed."""
    return frozenset(key for (key,) in view.rows(select(_p.key).where(_p.latest)))


def hold_key(uow: UnitOfWork, key: str) -> AnyRow | None:
    """The newest version of a process, locked, so that two deployments cannot take one number."""
    return uow.row(select(process_definition).where(_p.key == key, _p.latest).with_for_update())


def add_deployment(uow: UnitOfWork, row: Mapping[str, Any], resources: Iterable[Mapping[str, Any]]) -> None:
    """Store a deployment and its files."""
    uow.execute(deployment.insert(), dict(row))
    uow.execute(resource.insert(), [dict(r) for r in resources])


def add_version(uow: UnitOfWork, row: Mapping[str, Any]) -> None:
    """Store a version; it becomes the newest."""
    uow.execute(update(process_definition).where(_p.key == row["key"], _p.latest).values(latest=False))
    uow.execute(process_definition.insert(), dict(row))


def deployments(view: View, *, before: str | None, limit: int) -> Sequence[AnyRow]:
    """Deployments, the newest first; `before` is an id of the piece before."""
    statement = (
        select(deployment).order_by(deployment.c.created_at.desc(), deployment.c.id.desc()).limit(limit)
    )
    if before is not None:
        at = select(deployment.c.created_at).where(deployment.c.id == before).scalar_subquery()
        statement = statement.where(
            (deployment.c.created_at < at) | ((deployment.c.created_at == at) & (deployment.c.id < before))
        )
    return view.rows(statement)


def deployment_row(view: View, deployment_id: str) -> AnyRow | None:
    """A deployment."""
    return view.row(select(deployment).where(deployment.c.id == deployment_id))


def keys_with_resource(view: View, names: Sequence[str]) -> Sequence[str]:
    """Processes whose newest version has a file of one of these names."""
    r = resource.c
    statement = (
        select(_p.key)
        .join(resource, r.deployment_id == _p.deployment_id)
        .where(_p.latest, r.name.in_(names))
        .distinct()
        .order_by(_p.key)
    )
    return [row.key for row in view.rows(statement)]


def versions_of(view: View, deployment_id: str) -> Sequence[AnyRow]:
    """The process versions of one deployment."""
    return view.rows(select(process_definition).where(_p.deployment_id == deployment_id).order_by(_p.key))


def resources_of(view: View, deployment_id: str) -> Sequence[AnyRow]:
    """Names, kinds and hashes of a deployment's files."""
    r = resource.c
    return view.rows(
        select(r.name, r.kind, r.sha256).where(r.deployment_id == deployment_id).order_by(r.name)
    )
