"""Rows become the frozen views that leave the machine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine.model import (
    Deployment,
    HistoryItem,
    Incident,
    Job,
    Outcome,
    ProcessDefinition,
    ProcessInstance,
    Resource,
    UserTask,
)


def process_instance(row: Mapping[str, Any]) -> ProcessInstance:
    """A matter."""
    outcome = Outcome(kind=row["outcome_kind"], code=row["outcome_code"]) if row["outcome_kind"] else None
    return ProcessInstance(
        id=row["id"],
        process_definition_id=row["process_definition_id"],
        process_key=row["process_key"],
        version=row["definition_version"],
        business_key=row["business_key"],
        title=row["title"],
        state=row["state"],
        outcome=outcome,
        waiting_at=tuple(row["waiting_at"]),
        started_by=row["started_by"],
        started_at=row["started_at"],
        ended_at=row["ended_at"],
        due_at=row["due_at"],
        revision=row["revision"],
    )


def user_task(row: Mapping[str, Any], candidates: Iterable[str] = ()) -> UserTask:
    """A task; ``candidates`` are given when there are several."""
    offered = [row["offered_to"]] if row["offered_to"] is not None else sorted(candidates)
    groups = tuple(name for name in offered if not name.startswith("@"))
    users = tuple(name.removeprefix("@") for name in offered if name.startswith("@"))
    return UserTask(
        id=row["id"],
        process_instance_id=row["process_instance_id"],
        process_key=row["process_key"],
        element_id=row["element_id"],
        name=row["name"],
        title=row["title"],
        lane=row["lane"],
        form_key=row["form_key"],
        called_definition_id=row["called_definition_id"],
        state=row["state"],
        assignee=row["assignee"],
        candidate_groups=groups,
        candidate_users=users,
        priority=row["priority"],
        created_at=row["created_at"],
        due_at=row["due_at"],
        follow_up_at=row["follow_up_at"],
        opened_at=row["opened_at"],
        closed_at=row["closed_at"],
        closed_by=row["closed_by"],
        on_behalf_of=row["on_behalf_of"],
        acting_post=row["acting_post"],
        signs=row["signs"],
        bulk=row["bulk"],
        owner=row["owner"],
        prepared_by=row["prepared_by"],
        revision=row["revision"],
    )


def history_item(row: Mapping[str, Any]) -> HistoryItem:
    """A flow node that was left."""
    return HistoryItem(
        seq=row["seq"],
        element_id=row["object"],
        element_type=row["element_type"],
        state=row["state"],
        started_at=row["started_at"],
        ended_at=row["at"],
        actor=row["actor"],
        on_behalf_of=row["on_behalf_of"],
        path=row["path"],
    )


def job(row: Mapping[str, Any]) -> Job:
    """An entry of the agenda."""
    return Job(
        id=row["id"],
        type=row["type"],
        kind=row["kind"],
        element_id=row["element_id"],
        process_instance_id=row["process_instance_id"],
        state=row["state"],
        attempts=row["attempts"],
        retries=row["retries"],
        next_at=row["next_at"],
        error=row["error"],
    )


def incident(row: Mapping[str, Any]) -> Incident:
    """An incident with its matter's title."""
    return Incident(
        id=row["id"],
        process_instance_id=row["process_instance_id"],
        process_key=row["process_key"],
        title=row["title"],
        element_id=row["element_id"],
        cause=row["cause"],
        detail=row["detail"],
        job_id=row["job_id"],
        created_at=row["created_at"],
        resolved_at=row["resolved_at"],
        resolved_by=row["resolved_by"],
        resolution=row["resolution"],
    )


def process_definition(row: Mapping[str, Any]) -> ProcessDefinition:
    """A version of a process."""
    return ProcessDefinition(
        id=row["id"],
        key=row["key"],
        version=row["version"],
        name=row["name"],
        deployment_id=row["deployment_id"],
        source=row["source"],
        latest=row["latest"],
        created_at=row["created_at"],
        created_by=row["created_by"],
        startable_by=tuple(row["startable_by"]),
    )


def deployment(
    row: Mapping[str, Any], versions: Iterable[Mapping[str, Any]], resources: Iterable[Mapping[str, Any]]
) -> Deployment:
    """A deployment with what it brought."""
    return Deployment(
        id=row["id"],
        created_at=row["created_at"],
        created_by=row["created_by"],
        source=row["source"],
        note=row["note"],
        process_definitions=tuple(process_definition(version) for version in versions),
        resources=tuple(
            Resource(name=one["name"], kind=one["kind"], sha256=one["sha256"]) for one in resources
        ),
    )
