"""Who says and who begins to wait, at the same time in two transactions: nothing falls between them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import text

from engine.commands import messages, process_instances
from engine.model import SYSTEM
from engine.queries import process_instances as instance_queries
from engine.store.instances import Wanted
from tests.engine.conftest import Bare
from tests.engine.runtime.drawing import catch, end, message, start, xml
from tests.office import Matter

WAITS = xml(start(), catch("c", message("order")), end(), "s > c > e", keys={"order": "=no"})
ORDER = messages.Message(name="order", key="7", ttl=timedelta(hours=1), variables={"paid": True})


def beside(bare: Bare, work: Callable[[], object]) -> threading.Thread:
    """Something another thread does; it has come as far as it can without us when this returns."""
    thread = threading.Thread(target=work)
    thread.start()
    waiting = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    while thread.is_alive() and not bare.engine.database.embedded:
        with bare.engine.reading() as view:
            if view.value(waiting):
                break
    return thread


def test_who_begins_to_wait_while_a_message_is_being_kept_gets_it(bare: Bare):
    bare.deploy_diagram(WAITS)
    begun: list[Matter] = []
    with bare.engine.work() as uow:
        assert messages.correlate_within(bare.engine, uow, ORDER, SYSTEM).kept
        other = beside(bare, lambda: begun.append(bare.start("p", "bob", no=7)))
    other.join()
    bare.settle()
    assert (begun[0].state, begun[0].variables["paid"]) == ("completed", True)


def test_a_message_that_finds_nobody_looks_again_when_somebody_was_about_to_wait(bare: Bare):
    bare.deploy_diagram(WAITS)
    with bare.engine.work() as uow:
        version = bare.engine.versions.latest(uow, "p")
        begun = process_instances.begin(bare.engine, uow, version, SYSTEM, None, {"no": 7})
        other = beside(bare, lambda: messages.correlate(bare.engine, ORDER, SYSTEM))
    other.join()
    bare.settle()
    assert Matter(bare, begun.id).state == "completed"


STARTS = xml(
    start("s", message("order")), catch("c", message("paid")), end(), "s > c > e", keys={"paid": "=no"}
)


def test_a_message_that_is_kept_begins_a_matter_once_a_process_waits_for_it(bare: Bare):
    assert messages.correlate(bare.engine, ORDER, SYSTEM).kept
    bare.deploy_diagram(STARTS)
    bare.settle()
    [begun] = instance_queries.page(bare.engine, Wanted(process="p"), SYSTEM).items
    assert begun.waiting_at == ("c",)


def test_a_second_message_of_one_key_begins_a_matter_when_the_first_has_ended(bare: Bare):
    bare.deploy_diagram(STARTS)
    [(first, _)] = bare.message("order", "7", no=1)
    second = messages.Message(name="order", key="7", ttl=timedelta(hours=1), variables={"no": 2})
    assert messages.correlate(bare.engine, second, SYSTEM).kept
    bare.message("paid", "1")
    assert Matter(bare, first).state == "completed"
    assert bare.message("paid", "2") != []
