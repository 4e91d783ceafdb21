"""Events with several definitions: any of them is enough, or all must come; what is thrown is all thrown."""

from __future__ import annotations

from bpmn.diagram import Diagram
from engine.runtime import Definition
from tests.engine.runtime.drawing import (
    HEAD,
    TERMINATE,
    boundary,
    catch,
    conditional,
    draw,
    end,
    error,
    escalation,
    event_sub,
    io,
    message,
    node,
    par,
    signal,
    start,
    sub,
    throw,
    timer,
    user,
)
from tests.engine.runtime.world import Story

REPLY_OR_DAY = message("reply") + timer(duration="P1D")
BOTH = message("one") + message("two")


def test_on_the_way_the_first_is_enough_and_the_others_are_forgotten() -> None:
    diagram = draw(start(), catch("c", REPLY_OR_DAY, io(outputs={"x": "=y"})), end(), "s > c > e")
    story = Story(diagram)
    assert story.waiting == ["c"]
    story.fire("c", 1, y=7)
    assert (story.trace, story.variables) == ("s c e", {"x": 7})
    assert (story.timers(), story.subscriptions()) == ({}, {})
    late = Story(diagram).advance(days=1)
    assert (late.trace, late.subscriptions()) == ("s c e", {})


def test_on_the_way_all_are_waited_for_and_each_brings_what_it_has() -> None:
    diagram = draw(
        start(), catch("c", BOTH + timer(duration="P1D"), parallelMultiple="true"), end(), "s > c > e"
    )
    story = Story(diagram).fire("c", 2, b=2)
    assert [one.name for one in story.subscriptions().values()] == ["one"]
    assert story.advance(days=2).waiting == ["c"]
    assert story.timers() == {}
    story.fire("c", 1, a=1)
    assert (story.trace, story.variables) == ("s c e", {"a": 1, "b": 2})


def test_at_the_border_any_of_several() -> None:
    diagram = draw(
        start(), user("a"), boundary("b", "a", signal("stop") + REPLY_OR_DAY, interrupting=False), end(), end("e2"),
        "s > a > e; b > e2",
    )  # fmt: skip
    story = Story(diagram).fire("b", 0).fire("b", 1).advance(days=2)
    assert story.trace == "s b e2 b e2 b e2"
    assert story.timers() == {}
    assert len(story.subscriptions()) == 2
    assert story.complete("a").subscriptions() == {}
    ended = Story(
        draw(start(), user("a"), boundary("b", "a", REPLY_OR_DAY), end(), end("e2"), "s > a > e; b > e2")
    )
    assert ended.advance(days=1).trace == "s a! b e2"
    assert ended.subscriptions() == {}


def test_at_the_border_all_of_several_and_then_anew() -> None:
    both = boundary("b", "a", BOTH, interrupting=False, parallelMultiple="true")
    story = Story(draw(start(), user("a"), both, end(), end("e2"), "s > a > e; b > e2"))
    story.fire("b", 0, x=1)
    assert [one.name for one in story.subscriptions().values()] == ["two"]
    story.fire("b", 1, y=2)
    assert (story.trace, story.variables) == ("s b e2", {"x": 1, "y": 2})
    assert [one.name for one in story.subscriptions().values()] == ["one", "two"]
    story.fire("b", 1).fire("b", 0)
    assert story.complete("a").trace == "s b e2 b e2 a e"
    assert story.subscriptions() == {}


def test_all_of_several_end_when_one_cannot_come_again() -> None:
    both = boundary(
        "b", "a", message("one") + timer(duration="P1D"), interrupting=False, parallelMultiple="true"
    )
    story = Story(draw(start(), user("a"), both, end(), end("e2"), "s > a > e; b > e2"))
    story.advance(days=1).fire("b", 0)
    assert (story.trace, story.waiting) == ("s b e2", ["a"])
    assert (story.timers(), story.subscriptions()) == ({}, {})


def test_a_condition_among_all_of_several_must_rise_again() -> None:
    both = boundary("b", "a", message("one") + conditional("ok"), interrupting=False, parallelMultiple="true")
    story = Story(draw(start(), user("a"), both, end(), end("e2"), "s > a > e; b > e2"))
    story.set(ok=True).set(ok=False).fire("b", 0)
    assert story.trace == "s b e2"
    story.fire("b", 0)
    assert story.trace == "s b e2"
    assert story.set(ok=True).trace == "s b e2 b e2"


