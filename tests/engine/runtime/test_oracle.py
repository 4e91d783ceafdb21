"""Random block-structured processes do, step by step, what an independent oracle says they do.

The instance is saved, dropped and loaded again after every step; beside it another that was never dropped is
led the same way and must come to the same. ``LIYE_EXAMPLES`` says how many processes are made, beginning
with the seed ``LIYE_SEED``.
"""

from __future__ import annotations

import os
import random
from collections import Counter

import pytest

from engine.runtime.tree import path
from tests.engine.runtime import drawing
from tests.engine.runtime.drawing import draw
from tests.engine.runtime.oracle.activities import ERROR, InsideRun
from tests.engine.runtime.oracle.making import Maker
from tests.engine.runtime.oracle.running import THROWS, Action, Block, Choices, Run, Sheet, Thrown, below
from tests.engine.runtime.world import Story, World
from tests.seeds import some

EXAMPLES = int(os.environ.get("LIYE_EXAMPLES", "200"))
SEED = int(os.environ.get("LIYE_SEED", "0"))
STEPS = 60


class Told:
    """One instance that is told what to do."""

    def __init__(self, sheet: Sheet, parts: list[str], choices: Choices, *, forgetful: bool) -> None:
        called = {name: draw(*inner, process=name) for name, inner in sheet.called.items()}
        self.story = Story(draw(*parts), choices, World(definitions=called), limit=7, forgetful=forgetful)

    def shown(self, more: set[str]) -> Counter[Action]:
        """Where its tokens wait."""
        case = self.story.case
        return Counter(
            (_path(case._tree.token(key)), element_id)
            for element_id in more | {one for one in self.story.waiting if not is_gateway(one)}
            for key in case.token_of(element_id)
        )

    def do(self, action: Action, choices: Choices) -> None:
        """Everybody may read the new choices; then it happens."""
        case, element = self.story.case, action[1].removesuffix(THROWS)
        for token in [one for one in case._tree.tasks.values() if one.node.is_process]:
            case.set_variables(token.key, choices)
        key = next(k for k in case.token_of(element) if _path(case._tree.token(k)) == action[0])
        if action[1].endswith(THROWS):
            case.throw(key, ERROR)
        elif (
            element.startswith(("task", "service")) and not element.endswith(("n", "x"))
        ) or element.endswith("a"):
            case.complete(key)
        else:
            case.fire(key)
        self.story.settle()


def is_gateway(element_id: str) -> bool:
    """It waits only through its events."""
    return element_id.startswith("first") and "o" not in element_id


def _path(token: object) -> str:
    """Where it stands; a boundary event stands beside its activity, not inside."""
    beside = token.node.element.type == "boundaryEvent" and not token.is_flow  # type: ignore[attr-defined]
    return path(token.owner) if beside else path(token)  # type: ignore[attr-defined, arg-type]


def likely(action: Action, others: set[Action]) -> float:
    """Errors are seldom; two runs of one event sub-process could not be told apart, so there is one at a time."""
    where, element = action
    if element.endswith("h"):
        inside = below(where, element.removesuffix("h"))
        return 0.0 if any(f"{path}/".startswith(f"{inside}/") for path, _ in others) else 1.0
    return 0.2 if element.endswith(THROWS) else 1.0


def begun(block: Block, choices: Choices) -> Run | None:
    """What the oracle says of the beginning; None when an error is over all at once."""
    try:
        return InsideRun(block, "", choices)
    except Thrown:
        return None


def play(seed: int) -> None:
    """One random process on one random path."""
    dice = random.Random(seed)
    block, sheet = Maker(seed).process(), Sheet()
    first, last = block.draw(sheet)
    parts = [*sheet.parts, drawing.start("s"), drawing.end("e"), f"s > {first}; {last} > e"]
    choices = {name: dice.randrange(8) for name in sheet.choosing}
    dropped, steady = (Told(sheet, parts, choices, forgetful=way) for way in (True, False))
    run = begun(block, choices)
    for _ in range(STEPS):
        expected = list(run.actions()) if run is not None else []
        ids = {action[1].removesuffix(THROWS) for action, _ in expected}
        wanted = Counter(action for action, _ in expected if not action[1].endswith(THROWS))
        for told in (dropped, steady):
            assert told.shown(ids) == wanted
            assert (told.story.case.state == "completed") is (run is None or run.done)
            assert told.story.causes == []
        assert dropped.story.trace == steady.story.trace
        assert dropped.story.paths == steady.story.paths
        if run is None or run.done:
            break
        seldom = [likely(action, {one for one, _ in expected}) for action, _ in expected]
        [(action, do)] = dice.choices(expected, seldom)
        choices = {name: dice.randrange(8) for name in sheet.choosing}
        try:
            do(choices)
        except Thrown:
            run = None
        for told in (dropped, steady):
            told.do(action, choices)


@pytest.mark.parametrize("batch", some(10))
def test_the_runtime_does_what_the_oracle_says(batch: int) -> None:
    for seed in range(SEED + batch, SEED + EXAMPLES, 10):
        try:
            play(seed)
        except BaseException as error:
            error.add_note(f"seed {seed}")
            raise
