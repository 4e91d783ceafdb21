"""BPMN's own data: objects, properties, inputs, outputs, associations, stores, and the collections of loops."""

from __future__ import annotations

import pytest

from bpmn.diagram import Diagram, DiagramError
from engine.runtime import Definition
from engine.runtime.changes import IncidentRaised, StoreWritten
from tests.engine.runtime.drawing import (
    call,
    catch,
    copied,
    draw,
    end,
    event_sub,
    many,
    message,
    node,
    script,
    specified,
    start,
    sub,
    throw,
    user,
    xml,
)
from tests.engine.runtime.world import Story, World

TOTAL = '<dataObject id="o_total" name="total"/><dataObjectReference id="total_1" dataObjectRef="o_total"/>'
ANSWER = '<dataObject id="o_answer" name="answer"/>'
STORE = '<dataStoreReference id="register" dataStoreRef="ds"/>'


def stored(*parts: str, more: str = "") -> Definition:
    drawn = xml(*parts).replace(
        b"<process", f'<dataStore id="ds" name="Register" {more}/><process'.encode(), 1
    )
    return Definition.build(Diagram.read(drawn), "p")


def test_associations_copy_into_an_activity_and_out_of_it() -> None:
    task = user(
        "a",
        specified("amount", "result")
        + copied("Input", "total_1", "in_amount")
        + copied("Output", "out_result", "o_answer", "<transformation>result + amount</transformation>"),
    )
    story = Story(draw(start(), TOTAL, ANSWER, task, end(), "s > a > e"), {"total": 5})
    assert story.variables == {"total": 5, "answer": None}
    assert story.case.variables(story.token("a")) == {"amount": 5}
    story.complete("a", result=37, other="stays inside")
    assert story.variables == {"total": 5, "answer": 42}


def test_assignments_write_parts() -> None:
    assigned = "<assignment><from>total.net</from><to>net</to></assignment>"
    assigned += "<assignment><from>total.tax + 1</from><to>in_tax</to></assignment>"
    task = user("a", specified("net tax") + copied("Input", "total_1", "in_net", assigned))
    story = Story(draw(start(), TOTAL, task, end(), "s > a > e"), {"total": {"net": 10, "tax": 1}})
    assert story.case.variables(story.token("a")) == {"net": 10, "tax": 2}


def test_what_is_needed_and_not_there_is_an_incident_until_it_is() -> None:
    task = user("a", specified("amount", "result") + copied("Input", "total_1", "in_amount")
                + copied("Output", "out_result", "o_answer"))  # fmt: skip
    story = Story(draw(start(), TOTAL, ANSWER, task, end(), "s > a > e"))
    assert [(one.cause, one.detail) for one in story.of(IncidentRaised)] == [
        ("DATA_INPUT_MISSING", "no value for amount")
    ]
    story.set(total=3)
    story.case.retry(story.token("a"))
    story.settle()
    story.complete("a", other=1)
    assert story.causes[1:] == ["a: DATA_OUTPUT_MISSING"]


def test_one_of_several_sets_is_enough_and_what_is_optional_is_not_needed() -> None:
    sets = (
        '<ioSpecification><dataInput id="x1" name="x"/><dataInput id="y1" name="y"/><inputSet>'
        "<dataInputRefs>x1</dataInputRefs></inputSet><inputSet><dataInputRefs>y1</dataInputRefs>"
        "<dataInputRefs>x1</dataInputRefs><optionalInputRefs>x1</optionalInputRefs></inputSet><outputSet/></ioSpecification>"
    )
    parts = (start(), TOTAL, user("a", sets + copied("Input", "o_total", "y1")), "s > a")
    assert Story(draw(*parts), {"total": 1}).waiting == ["a"]
    assert Story(draw(*parts)).causes == ["a: DATA_INPUT_MISSING"]


