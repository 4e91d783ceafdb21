"""Pools of one file talk along their message flows: each conversation keeps to its own two instances."""

from __future__ import annotations

import re

import pytest

from bpmn.diagram import Diagram
from bpmn.lint import Known, check
from engine.commands import messages, process_instances
from engine.model import SYSTEM
from engine.queries import process_instances as instance_queries
from engine.store.instances import Wanted
from tests.engine.conftest import Bare
from tests.engine.runtime.drawing import HEAD, catch, end, io, message, node, signal, start, throw, user, xml
from tests.office import Matter


def pools(flows: str, *, executable: str = "true", **processes: bytes) -> bytes:
    """One file with several pools; flows as ``a > b`` separated by ``;``."""
    tops: dict[str, None] = {}
    bodies = []
    for text in (one.decode() for one in processes.values()):
        inside = text.removeprefix(HEAD).removesuffix("</definitions>")
        at = inside.index("<process ")
        tops.update(dict.fromkeys(re.findall(r"<message .*?</message>|<message [^>]*/>", inside[:at])))
        bodies.append(inside[at:])
    shown = "".join(f'<participant id="pool_{name}" processRef="{name}"/>' for name in processes)
    for number, flow in enumerate(flows.split(";")):
        source, target = (end.strip() for end in flow.split(">"))
        shown += f'<messageFlow id="mf{number}" sourceRef="{source}" targetRef="{target}"/>'
    text = (
        f'{HEAD}{"".join(tops)}<collaboration id="all">{shown}</collaboration>{"".join(bodies)}</definitions>'
    )
    return text.encode()


CLERKS = '<zeebe:assignmentDefinition candidateGroups="clerks"/>'


def asks(**keys: str) -> bytes:
    return xml(
        start("s1"), throw("ask", message("order")), catch("hear", message("answer")), end("e1"), "s1 > ask > hear > e1",
        process="customer", keys=keys,
    )  # fmt: skip


def serves(**keys: str) -> bytes:
    return xml(
        start("s2", message("order")), user("work", extensions=CLERKS), end("say", message("answer"), extensions=io(inputs={"said": "=done"})),
        "s2 > work > say", process="shop", keys=keys,
    )  # fmt: skip


TALK = pools("ask > s2; say > hear", customer=asks(), shop=serves())


def shops(bare: Bare) -> list[Matter]:
    found = instance_queries.page(bare.engine, Wanted(process="shop"), SYSTEM).items
    return [Matter(bare, one.id) for one in reversed(found)]


def test_an_answer_comes_back_to_the_one_who_asked(bare: Bare):
    bare.deploy_diagram(TALK)
    first = bare.start("customer", "bob")
    bare.advance(minutes=1)
    second = bare.start("customer", "cai")
    assert (first.waits_at, second.waits_at) == (["hear"], ["hear"])
    one, two = shops(bare)
    two.do("work", "bob", done="zwei")
    assert (first.state, second.state, second.variables) == ("active", "completed", {"said": "zwei"})
    one.do("work", "bob", done="eins")
    assert (first.state, first.variables, one.state) == ("completed", {"said": "eins"}, "completed")


def test_a_message_flow_leads_nowhere_else(bare: Bare):
    bare.deploy_diagram(xml(start("s3", message("order")), user("u"), "s3 > u", process="stranger"))
    bare.deploy_diagram(TALK)
    bare.start("customer", "bob")
    assert len(shops(bare)) == 1
    assert instance_queries.page(bare.engine, Wanted(process="stranger"), SYSTEM).items == ()


def test_what_is_said_before_anybody_listens_is_kept_for_its_pool(bare: Bare):
    early = xml(
        start("s2", message("order")),
        throw("now", message("answer")),
        user("u"),
        "s2 > now > u",
        process="shop",
    )
    slow = xml(
        start("s1"), throw("ask", message("order")), user("think"), catch("hear", message("answer")), end("e1"),
        "s1 > ask > think > hear > e1", process="customer",
    )  # fmt: skip
    bare.deploy_diagram(pools("ask > s2; now > hear", customer=slow, shop=early))
    matter = bare.start("customer", "bob")
    assert matter.waits_at == ["think"]
    assert matter.do("think", "bob").state == "completed"


def test_a_message_to_a_pool_reaches_what_waits_in_it(bare: Bare):
    bare.deploy_diagram(pools("ask > pool_shop; say > pool_customer", customer=asks(), shop=serves()))
    matter = bare.start("customer", "bob")
    [shop] = shops(bare)
    shop.do("work", "bob", done="ja")
    assert matter.state == "completed"


def test_a_suspended_matter_hears_what_was_said_meanwhile_when_it_is_resumed(bare: Bare):
    bare.deploy_diagram(TALK)
    matter = bare.start("customer", "bob")
    manager = bare.actor("ann")
    process_instances.suspend(bare.engine, matter.id, "later", manager)
    [shop] = shops(bare)
    shop.do("work", "bob", done="ja")
    assert (matter.state, matter.waits_at) == ("suspended", ["hear"])
    process_instances.resume(bare.engine, matter.id, manager)
    bare.settle()
    assert matter.state == "completed"


@pytest.mark.parametrize(
    ("flows", "customer", "said"),
    [
        ("ask > s2; say > hear", asks(), None),
        ("ask > hear", asks(), "both its ends are in one"),
        ("s1 > s2", asks(), "s1 says no message"),
        ("ask > work", asks(), "work waits for no message"),
        ("pool_customer > s2", asks(), "pool_customer says no message"),
        ("say > ask", asks(), "ask waits for no message"),
        ("ask > s2", xml(start("s1"), throw("ask", message("other")), "s1 > ask", process="customer"), "one message at both ends"),
        ("ask > s2", xml(start("s1"), node("userTask", "ask"), "s1 > ask", process="customer"), "ask says no message"),
    ],
)  # fmt: skip
def test_message_flows_join_what_speaks_and_what_listens(
    flows: str, customer: bytes, said: str | None
) -> None:
    diagram = Diagram.read(pools(flows, customer=customer, shop=serves()))
    found = [one for one in check(diagram, Known()) if one.rule == "message-flows"]
    assert [one.severity for one in found] == ["error"] * (said is not None)
    assert all((said or "") in one.message and one.message_zh for one in found)


def test_a_flow_to_a_closed_pool_only_tells_of_the_world(bare: Bare):
    drawn = TALK.replace(b'processRef="shop"', b"")
    diagram = Diagram.read(drawn)
    assert [one for one in check(diagram, Known()) if one.rule in {"message-flows", "pools"}] == []


def test_a_suspended_matter_hears_a_signal_when_it_is_resumed(bare: Bare):
    bare.deploy_diagram(xml(start(), catch("c", signal("all")), end(), "s > c > e"))
    matter, other = bare.start("p", "bob"), bare.start("p", "bob")
    manager = bare.actor("ann")
    process_instances.suspend(bare.engine, matter.id, "later", manager)
    assert messages.broadcast(bare.engine, "all", {"x": 1}, SYSTEM) == ((other.id, "c"),)
    assert (matter.waits_at, other.state) == (["c"], "completed")
    process_instances.resume(bare.engine, matter.id, manager)
    bare.settle()
    assert (matter.state, matter.variables) == ("completed", {"x": 1})
