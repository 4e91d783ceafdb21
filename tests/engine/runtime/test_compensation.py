"""Compensation and transactions: what was done is undone, the last first, with the data of then."""

from __future__ import annotations

import pytest

from bpmn.findings import DiagramError
from tests.engine.runtime.drawing import (
    boundary,
    draw,
    end,
    error,
    event_sub,
    io,
    many,
    par,
    script,
    start,
    sub,
    throw,
    timer,
    user,
    xor,
)
from tests.engine.runtime.world import Story

HANDLER = "<compensateEventDefinition/>"
CANCEL = "<cancelEventDefinition/>"


def compensate(activity: str = "", *, wait: bool = True) -> str:
    named = f' activityRef="{activity}"' if activity else ""
    return f'<compensateEventDefinition{named} waitForCompletion="{"true" if wait else "false"}"/>'


def undone(activity: str, handler: str = "") -> str:
    """The handler of an activity: its boundary event, the association, and a user task beside the flow."""
    handler = handler or f"undo_{activity}"
    return (
        boundary(f"c_{activity}", activity, HANDLER)
        + f'<association id="as_{activity}" sourceRef="c_{activity}" targetRef="{handler}"/>'
        + user(handler, isForCompensation="true")
    )


def transaction(id_: str, *parts: str) -> str:
    return (
        sub(id_, *parts).replace("<subProcess", "<transaction", 1)[: -len("</subProcess>")] + "</transaction>"
    )


def undo_all(story: Story, *expected: str) -> Story:
    """Complete the handlers in the order in which they come, one at a time."""
    for element in expected:
        assert story.waiting == [element]
        story.complete(element)
    return story


def test_what_was_done_is_undone_the_last_first() -> None:
    story = Story(
        draw(
            start(), user("a"), undone("a"), user("b"), undone("b"), user("c"), throw("t", compensate()), end(),
            "s > a > b > c > t > e",
        )
    )  # fmt: skip
    story.complete("a").complete("b").complete("c")
    undo_all(story, "undo_b", "undo_a")
    assert story.trace == "s a b c undo_b undo_a t e"


def test_only_what_was_completed_is_undone_and_only_once() -> None:
    story = Story(
        draw(
            start(), user("a"), undone("a"), xor("x"), user("b"), undone("b"), throw("t", compensate()),
            throw("again", compensate()), end(), "s > a > x > [ok] b > t; x > [*] t; t > again > e",
        ),
        {"ok": False},
    )  # fmt: skip
    story.complete("a")
    undo_all(story, "undo_a")
    assert story.trace == "s a x undo_a t again e"


def test_one_activity_is_undone_when_it_is_named() -> None:
    story = Story(
        draw(
            start(), user("a"), undone("a"), user("b"), undone("b"), throw("t", compensate("a")), end(),
            "s > a > b > t > e",
        )
    )  # fmt: skip
    story.complete("a").complete("b")
    undo_all(story, "undo_a")
    assert story.trace == "s a b undo_a t e"


def test_each_pass_of_a_loop_in_the_flow_is_undone() -> None:
    story = Story(
        draw(
            start(), user("a"), undone("a"), xor("x"), throw("t", compensate()), end(),
            "s > a > x > [again] a; x > [*] t > e",
        )
    )  # fmt: skip
    story.complete("a", again=True).complete("a", again=False)
    undo_all(story, "undo_a", "undo_a")
    assert story.trace == "s a x a x undo_a undo_a t e"


def test_who_does_not_wait_goes_on_at_once_and_the_process_ends_when_all_is_undone() -> None:
    story = Story(
        draw(
            start(), user("a"), undone("a"), throw("t", compensate(wait=False)), user("b"), end(),
            "s > a > t > b > e",
        )
    )  # fmt: skip
    story.complete("a")
    assert sorted(story.waiting) == ["b", "undo_a"]
    story.complete("b")
    assert story.case.state == "active"
    story.complete("undo_a")
    assert story.trace == "s a t b e undo_a"
    assert story.case.outcome.kind == "normal"


def test_a_compensation_end_event_ends_when_all_is_undone() -> None:
    story = Story(draw(start(), user("a"), undone("a"), end("e", compensate()), "s > a > e"))
    story.complete("a")
    assert story.case.state == "active"
    undo_all(story, "undo_a")
    assert (story.trace, story.case.outcome.kind) == ("s a undo_a e", "normal")


