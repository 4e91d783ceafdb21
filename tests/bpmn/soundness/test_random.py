"""Random diagrams: sound ones without a finding; with one wrong join, the finding, and its path walked at run time."""

from __future__ import annotations

import os
import re
from collections import Counter

import pytest

from bpmn.diagram import Diagram, Element, Process
from bpmn.soundness import Problem, explore
from engine.runtime import Definition
from engine.runtime.changes import NodeLeft
from tests.bpmn.soundness.blocks import Blocks
from tests.engine.runtime.world import Story
from tests.seeds import some

SEED = int(os.environ.get("LIYE_SEED", "0"))
LIMIT = 4000
CHOOSING = ("exclusiveGateway", "inclusiveGateway")

JOINING = ("parallelGateway", "inclusiveGateway")


@pytest.mark.parametrize("seed", some(100))
def test_random_sound_diagrams_have_no_finding(seed: int) -> None:
    assert explore(Diagram.read(Blocks(SEED + seed).xml()).processes[0], LIMIT).problems == ()


@pytest.mark.parametrize("seed", some(100))
def test_a_choice_whose_ways_are_joined_as_if_all_came_waits_for_ever(seed: int) -> None:
    blocks = Blocks(SEED + seed, broken="xor")
    problem = found(blocks, "deadlock")
    assert blocks.broken is not None
    assert problem.element_id == blocks.broken[0]
    story = walked(blocks.xml(), problem.path)
    assert (story.case.state, story.waiting) == ("incident", [problem.element_id])
    assert set(story.causes) == {f"{problem.element_id}: JOIN_DEADLOCK"}


@pytest.mark.parametrize("seed", some(100))
def test_parallel_ways_that_are_not_joined_go_on_twice(seed: int) -> None:
    blocks = Blocks(SEED + seed, broken="and")
    problem = found(blocks, "token-doubles")
    story = walked(blocks.xml(), problem.path)
    passed = Counter(one.element_id for one in story.of(NodeLeft))
    standing = Counter(t.node.element_id for t in story.case._tree.tasks.values() if t.is_flow)
    assert (passed + standing)[problem.element_id] > max(1, problem.path[:-1].count(problem.element_id))


def found(blocks: Blocks, kind: str) -> Problem:
    """The finding of this kind, which there must be."""
    problems = explore(Diagram.read(blocks.xml()).processes[0], LIMIT).problems
    assert all(problem.path or problem.kind == "never-runs" for problem in problems)
    return next(problem for problem in problems if problem.kind == kind)


def walked(xml: bytes, path: tuple[str, ...]) -> Story:
    """An instance that goes the way of a counter-example, as far as that leads."""
    process = Diagram.read(xml).processes[0]
    story = Story(Definition.build(Diagram.read(choosing(xml)), process.id), choices(process, path, 0))
    for place, element_id in enumerate(path):
        element = process.elements[element_id]
        ahead = path[place + 1 :]
        if element.type == "boundaryEvent":
            story.set(**choices(process, path, place))
            story.fire(element_id)
        elif element.type == "userTask" and not any(b.id in ahead for b in process.boundary(element_id)):
            story.set(**choices(process, path, place))
            story.complete(element_id)
    return story


def choosing(xml: bytes) -> bytes:
    """The same diagram, whose gateways take the ways that a variable names."""
    text = xml.decode()
    process = Diagram.read(xml).processes[0]
    for gateway in gateways(process):
        for flow in process.outgoing(gateway):
            said = (
                f'<conditionExpression>list contains(to_{gateway.id}, "{flow.target}")</conditionExpression>'
            )
            text = re.sub(rf'(<sequenceFlow id="{flow.id}" [^>]*)/>', rf"\1>{said}</sequenceFlow>", text)
    return text.encode()


def gateways(process: Process) -> list[Element]:
    """Those that choose."""
    return [e for e in process.elements.values() if e.type in CHOOSING and len(e.outgoing) > 1]


def choices(process: Process, path: tuple[str, ...], place: int) -> dict[str, list[str]]:
    """Where each gateway leads from here on, as the rest of the path says."""
    said = {}
    for gateway in gateways(process):
        targets = [flow.target for flow in process.outgoing(gateway)]
        said[f"to_{gateway.id}"] = targets[-1:]
        rest = path[place:]
        if gateway.id in rest:
            after = rest[rest.index(gateway.id) + 1 :]
            until = after.index(gateway.id) if gateway.id in after else len(after)
            taken = [target for target in dict.fromkeys(after[:until]) if target in targets]
            waits = [target for target in targets if process.elements[target].type in JOINING]
            taken = taken or waits or targets[-1:]  # the path ends before the node that waits
            said[f"to_{gateway.id}"] = taken[:1] if gateway.type == "exclusiveGateway" else taken
    return said
