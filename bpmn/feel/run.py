"""One evaluation: what it may read, what it has spent, and why something became null."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from time import thread_time

from bpmn.feel.errors import FeelLimit, Note

#: Visits of tree nodes (or the like: items copied, characters matched) one evaluation may make.
#: A step is about a fifth of a microsecond; what costs more is charged more.
MOST_STEPS = 300_000
#: Seconds of the processor it may take whatever the steps say; looked at now and then. What it has made
#: is given back after that, so that all of it stays within 100 ms.
LONGEST = 0.06
LOOK_EVERY = 2_000
#: How deep functions may call each other.
DEEPEST_CALL = 60
LONGEST_STRING = 1_000_000

Spot = tuple[int, int]


class Run:
    """What an evaluation shares from its first step to its last."""

    __slots__ = ("deadline", "depth", "functions", "left", "look", "now", "trace")

    def __init__(
        self,
        functions: Mapping[str, Callable[..., object]],
        now: dt.datetime | None,
        trace: list[Note] | None,
    ) -> None:
        self.functions = functions
        self.now = now
        self.trace = trace
        self.left = MOST_STEPS
        self.look = MOST_STEPS - LOOK_EVERY
        self.depth = 0
        self.deadline = 0.0

    def charge(self, steps: int) -> None:
        """Spend steps."""
        self.left -= steps
        if self.left < self.look:
            self._look()

    def asked(self) -> None:
        """The host has answered something, which may have taken its time."""
        self.left -= 10
        self._look()

    def _look(self) -> None:
        if self.left < 0:
            raise FeelLimit(1, 1, f"more than {MOST_STEPS} steps", f"计算超过 {MOST_STEPS} 步")
        now = thread_time()
        self.deadline = self.deadline or now + LONGEST
        if now > self.deadline:
            raise FeelLimit(1, 1, f"more than {LONGEST} seconds", f"计算超过 {LONGEST} 秒")
        self.look = max(0, self.left - LOOK_EVERY)

    def enter(self) -> None:
        """A function is called."""
        self.depth += 1
        if self.depth > DEEPEST_CALL:
            raise FeelLimit(
                1,
                1,
                f"functions call each other more than {DEEPEST_CALL} deep",
                f"函数调用超过 {DEEPEST_CALL} 层",
            )

    def null(self, spot: Spot, message: str, message_zh: str) -> None:
        """Say why the value at this place is null."""
        if self.trace is not None and len(self.trace) < 1000:
            self.trace.append(Note(*spot, message[:500], message_zh[:500]))


class Env:
    """The variables visible at a place: its own, then those outside."""

    __slots__ = ("outer", "run", "values")

    def __init__(self, values: Mapping[str, object], outer: Env | None, run: Run) -> None:
        self.values = values
        self.outer = outer
        self.run = run


Closure = Callable[[Env], object]
