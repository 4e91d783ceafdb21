"""What a handler does with the office happens in its transaction, or not at all."""

from dataclasses import dataclass

import pytest

from engine.errors import NotFound
from engine.model import Actor
from engine.office import notifications, numbering
from engine.office.desk import Desks
from engine.office.office import Office
from engine.store.unit_of_work import Database, UnitOfWork
from tests.engine.office.conftest import NOW


@dataclass
class Clerk:
    """A handler's surroundings."""

    database: Database

    def office(self, uow: UnitOfWork) -> Office:
        desk = Desks(self.database.reading).current()
        return Office.at_work(uow, desk, NOW, Actor("liujh"), "c" * 32)


def test_a_handler_takes_numbers_and_tells_people(staffed: Database) -> None:
    clerk = Clerk(staffed)
    with staffed.work() as uow:
        office = clerk.office(uow)
        assert office.numbers.take("收") == "收〔2026〕00001"
        assert office.numbers.take("湘政办发", "2026-03-04") == "湘政办发〔2026〕1号"
        office.numbers.void("收〔2026〕00001", "重复登记")
        office.tell(["so_review:office_head", "zhouyz"], about="c:registered", text="document.registered")
    with staffed.reading() as view:
        assert [(n.text, n.is_void, n.taken_by) for n in numbering.of_matter(view, "c" * 32)] == [
            ("收〔2026〕00001", True, "liujh"),
            ("湘政办发〔2026〕1号", False, "liujh"),
        ]
        assert notifications.unread(view, "zhouyz") == 1
        assert notifications.unread(view, "tangbl") == 1


def test_it_all_rolls_back_together(staffed: Database) -> None:
    with pytest.raises(NotFound), staffed.work() as uow:
        write_then_fail(Clerk(staffed).office(uow))
    with staffed.reading() as view:
        assert numbering.register(view, "收", 2026) == []
        assert notifications.unread(view, "zhouyz") == 0


def write_then_fail(office: Office) -> None:
    office.numbers.take("收")
    office.tell(["zhouyz"], about="c:registered", text="document.registered")
    office.numbers.take("无此字号")