def test_data_objects_and_properties_live_in_their_scope() -> None:
    inner = sub(
        "h", '<property id="pr" name="kept"/>', start("s1"), TOTAL, script("b", "=1", "total"),
        script("c", "=total + 1", "kept", copied("Input", "o_total", "pp") + '<property id="pp" name="seen"/>'),
        user("look"), end("e1"), "s1 > b > c > look > e1",
    )  # fmt: skip
    story = Story(draw(start(), inner, end(), "s > h > e"), {"total": "outside"})
    read = story.case.read(story.token("look"))
    assert (read["total"], read["kept"], "seen" in read) == (1, 2, False)
    story.complete("look")
    assert story.variables == {"total": "outside"}


def test_an_event_sub_process_and_each_time_of_a_loop_have_data_of_their_own() -> None:
    beside = event_sub("h", start("s1", message("m"), isInterrupting="false"), TOTAL, user("b"),
                       script("c", "=total", "seen", '<property id="pp" name="got"/>' + copied("Input", "o_total", "pp")),
                       end("e1"), "s1 > b > c > e1")  # fmt: skip
    story = Story(draw(start(), beside, user("w"), end(), "s > w > e"), {"total": "outside"})
    story.fire("s1").complete("b", total=1)
    assert story.variables == {"total": "outside", "seen": 1}
    each = sub("h", many("=[1, 2]", "i"), start("s1"), TOTAL, script("b", "=i", "total"), user("look"),
               script("c", "=1", "x", '<property id="pp" name="got"/>' + copied("Input", "o_total", "pp")),
               end("e1"), "s1 > b > look > c > e1")  # fmt: skip
    story = Story(draw(start(), each, end(), "s > h > e"), {"total": "outside"})
    assert [story.case.read(key)["total"] for key in story.case.token_of("look")] == [1, 2]
    story.complete("look").complete("look")
    assert story.variables == {"total": "outside", "x": 1}


def test_events_carry_data() -> None:
    came = catch(
        "m", '<dataOutput id="got" name="news"/>' + copied("Output", "got", "o_answer") + message("in")
    )
    said = throw(
        "t", '<dataInput id="say" name="said"/>' + copied("Input", "o_answer", "say") + message("out")
    )
    story = Story(draw(start(), ANSWER, came, said, end(), "s > m > t > e"))
    story.fire("m", news="good", noise=1)
    assert story.variables == {"answer": "good"}
    assert story.thrown == [("out", None, {"said": "good"})]


def test_a_call_gives_and_takes_what_associations_say() -> None:
    inside = ('<ioSpecification><dataInput id="i9" name="amount"/><dataOutput id="o9" name="double"/>'
              "<inputSet><dataInputRefs>i9</dataInputRefs></inputSet><outputSet><dataOutputRefs>o9</dataOutputRefs>"
              "</outputSet></ioSpecification>")  # fmt: skip
    called = draw(
        inside, start("s1"), script("b", "=amount * 2", "double"), end("e1"), "s1 > b > e1", process="q"
    )
    said = specified("amount", "double") + copied("Input", "o_total", "in_amount")
    activity = node("callActivity", "c", said + copied("Output", "out_double", "o_answer"), calledElement="q")
    story = Story(draw(start(), TOTAL, ANSWER, activity, end(), "s > c > e"), {"total": 4, "secret": 1},
                  World(definitions={"q": called}))  # fmt: skip
    assert story.variables == {"total": 4, "secret": 1, "answer": 8}
    story = Story(draw(start(), call("c", "q"), end(), "s > c > e"), {}, World(definitions={"q": called}))
    assert story.causes == ["q: DATA_INPUT_MISSING"]


