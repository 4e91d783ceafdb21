"""Random blocks: a seed makes the same process every time."""

from __future__ import annotations

import random
from typing import Any

from tests.engine.runtime.oracle.activities import ASIDE, Handler, Inside, Nothing, Service, Task
from tests.engine.runtime.oracle.flows import Again, Branches, First, Jump, Leave, Sequence, Wait
from tests.engine.runtime.oracle.running import Block

COMING = ("message", "timer")
CAUGHT = ("message", "timer", "error")


class Maker:
    """Throws dice for the shape of a process; ``size`` is about how many leaves it has."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.size = self.dice.randint(2, 16)

    def process(self) -> Block:
        """All of it."""
        return self.block(self.size)

    def block(self, size: int) -> Block:
        """A block of about so many leaves."""
        if size <= 1:
            return self.leaf()
        kind = self.dice.choice(
            ("sequence", "sequence", "branches", "branches", "again", "first", "inside", "inside")
        )
        made: Block = getattr(self, kind)(size)
        return made

    def leaf(self) -> Block:
        """One element, more or less."""
        kinds = {"task": 5, "service": 2, "plain": 5, "wait": 2, "jump": 1, "leave": 1, "nothing": 1}
        [kind] = self.dice.choices(list(kinds), list(kinds.values()))
        match kind:
            case "task":
                return Task(**self.activity(1))
            case "service":
                return Service(**self.activity(1))
            case "plain":
                return Task()
            case "wait":
                return Wait(self.dice.choice(COMING))
            case "jump":
                return Jump()
            case "leave":
                return Leave(self.dice.choice(("terminate", "error")))
            case _:
                return Nothing()

    def parts(self, size: int) -> list[Block]:
        """Several blocks that share the size."""
        number = self.dice.randint(2, 3)
        return [self.block(size // number + self.dice.randint(0, 1)) for _ in range(number)]

    def sequence(self, size: int) -> Block:
        return Sequence(self.parts(size))

    def branches(self, size: int) -> Block:
        return Branches(self.dice.choice(("xor", "par", "par", "inc")), self.parts(size))

    def again(self, size: int) -> Block:
        return Again(self.block(size - 1))

    def first(self, size: int) -> Block:
        blocks = self.parts(size)
        return First([self.dice.choice(COMING) for _ in blocks], blocks)

    def inside(self, size: int) -> Block:
        handler = None
        if self.dice.random() < 0.4:
            handler = Handler(self.block(size // 3), self.dice.random() < 0.5, self.dice.choice(CAUGHT))
        called = self.dice.random() < 0.3
        return Inside(block=self.block(size - 1), called=called, handler=handler, **self.activity(size // 3))

    def activity(self, size: int) -> dict[str, Any]:
        """Once, many times or again; with or without events at the border."""
        given: dict[str, Any] = {}
        often = self.dice.random()
        if often < 0.25:
            given |= {"times": self.dice.choice((0, 1, 2, 2, 3)), "sequential": self.dice.random() < 0.5}
        elif often < 0.45:
            given |= {"again": self.dice.randint(1, 3), "before": self.dice.random() < 0.5}
        if self.dice.random() < 0.4:
            given |= {"interrupt": self.block(size), "interrupted_by": self.dice.choice(CAUGHT)}
        if self.dice.random() < 0.3:
            given["aside"] = self.dice.choice(tuple(ASIDE))
        return given