def test_a_handler_reads_what_its_activity_held() -> None:
    story = Story(
        draw(
            start(),
            user("a", extensions=io(inputs={"booked": '="room " + string(n)'}, outputs={"n": "=n + 1"})),
            boundary("c", "a", HANDLER),
            '<association id="as" sourceRef="c" targetRef="h"/>',
            script("h", 'booked + " of " + string(n)', "said").replace("<scriptTask", '<scriptTask isForCompensation="true"'),
            throw("t", compensate()),
            end(),
            "s > a > t > e",
        ),
        {"n": 1},
    )  # fmt: skip
    story.complete("a")
    assert story.variables == {"n": 2, "said": "room 1 of 2"}


def test_a_sub_process_is_undone_from_inside_with_its_data_as_they_were() -> None:
    inside = sub(
        "sub", start("s1"), user("a"), undone("a"), user("b"), undone("b"), end("e1"), "s1 > a > b > e1",
        extensions=io(inputs={"own": "=1"}),
    )  # fmt: skip
    story = Story(
        draw(start(), inside, user("c"), throw("t", compensate("sub")), end(), "s > sub > c > t > e")
    )
    story.complete("a", own=7).complete("b").complete("c")
    assert story.waiting == ["undo_b"]
    assert story.case.read(story.token("undo_b"))["own"] == 7
    undo_all(story, "undo_b", "undo_a")
    assert story.trace == "s s1 a b e1 sub c undo_b undo_a t e"
    assert "sub/undo_a" in story.paths


def test_a_sub_process_may_say_itself_how_it_is_undone() -> None:
    inline = event_sub(
        "how", start("hs", HANDLER), user("tell"), throw("rest", compensate()), end("he"),
        "hs > tell > rest > he",
    )  # fmt: skip
    inside = sub("sub", start("s1"), user("a"), undone("a"), end("e1"), "s1 > a > e1", inline)
    story = Story(draw(start(), inside, throw("t", compensate()), end(), "s > sub > t > e"))
    story.complete("a")
    undo_all(story, "tell", "undo_a")
    assert story.trace == "s s1 a e1 sub hs tell undo_a rest he how t e"


def test_a_sub_process_with_a_handler_is_undone_by_it_alone() -> None:
    inside = sub("sub", start("s1"), user("a"), undone("a"), end("e1"), "s1 > a > e1")
    story = Story(
        draw(start(), inside, undone("sub"), throw("t", compensate()), end(), "s > sub > t > e")
    ).complete("a")
    undo_all(story, "undo_sub")
    assert story.trace == "s s1 a e1 sub undo_sub t e"


def test_each_time_of_a_multi_instance_is_undone_with_its_item() -> None:
    story = Story(
        draw(
            start(), user("a", many("=units", "unit")), undone("a"), throw("t", compensate()), end(),
            "s > a > t > e",
        ),
        {"units": ["x", "y", "z"]},
    )  # fmt: skip
    for index in (1, 0, 0):  # y, x, z
        story.complete("a", index)
    for unit in ("z", "x", "y"):
        assert story.case.read(story.token("undo_a"))["unit"] == unit
        story.complete("undo_a")
    assert story.trace == "s a a a undo_a undo_a undo_a t e"


def test_an_error_caught_in_the_scope_compensates_it() -> None:
    caught = event_sub("oops", start("os", error("X")), throw("t", compensate()), end("oe"), "os > t > oe")
    story = Story(
        draw(start(), user("a"), undone("a"), user("b"), end("e", error("X")), caught, "s > a > b > e")
    )
    story.complete("a").complete("b")
    undo_all(story, "undo_a")
    assert story.trace == "s a b e os undo_a t oe oops"


def book(*, ending: str) -> list[str]:
    """A journey: a flight and a hotel are booked side by side, then paid."""
    inside = transaction(
        "journey",
        start("s1"), par("fork"), user("flight"), undone("flight"), user("hotel"), undone("hotel"), par("join"),
        user("pay"), xor("paid"), end("done"), end("failed", ending),
        "s1 > fork > flight > join; fork > hotel > join > pay > paid > [broke] failed; paid > [*] done",
    )  # fmt: skip
    return [
        start(), inside, boundary("cancelled", "journey", CANCEL), user("tell"), boundary("wrong", "journey", error("X")),
        user("repair"), end("told"), end("repaired"), end(),
        "s > journey > e; cancelled > tell > told; wrong > repair > repaired",
    ]  # fmt: skip


