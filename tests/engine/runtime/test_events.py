"""Timers, messages, signals, errors, escalations; at every place they may stand."""

from __future__ import annotations

from bpmn.diagram import Diagram
from tests.engine.runtime.drawing import (
    TERMINATE,
    boundary,
    catch,
    draw,
    end,
    error,
    escalation,
    event_sub,
    inc,
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
    xor,
)
from tests.engine.runtime.world import MORNING, Story


def test_a_timer_on_the_way() -> None:
    story = Story(draw(start(), catch("t", timer(duration="PT2H")), end(), "s > t > e"))
    assert story.waiting == ["t"]
    assert story.advance(hours=1, minutes=59).waiting == ["t"]
    assert story.advance(minutes=1).trace == "s t e"


def test_an_interrupting_timer_ends_the_activity() -> None:
    diagram = draw(
        start(), user("a"), boundary("b", "a", timer(duration="P3D")), user("late"), end(), "s > a > e; b > late > e"
    )  # fmt: skip
    story = Story(diagram).advance(days=3)
    assert story.waiting == ["late"]
    assert story.trace == "s a! b"
    assert story.timers() == {}
    on_time = Story(diagram).complete("a")
    assert on_time.trace == "s a e"
    assert on_time.timers() == {}


def reminded(cycle: str) -> Diagram:
    """A task with a repeating timer at its border that leaves it open."""
    every = boundary("b", "a", timer(cycle=cycle), interrupting=False)
    return draw(start(), user("a"), every, end("e2"), end(), "s > a > e; b > e2")


def test_a_repeating_timer_reminds_and_the_task_stays() -> None:
    story = Story(reminded("R3/P1D")).advance(days=10)
    assert story.trace == "s b e2 b e2 b e2"
    assert story.timers() == {}
    assert story.waiting == ["a"]
    assert story.complete("a").case.state == "completed"


def test_after_an_outage_a_repetition_fires_once_for_all_it_missed() -> None:
    story = Story(reminded("R/P1D"))
    story.world.now = MORNING.replace(month=12, day=3, hour=5)
    story.reload()
    story.fire("b")
    assert story.trace == "s b e2"
    assert [at.isoformat() for at in story.timers().values()] == ["2026-12-04T01:00:00+00:00"]


def test_a_message_carries_its_key_and_brings_variables() -> None:
    diagram = draw(
        start(), catch("m", message("reply"), io(outputs={"answer": "=text"})), end(), "s > m > e", keys={"reply": "=no"}
    )  # fmt: skip
    story = Story(diagram, {"no": 7})
    waits = next(iter(story.subscriptions().values()))
    assert (waits.kind, waits.name, waits.correlation_key) == ("message", "reply", "7")
    story.fire("m", text="好", other=1)
    assert story.variables == {"no": 7, "answer": "好"}
    assert story.subscriptions() == {}


def test_a_receive_task_waits_for_a_message() -> None:
    task = node("receiveTask", "m", messageRef="message_reply")
    story = Story(draw(start(), task, end(), "s > m > e"))
    assert story.waiting == ["m"]
    assert story.fire("m", text="好").trace == "s m e"
    assert story.variables == {"text": "好"}


def test_a_message_at_the_border_may_come_often() -> None:
    diagram = draw(
        start(), user("a"), boundary("b", "a", message("note"), interrupting=False), user("r"), end(), "s > a > e; b > r > e"
    )  # fmt: skip
    story = Story(diagram).fire("b", n=1).fire("b", n=2)
    assert story.waiting == ["a", "r"]
    assert len(story.case.token_of("r")) == 2
    story.complete("r").complete("r")
    assert story.complete("a").trace == "s b b r e r e a e"


def test_what_is_thrown_leaves_with_its_key_and_variables() -> None:
    said = io(inputs={"title": "=doc"})
    diagram = draw(
        start(), throw("m", message("done"), said), throw("g", signal("all"), said), throw("n"), end("e", message("last")),
        "s > m > g > n > e", keys={"done": "=no"},
    )  # fmt: skip
    story = Story(diagram, {"no": 5, "doc": "通知"})
    assert story.thrown == [
        ("done", "5", {"title": "通知"}),
        ("all", None, {"title": "通知"}),
        ("last", None, {}),
    ]
    assert story.trace == "s m g n e"


