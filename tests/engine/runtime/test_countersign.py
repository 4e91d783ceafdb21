"""Countersigns: approvals are counted, it ends when it is decided, and who agreed to another text is asked again."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.runtime.drawing import draw, end, many, par, start, user
from tests.engine.runtime.world import Story

YES, NO, HM = "agree", "disagree", "no opinion"


def signed(mode: str, count: int = 3, *, sequential: bool = False, **more: str) -> Story:
    attributes = "".join(f' {name}="{value}"' for name, value in more.items())
    word = f'<liye:countersign mode="{mode}"{attributes}/>'
    people = many("=people", "who", sequential=sequential, output="said", element="=answer")
    diagram = draw(start(), user("a", people, word), user("b"), end(), "s > a > b > e")
    return Story(diagram, {"people": [f"p{number}" for number in range(1, count + 1)], "text": "first"})


def say(story: Story, *answers: str, **results: Any) -> Story:
    for answer in answers:
        token = story.token("a")
        who = story.case.read(token)["who"]
        story.case.complete(token, {"answer": answer, **results}, by=who)
        story.settle()
    return story


def result(story: Story) -> dict[str, Any]:
    found: dict[str, Any] = story.variables["a_result"]
    return found


@pytest.mark.parametrize(
    ("mode", "need", "answers", "approved"),
    [
        ("all", "", (YES, YES, YES), True),
        ("all", "", (YES, NO), False),
        ("all", "", (HM,), False),
        ("any", "", (YES,), True),
        ("any", "", (NO,), False),
        ("any", "", (HM, YES), True),
        ("any", "", (HM, HM, HM), False),
        ("share", "0.5", (YES, YES), True),
        ("share", "0.5", (NO, NO), False),
        ("share", "1", (NO,), False),
        ("count", "2", (NO, YES, YES), True),
        ("count", "2", (HM, NO), False),
        ("count", "4", (YES,), False),
        ("veto", "", (YES, HM, HM), True),
        ("veto", "", (YES, NO), False),
    ],
)
def test_it_ends_as_soon_as_it_is_decided(
    mode: str, need: str, answers: tuple[str, ...], approved: bool
) -> None:
    story = signed(mode, **({"need": need} if need else {}))
    say(story, *answers[:-1])
    assert story.waiting == ["a"]
    say(story, answers[-1])
    assert story.waiting == ["b"]
    assert result(story)["approved"] is approved
    assert (result(story)["total"], result(story)["approvals"]) == (3, answers.count(YES))


def test_the_result_tells_who_and_is_seen_while_it_runs() -> None:
    story = say(signed("count", need="2"), NO, YES)
    seen = story.case.read(story.token("a"))["a_result"]
    assert seen["approved"] is None
    assert (seen["agreed"], seen["objected"], seen["abstained"]) == (["p2"], ["p1"], [])
    say(story, YES)
    assert result(story)["agreed"] == ["p2", "p3"]
    assert story.variables["said"] == [NO, YES, YES]


def test_all_may_be_heard_though_it_is_decided() -> None:
    story = say(signed("all", collect="true"), NO, YES)
    assert story.waiting == ["a"]
    say(story, YES)
    assert (result(story)["approved"], result(story)["approvals"]) == (False, 2)


def test_one_after_another_until_the_first_who_does_not_agree() -> None:
    story = say(signed("sequential", sequential=True), YES)
    assert len(story.case.token_of("a")) == 1
    say(story, NO)
    assert story.waiting == ["b"]
    assert (result(story)["objected"], result(story)["approved"]) == (["p2"], False)


def test_nobody_to_ask_is_agreement_of_all_and_no_approval() -> None:
    assert result(signed("all", 0))["approved"] is True
    assert result(signed("count", 0, need="1"))["approved"] is False


def test_who_agreed_to_another_text_confirms_again() -> None:
    story = say(signed("all", confirms="text"), YES, YES)
    assert len(story.case.token_of("a")) == 1
    story.set(text="second")
    assert sorted(story.case.read(one)["who"] for one in story.case.token_of("a")) == ["p1", "p2", "p3"]
    say(story, YES, YES, YES)
    assert result(story)["agreed"] == ["p3", "p1", "p2"]
    assert story.variables["said"] == [YES, YES, YES]


def test_the_last_who_changes_the_text_does_not_end_it() -> None:
    story = say(signed("all", confirms="text"), YES, YES)
    say(story, YES, text="third")
    assert sorted(story.case.read(one)["who"] for one in story.case.token_of("a")) == ["p1", "p2"]
    say(story, YES, YES)
    assert story.waiting == ["b"]


def test_who_objected_is_not_asked_again_and_one_after_another_stays_so() -> None:
    story = say(signed("count", need="2", confirms="text"), NO, YES).set(text="second")
    assert sorted(story.case.read(one)["who"] for one in story.case.token_of("a")) == ["p2", "p3"]
    story = say(signed("sequential", sequential=True, confirms="text"), YES, YES).set(text="second")
    assert [story.case.read(one)["who"] for one in story.case.token_of("a")] == ["p3"]
    say(story, YES)
    assert [story.case.read(one)["who"] for one in story.case.token_of("a")] == ["p1"]
    say(story, YES, YES)
    assert (story.waiting, result(story)["approvals"]) == (["b"], 3)


def test_a_text_changed_beside_it_is_seen_too() -> None:
    word = '<liye:countersign mode="all" confirms="text"/>'
    diagram = draw(
        start(), par("f"), user("a", many('=["p1", "p2"]', "who"), word), user("x"), par("j"), end(),
        "s > f; f > a > j; f > x > j; j > e",
    )  # fmt: skip
    story = say(Story(diagram, {"text": "first"}), YES)
    story.complete("x", text="second")
    assert len(story.case.token_of("a")) == 2
    assert say(story, YES, YES).case.state == "completed"