def test_a_transaction_that_ends_well_is_a_sub_process() -> None:
    story = Story(draw(*book(ending=CANCEL)))
    story.complete("flight").complete("hotel").complete("pay", broke=False)
    assert story.trace == "s s1 fork flight hotel join pay paid done journey e"


def test_a_cancelled_transaction_undoes_what_was_done_and_leaves_by_its_cancel_event() -> None:
    story = Story(draw(*book(ending=CANCEL)))
    story.complete("flight").complete("hotel").complete("pay", broke=True)
    undo_all(story, "undo_hotel", "undo_flight")
    assert story.waiting == ["tell"]
    assert story.complete("tell").case.outcome.kind == "normal"
    assert "journey" not in story.trace.split()


def test_a_cancelled_transaction_ends_what_still_goes_on_and_undoes_what_that_had_done() -> None:
    half = sub(
        "half",
        start("s2"),
        user("a"),
        undone("a"),
        user("b"),
        undone("b"),
        "s2 > a > b",
        extensions=io(inputs={"own": "=1"}),
    )
    inside = transaction(
        "t", start("s1"), par("fork"), half, user("c"), end("no", CANCEL), "s1 > fork > half; fork > c > no"
    )
    story = Story(
        draw(start(), inside, boundary("out", "t", CANCEL), end("left"), end(), "s > t > e; out > left")
    )
    story.complete("a").complete("c")
    undo_all(story, "undo_a")
    assert story.trace == "s s1 fork s2 a c no b! half! undo_a t! out left"


def test_an_error_leaves_a_transaction_without_undoing_anything() -> None:
    story = Story(
        draw(
            *book(ending=error("X"))[:-1],
            "s > journey > e; cancelled > tell > told; wrong > repair > repaired",
        )
    )
    story.complete("flight").complete("hotel").complete("pay", broke=True)
    assert story.waiting == ["repair"]


def test_a_timer_at_a_transaction_does_not_break_into_its_compensation() -> None:
    parts = book(ending=CANCEL)
    parts.insert(2, boundary("late", "journey", timer(duration="PT1H")))
    parts[-1] += "; late > told"
    story = Story(draw(*parts))
    story.complete("flight").complete("hotel").complete("pay", broke=True)
    assert story.timers() == {}
    undo_all(story, "undo_hotel", "undo_flight")
    assert story.waiting == ["tell"]


def test_nothing_is_kept_once_it_cannot_be_undone_any_more() -> None:
    inside = sub("sub", start("s1"), user("a"), end("e1"), "s1 > a > e1")
    plain = Story(draw(start(), inside, user("b"), end(), "s > sub > b > e")).complete("a")
    assert b"past" not in plain.case.dump()


@pytest.mark.parametrize(
    ("parts", "rule"),
    [
        ([start(), user("a"), boundary("c", "a", HANDLER), end(), "s > a > e"], "compensation-handler"),
        ([start(), user("a"), user("h", isForCompensation="true"), end(), "s > a > e"], "compensation-handler"),
        ([start(), user("a"), undone("a"), end(), "s > a > e; c_a > e"], "compensation-handler"),
        ([start(), user("a"), undone("a"), end(), "s > a > e; undo_a > e"], "compensation-handler"),
        ([start(), user("a"), throw("t", compensate("a")), end(), "s > a > t > e"], "compensation-target"),
        ([start(), user("a"), end("e", CANCEL), "s > a > e"], "cancel-event"),
        ([start(), user("a"), boundary("c", "a", CANCEL), end(), "s > a > e; c > e"], "cancel-event"),
        ([start(), transaction("t", start("s1"), end("e1", CANCEL), "s1 > e1"), end(), "s > t > e"], "cancel-event"),
        (
            [start(), event_sub("h", start("hs", HANDLER), end("he"), "hs > he"), end(), "s > e"],
            "compensation-handler",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_undone_as_it_is_drawn_is_refused(parts: list[str], rule: str) -> None:
    with pytest.raises(DiagramError) as refused:
        draw(*parts)
    assert rule in {finding.rule for finding in refused.value.findings}
