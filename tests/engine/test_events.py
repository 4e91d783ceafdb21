"""Events between and within instances, through the engine on both databases."""

from __future__ import annotations

import pytest

from engine.commands import process_instances
from engine.errors import Conflict
from engine.model import SYSTEM
from engine.queries import process_instances as instance_queries
from engine.store.instances import Wanted
from tests.engine.conftest import Bare
from tests.engine.runtime.drawing import (
    boundary,
    catch,
    conditional,
    end,
    message,
    node,
    par,
    start,
    timer,
    user,
    xml,
)
from tests.office import Matter

KEYS = {"order": "=no", "paper": "=no"}


def test_a_corrected_variable_sets_off_what_waits_for_it(bare: Bare):
    bare.deploy_diagram(
        xml(
            start(), user("a"), boundary("b", "a", conditional("total >= 100"), interrupting=False), user("boss"), end(),
            catch("c", conditional("boss_knows")), "s > a > c > e; b > boss > e",
        )
    )  # fmt: skip
    matter = bare.start("p", "bob", total=1)
    manager = bare.actor("ann")
    process_instances.set_variables(bare.engine, matter.id, {"total": 100}, "miscounted", manager)
    assert matter.waits_at == ["a", "boss"]
    matter.do("a", "bob")
    assert matter.waits_at == ["boss", "c"]
    matter.do("boss", "bob", boss_knows=True)
    assert (matter.state, matter.passed) == ("completed", ["s", "b", "a", "boss", "e", "c", "e"])


def test_all_of_several_come_in_any_order(bare: Bare):
    both = catch("c", message("order") + timer(duration="P1D"), parallelMultiple="true")
    bare.deploy_diagram(xml(start(), both, end(), "s > c > e", keys=KEYS))
    first, second = bare.start("p", "bob", no=1), bare.start("p", "bob", no=2)
    assert bare.message("order", "1", paid=True) == [(first.id, "c")]
    with pytest.raises(Conflict):
        bare.message("order", "1")
    bare.advance(days=1)
    assert (first.state, first.variables["paid"], second.waits_at) == ("completed", True, ["c"])
    bare.message("order", "2")
    assert second.state == "completed"


def test_two_messages_begin_one_instance_between_them(bare: Bare):
    gateway = node("eventBasedGateway", "g", instantiate="true", eventGatewayType="Parallel")
    bare.deploy_diagram(
        xml(
            gateway, catch("m", message("order")), catch("n", message("paper")), par("j"), user("a"), end(),
            "g > m > j; g > n > j > a > e", keys=KEYS,
        )
    )  # fmt: skip
    [(one, at)] = bare.message("paper", "7", no=7)
    assert at == "n"
    [(two, _)] = bare.message("order", "8", no=8)
    assert bare.message("order", "7", no=7) == [(one, "m")]
    assert bare.message("paper", "8", no=8) == [(two, "n")]
    assert Matter(bare, one).passed == ["g", "n", "m", "j"]
    assert Matter(bare, two).waits_at == ["a"]


def test_an_exclusive_gateway_begins_an_instance_for_each_message(bare: Bare):
    gateway = node("eventBasedGateway", "g", instantiate="true")
    bare.deploy_diagram(
        xml(gateway, catch("m", message("order")), catch("n", message("paper")), user("a"), "g > m > a; g > n > a", keys=KEYS)
    )  # fmt: skip
    begun = [bare.message(name, "7", no=7)[0] for name in ("order", "paper")]
    assert [at for _, at in begun] == ["m", "n"]
    assert len({instance for instance, _ in begun}) == 2


def test_cron_begins_an_instance_each_working_morning(bare: Bare):
    bare.deploy_diagram(xml(start("s", timer(cycle="0 0 9 ? * MON-FRI")), user("a"), "s > a"))
    bare.advance(days=7)
    assert len(instance_queries.page(bare.engine, Wanted(process="p"), SYSTEM).items) == 5
