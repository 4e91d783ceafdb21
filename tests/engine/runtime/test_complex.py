"""The complex gateway: it starts when its condition says so, resets when nothing more can come, in loops too."""

from __future__ import annotations

import random

import pytest

from tests.engine.runtime.drawing import draw, end, node, par, script, start, sub, user, xor
from tests.engine.runtime.world import Story
from tests.seeds import some


def gate(id_: str, condition: str) -> str:
    return node("complexGateway", id_, f"<activationCondition>{condition}</activationCondition>")


THREE = [start(), par("f"), user("a"), user("b"), user("c")]
FORK = "s > f > a > g; f > b > g; f > c > g"


def test_two_of_three_are_enough_and_the_third_resets_it() -> None:
    diagram = draw(*THREE, gate("g", "activationCount >= 2"), user("u"), end(), f"{FORK}; g > u > e")
    story = Story(diagram).complete("a")
    assert story.waiting == ["b", "c"]
    story.complete("c")
    assert story.waiting == ["b", "u"]
    assert story.complete("u").case.state == "active"
    assert story.complete("b").trace == "s f a c g u e b"
    assert story.case.outcome.kind == "normal"


def test_the_reset_may_come_first() -> None:
    diagram = draw(*THREE, gate("g", "activationCount >= 2"), user("u"), end(), f"{FORK}; g > u > e")
    story = Story(diagram).complete("a").complete("b").complete("c")
    assert story.waiting == ["u"]
    assert story.complete("u").trace == "s f a b g c u e"


def test_both_phases_have_conditions_of_their_own() -> None:
    diagram = draw(
        *THREE, gate("g", "activationCount >= 1"), user("first"), user("rest"), end(),
        f"{FORK}; g > [waitingForStart] first > e; g > [not(waitingForStart) and late] rest > e",
    )  # fmt: skip
    story = Story(diagram, {"late": True}).complete("b").complete("first")
    assert story.waiting == ["a", "c"]
    story.complete("a").complete("c")
    assert story.waiting == ["rest"]
    assert story.complete("rest").trace == "s f b g first e a c g rest e"
    quiet = Story(diagram, {"late": False}).complete("b").complete("first").complete("a").complete("c")
    assert quiet.trace == "s f b g first e a c"


def test_the_default_is_for_the_phase_in_which_nothing_holds() -> None:
    diagram = draw(
        *THREE, gate("g", "activationCount >= 2"), user("x"), user("y"), f"{FORK}; g > [waitingForStart] x; g > [*] y"
    )  # fmt: skip
    story = Story(diagram).complete("a").complete("b").complete("c")
    assert story.waiting == ["x", "y"]


def test_the_condition_may_count_each_flow_and_read_data() -> None:
    parts = [start(), par("f"), user("a"), user("b"), user("c"), gate("g", "FROM_A >= 1 and urgent"), end()]
    flows = "s > f > a; f > b > g; f > c > g; g > e"
    named = '<sequenceFlow id="FROM_A" sourceRef="a" targetRef="g"/>'
    story = Story(draw(*parts, named, flows), {"urgent": False}).complete("b").complete("a")
    assert story.waiting == ["c"]
    story.set(urgent=True).complete("c")  # a token that comes lets it look again
    assert story.trace == "s f b a c g e"


def test_in_a_loop_it_starts_anew_each_time() -> None:
    diagram = draw(
        start(), script("n", "=if n = null then 1 else n + 1", "n"), par("f"), user("a"), user("b"), gate("g", "activationCount >= 1"), user("u"), xor("x"), end(),
        "s > n > f > a > g; f > b > g; g > u > x; x > [n = 1] n; x > [*] e",
    )  # fmt: skip
    story = Story(diagram).complete("a").complete("b").complete("u")
    assert story.waiting == ["a", "b"]
    assert story.complete("b").waiting == ["a", "u"]
    story.complete("u").complete("a")
    assert story.trace == "s n f a g b u x n f b g u x e a"
    assert story.case.outcome.kind == "normal"


def test_what_comes_again_before_the_reset_waits_for_the_next_start() -> None:
    diagram = draw(
        start(), par("f"), user("a"), user("b"), gate("g", "activationCount >= 1"), xor("x"), user("again"), end(),
        "s > f > a > g; f > b > g; g > x > [again] again > a; x > [*] e",
    )  # fmt: skip
    story = Story(diagram, {"again": True}).complete("a").complete("again").set(again=False)
    story.complete("a")  # b is still to come, so this one waits
    assert story.waiting == ["b"]
    story.complete("b")
    assert story.trace == "s f a g x again a b g x e"
    assert story.case.outcome.kind == "normal"


