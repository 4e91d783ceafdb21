"""Signers added while a step is open: at a step of one person and in a countersign, and taken away again."""

from __future__ import annotations

from typing import Any

import pytest

from engine.errors import Conflict
from engine.runtime.changes import UserTaskOpened
from tests.engine.runtime.drawing import boundary, draw, end, many, start, timer, user
from tests.engine.runtime.test_countersign import NO, YES, result, say, signed
from tests.engine.runtime.world import Story

ONE = draw(
    start(),
    user("a"),
    boundary("t", "a", timer(duration="P3D")),
    user("b"),
    end("x"),
    end(),
    "s > a > b > e; t > x",
)


def add(story: Story, position: str, *people: str, index: int = 0) -> Story:
    story.case.add_signers(story.token("a", index), people, position, "me")
    story.settle()
    return story


def asked(story: Story) -> list[str | None]:
    """Who is asked at the step now; None is whoever the diagram says."""
    opened = {one.token_id: one.assignee for one in story.of(UserTaskOpened)}
    return [opened[token] for token in story.case.token_of("a")]


def answer(story: Story, who: str | None, **values: Any) -> Story:
    token = next(
        one for one, person in zip(story.case.token_of("a"), asked(story), strict=True) if person == who
    )
    story.case.complete(token, values)
    story.settle()
    return story


def test_before_me_i_wait_and_am_asked_then() -> None:
    story = add(Story(ONE), "before", "li", "wang")
    assert asked(story) == ["li", "wang"]
    assert story.timers() == {}
    answer(story, "wang")
    assert asked(story) == ["li"]
    answer(story, "li", opinion="good")
    assert asked(story) == ["me"]
    assert story.variables["opinion"] == "good"
    assert len(story.timers()) == 1  # its timer begins anew
    assert answer(story, "me").waiting == ["b"]


def test_beside_me_in_either_order() -> None:
    for order in ((None, "li"), ("li", None)):
        story = add(Story(ONE), "beside", "li")
        assert asked(story) == [None, "li"]
        answer(story, order[0])
        assert story.waiting == ["a"]
        assert answer(story, order[1]).waiting == ["b"]


def test_after_me_who_comes_later_has_the_last_word() -> None:
    story = add(Story(ONE), "after", "li")
    assert asked(story) == [None]
    answer(story, None, decision="yes")
    assert asked(story) == ["li"]
    assert story.variables["decision"] == "yes"
    assert len(story.timers()) == 1  # the step is not over
    answer(story, "li", decision="no")
    assert (story.waiting, story.variables["decision"]) == (["b"], "no")


def test_the_timer_of_the_step_ends_all_who_sign_there() -> None:
    story = answer(add(add(Story(ONE), "beside", "li"), "after", "wang"), None).advance(days=3)
    assert story.case.state == "completed"


def test_who_has_not_signed_is_taken_away_and_the_rest_decides() -> None:
    story = answer(add(Story(ONE), "beside", "li"), None)
    story.case.remove_signer(story.token("a"), "li")
    story.settle()
    assert story.waiting == ["b"]
    story = add(Story(ONE), "before", "li", "wang")
    story.case.remove_signer(story.token("a"), "li")
    story.settle()
    assert asked(answer(story, "wang")) == ["me"]
    story = add(Story(ONE), "after", "li")
    story.case.remove_signer(story.token("a"), "li")
    story.settle()
    with pytest.raises(Conflict) as refused:
        story.case.remove_signer(story.token("a"), "li")
    assert refused.value.code == "NO_SUCH_SIGNER"
    assert answer(story, None).waiting == ["b"]


def test_an_added_signer_counts_in_a_countersign() -> None:
    story = add(signed("all"), "beside", "li")
    assert len(story.case.token_of("a")) == 4
    say(story, YES, YES, YES)
    assert story.waiting == ["a"]
    say(story, YES)
    assert (result(story)["total"], result(story)["agreed"][-1]) == (4, "li")
    story = say(add(signed("all"), "beside", "li"), YES, NO)
    assert (story.waiting, result(story)["total"]) == (["b"], 4)


def test_an_added_signer_confirms_again_himself() -> None:
    story = answer(add(signed("all", confirms="text"), "beside", "li"), "li", answer=YES)
    assert asked(story) == [None, None, None]
    story.set(text="second")
    assert asked(story) == [None, None, None, "li"]


def test_before_one_of_several_and_after_him() -> None:
    story = add(signed("all", 2), "before", "li", index=1)
    assert sorted(str(one) for one in asked(story)) == ["None", "li"]
    answer(story, "li", answer=YES)
    assert sorted(str(one) for one in asked(story)) == ["None", "me"]
    story = add(signed("all", 2), "after", "li")
    say(story, YES)
    assert sorted(str(one) for one in asked(story)) == ["None", "li"]
    say(story, YES, YES)
    assert (story.waiting, result(story)["total"]) == (["b"], 3)


def test_one_after_another_keeps_its_order() -> None:
    story = add(signed("sequential", sequential=True), "after", "li")
    say(story, YES)
    assert asked(story) == ["li"]
    say(story, YES)
    assert story.case.read(story.token("a"))["who"] == "p2"
    story.case.remove_signer(story.token("a"), "p3")
    story.settle()
    say(story, YES)
    assert (story.waiting, result(story)["agreed"]) == (["b"], ["p1", "li", "p2"])
    story = add(signed("sequential", sequential=True), "before", "li")
    assert asked(story) == ["li"]
    say(story, YES)
    assert story.case.read(story.token("a"))["who"] == "p1"
    say(story, YES, YES, YES)
    assert result(story)["total"] == 4


def test_taking_one_away_may_decide_a_countersign_and_the_last_one_stays() -> None:
    story = say(signed("all"), YES, YES)
    story.case.remove_signer(story.token("a"), "p3")
    story.settle()
    assert (story.waiting, result(story)["approved"], result(story)["total"]) == (["b"], True, 2)
    story = signed("all", 1)
    with pytest.raises(Conflict) as refused:
        story.case.remove_signer(story.token("a"), "p1")
    assert refused.value.code == "LAST_SIGNER"


def test_a_plain_multi_instance_takes_more_signers_too() -> None:
    people = many('=["p1", "p2"]', "who", output="said", element="=answer")
    story = Story(draw(start(), user("a", people), end(), "s > a > e"))
    add(story, "beside", "li")
    say(story, YES, NO, YES)
    assert (story.case.state, story.variables["said"]) == ("completed", [YES, NO, YES])


def test_a_step_with_added_signers_goes_back_as_a_whole() -> None:
    story = Story(draw(start(), user("x"), user("a"), end(), "s > x > a > e")).complete("x")
    add(story, "beside", "li")
    story.case.go_back(story.case.token_of("a")[1], "x")
    story.settle()
    assert story.waiting == ["x"]
    assert story.complete("x").complete("a").case.state == "completed"
