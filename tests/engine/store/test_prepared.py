"""A prepared statement says and answers what the library's own way does."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import bindparam, select

from engine.store.prepared import Prepared
from engine.store.tables.access import receipt
from engine.store.unit_of_work import Database

ROW = {
    "id": "r1", "claim": "c1", "holder": "h", "body_hash": "b", "state": "running", "result": {"名": [1, None]},
    "status": None, "headers": None, "answer": b"\x00\xff", "created_at": datetime(2026, 3, 2, 1, 0, tzinfo=UTC),
}  # fmt: skip


def test_what_is_written_is_read_back_with_its_types(database_url: str):
    database = Database(database_url)
    found = select(receipt).where(receipt.c.id == bindparam("id"))
    other = {**ROW, "id": "r2", "claim": "c2", "result": None}
    with database.work() as uow:
        assert Prepared(receipt.insert()).write(uow.connection, [ROW, other]).rowcount == 2
        for row in (ROW, other):
            read = Prepared(found).first(uow.connection, {"id": row["id"]})
            assert read._asdict() == row == uow.rows(found, id=row["id"])[0]._asdict()
        assert Prepared(found).first(uow.connection, {"id": "r3"}) is None
    database.dispose()
