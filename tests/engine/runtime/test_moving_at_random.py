"""Random processes in which tokens are sent back, on, and back for a correction: they always come to their end.

The processes are those of the oracle. After every act the instance is dropped and loaded, what was recorded is
compared with what lives, and of two tokens of one scope none stands ahead of the other: nothing was doubled.
At last everything that waits is done, and the instance ends: nothing was lost.
"""

from __future__ import annotations

import os
import random

import pytest

from engine.errors import Conflict, NotFound
from engine.runtime.changes import NodeLeft
from engine.runtime.order import JOINS
from engine.runtime.tokens import Token
from tests.engine.runtime import drawing
from tests.engine.runtime.drawing import draw
from tests.engine.runtime.oracle.making import Maker
from tests.engine.runtime.oracle.running import Sheet
from tests.engine.runtime.world import Story, World
from tests.seeds import some

EXAMPLES = int(os.environ.get("LIYE_EXAMPLES", "200"))
SEED = int(os.environ.get("LIYE_SEED", "0"))
ACTS, MOST = 25, 600


class Walk:
    """One random process, and dice."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        block, sheet = Maker(seed).process(), Sheet()
        first, last = block.draw(sheet)
        parts = [*sheet.parts, drawing.start("s"), drawing.end("e"), f"s > {first}; {last} > e"]
        self.choosing = sheet.choosing
        called = {name: draw(*inner, process=name) for name, inner in sheet.called.items()}
        self.story = Story(draw(*parts), self.choices(), World(definitions=called), limit=50)
        self.sideways = (
            False  # whether something happened beside the flow, so that tokens may follow each other
        )
        self.moved = 0

    def choices(self) -> dict[str, int]:
        return {name: self.dice.randrange(8) for name in self.choosing}

    @property
    def tokens(self) -> list[Token]:
        return list(self.story.case._tree.tasks.values())

    def waiting(self) -> list[Token]:
        """What can happen: work that is done, events that come."""
        found = [
            token for token in self.tokens if token.key in self.story.case.token_of(token.node.element_id)
        ]
        return [t for t in found if not (t.is_flow and t.node.element.type == "eventBasedGateway")]

    def go_on(self, *, only_flow: bool = False) -> None:
        """One thing that waits happens; ``only_flow``: none beside the flow, if there is any in it."""
        waiting = self.waiting()
        in_flow = [one for one in waiting if one.is_flow] if only_flow else []
        case, token = self.story.case, self.dice.choice(in_flow or waiting)
        for one in [one for one in self.tokens if one.node.is_process]:
            case.set_variables(one.key, self.choices())
        element = token.node.element
        if token.is_flow and element.is_activity and element.type != "receiveTask":
            case.complete(token.key)
        else:
            beside = element.type == "boundaryEvent" and not element.cancel_activity
            self.sideways |= beside or element.type == "startEvent"
            case.fire(token.key)
        self.story.settle()

    def move(self) -> None:
        """Somebody is sent somewhere, if that can be."""
        token = self.dice.choice([one for one in self.waiting() if one.is_flow] or [self.tokens[0]])
        passed = [one.element_id for one in self.story.of(NodeLeft) if "ask" in one.element_type.lower()]
        anywhere = list(token.node.definition.nodes)
        to = self.dice.choice(passed if passed and self.dice.random() < 0.8 else anywhere)
        case, way = self.story.case, self.dice.choice(("back", "back", "jump", "jump", "move"))
        try:
            if way == "move":
                case.move(token.key, to)
            else:
                case.go_back(token.key, to, jump_back=way == "jump")
        except (Conflict, NotFound):
            return
        self.moved += 1
        self.story.settle()

    def check(self) -> None:
        """Nothing stands twice, nothing is stuck."""
        assert [cause for cause in self.story.causes if "DEADLOCK" in cause] == []
        if self.sideways:
            return
        for owner in self.tokens:
            for token in below(owner):
                order = token.node.definition.order(token.node.element.scope)
                for other in below(owner):
                    if other is token or token.index is not None:
                        continue
                    here, there = token.node.element_id, other.node.element_id
                    assert here != there, f"two tokens at {here}"
                    assert not order.before(here, there), f"{there} is ahead of {here}"


def below(owner: Token) -> list[Token]:
    return [
        one
        for one in owner.below
        if one.is_flow
        and one.node.element.type not in JOINS
        and not ({"back", "detour"} & one.facts.keys() or one.node.is_process)
    ]


def play(seed: int) -> int:
    """Move about for a while, then go to the end."""
    walk = Walk(seed)
    for _ in range(ACTS):
        if walk.story.case.outcome is not None:
            break
        if walk.dice.random() < 0.5:
            walk.move()
        else:
            walk.go_on()
        walk.check()
    for _ in range(MOST):
        if walk.story.case.outcome is not None:
            break
        walk.go_on(only_flow=True)
        walk.check()
    assert walk.story.case.outcome is not None, f"waits at {walk.story.waiting}"
    return walk.moved


@pytest.mark.parametrize("batch", some(10))
def test_whoever_is_sent_wherever_the_instance_ends(batch: int) -> None:
    moved = 0
    for seed in range(SEED + batch, SEED + EXAMPLES, 10):
        try:
            moved += play(seed)
        except BaseException as error:
            error.add_note(f"seed {seed}")
            raise
    assert moved