def test_the_first_event_after_an_event_based_gateway_wins() -> None:
    gateway = node("eventBasedGateway", "g")
    diagram = draw(
        start(), gateway, catch("m", message("reply")), catch("t", timer(duration="P1D")),
        catch("u", timer(duration="PT1H")), end(), end("e2"), end("e3"), "s > g > m > e; g > t > e2; g > u > e3",
    )  # fmt: skip
    story = Story(diagram)
    assert story.waiting == ["g"]
    story.fire("m", x=1)
    assert story.trace == "s g m e"
    assert story.subscriptions() == {}
    assert story.timers() == {}
    assert Story(diagram).advance(hours=1).trace == "s g u e3"


def test_an_error_end_event_is_caught_by_the_nearest_border() -> None:
    inner = sub("inner", start("s2"), end("x", error("NO")), "s2 > x")
    outer = sub(
        "outer", start("s1"), inner, boundary("b2", "inner", error("OTHER")), end("e2"), "s1 > inner; b2 > e2"
    )
    diagram = draw(
        start(), outer, boundary("b", "outer", error("NO")), end(), end("e1"), "s > outer > e; b > e1"
    )
    assert Story(diagram).trace == "s s1 s2 x inner! outer! b e1"


def test_parallel_siblings_do_not_catch_each_others_errors() -> None:
    one = sub("one", start("s1"), user("a"), end("x", error("NO")), "s1 > a > x")
    two = sub("two", start("s2"), user("b"), end("y", error("NO")), "s2 > b > y")
    diagram = draw(
        start(), one, two, boundary("b1", "one", error("NO")), boundary("b2", "two", error("NO")),
        user("r1"), user("r2"), "s > one; s > two; b1 > r1; b2 > r2",
    )  # fmt: skip
    assert Story(diagram).complete("a").waiting == ["b", "r1"]


def test_an_error_without_a_code_catches_all_but_the_named_one_comes_first() -> None:
    inner = sub("inner", start("s1"), end("x", error("NO")), "s1 > x")
    diagram = draw(
        start(), inner, boundary("any", "inner", error()), boundary("no", "inner", error("NO")), end(), end("e1"), end("e2"),
        "s > inner > e; any > e1; no > e2",
    )  # fmt: skip
    assert Story(diagram).trace.endswith("inner! no e2")


def test_an_escalation_leaves_the_activity_alone_unless_it_interrupts() -> None:
    inner = sub("inner", start("s1"), throw("x", escalation("UP")), user("a"), end("e1"), "s1 > x > a > e1")
    asks = draw(
        start(), inner, boundary("b", "inner", escalation("UP"), interrupting=False), user("boss"), end(),
        "s > inner > e; b > boss",
    )  # fmt: skip
    assert Story(asks).waiting == ["a", "boss"]
    ends = draw(
        start(),
        inner,
        boundary("b", "inner", escalation("UP")),
        user("boss"),
        end(),
        "s > inner > e; b > boss",
    )
    story = Story(ends)
    assert story.waiting == ["boss"]
    assert story.trace == "s s1 x inner! b"


def test_an_escalation_that_nobody_catches_is_the_outcome() -> None:
    story = Story(draw(start(), end("x", escalation("UP")), "s > x"))
    assert (story.case.outcome.kind, story.case.outcome.code) == ("escalation", "UP")
    assert story.trace == "s x"


def test_terminate_ends_its_scope_only() -> None:
    inner = sub("inner", start("s1"), par("f"), user("a"), end("x", TERMINATE), "s1 > f > a; f > x")
    story = Story(draw(start(), inner, user("b"), end(), "s > inner > b > e"))
    assert story.waiting == ["b"]
    assert story.trace == "s s1 f x a! inner"
    root = Story(draw(start(), par("f"), user("a"), end("x", TERMINATE), "s > f > a; f > x"))
    assert root.case.outcome.kind == "terminated"
    assert root.trace == "s f x a!"