def test_a_loop_reads_and_fills_collections_of_the_standard() -> None:
    loop = (
        "<multiInstanceLoopCharacteristics><loopDataInputRef>in_all</loopDataInputRef>"
        '<loopDataOutputRef>out_sums</loopDataOutputRef><inputDataItem id="it" name="one"/>'
        '<outputDataItem id="ot" name="sum"/></multiInstanceLoopCharacteristics>'
    )
    task = script(
        "a", "=one + 1", "r",
        specified("all", "sums r") + copied("Input", "o_total", "in_all") + copied("Output", "out_r", "ot")
        + copied("Output", "out_sums", "o_answer") + loop,
    ).replace("<dataOutputRefs>out_sums</dataOutputRefs>", "").replace("<dataInputRefs>in_all</dataInputRefs>", "")  # fmt: skip
    story = Story(draw(start(), TOTAL, ANSWER, task, end(), "s > a > e"), {"total": [1, 2]})
    assert story.variables == {"total": [1, 2], "answer": [2, 3]}


def test_a_data_store_is_read_and_changed() -> None:
    task = user("a", specified("row", "change") + copied("Input", "register", "in_row", "<transformation>register.no1</transformation>")
                + copied("Output", "out_change", "register"))  # fmt: skip
    world = World(tables={"Register": {"no1": {"state": "open"}, "no2": 1}})
    after = script(
        "b",
        "=count(get entries(all))",
        "n",
        '<property id="pr" name="all"/>' + copied("Input", "register", "pr"),
    )
    story = Story(stored(start(), STORE, task, after, end(), "s > a > b > e"), {}, world)
    assert story.case.variables(story.token("a"))["row"] == {"state": "open"}
    story.complete("a", change={"no1": {"state": "closed"}, "no2": None, "no3": 1, "no4": 2})
    assert [(one.name, one.entries) for one in story.of(StoreWritten)] == [
        ("Register", {"no1": {"state": "closed"}, "no2": None, "no3": 1, "no4": 2})
    ]
    assert story.trace == "s a b e"


@pytest.mark.parametrize(
    ("value", "cause"), [({"a": 1, "b": 2, "c": 3}, "DATA_STORE_FULL"), (7, "DATA_STORE_VALUE_INVALID")]
)
def test_a_full_store_or_a_wrong_value_changes_nothing(value: object, cause: str) -> None:
    task = user("a", specified("", "change") + copied("Output", "out_change", "register"))
    drawn = stored(start(), STORE, task, end(), "s > a > e", more='capacity="2" isUnlimited="false"')
    story = Story(drawn)
    story.complete("a", change=value)
    assert (story.causes, story.of(StoreWritten)) == ([f"a: {cause}"], [])


@pytest.mark.parametrize(
    ("parts", "rule"),
    [
        ([user("a", copied("Output", "", "o_answer"))], "data-association"),
        ([user("a", copied("Output", "nothing", "o_answer"))], "unknown-reference"),
        ([user("a", copied("Input", "o_total", "nothing"))], "unknown-reference"),
        ([user("a", copied("Input", "o_total", "o_answer", "<assignment><from>1</from><to>a.b</to></assignment>"))], "data-association"),
        ([user("a", specified("x").replace("<dataInputRefs>in_x</dataInputRefs>", "<dataInputRefs>y</dataInputRefs>"))], "unknown-reference"),
        ([user("a", specified("x").replace("<dataInputRefs>", "<whileExecutingInputRefs>in_x</whileExecutingInputRefs><dataInputRefs>"))], "unsupported-element"),
        ([user("a", copied("Output", "o_total", "o2")), '<dataObject id="o2" name="total"/>'], "data-name"),
        ([user("a"), '<dataObjectReference id="r" dataObjectRef="gone"/>'], "unknown-reference"),
        ([user("a"), '<dataStoreReference id="r" dataStoreRef="gone"/>'], "unknown-reference"),
    ],
)  # fmt: skip
def test_what_copies_nothing_is_refused(parts: list[str], rule: str) -> None:
    with pytest.raises(DiagramError) as caught:
        draw(start(), TOTAL, ANSWER, *parts, "s > a")
    assert rule in {one.rule for one in caught.value.findings}
