"""Messages find their instance by the standard's correlation properties, from data or from the conversation."""

from __future__ import annotations

import pytest

from bpmn.diagram import Diagram, DiagramError
from engine.commands import messages
from engine.commands.messages import Message
from engine.errors import Conflict
from engine.model import SYSTEM
from tests.engine.conftest import Bare
from tests.engine.runtime.drawing import catch, end, io, message, node, start, throw, xml
from tests.office import Matter

NUMBER = (
    '<correlationProperty id="number" name="order_no" type="string">{0}</correlationProperty>'
    '<correlationProperty id="place" name="region">'
    '<correlationPropertyRetrievalExpression messageRef="message_paid"><messagePath>region</messagePath>'
    "</correlationPropertyRetrievalExpression></correlationProperty>"
)
READ = (
    '<correlationPropertyRetrievalExpression messageRef="message_{0}"><messagePath>{1}</messagePath>'
    "</correlationPropertyRetrievalExpression>"
)
KEY = (
    '<collaboration id="all">{0}<correlationKey id="key"><correlationPropertyRef>number</correlationPropertyRef>'
    "<correlationPropertyRef>place</correlationPropertyRef></correlationKey></collaboration>"
)
BOUND = (
    '<correlationSubscription correlationKeyRef="key"><correlationPropertyBinding correlationPropertyRef="number">'
    "<dataPath>{0}</dataPath></correlationPropertyBinding></correlationSubscription></process>"
)


def keyed(diagram: bytes, *, pool: str = "", data: str = "", **paths: str) -> bytes:
    """The diagram with an order number read from each message, and what the process expects of it."""
    reads = "".join(READ.format(name, path) for name, path in paths.items())
    tops = NUMBER.format(reads) + KEY.format(f'<participant id="pool" processRef="{pool}"/>' if pool else "")
    text = diagram.decode().replace('<process id="p"', f'{tops}<process id="p"', 1)
    return (text.replace("</process>", BOUND.format(data), 1) if data else text).encode()


PAID = xml(start(), catch("c", message("paid")), end(), "s > c > e")


def test_the_instances_own_data_say_what_a_message_must_say(bare: Bare):
    bare.deploy_diagram(keyed(PAID, data="order.no", paid="invoice.order"))
    first = bare.start("p", "bob", order={"no": 1})
    second = bare.start("p", "bob", order={"no": 2})
    with pytest.raises(Conflict):
        bare.message("paid", invoice={"order": 3})
    with pytest.raises(Conflict):
        bare.message("paid")
    assert bare.message("paid", invoice={"order": 2}) == [(second.id, "c")]
    assert (first.state, second.state) == ("active", "completed")


def test_a_sender_may_name_the_property_himself(bare: Bare):
    bare.deploy_diagram(keyed(PAID, data="order.no", paid="invoice.order"))
    first = bare.start("p", "bob", order={"no": "A-1"})
    bare.start("p", "bob", order={"no": "A-2"})
    named = Message(name="paid", properties={"order_no": "A-1"})
    assert messages.correlate(bare.engine, named, SYSTEM).caught == ((first.id, "c"),)


def test_the_first_message_of_a_conversation_fixes_what_the_others_must_say(bare: Bare):
    diagram = xml(start("m", message("order")), catch("c", message("paid")), end(), "m > c > e")
    bare.deploy_diagram(keyed(diagram, pool="p", order="no", paid="invoice.order"))
    [(one, _)] = bare.message("order", no=1)
    [(two, _)] = bare.message("order", no=2)
    with pytest.raises(Conflict):
        bare.message("paid", invoice={"order": 3})
    assert bare.message("paid", invoice={"order": 2}) == [(two, "c")]
    assert (Matter(bare, one).state, Matter(bare, two).state) == ("active", "completed")


def test_what_an_instance_says_itself_counts_as_the_first_message(bare: Bare):
    diagram = xml(
        start(), throw("t", message("order"), io(inputs={"no": "=number"})), catch("c", message("paid")), end(), "s > t > c > e"
    )  # fmt: skip
    bare.deploy_diagram(keyed(diagram, pool="p", order="no", paid="invoice.order"))
    first, second = bare.start("p", "bob", number=1), bare.start("p", "bob", number=2)
    assert bare.message("paid", invoice={"order": 1}) == [(first.id, "c")]
    assert second.waits_at == ["c"]


def test_two_that_wait_at_once_are_held_to_what_the_first_of_them_heard(bare: Bare):
    diagram = xml(
        start(), catch("a", message("order")), catch("c", message("paid")), end(), end("e2"), "s > a > e; s > c > e2"
    )  # fmt: skip
    bare.deploy_diagram(keyed(diagram, pool="p", order="no", paid="invoice.order"))
    matter = bare.start("p", "bob")
    assert bare.message("order", no=1) == [(matter.id, "a")]
    with pytest.raises(Conflict):
        bare.message("paid", invoice={"order": 2})
    assert bare.message("paid", invoice={"order": 1}) == [(matter.id, "c")]
    assert matter.state == "completed"


def test_a_receive_task_keeps_to_its_conversation(bare: Bare):
    task = node("receiveTask", "r", messageRef="message_paid")
    bare.deploy_diagram(keyed(xml(start(), task, end(), "s > r > e"), data="no", paid="no"))
    bare.start("p", "bob", no=1)
    second = bare.start("p", "bob", no=2)
    assert bare.message("paid", no=2) == [(second.id, "r")]


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("<dataPath>no</dataPath>", "", "correlation"),
        ('correlationKeyRef="key"', 'correlationKeyRef="other"', "correlation"),
        (
            'messageRef="message_paid"><messagePath>region',
            'messageRef="none"><messagePath>region',
            "correlation",
        ),
        (">place<", ">nothing<", "unknown-reference"),
    ],
)
def test_what_leads_nowhere_is_refused(old: str, new: str, rule: str) -> None:
    drawn = keyed(PAID, data="no", paid="no").decode()
    assert old in drawn
    Diagram.read(drawn.encode())
    with pytest.raises(DiagramError) as caught:
        Diagram.read(drawn.replace(old, new, 1).encode())
    assert rule in {one.rule for one in caught.value.findings}
