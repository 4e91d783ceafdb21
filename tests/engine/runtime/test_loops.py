"""Multi-instance side by side and in sequence, and the standard loop."""

from __future__ import annotations

import pytest

from engine.runtime.changes import NodeLeft, UserTaskOpened
from tests.engine.runtime.drawing import (
    again,
    boundary,
    call,
    draw,
    end,
    error,
    io,
    many,
    message,
    script,
    service,
    start,
    sub,
    timer,
    user,
    xor,
)
from tests.engine.runtime.world import Story, World

SIGNERS = {"signers": ["甲", "乙", "丙"]}


def countersign(**more: object) -> str:
    return user(
        "sign",
        many("=signers", "signer", output="opinions", element="=opinion", **more),  # type: ignore[arg-type]
        '<zeebe:assignmentDefinition assignee="=signer"/>',
    )


def test_every_item_has_its_task_and_outputs_stand_in_the_order_of_the_items() -> None:
    story = Story(draw(start(), countersign(), end(), "s > sign > e"), SIGNERS)
    assert [task.assignee for task in story.of(UserTaskOpened)] == ["甲", "乙", "丙"]
    assert [task.path for task in story.of(UserTaskOpened)] == ["sign#1", "sign#2", "sign#3"]
    story.complete("sign", 2, opinion="丙同意").complete("sign", 0, opinion="甲同意")
    token = story.token("sign")
    assert story.case.read(token)["opinions"] == ["甲同意", "丙同意"]
    assert story.case.read(token)["numberOfActiveInstances"] == 1
    story.complete("sign", opinion="乙同意")
    assert story.variables == {**SIGNERS, "opinions": ["甲同意", "乙同意", "丙同意"]}
    assert story.trace == "s sign sign sign e"
    assert story.paths[1:4] == ["sign#3/sign", "sign#1/sign", "sign#2/sign"]


def test_everybody_who_is_asked_has_his_own_time() -> None:
    story = Story(draw(start(), countersign(sequential=True), end(), "s > sign > e"), SIGNERS)
    assert [hook for hook in story.world.hooks if hook[1] == "sign"] == [("opened", "sign")]
    for name in SIGNERS["signers"]:
        story.complete("sign", opinion=name)
    hooks = [hook for hook in story.world.hooks if hook[1] == "sign"]
    assert hooks == [("opened", "sign"), ("completed", "sign")] * 3


def test_in_sequence_one_after_another() -> None:
    story = Story(draw(start(), countersign(sequential=True), end(), "s > sign > e"), SIGNERS)
    for name in SIGNERS["signers"]:
        assert story.of(UserTaskOpened)[-1].assignee == name
        assert len(story.of(UserTaskOpened)) == SIGNERS["signers"].index(name) + 1
        story.complete("sign", opinion=name)
    assert story.variables["opinions"] == SIGNERS["signers"]
    assert story.case.state == "completed"


def test_a_quorum_ends_the_rest() -> None:
    until = 'count(opinions[item = "yes"]) >= 2 and numberOfCompletedInstances >= 2'
    story = Story(draw(start(), countersign(until=until), end(), "s > sign > e"), SIGNERS)
    story.complete("sign", opinion="yes").complete("sign", 1, opinion="yes")
    assert story.trace == "s sign sign sign! e"
    assert story.variables["opinions"] == ["yes", "yes"]


def test_an_empty_collection_is_done_at_once() -> None:
    story = Story(draw(start(), countersign(), end(), "s > sign > e"), {"signers": []})
    assert story.trace == "s e"
    assert story.variables["opinions"] == []


@pytest.mark.parametrize(
    ("signers", "cause"), [(None, "COLLECTION_INVALID"), (list(range(1001)), "TOO_MANY_INSTANCES")]
)
def test_what_is_no_list_or_too_long_is_an_incident(signers: object, cause: str) -> None:
    story = Story(draw(start(), countersign(), end(), "s > sign > e"), {"signers": signers})
    assert story.causes == [f"sign: {cause}"]
    story.case.set_variables(None, {"signers": ["丁"]})
    story.case.retry(story.token("sign"))
    story.settle()
    assert [task.assignee for task in story.of(UserTaskOpened)] == ["丁"]


def test_so_many_times() -> None:
    task = script("a", "loopCounter", "n", many(cardinality="k", output="all", element="=n"))
    story = Story(draw(start(), task, end(), "s > a > e"), {"k": 3})
    assert story.variables == {"k": 3, "all": [1, 2, 3]}


def test_sub_processes_side_by_side_keep_their_variables_apart() -> None:
    inner = sub(
        "each",
        start("s1"),
        script("double", "=x * 2", "y"),
        user("ask"),
        "s1 > double > ask",
        many("=xs", "x", output="ys", element="=y"),
        extensions=io(inputs={"y": "=0"}),
    )
    story = Story(draw(start(), inner, end(), "s > each > e"), {"xs": [1, 2, 3]})
    for index in (1, 1, 0):
        story.complete("ask", index)
    assert story.variables == {"xs": [1, 2, 3], "ys": [2, 4, 6]}
    assert {one.path for one in story.of(NodeLeft) if one.element_id == "ask"} == {
        "each#1",
        "each#2",
        "each#3",
    }
    assert [one.element_id for one in story.of(NodeLeft)].count("each") == 3


