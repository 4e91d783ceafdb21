"""Conditional events: looked at when they begin to wait, and whenever a variable they see is written."""

from __future__ import annotations

from tests.engine.runtime.drawing import (
    boundary,
    catch,
    conditional,
    draw,
    end,
    event_sub,
    io,
    many,
    message,
    node,
    par,
    script,
    start,
    sub,
    user,
)
from tests.engine.runtime.world import Story

ENOUGH = conditional("total >= 100")


def test_a_token_waits_on_the_way_until_a_manager_or_another_branch_makes_it_true() -> None:
    diagram = draw(start(), par("f"), catch("c", ENOUGH), user("a"), end(), "s > f > c > e; f > a > e")
    story = Story(diagram)
    assert story.waiting == ["c", "a"]
    assert story.set(total=99).waiting == ["c", "a"]
    assert story.set(total=100).trace == "s f c e"
    assert Story(diagram).complete("a", total=200).trace == "s f a e c e"


def test_what_holds_already_is_not_waited_for() -> None:
    story = Story(draw(start(), catch("c", ENOUGH), end(), "s > c > e"), {"total": 100})
    assert story.trace == "s c e"


def test_at_the_border_it_interrupts() -> None:
    diagram = draw(start(), user("a"), boundary("b", "a", ENOUGH), end(), user("late"), "s > a > e; b > late")
    story = Story(diagram).set(total=100)
    assert (story.waiting, story.trace) == (["late"], "s a! b")
    assert Story(diagram).complete("a", total=100).trace == "s a e"
    assert Story(diagram, {"total": 100}).waiting == ["late"]


def test_beside_the_work_each_rise_counts_once_and_a_fall_between_is_needed() -> None:
    noted = boundary("b", "a", ENOUGH, interrupting=False)
    diagram = draw(start(), user("a"), noted, end(), end("e2"), "s > a > e; b > e2")
    story = Story(diagram).set(total=100).set(total=200)
    assert story.trace == "s b e2"
    story.set(total=1).set(total=100)
    assert story.trace == "s b e2 b e2"
    assert story.complete("a").trace == "s b e2 b e2 a e"


def test_a_rise_is_not_lost_when_the_same_step_of_work_takes_it_back() -> None:
    up, down = script("up", "=200", "total"), script("down", "=0", "total")
    noted = boundary("b", "a", ENOUGH, interrupting=False)
    diagram = draw(
        start(), par("f"), user("a"), noted, up, down, user("c"), end(), end("e2"), end("e3"),
        "s > f > a > e; f > c > up > down > e3; b > e2",
    )  # fmt: skip
    story = Story(diagram).complete("c")
    assert story.variables == {"total": 0}
    assert "b e2" in story.trace


def test_an_event_sub_process_begins_by_it() -> None:
    beside = event_sub("h", start("hs", ENOUGH, isInterrupting="false"), user("c"), "hs > c")
    story = Story(draw(start(), user("a"), end(), beside, "s > a > e")).set(total=100)
    assert story.waiting == ["a", "c"]
    instead = event_sub("h", start("hs", ENOUGH), user("c"), "hs > c")
    story = Story(draw(start(), user("a"), end(), instead, "s > a > e")).set(total=100)
    assert (story.waiting, story.trace) == (["c"], "s a! hs")


def test_behind_an_event_based_gateway_it_is_one_of_the_events() -> None:
    gateway = node("eventBasedGateway", "g")
    diagram = draw(
        start(), gateway, catch("c", ENOUGH), catch("m", message("reply")), end(), end("e2"),
        "s > g > c > e; g > m > e2",
    )  # fmt: skip
    story = Story(diagram).set(total=100)
    assert story.trace == "s g c e"
    assert story.subscriptions() == {}
    assert Story(diagram, {"total": 100}).trace == "s g c e"
    assert Story(diagram).fire("m").trace == "s g m e2"


def test_it_sees_the_scopes_around_it_and_no_others() -> None:
    one = sub("one", start("s1"), script("w", "=100", "total"), user("a"), "s1 > w > a",
              extensions=io(inputs={"total": "=0"}))  # fmt: skip
    two = sub("two", start("s2"), user("b"), boundary("in2", "b", ENOUGH), user("x"), "s2 > b; in2 > x")
    diagram = draw(start(), one, two, boundary("out", "one", ENOUGH), user("y"), "s > one; s > two; out > y")
    assert Story(diagram).waiting == ["b", "y"]


def test_it_may_count_the_times_of_a_loop() -> None:
    each = user("a", many(cardinality="3"))
    half = boundary("b", "a", conditional("numberOfCompletedInstances >= 2"), interrupting=False)
    story = Story(draw(start(), each, half, end(), end("e2"), "s > a > e; b > e2")).complete("a")
    assert "b" not in story.trace
    assert story.complete("a").trace == "s a a b e2"


def test_what_is_neither_true_nor_false_waits_for_a_person_and_is_looked_at_again() -> None:
    diagram = draw(
        start(), user("a"), boundary("b", "a", conditional("total")), end(), end("e2"), "s > a > e; b > e2"
    )
    story = Story(diagram).set(total="much")
    assert story.causes == ["b: CONDITION_NOT_BOOLEAN"]
    assert (story.case.state, story.waiting) == ("incident", ["a"])
    story.set(total=True)
    story.case.retry(story.token("b"))
    story.settle()
    assert (story.trace, story.case.state) == ("s a! b e2", "completed")
