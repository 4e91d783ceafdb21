"""Tokens that are moved: back and on, out of branches, loops and sub-processes, with joins right afterwards."""

from __future__ import annotations

import pytest

from engine.errors import Conflict, NotFound
from tests.engine.runtime.drawing import boundary, draw, end, inc, many, par, start, sub, timer, user, xor
from tests.engine.runtime.world import Story

BLOCK = draw(
    start(), user("x"), par("f"), user("a1"), user("a2"), user("b1"), user("b2"), par("j"), user("y"), end(),
    "s > x > f; f > a1 > a2 > j; f > b1 > b2 > j; j > y > e",
)  # fmt: skip


def back(story: Story, at: str, to: str, *, jump: bool = False, index: int = 0) -> Story:
    story.case.go_back(story.token(at, index), to, jump_back=jump)
    story.settle()
    return story


def finish(story: Story) -> str:
    """Complete whatever waits, the first first; answers in which order."""
    done = []
    while story.case.outcome is None:
        at = story.waiting[0]
        done.append(at)
        story.complete(at)
        assert len(done) < 100
    return " ".join(done)


def test_within_a_branch_only_that_branch_goes_back() -> None:
    story = back(Story(BLOCK).complete("x").complete("a1"), "a2", "a1")
    assert sorted(story.waiting) == ["a1", "b1"]
    assert finish(story) == "b1 a1 b2 a2 y"


def test_to_before_the_split_the_whole_block_goes_back() -> None:
    story = back(Story(BLOCK).complete("x").complete("a1"), "a2", "x")
    assert story.waiting == ["x"]
    assert finish(story) == "x a1 b1 a2 b2 y"


def test_what_waits_at_the_join_already_stays_or_goes_with_the_block() -> None:
    story = Story(BLOCK).complete("x").complete("b1").complete("b2").complete("a1")
    assert back(story, "a2", "a1").waiting == ["a1"]
    assert finish(story) == "a1 a2 y"
    story = Story(BLOCK).complete("x").complete("b1").complete("b2").complete("a1")
    assert finish(back(story, "a2", "x")) == "x a1 b1 a2 b2 y"


def test_after_the_join_back_into_one_branch_the_other_counts_as_done() -> None:
    story = Story(BLOCK).complete("x").complete("a1").complete("b1").complete("a2").complete("b2")
    assert back(story, "y", "a1").waiting == ["a1"]
    assert finish(story) == "a1 a2 y"


def test_another_branch_was_not_passed() -> None:
    story = Story(BLOCK).complete("x").complete("a1")
    with pytest.raises(Conflict) as refused:
        story.case.go_back(story.token("a2"), "b1")
    assert refused.value.code == "NOT_PASSED"
    with pytest.raises(NotFound):
        story.case.go_back(story.token("a2"), "j")


INSIDE = draw(
    start(), user("w"),
    sub("q", start("s1"), user("x"), par("f"), user("a", many("=[1, 2]")), boundary("t", "a", timer(duration="P1D"), interrupting=False),
        user("u"), end("e2"), user("b"), par("j"), user("y"), end("e1"),
        "s1 > x > f; f > a > j; t > u > e2; f > b > j; j > y > e1"),
    boundary("late", "q", timer(duration="P9D")), end("e3"),
    user("z"), end(), "s > w > q > z > e; late > e3",
)  # fmt: skip


def test_out_of_a_countersign_in_a_branch_in_a_sub_process() -> None:
    story = Story(INSIDE).complete("w").complete("x").complete("a", 0).advance(days=1)
    assert sorted(story.waiting) == ["a", "b", "u"]
    back(story, "a", "x")
    assert story.waiting == ["x"]
    assert len(story.timers()) == 1  # the sub-process's own
    assert finish(story) == "x a a b y z"


def test_out_of_a_sub_process_ends_it_and_its_timer_begins_anew() -> None:
    story = Story(INSIDE).complete("w").advance(days=5).complete("x")
    back(story, "b", "w")
    assert (story.waiting, story.timers()) == (["w"], {})
    story.complete("w").advance(days=8)
    assert story.waiting == ["x"]
    story.advance(days=1)
    assert story.case.state == "completed"


def test_back_into_a_sub_process_that_was_done_other_branches_count_as_done() -> None:
    story = Story(INSIDE).complete("w").complete("x").complete("a").complete("a").complete("b").complete("y")
    assert back(story, "z", "b").waiting == ["b"]
    assert finish(story) == "b y z"


