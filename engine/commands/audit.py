"""Seal the record, and check that nobody altered it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine import chain
from engine.machine import Engine
from engine.store import records
from engine.store.unit_of_work import AnyRow, View

PIECE = 500  # chains read at once


def seal(engine: Engine) -> bool:
    """Seal the heads of all chains that moved since the last seal; false when none did."""
    with engine.reading() as view:
        last = records.last_seal(view)
        if records.last_id(view) == (last.last_history_id if last else 0):
            return False
    with engine.work() as uow:
        last = records.hold_last_seal(uow)
        after = last.last_history_id if last else 0
        until = records.last_id(uow)
        heads = records.heads(uow, after=after, until=until)
        if not heads:
            return False
        previous = last.root if last else chain.GENESIS
        root = chain.seal_hash(previous, heads)
        row = {"last_history_id": until, "chains": len(heads), "root": root, "previous": previous}
        records.add_seal(uow, row, engine.clock.now())
    return True


def verify(engine: Engine) -> list[str]:
    """Every place where the record is not what it was: a sentence each; empty when it is whole."""
    with engine.reading() as view:
        return [*_broken_chains(view), *_broken_heads(view), *_broken_seals(view)]


def _broken_chains(view: View) -> Iterator[str]:
    after = ""
    while names := records.chain_names(view, after=after, limit=PIECE):
        for name in names:
            yield from _broken_links(name, records.chain(view, name))
        after = names[-1]


def _broken_links(name: str, rows: Sequence[AnyRow]) -> Iterator[str]:
    previous = chain.GENESIS
    for seq, row in enumerate(rows, 1):
        if row.seq != seq:
            yield f"chain {name}: row {seq} is missing"
            return
        if row.previous != previous:
            yield f"chain {name}: row {seq} does not follow the row before it"
        if chain.row_hash(row._asdict()) != row.hash:
            yield f"chain {name}: row {seq} was altered"
        previous = row.hash


def _broken_heads(view: View) -> Iterator[str]:
    """A matter knows its last row; a cut tail shows."""
    for row in records.heads_that_differ(view):
        yield f"chain {row.id}: its matter ends at row {row.history_seq}, the record does not"


def _broken_seals(view: View) -> Iterator[str]:
    previous, after = chain.GENESIS, 0
    for seal_row in records.seals(view):
        heads = records.heads(view, after=after, until=seal_row.last_history_id)
        if seal_row.previous != previous or chain.seal_hash(previous, heads) != seal_row.root:
            yield f"seal {seal_row.id} does not fit the record up to row {seal_row.last_history_id}"
        previous, after = seal_row.root, seal_row.last_history_id
