"""Whoever alters the record is found, also the one who has the database in his hands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, select, update

from engine import chain
from engine.commands import audit
from engine.store.tables.history import history
from engine.store.tables.instances import process_instance
from engine.store.unit_of_work import UnitOfWork
from tests.diagrams import REWORK
from tests.engine.conftest import Bare
from tests.office import MONDAY

h = history.c
Tamper = Callable[[UnitOfWork, str], object]


def row(uow: UnitOfWork, matter: str, seq: int) -> dict[str, object]:
    found = uow.row(select(history).where(h.chain == matter, h.seq == seq))
    assert found is not None
    return found._asdict()


def edit_actor(uow: UnitOfWork, matter: str) -> None:
    uow.execute(update(history).where(h.chain == matter, h.seq == 3).values(actor="cai"))


def edit_changes(uow: UnitOfWork, matter: str) -> None:
    found = uow.row(select(history).where(h.chain == matter, h.changes.is_not(None)).order_by(h.seq.desc()))
    assert found is not None
    uow.execute(
        update(history).where(h.id == found.id).values(changes=[*found.changes, ["ended", ["normal", None]]])
    )


def edit_time(uow: UnitOfWork, matter: str) -> None:
    uow.execute(update(history).where(h.chain == matter, h.seq == 4).values(at=MONDAY - timedelta(hours=1)))


def take_one_out(uow: UnitOfWork, matter: str) -> None:
    uow.execute(delete(history).where(h.chain == matter, h.seq == 3))


def take_one_out_and_close_up(uow: UnitOfWork, matter: str) -> None:
    take_one_out(uow, matter)
    for found in uow.rows(select(history).where(h.chain == matter, h.seq > 3).order_by(h.seq)):
        uow.execute(update(history).where(h.id == found.id).values(seq=found.seq - 1))


def swap_two(uow: UnitOfWork, matter: str) -> None:
    third, fourth = row(uow, matter, 3), row(uow, matter, 4)
    for seq, found in ((1003, third), (3, fourth), (4, third)):
        uow.execute(update(history).where(h.id == found["id"]).values(seq=seq))


def put_one_in(uow: UnitOfWork, matter: str) -> None:
    last = uow.row(select(history).where(h.chain == matter).order_by(h.seq.desc()))
    assert last is not None
    new = {**last._asdict(), "seq": last.seq + 1, "previous": last.hash, "actor": "cai"}
    new.pop("id")
    new["hash"] = chain.row_hash(new)
    uow.execute(insert(history).values(new))


def cut_the_tail(uow: UnitOfWork, matter: str) -> None:
    uow.execute(delete(history).where(h.chain == matter, h.seq > 5))


def cut_the_tail_and_tell_the_matter(uow: UnitOfWork, matter: str) -> None:
    cut_the_tail(uow, matter)
    last = row(uow, matter, 5)
    known = {"history_seq": 5, "history_head": last["hash"]}
    uow.execute(update(process_instance).where(process_instance.c.id == matter).values(known))


def write_the_whole_chain_anew(uow: UnitOfWork, matter: str) -> None:
    """One who knows how the hashes are made: only the seals give him away."""
    head = chain.GENESIS
    for found in uow.rows(select(history).where(h.chain == matter).order_by(h.seq)):
        new = {**found._asdict(), "previous": head, "actor": "cai" if found.actor == "bob" else found.actor}
        head = chain.row_hash(new)
        values = {"previous": new["previous"], "actor": new["actor"], "hash": head}
        uow.execute(update(history).where(h.id == found.id).values(values))
    uow.execute(update(process_instance).where(process_instance.c.id == matter).values(history_head=head))


def take_the_whole_matter_out(uow: UnitOfWork, matter: str) -> None:
    uow.execute(delete(history).where(h.chain == matter))


def cut_the_chain_of_the_system(uow: UnitOfWork, _matter: str) -> None:
    last = uow.row(select(history).where(h.chain == "system").order_by(h.seq.desc()))
    assert last is not None
    uow.execute(delete(history).where(h.id == last.id))


@pytest.mark.parametrize(
    "tamper",
    [
        edit_actor, edit_changes, edit_time, take_one_out, take_one_out_and_close_up, swap_two, put_one_in,
        cut_the_tail, cut_the_tail_and_tell_the_matter, write_the_whole_chain_anew, take_the_whole_matter_out,
        cut_the_chain_of_the_system,
    ],
    ids=lambda one: one.__name__,
)  # fmt: skip
def test_it_is_found(bare: Bare, tamper: Tamper):
    bare.deploy_diagram(REWORK)
    matter = bare.start("rework", "bob")
    matter.do("draft", "bob", text="v1").do("review", "cai", good=False)
    bare.advance(minutes=1)
    audit.seal(bare.engine)
    assert audit.verify(bare.engine) == []
    with bare.engine.work() as uow:
        tamper(uow, matter.id)
    assert audit.verify(bare.engine) != []
