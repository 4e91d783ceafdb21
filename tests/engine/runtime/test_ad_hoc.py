"""Ad hoc sub-processes: what is done in them, how often and in which order, people choose."""

from __future__ import annotations

import random

import pytest

from engine.errors import Conflict
from engine.runtime import Case, Definition
from engine.runtime.changes import UserTaskClosed
from tests.engine.runtime.drawing import (
    ad_hoc,
    boundary,
    draw,
    end,
    error,
    many,
    script,
    service,
    start,
    timer,
    user,
)
from tests.engine.runtime.world import Story
from tests.seeds import some


def drawn(*parts: str, until: str = "", begun: str = "", **more: str) -> Definition:
    return draw(start(), ad_hoc("h", *parts, until=until, begun=begun, **more), end(), "s > h > e")


def offered(story: Story) -> list[str]:
    """What people may begin."""
    return [one.element.id for one in story.case.choices() if one.is_free]


def begin(story: Story, element_id: str) -> Story:
    """Somebody begins an activity."""
    story.case.fire(next(one.token_id for one in story.case.choices() if one.element.id == element_id))
    story.settle()
    return story


def done(story: Story, element_id: str, **results: object) -> Story:
    """The oldest task at an element is done."""
    case = story.case
    tokens = [key for key in case.token_of(element_id) if (at := case._tree.token(key)) and at.is_flow]
    story.case.complete(tokens[0], results)
    story.settle()
    return story


def test_people_choose_what_is_done_and_how_often_until_the_condition_holds() -> None:
    story = Story(drawn(user("a"), user("b"), user("c"), "b > c", until="count(done) >= 3"), {"done": []})
    assert (story.waiting, offered(story)) == (["h"], ["a", "b"])
    begin(begin(story, "a"), "a")
    assert story.case.token_of("a")[1:] == story.case.token_of("a")[-2:]
    done(story, "a", done=["x"])
    begin(story, "b")
    done(story, "b", done=["x", "y"])
    assert story.waiting == ["h", "a", "c"]
    done(story, "c", done=["x", "y", "z"])
    assert (story.trace, offered(story)) == ("s a b c a! h e", [])


def test_what_goes_on_may_be_left_to_end_by_itself() -> None:
    parts = (user("a"), user("b"), user("c"), "b > c")
    story = Story(drawn(*parts, until="enough", cancelRemainingInstances="false"), {"enough": False})
    begin(begin(story, "a"), "b")
    done(story, "a", enough=True)
    assert (story.waiting, offered(story)) == (["h", "b"], [])
    done(story, "b")
    assert story.trace == "s a b h e"


def test_in_sequence_one_thing_after_another() -> None:
    parts = (user("a"), user("b"), user("c"), "b > c")
    story = Story(drawn(*parts, until="over = true", ordering="Sequential"))
    begin(story, "a")
    assert offered(story) == []
    before = story.case.dump()
    with pytest.raises(Conflict):
        story.fire("b")
    story.case = Case.load(before, story.definition, story.world)
    done(story, "a")
    begin(story, "b")
    done(story, "b")
    assert story.waiting == ["h", "c"]
    done(story, "c", over=True)
    assert story.trace == "s a b c h e"


def test_what_it_begins_with_waits_for_its_turn_in_sequence() -> None:
    parts = (user("a"), script("b", "=1", "x"), user("c"))
    story = Story(drawn(*parts, begun='=["a", "b", "c"]', ordering="Sequential"))
    assert (story.waiting, story.trace) == (["h", "a"], "s")
    with pytest.raises(IndexError):
        done(story, "c")
    done(story, "a")
    assert (story.waiting, story.trace) == (["h", "c"], "s a b")
    done(story, "c")
    assert story.trace == "s a b c h e"


def test_without_a_condition_it_ends_when_all_it_began_with_is_done() -> None:
    story = Story(drawn(user("a"), user("b"), begun='=["b"]'))
    begin(story, "a")
    done(story, "b")
    assert story.waiting == ["h", "a"]
    done(story, "a")
    assert story.trace == "s b a h e"
    story = Story(drawn(user("a"), user("b")))
    begin(story, "b")
    done(story, "b")
    assert story.waiting == ["h"]
    begin(story, "a")
    done(story, "a")
    assert story.trace == "s b a h e"
    assert Story(drawn(user("a"), begun="=[]")).trace == "s h e"


