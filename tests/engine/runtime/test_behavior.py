"""What a multi-instance activity throws when one of its instances is done: behavior None, One, Complex."""

from __future__ import annotations

import pytest

from bpmn.diagram import DiagramError
from engine.runtime.changes import SignalThrown
from tests.engine.runtime.drawing import boundary, draw, end, start, user
from tests.engine.runtime.world import Story

SIGNAL = '<signalEventDefinition id="said" signalRef="signal_done"/>'
MESSAGE = '<messageEventDefinition id="said" messageRef="message_done"/>'
ESCALATION = '<escalationEventDefinition id="said" escalationRef="escalation_up"/>'
ERROR = '<errorEventDefinition id="said" errorRef="error_bad"/>'


def many(behavior: str, ref: str = "", inside: str = "") -> str:
    named = f' {ref}="said"' if ref else ""
    return (
        f'<multiInstanceLoopCharacteristics behavior="{behavior}"{named}><extensionElements>'
        '<zeebe:loopCharacteristics inputCollection="=[1, 2, 3]" inputElement="i" outputCollection="all" '
        f'outputElement="=ok"/></extensionElements>{inside}</multiInstanceLoopCharacteristics>'
    )


def drawn(loop: str, event: str, *, interrupting: bool) -> Story:
    b = boundary("b", "a", event, interrupting=interrupting)
    return Story(draw(start(), user("a", loop), b, user("n"), end(), "s > a > e; b > n > e"))


NONE, ONE = ("None", "noneBehaviorEventRef"), ("One", "oneBehaviorEventRef")


@pytest.mark.parametrize("event", [SIGNAL, MESSAGE, ESCALATION])
def test_none_throws_each_time_and_the_border_hears_even_the_last(event: str) -> None:
    story = drawn(many(*NONE), event, interrupting=False)
    for _ in range(3):
        story.complete("a", ok=True)
    assert story.trace == "s a b a b a b e"
    assert len(story.case.token_of("n")) == 3


@pytest.mark.parametrize("event", [SIGNAL, MESSAGE, ESCALATION, ERROR])
def test_one_throws_at_the_first_and_may_end_the_rest(event: str) -> None:
    story = drawn(many(*ONE), event, interrupting=True)
    story.complete("a", ok=True)
    assert (story.waiting, story.trace) == (["n"], "s a! a! a! b" if event == ERROR else story.trace)
    story = drawn(many(*ONE), event, interrupting=event == ERROR)
    story.complete("a", ok=True)
    assert story.case.token_of("n")
    if event != ERROR:
        story.complete("a").complete("a")
        assert len(story.case.token_of("n")) == 1


def test_what_is_thrown_carries_the_counters_and_reaches_others_too() -> None:
    story = drawn(many(*ONE), SIGNAL, interrupting=False)
    story.complete("a", 1, ok="yes")
    [thrown] = story.of(SignalThrown)
    assert thrown.variables["numberOfCompletedInstances"] == 1
    assert thrown.variables["all"] == ["yes"]
    assert len(thrown.heard) == 1


def test_complex_throws_when_its_condition_holds() -> None:
    inside = (
        "<complexBehaviorDefinition><condition>numberOfCompletedInstances = 2 and ok</condition>"
        f'<event id="thrown">{ESCALATION}</event></complexBehaviorDefinition>'
    )
    event = ESCALATION.replace(' id="said"', "")
    story = drawn(many("Complex", inside=inside), event, interrupting=False)
    story.complete("a", ok=True)
    assert story.waiting == ["a"]
    story.complete("a", ok=True)
    assert story.waiting == ["a", "n"]


@pytest.mark.parametrize("loop", [many("None"), many("Complex"), many("Some"), many(*ONE)])
def test_a_behavior_names_what_it_throws(loop: str) -> None:
    event = "<terminateEventDefinition/>" if "oneB" not in loop else '<timerEventDefinition id="said"/>'
    with pytest.raises(DiagramError) as caught:
        draw(start(), user("a", loop), end("e", event if "oneB" not in loop else ""), "s > a > e",
             *(["<intermediateCatchEvent id='c'>" + event + "</intermediateCatchEvent>"] if "oneB" in loop else []))  # fmt: skip
    assert "behavior-event" in {one.rule for one in caught.value.findings}
