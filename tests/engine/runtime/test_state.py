"""The bytes of an instance: exact, small, versioned; and as fast at the thousandth pass as at the first."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from bpmn.diagram import Diagram
from engine.model import Variables
from engine.runtime import Case, Definition, StateError
from engine.runtime.changes import NodeLeft, VariableWritten
from tests.engine.runtime.drawing import (
    boundary,
    catch,
    draw,
    end,
    many,
    message,
    par,
    start,
    sub,
    timer,
    user,
    xml,
    xor,
)
from tests.engine.runtime.world import Story, World


def rework() -> Definition:
    """Drafting, a countersignature beside a review, back to the draft, for ever."""
    inner = sub(
        "sub",
        start("s1"),
        user("check"),
        end("e1"),
        boundary("t1", "check", timer(duration="P1D")),
        "s1 > check > e1; t1 > e1",
    )
    return draw(
        start(), xor("m"), user("draft"), par("f"), user("sign", many("=signers", "x", output="ops", element="=op")),
        boundary("urge", "sign", timer(cycle="R/P1D"), interrupting=False), end("urged"), inner, par("j"), xor("x"), end(),
        "s > m > draft > f; f > sign > j; f > sub > j; urge > urged; j > x; x > [again] m; x > [*] e",
    )  # fmt: skip


def go_round(story: Story) -> None:
    story.complete("draft", again=True)
    story.complete("sign", 1, op="b").complete("sign", op="a")
    story.complete("check")


@pytest.mark.slow
def test_a_thousand_passes_leave_the_state_as_small_as_ten() -> None:
    story = Story(rework(), {"signers": ["a", "b"]})
    sizes = {}
    for turn in range(1, 1001):
        go_round(story)
        story.records.clear()
        story.folded = 0
        if turn in {10, 100, 1000}:
            sizes[turn] = (len(story.case.dump()), len(story.case._tree.tasks))
    assert len(set(sizes.values())) == 1
    assert story.waiting == ["draft"]


def test_saving_and_loading_at_every_step_changes_nothing() -> None:
    forgetful, steady = (Story(rework(), {"signers": ["a", "b"]}, forgetful=way) for way in (True, False))
    for _ in range(3):
        for story in (forgetful, steady):
            go_round(story)
        assert forgetful.trace == steady.trace
        assert forgetful.variables == steady.variables
        assert forgetful.waiting == steady.waiting


def test_numbers_are_exact_and_values_are_nobody_elses() -> None:
    given: Variables = {
        "price": Decimal("1.10"),
        "big": 10**30,
        "deep": {"list": [1, {"x": Decimal("0.1")}]},
        "": "名",
    }
    story = Story(draw(start(), user("a"), end(), "s > a > e"), given)
    assert story.variables == given
    assert str(story.variables["price"]) == "1.10"
    held = story.case.variables()
    given["deep"]["list"].append(9)  # type: ignore[index, union-attr, call-overload]
    assert held["deep"]["list"] == [1, {"x": Decimal("0.1")}]


def test_names_and_values_that_look_like_ours_are_data() -> None:
    odd = {"typename": "datetime", "definitions": 1, "i": {"typename": "x"}, "__class__": [], "tokens": None}
    story = Story(draw(start(), user("a"), end(), "s > a > e"), odd)  # type: ignore[arg-type]
    assert story.complete("a", **odd).variables == odd


def test_two_branches_that_write_one_name_see_each_other_and_the_later_wins() -> None:
    story = Story(draw(start(), par("f"), user("a"), user("b"), par("j"), "s > f; f > a > j; f > b > j"))
    story.complete("a", x={"n": [1]})
    assert story.case.read(story.token("b"))["x"] == {"n": [1]}
    story.complete("b", x={"n": [2]})
    assert story.variables == {"x": {"n": [2]}}
    assert [one.value for one in story.of(VariableWritten)] == [{"n": [1]}, {"n": [2]}]


def test_an_unsettled_instance_is_saved_with_its_queue() -> None:
    diagram = draw(start(), par("f"), end("e1"), end("e2"), user("u"), "s > f > e1; f > e2; f > u")
    assert Story(diagram, limit=1).trace == Story(diagram).trace == "s f e1 e2"


def test_the_definition_is_not_in_the_bytes_and_extras_are() -> None:
    case = Case.begin(rework(), {"signers": []}, World())
    case.extras["deadlines"] = {"reply": [1, "2026-11-22"]}
    case.run()
    data = case.dump()
    assert b"P1D" not in data
    assert len(data) < 600
    assert Case.load(data, rework(), World()).extras == {"deadlines": {"reply": [1, "2026-11-22"]}}


@pytest.mark.parametrize(
    "change",
    [
        lambda data: b"",
        lambda data: b"liye-instance 2" + data[15:],
        lambda data: data[:-5],
        lambda data: data.replace(b'"draft"', b'"gone"'),
        lambda data: data.replace(b'["p","1"]', b'["p","2"]'),
    ],
)
def test_other_bytes_are_refused_loudly(change: object) -> None:
    data = Story(rework(), {"signers": []}).case.dump()
    with pytest.raises(StateError):
        Case.load(change(data), rework(), World())  # type: ignore[operator]


def test_a_definition_read_again_goes_on_with_old_bytes() -> None:
    source = xml(start(), user("a"), user("b"), "s > a > b")
    first, second = (Definition.build(Diagram.read(source), "p", version="1") for _ in range(2))
    story = Story(first)
    story.definition = second
    story.reload()
    assert story.complete("a").waiting == ["b"]


def test_definitions_are_never_changed_by_their_instances() -> None:
    definition = rework()

    def shape() -> list[object]:
        return [
            (name, node._inputs, node._outputs, sorted(vars(node)), len(node.ways))
            for name, node in definition.nodes.items()
        ]

    before = msgspec.json.encode(shape())
    story = Story(definition, {"signers": ["a"]})
    story.complete("draft", again=True).complete("sign", op=1).advance(days=2)
    assert msgspec.json.encode(shape()) == before


def test_old_timers_are_still_known_after_loading() -> None:
    story = Story(
        draw(
            start(),
            user("a"),
            boundary("b", "a", timer(cycle="R3/PT1H"), interrupting=False),
            catch("c", message("m")),
            "s > a > c; b",
        )
    )
    for _ in range(3):
        story.advance(hours=1)
    assert story.trace == "s b b b"
    assert story.timers() == {}


def test_an_instance_stored_by_an_earlier_release_goes_on() -> None:
    """``states/version-N`` was written when the format was made; it is never written again."""
    stored = (Path(__file__).parent / "states" / "version-1").read_bytes()
    definition = rework()
    case = Case.load(stored, definition, World())
    assert case.dump() == stored
    assert case.waiting_at == ["sign", "check"]
    case.complete(case.token_of("sign")[0], {"op": "a"})
    case.complete(case.token_of("check")[0], {})
    assert case.run()
    assert case.outcome is not None
    assert case.variables()["ops"] == ["a", "b"]
    assert str(case.variables()["price"]) == "1.10"
    assert [one.element_id for one in case.changes().of(NodeLeft)] == [
        "sign",
        "check",
        "e1",
        "sub",
        "j",
        "x",
        "e",
    ]
