"""Activities: tasks, sub-processes and calls; done many times or again, with events at their border and inside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tests.engine.runtime import drawing
from tests.engine.runtime.oracle.running import (
    Action,
    Block,
    Choices,
    Do,
    Once,
    Over,
    Run,
    Scope,
    Sheet,
    Terminated,
    Thrown,
    Work,
    below,
)

ERROR = "no"
ASIDE = {"message": None, "timer": 1, "cycle": 2}
"""How often what does not interrupt may come."""


def event(kind: str) -> str:
    """The definition of an event of a kind."""
    return {
        "message": drawing.message("news"),
        "timer": drawing.timer(duration="P1D"),
        "cycle": drawing.timer(cycle="R2/P1D"),
        "error": drawing.error(ERROR),
    }[kind]


@dataclass
class Nothing(Block):
    id: str = ""

    def draw(self, sheet: Sheet) -> tuple[str, str]:
        self.id = sheet.id("pass")
        sheet.add(drawing.throw(self.id))
        return self.id, self.id

    def begin(self, scope: Scope, choices: Choices) -> Run:
        return Over()


@dataclass
class Activity(Block):
    """What tasks, sub-processes and calls share: many times or again, and boundary events."""

    times: int | None = None
    sequential: bool = False
    again: int | None = None
    before: bool = False
    interrupt: Block | None = None
    interrupted_by: str = "message"
    aside: str | None = None
    id: str = ""

    def loop(self, sheet: Sheet) -> str:
        if self.times is not None:
            return drawing.many(cardinality=str(self.times), sequential=self.sequential)
        if self.again is not None:
            condition = f"modulo({sheet.chooses(self.id + 'again')}, 3) = 1"
            return drawing.again(condition, maximum=self.again, before=self.before)
        return ""

    def border(self, sheet: Sheet) -> tuple[str, str]:
        first = last = self.id
        if self.aside is not None:
            sheet.add(drawing.boundary(f"{self.id}n", self.id, event(self.aside), interrupting=False))
            sheet.add(drawing.user(f"{self.id}a"))
            sheet.add(f"{self.id}n > {self.id}a")
        if self.interrupt is not None:
            sheet.add(drawing.boundary(f"{self.id}x", self.id, event(self.interrupted_by)))
            entry, leave = self.interrupt.draw(sheet)
            last = sheet.id("merge")
            sheet.add(drawing.xor(last))
            sheet.add(f"{self.id} > {last}; {self.id}x > {entry}; {leave} > {last}")
        return first, last

    def begin(self, scope: Scope, choices: Choices) -> Run:
        return ActivityRun(self, scope, choices)

    def body(self, path: str, choices: Choices) -> Run:
        """One time of it, whose own path is given."""
        raise NotImplementedError


class ActivityRun(Run):
    def __init__(self, block: Activity, scope: Scope, choices: Choices) -> None:
        self.block, self.scope = block, scope
        self.begun, self.noted = 0, 0
        self.over = False
        self.open: dict[int, Run] = {}
        self.instead: Run | None = None
        self.attempt(self.more, choices)

    @property
    def many(self) -> bool:
        return self.block.times is not None or self.block.again is not None

    def path(self, index: int) -> str:
        return below(self.scope.path, f"{self.block.id}#{index}") if self.many else self.scope.path

    def once_more(self, choices: Choices) -> bool:
        """Whether another time is to begin now."""
        block = self.block
        if block.times is not None:
            return self.begun < block.times and not (block.sequential and self.open)
        if block.again is None:
            return self.begun < 1
        if self.open or self.over or self.begun >= block.again:
            return False
        asked = block.before or self.begun > 0
        self.over = asked and choices[f"{block.id}again"] % 3 != 1
        return not self.over

    def more(self, choices: Choices) -> None:
        while self.once_more(choices):
            self.begun += 1
            self.open[self.begun] = self.block.body(self.path(self.begun), choices)
            self.sweep()

    def sweep(self) -> None:
        self.open = {index: run for index, run in self.open.items() if not run.done}

    @property
    def done(self) -> bool:  # type: ignore[override]
        return self.instead.done if self.instead is not None else not self.open

    def actions(self) -> Iterator[tuple[Action, Do]]:
        if self.instead is not None:
            yield from self.instead.actions()
            return
        for run in self.open.values():
            for action, do in run.actions():
                yield action, self.then_more(do)
        if self.done:
            return
        most = ASIDE[self.block.aside] if self.block.aside else 0
        if most is None or self.noted < most:
            yield (self.scope.path, f"{self.block.id}n"), self.note
        if self.block.interrupt is not None and self.block.interrupted_by != "error":
            yield (self.scope.path, f"{self.block.id}x"), self.stop

    def then_more(self, do: Do) -> Do:
        def both(choices: Choices) -> None:
            do(choices)
            self.sweep()
            self.more(choices)

        return lambda choices: self.attempt(both, choices)

    def attempt(self, do: Do, choices: Choices) -> None:
        """An error that rises to here ends at the border, when an event there catches it."""
        try:
            do(choices)
        except Thrown:
            if self.block.interrupt is None or self.block.interrupted_by != "error":
                raise
            self.stop(choices)

    def note(self, choices: Choices) -> None:
        self.noted += 1
        self.scope.beside.append(Once((self.scope.path, f"{self.block.id}a")))

    def stop(self, choices: Choices) -> None:
        assert self.block.interrupt is not None
        self.instead = self.block.interrupt.begin(self.scope, choices)


@dataclass
class Task(Activity):
    def draw(self, sheet: Sheet) -> tuple[str, str]:
        self.id = sheet.id("task")
        sheet.add(drawing.user(self.id, self.loop(sheet)))
        return self.border(sheet)

    def body(self, path: str, choices: Choices) -> Run:
        return Once((path, self.id))


@dataclass
class Service(Activity):
    def draw(self, sheet: Sheet) -> tuple[str, str]:
        self.id = sheet.id("service")
        sheet.add(drawing.service(self.id, "work", self.loop(sheet)))
        return self.border(sheet)

    def body(self, path: str, choices: Choices) -> Run:
        return Work((path, self.id))


@dataclass
class Handler:
    """An event sub-process."""

    block: Block
    interrupting: bool
    kind: str
    id: str = ""

    def draw(self, sheet: Sheet) -> str:
        self.id = sheet.id("handler")
        inner = sheet.inner()
        first, last = self.block.draw(inner)
        over = sheet.id("over")
        way = "true" if self.interrupting or self.kind == "error" else "false"
        begun = drawing.start(f"{self.id}h", event(self.kind), isInterrupting=way)
        flows = f"{self.id}h > {first}; {last} > {over}"
        return drawing.event_sub(self.id, *inner.parts, begun, drawing.end(over), flows)


@dataclass
class Inside(Activity):
    """A sub-process, or a called process."""

    block: Block = field(default_factory=Nothing)
    called: bool = False
    handler: Handler | None = None

    def draw(self, sheet: Sheet) -> tuple[str, str]:
        self.id = sheet.id("sub")
        inner = sheet.inner()
        first, last = self.block.draw(inner)
        begin, over = sheet.id("begin"), sheet.id("over")
        parts = [*inner.parts, drawing.start(begin), drawing.end(over), f"{begin} > {first}; {last} > {over}"]
        if self.handler is not None:
            parts.append(self.handler.draw(inner))
        if self.called:
            sheet.called[f"process_{self.id}"] = parts
            sheet.add(drawing.call(self.id, f"process_{self.id}", self.loop(sheet)))
        else:
            sheet.add(drawing.sub(self.id, self.loop(sheet), *parts))
        return self.border(sheet)

    def body(self, path: str, choices: Choices) -> Run:
        many = self.times is not None or self.again is not None
        return InsideRun(self.block, path if many else below(path, self.id), choices, self.handler)


class InsideRun(Run):
    """What happens in a scope; it is over when all of it is, or by a terminate end event."""

    def __init__(self, block: Block, path: str, choices: Choices, handler: Handler | None = None) -> None:
        self.scope, self.handler = Scope(path), handler
        self.noted = 0
        self.main: Run = Over()

        def begin(choices: Choices) -> None:
            self.main = block.begin(self.scope, choices)

        self.attempt(begin, choices)

    @property
    def done(self) -> bool:  # type: ignore[override]
        return self.main.done and all(run.done for run in self.scope.beside)

    def actions(self) -> Iterator[tuple[Action, Do]]:
        for run in (self.main, *self.scope.beside):
            for action, do in run.actions():
                yield action, self.within(do)
        if self.handler is None or self.done or self.handler.kind == "error":
            return
        most = None if self.handler.interrupting else ASIDE[self.handler.kind]
        if most is None or self.noted < most:
            yield (self.scope.path, f"{self.handler.id}h"), self.within(self.happens)

    def within(self, do: Do) -> Callable[[Choices], None]:
        return lambda choices: self.attempt(do, choices)

    def attempt(self, do: Do, choices: Choices) -> None:
        try:
            do(choices)
        except Terminated:
            self.main, self.scope.beside, self.handler = Over(), [], None
        except Thrown:
            if self.handler is None or self.handler.kind != "error":
                raise
            self.happens(choices)

    def happens(self, choices: Choices) -> None:
        """The event sub-process begins; one that interrupts is all that is left."""
        assert self.handler is not None
        handler = self.handler
        path = below(self.scope.path, handler.id)
        self.noted += 1
        if handler.interrupting or handler.kind == "error":
            self.main, self.scope.beside, self.handler = Over(), [], None
            self.main = InsideRun(handler.block, path, choices)
        else:
            self.scope.beside.append(InsideRun(handler.block, path, choices))
