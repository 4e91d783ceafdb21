"""Errors, escalations and ends keep to their scope: through calls, sub-processes and event sub-processes."""

from __future__ import annotations

from engine.runtime import Definition
from tests.engine.runtime.drawing import (
    TERMINATE,
    boundary,
    call,
    draw,
    end,
    error,
    escalation,
    event_sub,
    message,
    par,
    signal,
    start,
    sub,
    throw,
    timer,
    user,
)
from tests.engine.runtime.world import Story, World


def calling(called: Definition, *parts: str) -> Story:
    return Story(draw(*parts), world=World(definitions={"q": called}))


def test_an_escalation_of_a_called_process_reaches_the_call() -> None:
    called = draw(start("s1"), throw("x", escalation("UP")), user("u"), "s1 > x > u", process="q")
    beside = calling(
        called, start(), call("c", "q"), boundary("b", "c", escalation("UP"), interrupting=False), user("boss"), end(),
        "s > c > e; b > boss",
    )  # fmt: skip
    assert beside.waiting == ["u", "boss"]
    instead = calling(
        called,
        start(),
        call("c", "q"),
        boundary("b", "c", escalation()),
        user("boss"),
        end(),
        "s > c > e; b > boss",
    )
    assert (instead.waiting, instead.trace) == (["boss"], "s s1 x c! b")


def test_an_error_of_a_called_process_is_caught_at_the_call_or_ends_the_caller() -> None:
    called = draw(start("s1"), user("u"), end("x", error("NO")), "s1 > u > x", process="q")
    caught = calling(
        called,
        start(),
        call("c", "q"),
        boundary("b", "c", error("NO")),
        end(),
        end("e2"),
        "s > c > e; b > e2",
    )
    assert caught.complete("u").trace == "s s1 u x c! b e2"
    uncaught = calling(called, start(), par("f"), call("c", "q"), user("a"), "s > f > c; f > a").complete("u")
    assert (uncaught.case.outcome.kind, uncaught.case.outcome.code) == ("error", "NO")
    assert uncaught.trace == "s f s1 u x c! a!"


def test_terminate_in_a_called_process_lets_the_caller_go_on() -> None:
    called = draw(start("s1"), par("f"), user("u"), end("x", TERMINATE), "s1 > f > u; f > x", process="q")
    story = calling(called, start(), call("c", "q"), user("a"), "s > c > a")
    assert (story.waiting, story.trace) == (["a"], "s s1 f x u! c")


def test_terminate_in_an_event_sub_process_ends_that_alone() -> None:
    handler = event_sub(
        "h", start("hs", message("m"), isInterrupting="false"), par("f"), user("u"), end("x", TERMINATE), "hs > f > u; f > x"
    )  # fmt: skip
    story = Story(draw(start(), user("a"), end(), handler, "s > a > e")).fire("hs")
    assert (story.waiting, story.trace) == (["a"], "s hs f x u! h")
    assert story.fire("hs").complete("a").case.outcome.kind == "normal"


def test_an_escalation_at_an_end_may_interrupt_or_go_on_beside() -> None:
    inner = sub("i", start("s1"), par("f"), user("u"), end("x", escalation("UP")), "s1 > f > u; f > x")
    stops = boundary("b", "i", escalation("UP"))
    assert Story(draw(start(), inner, stops, user("boss"), "s > i; b > boss")).waiting == ["boss"]
    notes = boundary("b", "i", escalation("UP"), interrupting=False)
    story = Story(draw(start(), inner, notes, user("boss"), end(), "s > i > e; b > boss"))
    assert story.waiting == ["u", "boss"]
    other = boundary("b", "i", escalation("OTHER"), interrupting=False)
    story = Story(draw(start(), inner, other, user("boss"), end(), "s > i > e; b > boss")).complete("u")
    assert (story.case.outcome.kind, story.case.outcome.code) == ("escalation", "UP")


def test_an_escalation_on_the_way_that_nobody_hears_changes_nothing() -> None:
    story = Story(draw(start(), throw("x", escalation("UP")), end(), "s > x > e"))
    assert (story.trace, story.case.outcome.kind) == ("s x e", "normal")


def test_an_escalation_that_begins_an_interrupting_event_sub_process_ends_the_work() -> None:
    handler = event_sub("h", start("hs", escalation("UP")), user("boss"), "hs > boss")
    inner = sub(
        "i",
        start("s1"),
        par("f"),
        user("u"),
        throw("x", escalation("UP")),
        user("v"),
        handler,
        "s1 > f > u; f > x > v",
    )
    story = Story(draw(start(), inner, end(), "s > i > e"))
    assert story.waiting == ["boss"]
    assert story.complete("boss").case.state == "completed"


def test_an_event_sub_process_sees_the_data_of_now_and_its_own_stay_inside() -> None:
    handler = event_sub(
        "h", start("hs", timer(cycle="R2/P1D"), isInterrupting="false"), user("u"), end("he"), "hs > u > he"
    )
    inner = sub("i", start("s1"), user("a"), handler, "s1 > a")
    story = Story(draw(start(), inner, end(), "s > i > e"), {"n": 1}).set(n=2).advance(days=1)
    assert story.case.read(story.token("u"))["n"] == 2
    story.complete("u", n=3).advance(days=1)
    assert (story.variables, story.waiting) == ({"n": 3}, ["a", "u"])
    assert story.complete("a").complete("u").trace == "s s1 hs u he h hs a u he h i e"


def test_a_signal_of_its_own_is_thrown_to_all() -> None:
    story = Story(draw(start(), throw("t", signal("go")), end("e", signal("done")), "s > t > e"))
    assert [name for name, *_ in story.thrown] == ["go", "done"]
