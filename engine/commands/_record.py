"""Writing the record: who did what, chained."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from engine import chain
from engine.model import Actor, Json
from engine.store import records
from engine.store.unit_of_work import AnyRow, Record, UnitOfWork


@dataclass(frozen=True, slots=True)
class Act:
    """Who did what to which object; ``data`` holds no content, an auditor may see it."""

    actor: Actor
    verb: str
    object: str
    data: Mapping[str, Json] = field(default_factory=dict)


@dataclass(slots=True)
class Chain:
    """The rows one transaction adds to a chain."""

    name: str
    seq: int = 0
    head: str = chain.GENESIS
    rows: list[Record] = field(default_factory=list)

    def act(self, act: Act, at: datetime, changes: object = None) -> None:
        """Somebody did something; ``changes`` is everything the step changed."""
        self._add(
            {
                "kind": "act",
                "at": at,
                "actor": act.actor.login,
                "on_behalf_of": act.actor.on_behalf_of,
                "verb": act.verb,
                "object": act.object,
                "element_type": None,
                "state": None,
                "started_at": None,
                "path": None,
                "data": dict(act.data) or None,
                "changes": changes,
            }
        )

    def node(
        self, actor: Actor, at: datetime, *, element_id: str, element_type: str, state: str,
        started_at: datetime | None, path: str,
    ) -> None:  # fmt: skip
        """A flow node was left."""
        self._add(
            {
                "kind": "node",
                "at": at,
                "actor": actor.login,
                "on_behalf_of": actor.on_behalf_of,
                "verb": "leave",
                "object": element_id,
                "element_type": element_type,
                "state": state,
                "started_at": started_at,
                "path": path,
                "data": None,
                "changes": None,
            }
        )

    def _add(self, row: Record) -> None:
        self.seq += 1
        row |= {"chain": self.name, "seq": self.seq, "previous": self.head}
        row["hash"] = self.head = chain.row_hash(row)
        self.rows.append(row)


def of_instance(row: AnyRow) -> Chain:
    """The chain of a held matter."""
    return Chain(row.id, row.history_seq, row.history_head)


def touch(
    uow: UnitOfWork, held: AnyRow, act: Act, at: datetime, values: Mapping[str, object] | None = None,
    *, changes: object = None,
) -> None:  # fmt: skip
    """Record an act that moves no token; what was handed in before it can no longer be taken back."""
    record = of_instance(held)
    record.act(act, at, changes)
    uow.add_history(record.rows)
    new = {
        "revision": held.revision + 1,
        "history_seq": record.seq,
        "history_head": record.head,
        "undo": None,
        **(values or {}),
    }
    uow.change_instance(held.id, held.revision, new)


def note(uow: UnitOfWork, held: AnyRow, act: Act, at: datetime) -> None:
    """Record an act beside the tokens: what was handed in before it can still be taken back."""
    touch(uow, held, act, at, {"undo": held.undo})


def record_system(uow: UnitOfWork, act: Act, at: datetime) -> None:
    """Record an act that belongs to no matter, in the chain ``system``."""
    seq, head = records.hold_system_chain(uow)
    record = Chain("system", seq, head)
    record.act(act, at)
    uow.add_history(record.rows)
    records.move_system_chain(uow, record.seq, record.head)
