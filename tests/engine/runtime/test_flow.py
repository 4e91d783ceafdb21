"""Sequence, gateways, conditions, defaults, joins in every order and in loops."""

from __future__ import annotations

import pytest

from tests.engine.runtime.drawing import boundary, draw, end, inc, par, script, start, sub, timer, user, xor
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


def test_without_a_start_event_tokens_begin_where_no_flow_leads() -> None:
    story = Story(draw(user("a"), user("b"), user("c"), "a > c"))
    assert story.waiting == ["a", "b"]
    assert story.complete("b").complete("a").complete("c").case.state == "completed"


def test_several_flows_leave_an_activity_at_once() -> None:
    story = Story(draw(start(), user("a"), user("b"), user("c"), end(), "s > a > b > e; a > c > e")).complete(
        "a"
    )
    assert story.waiting == ["b", "c"]
    assert story.complete("c").complete("b").trace == "s a c e b e"


@pytest.mark.parametrize(("n", "waiting"), [(1, ["b", "d"]), (5, ["b", "c"])])
def test_conditional_and_default_flows_leave_an_activity(n: int, waiting: list[str]) -> None:
    diagram = draw(start(), user("a"), user("b"), user("c"), user("d"), "s > a > b; a > [n > 3] c; a > [*] d")
    assert Story(diagram).complete("a", n=n).waiting == waiting


def test_parallel_branches_join() -> None:
    story = Story(
        draw(start(), par("f"), user("a"), user("b"), par("j"), end(), "s > f > a > j > e; f > b > j")
    )
    assert story.waiting == ["a", "b"]
    story.complete("b")
    assert story.waiting == ["a"]
    story.complete("a")
    assert story.trace == "s f b a j e"


@pytest.mark.parametrize("orders", [("ab", "ba"), ("ab", "ab"), ("ba", "ab"), ("ba", "ba")])
@pytest.mark.parametrize("gateway", [par, inc])
def test_a_join_in_a_loop_waits_for_all_in_every_order(orders: tuple[str, str], gateway: object) -> None:
    fork = "f > [true] a > j; f > [true] b > j" if gateway is inc else "f > a > j; f > b > j"
    diagram = draw(
        start(), xor("m"), gateway("f"), user("a"), user("b"), gateway("j"), user("c"), xor("x"), end(),
        f"s > m > f; {fork}; j > c > x; x > [again] m; x > [*] e",
    )  # fmt: skip
    story = Story(diagram)
    for order in orders:
        for name in order:
            assert "c" not in story.waiting
            story.complete(name)
        assert story.waiting == ["c"]
        story.complete(
            "c", again=order is not orders[-1] or (orders.index(order) == 0 and len(story.records) < 60)
        )
        if story.case.state == "completed":
            break


def test_two_tokens_on_one_flow_wait_for_two_partners() -> None:
    """A token that comes a second time on the same flow does not stand in for the other flow."""
    diagram = draw(
        start(), par("f"), user("a"), user("b"), xor("m"), user("c"), par("j"), user("d"), end(),
        "s > f; f > a > m; f > b > m; m > j; f > c > j; j > d > e",
    )  # fmt: skip
    story = Story(diagram).complete("a").complete("b")
    assert story.waiting == ["c"]
    story.complete("c")
    assert story.waiting == ["d"]
    story.complete("d")
    assert story.causes == ["j: JOIN_DEADLOCK"]


def test_an_inclusive_gateway_takes_every_flow_that_holds() -> None:
    diagram = draw(
        start(), inc("f"), user("a"), user("b"), user("c"), inc("j"), end(),
        "s > f; f > [n > 1] a > j; f > [n > 2] b > j; f > [*] c > j; j > e",
    )  # fmt: skip
    assert Story(diagram, {"n": 0}).waiting == ["c"]
    assert Story(diagram, {"n": 2}).complete("a").case.state == "completed"
    story = Story(diagram, {"n": 3})
    assert story.waiting == ["a", "b"]
    assert story.complete("b").waiting == ["a"]
    assert story.complete("a").trace == "s f b a j e"


def test_an_inclusive_join_waits_for_whoever_can_still_come() -> None:
    """A branch that is left by a boundary event, or ends, is not waited for any longer."""
    diagram = draw(
        start(), inc("f"), user("a"), user("b"), boundary("t", "b", timer(duration="P1D")), end("late"), inc("j"), user("c"),
        "s > f; f > [true] a > j; f > [true] b > j; t > late; j > c",
    )  # fmt: skip
    story = Story(diagram).complete("a")
    assert story.waiting == ["b"]
    assert story.advance(days=1).waiting == ["c"]


def test_an_inclusive_join_does_not_wait_for_the_loop_behind_it() -> None:
    diagram = draw(
        start(), xor("m"), inc("f"), user("a"), user("b"), inc("j"), user("c"), xor("x"), end(),
        "s > m > f; f > [na] a > j; f > [nb] b > j; j > c > x; x > [again] m; x > [*] e",
    )  # fmt: skip
    story = Story(diagram, {"na": True, "nb": False}).complete("a")
    assert story.waiting == ["c"]
    story.complete("c", again=True, na=False, nb=True).complete("b")
    assert story.waiting == ["c"]
    assert story.complete("c", again=False).case.state == "completed"


def test_joins_in_a_sub_process_belong_to_each_instance_of_it() -> None:
    inner = sub("sub", start("s1"), par("f"), user("a"), user("b"), par("j"), "s1 > f; f > a > j; f > b > j")
    story = Story(draw(start(), par("k"), inner, user("x"), end(), "s > k > sub > e; k > x > sub"))
    story.complete("x")
    assert len(story.case.token_of("a")) == 2
    story.complete("a", 0).complete("b", 1)
    assert story.case.state == "active"
    assert "sub" not in story.trace.split()
    story.complete("b").complete("a")
    assert story.case.state == "completed"


def test_a_join_that_can_never_fire_is_an_incident() -> None:
    diagram = draw(
        start(), xor("f"), user("a"), user("b"), par("j"), end(), "s > f; f > [true] a > j > e; f > [*] b > j"
    )  # fmt: skip
    story = Story(diagram).complete("a")
    assert story.causes == ["j: JOIN_DEADLOCK"]
    assert story.case.state == "incident"
    story.case.skip(story.token("j"))
    story.settle()
    assert story.case.state == "completed"


def test_automatic_loops_compute() -> None:
    diagram = draw(
        start(), xor("m"), script("a", "=n + 1", "n"), xor("x"), end(), "s > m > a > x; x > [n < 100] m; x > [*] e"
    )  # fmt: skip
    assert Story(diagram, {"n": 0}, limit=7).variables == {"n": 100}