def test_an_event_sub_process_that_interrupts_ends_the_rest() -> None:
    handler = event_sub(
        "h", start("hs", message("stop"), isInterrupting="true"), user("c"), end("he"), "hs > c > he"
    )
    story = Story(draw(start(), user("a"), end(), handler, "s > a > e"), {"x": 1})
    story.fire("hs", x=2, why="重办")
    assert story.waiting == ["c"]
    assert story.variables == {"x": 2, "why": "重办"}
    assert story.subscriptions() == {}
    assert story.complete("c").trace == "s a! hs c he h"
    assert story.case.outcome.kind == "normal"


def test_an_event_sub_process_that_does_not_interrupt_runs_beside() -> None:
    handler = event_sub("h", start("hs", timer(cycle="R2/PT1H"), isInterrupting="false"), user("c"), "hs > c")
    story = Story(draw(start(), user("a"), end(), handler, "s > a > e"))
    story.advance(hours=3)
    assert story.waiting == ["a", "c"]
    assert len(story.case.token_of("c")) == 2
    story.complete("a")
    assert story.case.state == "active"
    story.complete("c").complete("c")
    assert story.case.state == "completed"
    assert story.timers() == {}


def test_an_event_sub_process_catches_an_error_of_its_scope() -> None:
    handler = event_sub("h", start("hs", error("NO")), user("c"), "hs > c")
    inner = sub("inner", start("s1"), user("a"), end("x", error("NO")), handler, "s1 > a > x")
    story = Story(
        draw(start(), inner, boundary("b", "inner", error("NO")), end(), end("e2"), "s > inner > e; b > e2")
    )
    story.complete("a")
    assert story.waiting == ["c"]
    assert story.complete("c").trace == "s s1 a x hs c h inner e"


def test_an_open_event_sub_process_subscription_does_not_keep_the_instance_alive() -> None:
    handler = event_sub("h", start("hs", timer(duration="P9D")), user("c"), "hs > c")
    story = Story(draw(start(), user("a"), end(), handler, "s > a > e")).complete("a")
    assert story.case.state == "completed"
    assert story.timers() == {}


def test_a_process_begins_at_the_event_that_happened() -> None:
    diagram = draw(
        start("m", message("come")), start("t", timer(cycle="R/P1D")), user("a"), user("b"), "m > a; t > b"
    )
    assert [(one.element_id, one.kind) for one in diagram.starts] == [("m", "message"), ("t", "timer")]
    assert Story(diagram, {"x": 1}, start="m").waiting == ["a"]
    assert Story(diagram, start="t").waiting == ["b"]


def test_cancelling_takes_everything_back() -> None:
    inner = sub("inner", start("s1"), user("a"), catch("t", timer(duration="PT1H")), "s1 > a; s1 > t")
    story = Story(draw(start(), inner, boundary("b", "inner", message("x")), end(), "s > inner > e; b > e"))
    story.case.cancel()
    story.settle()
    assert story.trace == "s s1 a! t! inner!"
    assert (story.case.state, story.waiting) == ("cancelled", [])
    assert story.timers() == {}
    assert story.subscriptions() == {}


LINK = '<linkEventDefinition name="{0}"/>'


def test_a_link_goes_on_at_its_catch_event() -> None:
    diagram = draw(
        start(), xor("x"), throw("one", LINK.format("L")), throw("two", LINK.format("L")), catch("c", LINK.format("L")), user("a"),
        "s > x > [n = 1] one; x > [*] two; c > a",
    )  # fmt: skip
    assert Story(diagram, {"n": 1}).trace == "s x one c"
    assert Story(diagram, {"n": 2}).waiting == ["a"]


def test_an_inclusive_join_waits_for_what_comes_over_a_link() -> None:
    diagram = draw(
        start(), inc("f"), user("a"), user("b"), throw("t", LINK.format("L")), catch("c", LINK.format("L")), inc("j"), user("d"),
        "s > f; f > [true] a > j; f > [true] b > t; c > j; j > d",
    )  # fmt: skip
    story = Story(diagram).complete("a")
    assert story.waiting == ["b"]
    assert story.complete("b").waiting == ["d"]