def test_an_event_sub_process_begins_by_any_or_by_all() -> None:
    either = event_sub("h", start("hs", BOTH, isInterrupting="false"), user("c"), "hs > c")
    story = Story(draw(start(), user("a"), end(), either, "s > a > e")).fire("hs", 0).fire("hs", 1)
    assert len(story.case.token_of("c")) == 2
    every = event_sub("h", start("hs", BOTH, parallelMultiple="true"), user("c"), "hs > c")
    story = Story(draw(start(), user("a"), end(), every, "s > a > e")).fire("hs", 0)
    assert story.waiting == ["a"]
    story.fire("hs", 1)
    assert (story.trace, story.waiting) == ("s a! hs", ["c"])
    assert story.subscriptions() == {}


def test_an_error_or_an_hour_end_it_whichever_comes_first() -> None:
    inner = sub("i", start("s1"), user("u"), end("x", error("NO")), "s1 > u > x")
    event = boundary("b", "i", error("NO") + timer(duration="PT1H"))
    diagram = draw(start(), inner, event, end(), end("e2"), "s > i > e; b > e2")
    assert Story(diagram).complete("u").trace == "s s1 u x i! b e2"
    assert Story(diagram).advance(hours=1).trace == "s s1 u! i! b e2"


def test_behind_an_event_based_gateway() -> None:
    both = catch("c", BOTH, parallelMultiple="true")
    other = catch("t", timer(duration="P1D"))
    diagram = draw(
        start(), node("eventBasedGateway", "g"), both, other, end(), end("e2"), "s > g > c > e; g > t > e2"
    )
    story = Story(diagram).fire("c", 0)
    assert story.waiting == ["g"]
    assert story.fire("c", 1).trace == "s g c e"
    assert Story(diagram).fire("c", 0).advance(days=1).trace == "s g t e2"


def test_a_process_begins_by_any_of_several() -> None:
    diagram = draw(start("s", BOTH + timer(cycle="R/P1D") + signal("go")), user("a"), "s > a")
    kinds = [(one.element_id, one.kind, one.name) for one in diagram.starts]
    assert kinds == [
        ("s", "message", "one"),
        ("s", "message", "two"),
        ("s", "timer", None),
        ("s", "signal", "go"),
    ]
    assert not diagram.can_begin
    assert Story(diagram, {"x": 1}, start="s").trace == "s"


def test_all_is_thrown() -> None:
    said = io(inputs={"n": "=1"})
    story = Story(draw(start(), throw("t", message("one") + signal("go"), said), end("e", BOTH), "s > t > e"))
    assert [name for name, *_ in story.thrown] == ["one", "go", "one", "two"]
    assert story.thrown[0][2] == {"n": 1}


def test_an_end_with_several_consequences_says_all_before_it_ends_the_scope() -> None:
    inner = sub("i", start("s1"), par("f"), user("u"), end("x", TERMINATE + message("one") + escalation("UP")),
                "s1 > f > u; f > x")  # fmt: skip
    note = boundary("b", "i", escalation("UP"), interrupting=False)
    story = Story(draw(start(), inner, note, end(), end("e2"), "s > i > e; b > e2"))
    assert [name for name, *_ in story.thrown] == ["one"]
    assert sorted(story.trace.split()) == sorted(["s", "s1", "f", "x", "u!", "i", "e", "b", "e2"])
    wrong = sub("i", start("s1"), end("x", message("one") + error("NO")), "s1 > x")
    story = Story(
        draw(start(), wrong, boundary("b", "i", error("NO")), end(), end("e2"), "s > i > e; b > e2")
    )
    assert ([name for name, *_ in story.thrown], story.trace) == (["one"], "s s1 x i! b e2")


def test_definitions_at_the_root_of_the_file_are_referred_to() -> None:
    text = (
        f'{HEAD}<message id="m" name="one"/>'
        '<messageEventDefinition id="d1" messageRef="m"/>'
        '<timerEventDefinition id="d2"><timeDuration>P1D</timeDuration></timerEventDefinition>'
        '<process id="p" isExecutable="true"><startEvent id="s"/>'
        '<intermediateCatchEvent id="c"><eventDefinitionRef>d1</eventDefinitionRef>'
        "<eventDefinitionRef>d2</eventDefinitionRef></intermediateCatchEvent>"
        '<endEvent id="e"><eventDefinitionRef>d1</eventDefinitionRef></endEvent>'
        '<sequenceFlow id="f1" sourceRef="s" targetRef="c"/><sequenceFlow id="f2" sourceRef="c" targetRef="e"/>'
        "</process></definitions>"
    )
    diagram = Definition.build(Diagram.read(text.encode()), "p", version="1")
    story = Story(diagram).advance(days=1)
    assert (story.trace, [name for name, *_ in story.thrown]) == ("s c e", ["one"])
    assert Story(diagram).fire("c", 1).trace == "s c e"
