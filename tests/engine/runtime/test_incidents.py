"""What cannot go on waits for a person, whole as it was; nothing hangs and nothing ends falsely."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.errors import NotFound, Rejected, TooLarge
from engine.runtime import LIMITS, Case
from engine.runtime.changes import (
    IncidentClosed,
    IncidentRaised,
    NodeLeft,
    TimerOpened,
    UserTaskClosed,
    VariableWritten,
)
from tests.engine.runtime.drawing import (
    boundary,
    catch,
    draw,
    end,
    io,
    many,
    message,
    par,
    script,
    service,
    start,
    sub,
    timer,
    user,
    xor,
)
from tests.engine.runtime.world import Story, World


def resolved(story: Story, element_id: str, how: str, **variables: object) -> Story:
    if variables:
        story.case.set_variables(None, variables)
    getattr(story.case, how)(story.token(element_id))
    story.settle()
    return story


def test_no_condition_holds() -> None:
    diagram = draw(start(), xor("x"), end("a"), end("b"), "s > x > [n = 1] a; x > [n = 2] b")
    story = Story(diagram, {"n": 3})
    assert (story.causes, story.case.state, story.waiting) == (["x: NO_FLOW_TO_TAKE"], "incident", ["x"])
    resolved(story, "x", "retry")
    assert len(story.causes) == 2
    assert resolved(story, "x", "retry", n=2).trace == "s x b"
    assert [one.how for one in story.of(IncidentClosed)] == ["retried", "retried"]


def test_a_condition_that_is_neither_true_nor_false() -> None:
    story = Story(draw(start(), xor("x"), end("a"), end("b"), "s > x > [n > 3] a; x > [*] b"))
    assert story.causes == ["x: CONDITION_NOT_BOOLEAN"]
    (raised,) = story.of(IncidentRaised)
    assert "line 1, column" in raised.detail  # why the comparison is null, in both languages
    assert "第1行第" in raised.detail
    assert resolved(story, "x", "skip").trace == "s x b"


def test_a_failed_step_leaves_nothing_behind() -> None:
    """The second boundary event cannot say when it is due: the activity is not opened at all."""
    world = World()
    diagram = draw(
        start(), user("a", extensions=io(inputs={"x": "=1"})), boundary("b", "a", timer(duration="PT1H")),
        boundary("c", "a", timer(duration="=wait")), end(), "s > a > e; b > e; c > e",
    )  # fmt: skip
    story = Story(diagram, world=world)
    assert story.causes == ["a: TIMER_INVALID"]
    assert story.timers() == {}
    assert not story.of(TimerOpened)
    assert not story.of(VariableWritten)
    assert world.hooks == [("opened", "a"), ("undone", "a")]
    resolved(story, "a", "retry", wait="PT2H")
    assert len(story.timers()) == 2
    assert story.complete("a").trace == "s a e"


def test_what_a_person_did_is_done_and_kept_when_writing_it_fails() -> None:
    mapped = io(outputs={"n": "=string join(for i in 1..factor return text)"})
    story = Story(draw(start(), user("a", extensions=mapped), end(), "s > a > e"), {"factor": 300})
    story.complete("a", text="x" * 1000)
    assert story.causes == ["a: VARIABLE_TOO_LARGE"]
    assert [one.state for one in story.of(UserTaskClosed)] == ["completed"]
    assert story.case.variables(story.token("a"))["text"] == "x" * 1000
    assert resolved(story, "a", "retry", factor=2).trace == "s a e"
    assert story.variables["n"] == "x" * 2000
    assert [one.state for one in story.of(UserTaskClosed)] == ["completed"]


def test_skipping_a_task_writes_nothing() -> None:
    story = Story(draw(start(), script("a", '="x"'), user("b"), "s > a > b"))
    assert story.causes == ["a: RESULT_WITHOUT_NAME"]
    resolved(story, "a", "skip")
    assert story.waiting == ["b"]
    assert story.variables == {}


def test_a_handler_that_breaks_is_an_incident_a_refusal_refuses_the_command() -> None:
    def broken(_: object) -> None:
        raise ZeroDivisionError("by zero")

    def refusing(_: object) -> None:
        raise Rejected("the book is closed", code="BOOK_CLOSED")

    diagram = draw(start(), user("a"), service("n", "number"), end(), "s > a > n > e")
    story = Story(diagram, world=World(inside={"number": broken})).complete("a")
    assert story.causes == ["n: HANDLER_FAILED"]
    story = Story(diagram, world=World(inside={"number": refusing}))
    before = story.case.dump()
    story.case.complete(story.token("a"))
    with pytest.raises(Rejected, match="book"):
        story.case.run()
    story.case = Case.load(before, diagram, story.world)
    story.world.inside["number"] = lambda _: {}
    assert story.complete("a").case.state == "completed"


def test_an_endless_loop_is_stopped_at_its_element_and_the_other_branch_goes_on() -> None:
    diagram = draw(
        start(),
        par("f"),
        xor("m"),
        script("a", "=1", "n"),
        user("b"),
        end(),
        "s > f; f > m > a > m; f > b > e",
    )
    story = Story(diagram, limit=5_000)
    assert len(story.causes) == 1
    assert story.causes[0] in {"m: TOO_MANY_STEPS", "a: TOO_MANY_STEPS"}
    assert 9_990 < len(story.of(NodeLeft)) <= 10_000
    assert "b" in story.waiting
    assert "b" in story.complete("b").trace.split()


def test_the_budget_is_counted_across_continuations_and_begins_anew_after_waiting() -> None:
    few = World(limits=replace(LIMITS, automatic_steps=50))
    diagram = draw(
        start(),
        xor("m"),
        script("a", "=n + 1", "n"),
        xor("x"),
        user("u"),
        "s > m > a > x; x > [modulo(n, 10) > 0] m; x > [*] u; u > m",
    )
    story = Story(diagram, {"n": 0}, few, limit=3)
    for _ in range(5):
        story.complete("u")
    assert story.causes == []
    assert story.variables["n"] == 60


def test_a_fork_bomb_is_stopped() -> None:
    diagram = draw(start(), xor("m"), par("f"), "s > m > f; f > m; f > m")
    story = Story(diagram, limit=100_000)
    assert story.causes == ["f: TOO_MANY_BRANCHES"]
    assert story.case.run() is True
    assert story.case.state == "incident"
    story.case.cancel()
    assert story.case.state == "cancelled"


def test_limits_of_size() -> None:
    diagram = draw(
        start(), user("a"), script("b", "string join(for i in 1..1000 return t)", "big"), "s > a > b"
    )
    story = Story(diagram, {"t": "x" * 1000})
    with pytest.raises(TooLarge):
        story.case.complete(story.token("a"), {"u": 1, "v": "x" * 256_001})
    assert len(story.case.changes()) == 0
    assert story.waiting == ["a"]
    assert story.complete("a", v=1).causes == ["b: VARIABLE_TOO_LARGE"]
    with pytest.raises(TooLarge):
        Case.begin(diagram, {f"v{i}": "x" * 200_000 for i in range(6)}, World())


def test_overwriting_does_not_fill_the_instance() -> None:
    small = World(limits=replace(LIMITS, instance_bytes=20_000))
    diagram = draw(start(), user("a"), "s > a > a")
    story = Story(diagram, world=small)
    for index in range(20):
        story.complete("a", text="x" * 5_000, n=index)
    assert story.causes == []
    story.complete("a", other="x" * 18_000)
    assert story.causes == ["a: INSTANCE_TOO_LARGE"]


@pytest.mark.parametrize("value", ["a\0b", float("nan"), float("inf"), object()])
def test_values_that_are_no_json_are_refused(value: object) -> None:
    diagram = draw(start(), user("a"), end(), "s > a > e")
    with pytest.raises(Rejected):
        Case.begin(diagram, {"v": value}, World())  # type: ignore[dict-item]


def test_a_correlation_key_that_is_null() -> None:
    story = Story(draw(start(), catch("m", message("reply")), "s > m", keys={"reply": "=no"}))
    assert story.causes == ["m: CORRELATION_KEY_NULL"]
    resolved(story, "m", "retry", no=1)
    assert [one.correlation_key for one in story.subscriptions().values()] == ["1"]


def test_an_incident_goes_with_what_is_cancelled() -> None:
    diagram = draw(
        start(), par("f"), script("a", '="x"'), user("b"), boundary("t", "b", timer(duration="PT1H")), end(), "s > f; f > a; f > b > e; t > e"
    )  # fmt: skip
    story = Story(diagram)
    story.case.cancel()
    story.settle()
    assert [one.how for one in story.of(IncidentClosed)] == ["cancelled"]


def test_a_manager_moves_a_token_past_an_incident_and_into_a_sub_process() -> None:
    inner = sub("sub", start("s1"), user("c"), user("d"), "s1 > c > d")
    diagram = draw(
        start(), user("a", many("=[1, 2]")), boundary("t", "a", timer(duration="P1D")), user("b"), inner, end(), "s > a > b > sub > e; t > e"
    )  # fmt: skip
    story = Story(diagram)
    for nowhere in ("t", "s", "p", "zz"):
        with pytest.raises(NotFound):
            story.case.move(story.token("a"), nowhere)
    story.case.move(story.token("a"), "d")
    story.settle()
    assert story.waiting == ["d"]
    assert story.trace == "s a! a!"
    assert story.timers() == {}
    assert story.complete("d").case.state == "completed"


def test_a_join_that_cannot_go_on_leaves_its_tokens_as_they_came() -> None:
    """The tokens it had merged already stand apart again, and the next attempt finds them."""
    diagram = draw(
        start(), par("f"), user("a"), user("b"), par("j"), user("c"), user("d"), user("g"), user("h"),
        "s > f; f > a > j; f > b > j; j > c; j > d; j > g; j > h",
    )  # fmt: skip
    story = Story(diagram, world=World(limits=replace(LIMITS, branches=3))).complete("a")
    before = story.fold.tokens.copy()
    story.complete("b")
    assert story.causes == ["j: TOO_MANY_BRANCHES"]
    assert len(story.fold.tokens) == len(before)
    story.world.limits = LIMITS
    story.reload()
    assert resolved(story, "j", "retry").waiting == ["c", "d", "g", "h"]
    assert story.trace == "s f a b j"