def test_a_flow_on_which_nothing_can_come_any_more_is_not_waited_for() -> None:
    diagram = draw(
        *THREE, gate("g", "activationCount >= 2"), xor("x"), end("out"), user("rest"), end(),
        "s > f > a > g; f > b > g; f > c > x; x > [gone] out; x > [*] g; g > [waitingForStart] e; g > [not(waitingForStart)] rest",
    )  # fmt: skip
    story = Story(diagram, {"gone": True}).complete("a").complete("b").complete("c")
    assert story.waiting == ["rest"]


def test_a_condition_that_never_holds_is_told_to_a_person() -> None:
    story = Story(draw(*THREE, gate("g", "activationCount > 3"), end(), f"{FORK}; g > e"))
    story.complete("a").complete("b").complete("c")
    assert story.causes == ["g: JOIN_DEADLOCK"]


def test_it_only_splits_where_one_flow_comes_in() -> None:
    split = node("complexGateway", "g")
    diagram = draw(
        start(), split, user("a"), user("b"), user("c"), "s > g > [n > 0] a; g > [n > 1] b; g > [*] c"
    )
    assert Story(diagram, {"n": 2}).waiting == ["a", "b"]
    assert Story(diagram, {"n": 0}).waiting == ["c"]


def test_the_sub_process_around_it_ends_after_the_reset() -> None:
    inner = sub("i", *THREE, gate("g", "activationCount >= 1"), end("e1"), f"{FORK}; g > e1")
    story = Story(draw(start("s0"), inner, end(), "s0 > i > e")).complete("a")
    assert story.waiting == ["b", "c"]
    assert story.complete("b").complete("c").trace == "s0 s f a g e1 b c i e"


class Model:
    """What the standard says of k of n branches that may be begun again before they have all come."""

    def __init__(self, n: int, k: int) -> None:
        self.n, self.k = n, k
        self.open, self.before = [1] * n, [0] * n
        self.used: set[int] | None = None
        self.after = 0

    def complete(self, branch: int) -> None:
        self.open[branch] -= 1
        self.before[branch] += 1
        self.start()
        self.settle()

    def leave(self, *, again: bool) -> None:
        self.after -= 1
        self.open = [count + again for count in self.open]
        self.settle()

    def start(self) -> None:
        if self.used is None and sum(self.before) >= self.k:
            self.used = {i for i in range(self.n) if self.before[i]}
            self.take(self.used)
            self.after += 1

    def settle(self) -> None:
        while self.used is not None and all(
            i in self.used or self.before[i] or not self.open[i] for i in range(self.n)
        ):
            self.take({i for i in range(self.n) if i not in self.used and self.before[i]})
            self.used = None
            self.start()

    def take(self, flows: set[int]) -> None:
        self.before = [count - (i in flows) for i, count in enumerate(self.before)]


@pytest.mark.parametrize("seed", some(30))
def test_at_random_it_does_what_the_standard_says(seed: int) -> None:
    dice = random.Random(seed)
    n = dice.randint(2, 4)
    k = dice.randint(1, n)
    branches = [f"a{i}" for i in range(n)]
    flows = "; ".join(
        ["s > m > f", *(f"f > {a} > g" for a in branches), "g > u > x; x > [again] m; x > [*] e"]
    )
    story = Story(
        draw(start(), xor("m"), par("f"), *(user(a) for a in branches), gate("g", f"activationCount >= {k}"), user("u"), xor("x"), end(), flows),
        {"again": False},
    )  # fmt: skip
    model = Model(n, k)
    for _ in range(20):
        choices = [a for a in branches if model.open[int(a[1:])]] + ["u"] * bool(model.after)
        if not choices:
            break
        chosen = dice.choice(choices)
        if chosen == "u":
            again = dice.random() < 0.5
            story.complete("u", again=again)
            model.leave(again=again)
        else:
            story.complete(chosen)
            model.complete(int(chosen[1:]))
        waiting = (
            {a: len(story.case.token_of(a)) for a in [*branches, "u"]} if story.case.outcome is None else {}
        )
        expected = {a: model.open[i] for i, a in enumerate(branches)} | {"u": model.after}
        assert {a: c for a, c in waiting.items() if c} == {a: c for a, c in expected.items() if c}, (
            seed,
            chosen,
        )
    if not any(model.open) and not model.after:
        assert (story.case.state == "completed") == (not any(model.before)), seed
