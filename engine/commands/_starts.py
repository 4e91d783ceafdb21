"""Start events of a newly deployed version: what they wait for takes the place of the version before."""

from __future__ import annotations

from datetime import datetime

from engine.catalog.version import Version
from engine.commands import _rows
from engine.model import new_id
from engine.runtime import Start
from engine.runtime.dues import read_due, write_due
from engine.runtime.timers import Due, start_due
from engine.store import agenda, messages
from engine.store.unit_of_work import Record, UnitOfWork


def replace(uow: UnitOfWork, version: Version, now: datetime) -> None:
    """Message and signal starts subscribe, timer starts go on the agenda; the older version's end."""
    agenda.drop_starts(uow, version.key)
    starts = version.definition.starts
    messages.replace_starts(
        uow, version.key, [_subscription(version, start, now) for start in starts if start.name is not None]
    )
    for name in {start.name for start in starts if start.kind == "message" and start.name}:
        uow.meet(name)
        if messages.is_any_kept(uow, name, now):
            uow.put_job(_rows.kept(name, now))
    for start in starts:
        if start.timer is not None:
            _schedule(uow, version, start.element_id, start_due(start.timer, now), now)


def again(uow: UnitOfWork, version: Version, element_id: str, payload: list[object], now: datetime) -> None:
    """A timer start event fired: its next instant, if it repeats."""
    following = read_due(payload).next(now)
    if following is not None:
        _schedule(uow, version, element_id, following, now)


def _schedule(uow: UnitOfWork, version: Version, element_id: str, due: Due, now: datetime) -> None:
    uow.put_job(
        _rows.entry(
            "start", new_id(), due.at, now, process_definition_id=version.id, element_id=element_id,
            type=version.key, payload={"due": write_due(due)},
        )
    )  # fmt: skip


def _subscription(version: Version, start: Start, now: datetime) -> Record:
    return {
        "id": new_id(),
        "kind": start.kind,
        "name": start.name,
        "correlation_key": None,
        "properties": None,
        "process_instance_id": None,
        "process_definition_id": version.id,
        "process_key": version.key,
        "token_id": None,
        "element_id": start.element_id,
        "created_at": now,
    }
