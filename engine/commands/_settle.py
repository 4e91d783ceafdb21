"""Make what a case did durable: the one place where the runtime's changes become rows.

Everything a transaction changed goes into the unit of work together: the matter, its record, the tasks,
the agenda. A token's task, timer, job or subscription has the token's id, so closing one needs no look-up.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine import views
from engine.commands import (
    _agreements,
    _circulating,
    _dues,
    _following,
    _ledgers,
    _moot,
    _record,
    _reversal,
    _rows,
)
from engine.commands._case import OpenCase
from engine.commands._record import Act
from engine.commands._writing import WRITERS, Writer
from engine.machine import Engine
from engine.model import ProcessInstance
from engine.runtime import changes as happened
from engine.store import records
from engine.store.tables import work
from engine.store.unit_of_work import Record, UnitOfWork


def settle(
    engine: Engine, uow: UnitOfWork, opened: OpenCase, act: Act, *, undo: bytes | None = None,
    before: Sequence[list[Any]] = (),
) -> ProcessInstance:  # fmt: skip
    """Step the case until it waits, then write all that happened; answers the matter as it now stands.

    ``undo`` is what `withdraw` needs to take this step back; ``before``: changes that led to where it begins.
    """
    settled = opened.case.run(engine.settings.step_limit)
    writer = Writer(engine, uow, opened, act)
    writer.begin()
    _dues.retime(opened)
    changes = opened.case.changes()
    for change in changes:
        if write := WRITERS.get(type(change)):
            write(writer, change)
    sent = _circulating.by_the_diagram(writer, changes)
    sent += [*_agreements.follow(writer, changes), *writer.forwarded, *_moot.questions(writer, changes)]
    writer.deadlines()
    _dues.of_tasks(uow, opened)
    _moot.requests(uow, opened)
    writer.tell()
    _ledgers.keep(uow, opened)
    _following.tell(engine, uow, opened, act, changes, writer.title)
    if not settled:
        uow.put_job(_rows.continuation(opened.instance_id, opened.world.now))
    record = _recorded(uow, opened, act, changes, sent, before)
    values = writer.instance_values() | {
        "history_seq": record.seq,
        "history_head": record.head,
        "undo": undo if opened.row is not None and not _reversal.reaches_others(opened, changes) else None,
    }
    uow.result = opened.instance_id
    return views.process_instance(_kept(uow, opened, values))


def _recorded(
    uow: UnitOfWork, opened: OpenCase, act: Act, changes: happened.Changes, also: Sequence[Act],
    before: Sequence[list[Any]],
) -> _record.Chain:  # fmt: skip
    row = opened.row
    chain = _record.of_instance(row) if row is not None else _record.Chain(opened.instance_id)
    document, large = _rows.changes_document(changes)
    chain.act(act, opened.world.now, [*before, *document])
    for node in changes.of(happened.NodeLeft):
        chain.node(
            act.actor, node.ended_at, element_id=node.element_id, element_type=node.element_type,
            state=node.state, started_at=node.started_at, path=node.path,
        )  # fmt: skip
    for one in also:
        chain.act(one, opened.world.now)
    uow.add_history(chain.rows)
    if large:
        records.keep_large(uow, large)
    return chain


def _kept(uow: UnitOfWork, opened: OpenCase, values: Record) -> Record:
    """The matter's row as it now is, added or changed."""
    before = opened.row
    if before is not None:
        values = values | {"revision": before.revision + 1}
        uow.change_instance(opened.instance_id, before.revision, values)
        return {**before._asdict(), **values}
    row = _newborn(opened) | values | {"revision": 1}
    uow.add_instance(row)
    if opened.birth is not None and opened.birth.key is not None:
        uow.add(work.message_start, _rows.message_start(opened, opened.birth))
    return row


def _newborn(opened: OpenCase) -> Record:
    birth = opened.birth
    if birth is None:
        raise AssertionError("a case without a row has a birth")
    return {
        "id": opened.instance_id,
        "process_definition_id": opened.version.id,
        "process_key": opened.version.key,
        "definition_version": opened.version.number,
        "business_key": birth.business_key,
        "started_by": birth.started_by,
        "started_at": opened.world.now,
        "followers": 0,
    }
