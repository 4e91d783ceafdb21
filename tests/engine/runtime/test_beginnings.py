"""How an instance begins: implicit and several starts, event-based gateways that instantiate."""

from __future__ import annotations

import pytest

from engine.errors import Rejected
from engine.runtime import Case, Definition
from tests.engine.runtime.drawing import (
    catch,
    draw,
    end,
    io,
    message,
    node,
    par,
    signal,
    start,
    timer,
    user,
)
from tests.engine.runtime.world import Story, World

KEYS = {"order": "=no", "paper": "=no"}


def gateway(kind: str = "Exclusive") -> str:
    return node("eventBasedGateway", "g", instantiate="true", eventGatewayType=kind)


def begun(definition: Definition) -> list[tuple[str, str, str | None]]:
    return [(one.element_id, one.kind, one.name) for one in definition.starts]


def test_what_no_flow_leads_to_begins_and_what_leads_nowhere_ends() -> None:
    story = Story(draw(user("a"), user("b"), par("j"), user("c"), "a > j; b > j > c"))
    assert story.waiting == ["a", "b"]
    story.complete("a").complete("b").complete("c")
    assert (story.trace, story.case.state) == ("a b j c", "completed")


def test_each_event_start_begins_an_instance_of_its_own() -> None:
    diagram = draw(
        start(), start("m", message("come")), start("t1", timer(cycle="R/P1D")), start("t2", timer(cycle="0 9 * * *")), start("g", signal("go")),
        user("a"), user("b"), "s > a; m > b; t1 > b; t2 > b; g > b",
    )  # fmt: skip
    assert begun(diagram) == [
        ("s", "none", None), ("m", "message", "come"), ("t1", "timer", None), ("t2", "timer", None), ("g", "signal", "go"),
    ]  # fmt: skip
    assert Story(diagram).trace == "s"
    assert Story(diagram, start="t2").trace == "t2"
    assert Story(diagram, start="g").waiting == ["b"]


def test_each_event_after_an_instantiating_gateway_begins_an_instance() -> None:
    receive = node("receiveTask", "r", messageRef="message_paper")
    diagram = draw(
        gateway(), catch("m", message("order"), io(outputs={"x": "=y"})), receive, catch("t", timer(cycle="R/P1D")), user("a"), end(),
        "g > m > a; g > r > a; g > t > a; a > e", keys=KEYS,
    )  # fmt: skip
    assert begun(diagram) == [("m", "message", "order"), ("r", "message", "paper"), ("t", "timer", None)]
    assert not diagram.can_begin
    with pytest.raises(Rejected):
        Case.begin(diagram, {}, World())
    story = Story(diagram, {"y": 7}, start="m")
    assert (story.trace, story.waiting, story.subscriptions()) == ("g m", ["a"], {})
    assert story.variables == {"y": 7, "x": 7}
    assert Story(diagram, start="r").trace == "g r"
    assert Story(diagram, start="t").complete("a").trace == "g t a e"


def test_a_parallel_one_begins_by_the_first_message_and_waits_for_the_others() -> None:
    diagram = draw(
        gateway("Parallel"), catch("m", message("order")), catch("n", message("paper")), par("j"), user("a"),
        "g > m > j; g > n > j > a", keys=KEYS,
    )  # fmt: skip
    story = Story(diagram, {"no": 7}, start="n")
    assert story.waiting == ["m"]
    assert [(one.name, one.correlation_key) for one in story.subscriptions().values()] == [("order", "7")]
    story.fire("m", paid=True)
    assert (story.trace, story.waiting) == ("g n m j", ["a"])
    assert Story(diagram, {"no": 7}, start="m").waiting == ["n"]