@pytest.mark.parametrize("said", ['=["nobody"]', "=1", "=null", '=["c"]'])
def test_only_what_no_flow_leads_to_can_be_begun_with_it(said: str) -> None:
    story = Story(drawn(user("a"), user("b"), user("c"), "b > c", begun=said))
    assert story.causes == ["h: AD_HOC_ELEMENTS_INVALID"]


def test_an_activity_that_is_interrupted_makes_room_for_the_next() -> None:
    late = boundary("late", "a", timer(duration="P1D"))
    story = Story(
        drawn(user("a"), late, user("b"), begun='=["a", "b"]', ordering="Sequential", until="ok = true")
    )
    story.advance(days=2)
    assert (story.waiting, story.trace) == (["h", "b"], "s a! late")
    done(story, "b", ok=True)
    assert story.trace == "s a! late b h e"


def test_loops_errors_and_the_border_work_as_elsewhere() -> None:
    each = user("a", many("=[1, 2]", "i"))
    story = Story(drawn(each, user("b"), until="ok = true"))
    begin(story, "a")
    done(story, "a")
    assert offered(story) == ["a", "b"]
    done(story, "a", ok=True)
    assert story.trace == "s a a h e"
    inside = ad_hoc("h", service("w", "x"), user("b"), begun='=["w", "b"]')
    story = Story(
        draw(start(), inside, boundary("oops", "h", error("E")), end(), end("e2"), "s > h > e; oops > e2")
    )
    story.case.throw(story.case.token_of("w")[1], "E")
    story.settle()
    assert story.trace == "s w? b! h! oops e2"
    assert [one.state for one in story.of(UserTaskClosed)] == ["cancelled"]


class Model:
    """What an ad hoc sub-process does, without tokens: what is being done, what waits for its turn, how much is done."""

    def __init__(self, enough: int, *, sequential: bool, cancels: bool) -> None:
        self.enough, self.sequential, self.cancels = enough, sequential, cancels
        self.doing: list[str] = []
        self.queue: list[str] = []
        self.done, self.over = 0, False

    @property
    def ended(self) -> bool:
        return self.over and not self.doing

    def offers(self) -> list[str]:
        return [] if self.over or (self.sequential and self.doing) else ["a", "b", "c"]

    def arrive(self, element: str) -> None:
        """A token comes to an activity."""
        if self.sequential and self.doing:
            self.queue.append(element)
        else:
            self.doing.append(element)

    def complete(self, element: str) -> None:
        """One is done: b and c lead to d, which leads nowhere."""
        self.doing.remove(element)
        self.done += 1
        if self.over:
            return
        if self.done >= self.enough:
            self.over, self.queue = True, []
            self.doing = [] if self.cancels else self.doing
            return
        if self.queue and not (self.sequential and self.doing):
            self.doing.append(self.queue.pop(0))
        if element in "bc":
            self.arrive("d")


@pytest.mark.parametrize("seed", some(60))
def test_at_random_it_does_what_a_model_without_tokens_says(seed: int) -> None:
    dice = random.Random(seed)
    enough, sequential, cancels = dice.randint(1, 7), dice.random() < 0.5, dice.random() < 0.5
    model = Model(enough, sequential=sequential, cancels=cancels)
    parts = (user("a"), user("b"), user("c"), user("d"), "b > d; c > d")
    story = Story(drawn(*parts, until="n >= enough", ordering="Sequential" if sequential else "Parallel",
                        cancelRemainingInstances="true" if cancels else "false"), {"n": 0, "enough": enough})  # fmt: skip
    for _ in range(60):
        doing = [t.node.element_id for t in story.case._tree.tasks.values() if t.is_flow and t.node.waits
                 and t.entered is not None and t.node.element_id != "h"]  # fmt: skip
        assert (sorted(doing), offered(story)) == (sorted(model.doing), model.offers())
        assert (story.case.state == "completed") is model.ended
        if model.ended:
            return
        if model.doing and (not model.offers() or dice.random() < 0.5):
            element = dice.choice(model.doing)
            model.complete(element)
            done(story, element, n=model.done)
        else:
            element = dice.choice(model.offers())
            model.arrive(element)
            begin(story, element)
