"""Sequence, gateways, conditions, defaults, loops."""

from __future__ import annotations

from tests.engine.runtime.drawing import draw, end, par, start, user, xor
from tests.engine.runtime.world import Story


def test_a_line_of_tasks() -> None:
    story = Story(draw(start(), user("a"), user("b"), end(), "s > a > b > e"))
    assert story.waiting == ["a"]
    story.complete("a", opinion="同意")
    assert story.waiting == ["b"]
    story.complete("b")
    assert story.trace == "s a b e"
    assert story.case.state == "completed"
    assert story.case.outcome.kind == "normal"
    assert story.variables == {"opinion": "同意"}


def test_the_first_flow_whose_condition_holds_is_taken() -> None:
    diagram = draw(
        start(), xor("x"), end("big"), end("small"), end("other"),
        "s > x > [n > 10] big; x > [n > 5] small; x > [*] other",
    )  # fmt: skip
    assert Story(diagram, {"n": 11}).trace == "s x big"
    assert Story(diagram, {"n": 6}).trace == "s x small"
    assert Story(diagram, {"n": 1}).trace == "s x other"


def test_parallel_branches_join() -> None:
    story = Story(
        draw(start(), par("f"), user("a"), user("b"), par("j"), end(), "s > f > a > j > e; f > b > j")
    )
    assert story.waiting == ["a", "b"]
    story.complete("b")
    assert story.waiting == ["a"]
    story.complete("a")
    assert story.trace == "s f b a j e"