def test_calls_side_by_side() -> None:
    world = World(
        definitions={
            "q": draw(start("s1"), script("a", "=n + 1", "m"), end("e1"), "s1 > a > e1", process="q")
        }
    )
    diagram = draw(start(), call("c", "q", many("=ns", "n", output="ms", element="=m")), end(), "s > c > e")
    story = Story(diagram, {"ns": [1, 2]}, world)
    assert story.variables == {"ns": [1, 2], "ms": [2, 3]}
    assert story.paths[1] == "c#1/s1"


def test_a_boundary_event_belongs_to_the_whole() -> None:
    diagram = draw(
        start(), countersign(), boundary("b", "sign", timer(duration="P1D")), end(), end("late"), "s > sign > e; b > late"
    )  # fmt: skip
    story = Story(diagram, SIGNERS)
    assert len(story.timers()) == 1
    story.complete("sign", opinion=1).advance(days=1)
    assert story.trace == "s sign sign! sign! b late"
    assert Story(diagram, SIGNERS).complete("sign").complete("sign").complete("sign").timers() == {}


def test_an_error_in_one_ends_all() -> None:
    task = service("job", "mail", many("=signers", "x"))
    diagram = draw(start(), task, boundary("b", "job", error("NO")), end(), end("e2"), "s > job > e; b > e2")
    story = Story(diagram, SIGNERS)
    story.case.throw(story.case.token_of("job")[2], "NO")
    story.settle()
    assert story.trace == "s job! job! job? b e2"


def test_a_message_at_the_border_of_many_leaves_them_alone() -> None:
    diagram = draw(
        start(), countersign(), boundary("b", "sign", message("urge"), interrupting=False), user("r"), end(),
        "s > sign > e; b > r",
    )  # fmt: skip
    story = Story(diagram, SIGNERS).fire("b")
    assert story.waiting == ["sign", "r"]


def test_a_second_pass_through_begins_anew() -> None:
    diagram = draw(
        start(), xor("m"), countersign(), xor("x"), end(), "s > m > sign > x; x > [count(opinions[item = 0]) > 0] m; x > [*] e"
    )  # fmt: skip
    story = Story(diagram, {"signers": ["甲", "乙"]})
    story.complete("sign", 1, opinion=0).complete("sign", opinion=1)
    story.complete("sign", 1, opinion=1).complete("sign", opinion=1)
    assert story.case.state == "completed"
    assert story.variables["opinions"] == [1, 1]


@pytest.mark.parametrize(
    ("loop", "times"),
    [
        (again("n < 3"), 3),
        (again("n < 0"), 1),
        (again("n < 0", before=True), 0),
        (again("n < 3", before=True), 3),
        (again("true", maximum=4), 4),
        (again("", maximum=2), 2),
        (again("loopCounter < 5"), 5),
    ],
)
def test_a_standard_loop(loop: str, times: int) -> None:
    story = Story(draw(start(), script("a", "=n + 1", "n", loop), end(), "s > a > e"), {"n": 0})
    assert story.variables == {"n": times}
    assert story.trace == " ".join(["s", *["a"] * times, "e"])


def test_a_loop_over_a_user_task() -> None:
    story = Story(draw(start(), user("a", again("not(ok)")), end(), "s > a > e"), {"ok": False})
    story.complete("a", ok=False).complete("a", ok=True)
    assert story.trace == "s a a e"


def test_a_body_with_output_mappings_writes_only_those() -> None:
    task = user("a", many("=xs", "x", output="ys", element="=y"), io(outputs={"last": "=y + x"}))
    story = Story(draw(start(), task, end(), "s > a > e"), {"xs": [1, 2]})
    story.complete("a", 1, y=10, junk=1).complete("a", y=20)
    assert story.variables == {"xs": [1, 2], "last": 21, "ys": [20, 10]}


def test_results_of_a_body_that_nothing_collects_go_outwards() -> None:
    task = user("a", many("=xs", "x", output="ys", element="=y"))
    story = Story(draw(start(), task, end(), "s > a > e"), {"xs": [1]}).complete("a", y=1, note="好", x=9)
    assert story.variables == {"xs": [1], "ys": [1], "note": "好"}


@pytest.mark.parametrize("k", ["two", 1.5, -1, None, True])
def test_so_many_times_is_a_whole_number(k: object) -> None:
    story = Story(draw(start(), user("a", many(cardinality="k")), end(), "s > a > e"), {"k": k})  # type: ignore[dict-item]
    assert story.causes == ["a: CARDINALITY_INVALID"]