def test_a_send_task_says_its_message_or_lets_a_handler_do_it() -> None:
    task = node("sendTask", "m", extensions=io(inputs={"x": "=1"}), messageRef="message_done")
    story = Story(draw(start(), task, end(), "s > m > e", keys={"done": "=no"}), {"no": 3})
    assert story.thrown == [("done", "3", {"x": 1})]
    job = '<zeebe:taskDefinition type="mail"/>'
    for element in (
        node("sendTask", "m", extensions=job, messageRef="message_done"),
        throw("m", message("done"), job),
    ):
        story = Story(draw(start(), element, end(), "s > m > e"))
        assert (story.thrown, story.waiting) == ([], ["m"])
        assert story.complete("m").trace == "s m e"
    assert (
        Story(draw(start(), end("m", message("done"), extensions=job), "s > m")).complete("m").trace == "s m"
    )


def test_a_signal_is_caught_on_the_way_and_at_the_border() -> None:
    diagram = draw(
        start(), catch("c", signal("all"), io(outputs={"x": "=y"})), user("a"), boundary("b", "a", signal("stop")), end(), end("e2"),
        "s > c > a > e; b > e2",
    )  # fmt: skip
    story = Story(diagram)
    assert [(one.kind, one.name) for one in story.subscriptions().values()] == [("signal", "all")]
    story.fire("c", y=1)
    assert [one.name for one in story.subscriptions().values()] == ["stop"]
    assert story.fire("b").trace == "s c a! b e2"
    assert story.variables == {"x": 1}
    assert story.subscriptions() == {}


def test_a_receive_task_may_stand_after_an_event_based_gateway() -> None:
    receive = node("receiveTask", "m", extensions=io(outputs={"x": "=y"}), messageRef="message_reply")
    diagram = draw(
        start(), node("eventBasedGateway", "g"), receive, catch("t", timer(duration="P1D")), end(), end("e2"),
        "s > g > m > e; g > t > e2",
    )  # fmt: skip
    story = Story(diagram).fire("m", y=2, z=3)
    assert (story.trace, story.variables) == ("s g m e", {"x": 2})
    late = Story(diagram).advance(days=1)
    assert late.trace == "s g t e2"
    assert late.subscriptions() == {}


def test_a_receive_task_that_is_left_by_its_border_waits_no_longer() -> None:
    receive = node("receiveTask", "m", messageRef="message_reply")
    diagram = draw(
        start(), receive, boundary("b", "m", timer(duration="P1D")), end(), end("e2"), "s > m > e; b > e2"
    )
    story = Story(diagram).advance(days=1)
    assert story.trace == "s m! b e2"
    assert story.subscriptions() == {}


def test_an_escalation_starts_an_event_sub_process_beside_the_work() -> None:
    handler = event_sub("h", start("hs", escalation("UP"), isInterrupting="false"), user("boss"), "hs > boss")
    inner = sub("inner", start("s1"), throw("x", escalation("UP")), user("a"), handler, "s1 > x > a")
    story = Story(
        draw(
            start(),
            inner,
            boundary("b", "inner", escalation("UP")),
            end(),
            end("e2"),
            "s > inner > e; b > e2",
        )
    )
    assert story.waiting == ["a", "boss"]
    story.complete("a")
    assert "inner" not in story.trace.split()
    assert story.complete("boss").trace == "s s1 x hs a boss h inner e"


def test_an_event_sub_process_inside_an_event_sub_process() -> None:
    deep = event_sub("d", start("ds", message("deep"), isInterrupting="true"), user("u"), "ds > u")
    handler = event_sub("h", start("hs", message("first"), isInterrupting="false"), user("c"), deep, "hs > c")
    story = Story(draw(start(), user("a"), end(), handler, "s > a > e")).fire("hs").fire("ds")
    assert story.waiting == ["a", "u"]
    story.complete("u")
    assert story.trace == "s hs c! ds u d h"
    assert story.complete("a").case.state == "completed"


def test_an_error_thrown_by_its_own_handler_rises_further() -> None:
    handler = event_sub("h", start("hs", error("NO")), end("again", error("NO")), "hs > again")
    inner = sub("inner", start("s1"), end("x", error("NO")), handler, "s1 > x")
    story = Story(
        draw(start(), inner, boundary("b", "inner", error("NO")), end(), end("e2"), "s > inner > e; b > e2")
    )
    assert story.trace == "s s1 x hs again h! inner! b e2"
