"""Start and completion quantities: how many tokens begin an activity, and how many leave it."""

from __future__ import annotations

from tests.engine.runtime.drawing import boundary, draw, end, many, message, par, start, sub, user, xor
from tests.engine.runtime.world import Story


def test_an_activity_waits_for_as_many_tokens_as_it_says() -> None:
    both = user("both", startQuantity="2", completionQuantity="3")
    story = Story(draw(start(), par("f"), user("a"), user("b"), both, user("c"), end(),
                       "s > f > a > both; f > b > both > c > e"))  # fmt: skip
    story.complete("a")
    assert story.waiting == ["b"]
    story.complete("b")
    assert story.waiting == ["both"]
    story.complete("both")
    assert len(story.case.token_of("c")) == 3
    for _ in range(3):
        story.complete("c")
    assert story.trace == "s f a b both c e c e c e"


def test_tokens_of_one_flow_count_too_and_every_flow_gets_as_many() -> None:
    parts = (user("a", completionQuantity="4"), user("b", startQuantity="2"), user("c", startQuantity="4"))
    story = Story(draw(start(), *parts, end(), "s > a > b > e; a > c > e"))
    story.complete("a")
    assert (len(story.case.token_of("b")), len(story.case.token_of("c"))) == (2, 1)


def test_what_waits_in_vain_is_an_incident() -> None:
    story = Story(draw(start(), xor("x"), user("a"), user("b"), user("two", startQuantity="2"), end(),
                       "s > x > [true] a > two; x > [*] b > two > e"))  # fmt: skip
    story.complete("a")
    assert story.causes == ["two: JOIN_DEADLOCK"]


def test_a_loop_counts_once_for_all_its_times() -> None:
    each = user("each", many("=[1, 2]", "i"), startQuantity="2", completionQuantity="2")
    story = Story(draw(start(), par("f"), each, user("c"), end(), "s > f > each; f > each > c > e"))
    story.complete("each").complete("each")
    assert len(story.case.token_of("c")) == 2


def test_interrupted_it_leaves_by_the_border_once() -> None:
    inner = sub("inner", start("s1"), user("a"), end("e1"), "s1 > a > e1", completionQuantity="2")
    story = Story(draw(start(), inner, boundary("b", "inner", message("stop")), user("c"), user("d"), end(),
                       "s > inner > c > e; b > d > e"))  # fmt: skip
    story.fire("b")
    assert (story.waiting, len(story.case.token_of("d"))) == (["d"], 1)
