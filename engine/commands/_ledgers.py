"""What a matter says of itself in the ledgers its process keeps, in the transaction that makes it so."""

from __future__ import annotations

from engine.commands._case import OpenCase
from engine.office import ledgers
from engine.store import ledgers as stored
from engine.store.unit_of_work import UnitOfWork


def keep(uow: UnitOfWork, opened: OpenCase) -> None:
    """Enter new lines, change those that are no longer so, drop those that are not there any more."""
    if not opened.version.compiled.ledgers:
        return
    read, world = opened.case.variables(), opened.world
    for key, ledger in opened.version.compiled.ledgers.items():
        said = ledgers.lines(ledger, world.value(ledger.lines, read), world.desk.directory)
        _write(uow, opened, key, said)


def _write(uow: UnitOfWork, opened: OpenCase, key: str, said: list[ledgers.Line]) -> None:
    there = [] if opened.row is None else list(stored.of_matter(uow, opened.instance_id, key))
    kept = {row.place: row for row in there}
    for place, line in enumerate(said):
        row = kept.pop(place, None)
        what = {
            "values": line.values, "words": line.words, "lamp": line.lamp,
            "yellow_at": line.yellow_at, "red_at": line.red_at,
        }  # fmt: skip
        if row is not None:
            if all(row._mapping[name] == value for name, value in what.items()):
                continue
            stored.drop(uow, opened.instance_id, key, place)
        now = opened.world.now
        entered = now if row is None else row.entered_at
        place_of = {"process_instance_id": opened.instance_id, "ledger": key, "place": place}
        stored.enter(uow, {**place_of, **what, "entered_at": entered, "changed_at": now}, line.marks)
    for place in kept:
        stored.drop(uow, opened.instance_id, key, place)