@pytest.mark.parametrize("to", ["w", "x", "b"])
def test_jump_back_does_one_step_once_more_and_comes_straight_back(to: str) -> None:
    story = Story(INSIDE).complete("w").complete("x").complete("a").complete("a").complete("b").complete("y")
    assert back(story, "z", to, jump=True).waiting == [to]
    assert finish(story) == f"{to} z"


def test_while_one_of_several_who_are_asked_waits_for_a_correction_the_others_go_on() -> None:
    story = Story(INSIDE).complete("w").complete("x")
    back(story, "a", "x", jump=True, index=1)
    assert sorted(story.waiting) == ["a", "b", "x"]
    story.complete("a").complete("b")
    assert story.waiting == ["x"]
    story.complete("x")
    assert story.waiting == ["a"]
    assert finish(story) == "a y z"


def test_a_correction_may_be_sent_further_back_and_comes_all_the_way_again() -> None:
    story = Story(INSIDE).complete("w").complete("x")
    back(story, "b", "x", jump=True)
    back(story, "x", "w", jump=True)
    assert sorted(story.waiting) == ["a", "w"]
    story.complete("w")
    assert sorted(story.waiting) == ["a", "x"]
    story.complete("x")
    assert sorted(story.waiting) == ["a", "b"]
    assert finish(story) == "a a b y z"


def test_when_the_one_who_asked_for_it_is_cancelled_so_is_the_correction() -> None:
    story = Story(INSIDE).complete("w").complete("x")
    back(story, "a", "w", jump=True)
    assert "w" in story.waiting
    story.advance(days=9)
    assert story.case.state == "completed"
    story = Story(INSIDE).complete("w").complete("x")
    back(back(story, "b", "x", jump=True), "x", "w")
    assert story.waiting == ["w"]
    assert finish(story) == "w x a a b y z"


def test_a_correction_keeps_the_item_of_the_one_who_asked() -> None:
    people = many('=["li", "wang"]', "who")
    diagram = draw(start(), user("x"), user("a", people), end(), "s > x > a > e")
    story = back(Story(diagram).complete("x"), "a", "x", jump=True, index=1).complete("x")
    assert [story.case.read(token)["who"] for token in story.case.token_of("a")] == ["li", "wang"]
    assert [story.case.read(token)["loopCounter"] for token in story.case.token_of("a")] == [1, 2]


def test_a_manager_moves_on_over_a_join_and_takes_along_who_would_wait_there_for_ever() -> None:
    story = Story(BLOCK).complete("x").complete("b1").complete("b2")
    story.case.move(story.token("a1"), "y")
    story.settle()
    assert story.waiting == ["y"]
    assert finish(story) == "y"


def test_a_manager_moves_into_no_branch_whose_others_never_began() -> None:
    story = Story(BLOCK)
    with pytest.raises(Conflict) as refused:
        story.case.move(story.token("x"), "a2")
    assert refused.value.code == "INTO_A_BRANCH"
    story.complete("x")
    with pytest.raises(Conflict):
        story.case.move(story.token("a1"), "b2")
    story.case.move(story.token("a1"), "a2")
    story.settle()
    assert finish(story) == "b1 a2 b2 y"


def test_what_is_done_once_more_for_another_is_not_moved_alone() -> None:
    story = Story(INSIDE).complete("w").complete("x")
    back(story, "a", "w", jump=True)
    with pytest.raises(Conflict) as refused:
        story.case.move(story.token("w"), "z")
    assert refused.value.code == "DETOUR"
    with pytest.raises(Conflict) as refused:
        story.case.complete(story.case._tree.token(story.token("w")).facts["back"])
    assert refused.value.code == "NOT_WAITING"


def test_an_inclusive_join_waits_for_those_that_come_again() -> None:
    diagram = draw(
        start(), inc("f"), user("a"), user("b"), inc("j"), user("y"), end(),
        "s > f; f > [true] a > j; f > [true] b > j; f > [*] j; j > y > e",
    )  # fmt: skip
    story = Story(diagram).complete("a").complete("b")
    assert back(story, "y", "a").waiting == ["a"]
    assert finish(story) == "a y"


def test_a_loop_that_was_walked_is_not_what_lies_ahead() -> None:
    diagram = draw(
        start(), user("x"), par("f"), user("a1"), user("a2"), user("b"), par("j"), user("y"), xor("g"), end(),
        "s > x > f; f > a1 > a2 > j; f > b > j; j > y > g; g > [again] x; g > [*] e",
    )  # fmt: skip
    story = Story(diagram, {"again": True}).complete("x").complete("a1")
    assert sorted(back(story, "a2", "a1").waiting) == ["a1", "b"]
    story.complete("a1").complete("a2").complete("b").complete("y")
    assert story.waiting == ["x"]
