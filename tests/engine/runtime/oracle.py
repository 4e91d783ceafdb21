"""An independent idea of what a block-structured process does: blocks that begin, offer actions, and get done.

It shares nothing with the runtime: no tokens, no joins, no flows. A block draws itself as a diagram, and a run of
it knows which actions are open: an action is the path and id of an element that a person completes or a message
reaches. What gateways choose stands in ``Choices``, which both sides read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count, pairwise

from tests.engine.runtime import drawing

Action = tuple[str, str]
Choices = dict[str, int]


class Sheet:
    """The diagram being drawn: parts of the scope that is open, and ids that are free."""

    def __init__(self, ids: Iterator[int] | None = None) -> None:
        self.ids = ids or count()
        self.parts: list[str] = []
        self.called: dict[str, list[str]] = {}

    def id(self, kind: str) -> str:
        return f"{kind}{next(self.ids)}"

    def add(self, part: str) -> None:
        self.parts.append(part)

    def inner(self) -> Sheet:
        sheet = Sheet(self.ids)
        sheet.called = self.called
        return sheet


class Scope:
    """A process or sub-process that runs: its main block, and what boundary events began beside it."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.main: Run | None = None
        self.beside: list[Run] = []

        self.handler: Handler | None = None

    @property
    def done(self) -> bool:
        return bool(self.main and self.main.done) and all(run.done for run in self.beside)

    def actions(self) -> Iterator[tuple[Action, Callable[[Choices], None]]]:
        for run in (self.main, *self.beside):
            if run is not None:
                yield from run.actions()
        if self.handler is not None and not self.done:
            yield (self.path, f"{self.handler.id}h"), self.happens

    def happens(self, choices: Choices) -> None:
        """The event sub-process begins; one that interrupts is all that is left."""
        assert self.handler is not None
        handler = self.handler
        begun = InsideRun(handler.block, "/".join(part for part in (self.path, handler.id) if part), choices)
        if handler.interrupting:
            self.main, self.beside, self.handler = begun, [], None
        else:
            self.beside.append(begun)


class Run:
    """A block that runs."""

    done = False

    def actions(self) -> Iterator[tuple[Action, Callable[[Choices], None]]]:
        return iter(())


class Block:
    """A piece of a process."""

    def draw(self, sheet: Sheet) -> tuple[str, str]:
        """Draw it; the ids of its first and last element."""
        raise NotImplementedError

    def begin(self, scope: Scope, choices: Choices) -> Run:
        raise NotImplementedError


@dataclass
class Nothing(Block):
    id: str = ""

    def draw(self, sheet: Sheet) -> tuple[str, str]:
        self.id = sheet.id("pass")
        sheet.add(drawing.throw(self.id))
        return self.id, self.id

    def begin(self, scope: Scope, choices: Choices) -> Run:
        run = Run()
        run.done = True
        return run


@dataclass
class Activity(Block):
    """What tasks, sub-processes and calls share: many times, and boundary events."""

    times: int | None = None
    sequential: bool = False
    interrupt: Block | None = None
    aside: bool = False
    id: str = ""

    def loop(self) -> str:
        if self.times is None:
            return ""
        return drawing.many(cardinality=str(self.times), sequential=self.sequential)

    def border(self, sheet: Sheet) -> tuple[str, str]:
        first = last = self.id
        if self.aside:
            sheet.add(drawing.boundary(f"{self.id}n", self.id, drawing.message("note"), interrupting=False))
            sheet.add(drawing.user(f"{self.id}a"))
            sheet.add(f"{self.id}n > {self.id}a")
        if self.interrupt is not None:
            sheet.add(drawing.boundary(f"{self.id}x", self.id, drawing.message("stop")))
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
        self.total = 1 if block.times is None else block.times
        self.begun = 0
        self.open: dict[int, Run] = {}
        self.instead: Run | None = None
        self.more(choices)

    def path(self, index: int) -> str:
        if self.block.times is None:
            return self.scope.path
        return "/".join(part for part in (self.scope.path, f"{self.block.id}#{index}") if part)

    def more(self, choices: Choices) -> None:
        while self.begun < self.total and not (self.block.sequential and self.open):
            self.begun += 1
            self.open[self.begun] = self.block.body(self.path(self.begun), choices)
            self.sweep()

    def sweep(self) -> None:
        self.open = {index: run for index, run in self.open.items() if not run.done}

    @property
    def done(self) -> bool:  # type: ignore[override]
        if self.instead is not None:
            return self.instead.done
        return not self.open and self.begun == self.total

    def actions(self) -> Iterator[tuple[Action, Callable[[Choices], None]]]:
        if self.instead is not None:
            yield from self.instead.actions()
            return
        for run in self.open.values():
            for action, do in run.actions():
                yield action, self.then_more(do)
        if not self.done and self.block.aside:
            yield (self.scope.path, f"{self.block.id}n"), self.note
        if not self.done and self.block.interrupt is not None:
            yield (self.scope.path, f"{self.block.id}x"), self.stop

    def then_more(self, do: Callable[[Choices], None]) -> Callable[[Choices], None]:
        def both(choices: Choices) -> None:
            do(choices)
            self.sweep()
            self.more(choices)

        return both

    def note(self, choices: Choices) -> None:
        self.scope.beside.append(Once((self.scope.path, f"{self.block.id}a")))

    def stop(self, choices: Choices) -> None:
        assert self.block.interrupt is not None
        self.instead = self.block.interrupt.begin(self.scope, choices)


class Once(Run):
    """Something a person does."""

    def __init__(self, action: Action) -> None:
        self.action = action

    def actions(self) -> Iterator[tuple[Action, Callable[[Choices], None]]]:
        if not self.done:
            yield self.action, self.do

    def do(self, choices: Choices) -> None:
        self.done = True


@dataclass
class Task(Activity):
    def draw(self, sheet: Sheet) -> tuple[str, str]:
        self.id = sheet.id("task")
        sheet.add(drawing.user(self.id, self.loop()))
        return self.border(sheet)

    def body(self, path: str, choices: Choices) -> Run:
        return Once((path, self.id))


@dataclass
class Handler:
    """An event sub-process that a message starts."""

    block: Block
    interrupting: bool
    id: str = ""

    def draw(self, sheet: Sheet) -> str:
        self.id = sheet.id("handler")
        inner = sheet.inner()
        first, last = self.block.draw(inner)
        over = sheet.id("over")
        event = drawing.start(
            f"{self.id}h", drawing.message("event"), isInterrupting="true" if self.interrupting else "false"
        )
        return drawing.event_sub(
            self.id, *inner.parts, event, drawing.end(over), f"{self.id}h > {first}; {last} > {over}"
        )


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
            sheet.add(drawing.call(self.id, f"process_{self.id}", self.loop()))
        else:
            sheet.add(drawing.sub(self.id, self.loop(), *parts))
        return self.border(sheet)

    def body(self, path: str, choices: Choices) -> Run:
        own = path if self.times is not None else "/".join(part for part in (path, self.id) if part)
        return InsideRun(self.block, own, choices, self.handler)


class InsideRun(Run):
    def __init__(self, block: Block, path: str, choices: Choices, handler: Handler | None = None) -> None:
        self.scope = Scope(path)
        self.scope.handler = handler
        self.scope.main = block.begin(self.scope, choices)

    @property
    def done(self) -> bool:  # type: ignore[override]
        return self.scope.done

    def actions(self) -> Iterator[tuple[Action, Callable[[Choices], None]]]:
        return self.scope.actions()


@dataclass
class Sequence(Block):
    blocks: list[Block]

    def draw(self, sheet: Sheet) -> tuple[str, str]:
        ends = [block.draw(sheet) for block in self.blocks]
        for (_, last), (first, _) in pairwise(ends):
            sheet.add(f"{last} > {first}")
        return ends[0][0], ends[-1][1]

    def begin(self, scope: Scope, choices: Choices) -> Run:
        return SequenceRun(self.blocks, scope, choices)


class SequenceRun(Run):
    def __init__(self, blocks: list[Block], scope: Scope, choices: Choices) -> None:
        self.rest, self.scope = list(blocks), scope
        self.current = self.rest.pop(0).begin(scope, choices)
        self.forward(choices)

    def forward(self, choices: Choices) -> None:
        while self.current.done and self.rest:
            self.current = self.rest.pop(0).begin(self.scope, choices)

    @property
    def done(self) -> bool:  # type: ignore[override]
        return self.current.done and not self.rest

    def actions(self) -> Iterator[tuple[Action, Callable[[Choices], None]]]:
        for action, do in self.current.actions():
            yield action, self.then_forward(do)

    def then_forward(self, do: Callable[[Choices], None]) -> Callable[[Choices], None]:
        def both(choices: Choices) -> None:
            do(choices)
            self.forward(choices)

        return both


@dataclass
class Branches(Block):
    """Exclusive, parallel or inclusive branches that meet again."""

    kind: str
    blocks: list[Block]
    id: str = ""

    def draw(self, sheet: Sheet) -> tuple[str, str]:
        self.id, join = sheet.id(self.kind), sheet.id("join")
        gateway = {"xor": drawing.xor, "par": drawing.par, "inc": drawing.inc}[self.kind]
        sheet.add(gateway(self.id))
        sheet.add(gateway(join))
        for number, block in enumerate(self.blocks):
            first, last = block.draw(sheet)
            sheet.add(f"{self.id} > {self.condition(number)} {first}; {last} > {join}")
        return self.id, join

    def condition(self, number: int) -> str:
        if self.kind == "par":
            return ""
        if number == len(self.blocks) - 1:
            return "[*]"
        if self.kind == "xor":
            return f"[modulo({self.id}, {len(self.blocks)}) = {number}]"
        return f"[modulo(floor({self.id} / {2**number}), 2) = 1]"

    def chosen(self, choices: Choices) -> list[Block]:
        if self.kind == "par":
            return self.blocks
        choice, last = choices[self.id], len(self.blocks) - 1
        if self.kind == "xor":
            return [self.blocks[choice % len(self.blocks)]]
        taken = [block for number, block in enumerate(self.blocks[:last]) if choice >> number & 1]
        return taken or [self.blocks[last]]

    def begin(self, scope: Scope, choices: Choices) -> Run:
        return BranchesRun([block.begin(scope, choices) for block in self.chosen(choices)])


class BranchesRun(Run):
    def __init__(self, runs: list[Run]) -> None:
        self.runs = runs

    @property
    def done(self) -> bool:  # type: ignore[override]
        return all(run.done for run in self.runs)

    def actions(self) -> Iterator[tuple[Action, Callable[[Choices], None]]]:
        for run in self.runs:
            yield from run.actions()


@dataclass
class Again(Block):
    """A task and what follows, again while somebody says so."""

    block: Block
    id: str = ""
    task: Task = field(default_factory=Task)

    def draw(self, sheet: Sheet) -> tuple[str, str]:
        self.id, merge = sheet.id("again"), sheet.id("merge")
        sheet.add(drawing.xor(merge))
        sheet.add(drawing.xor(self.id))
        first, last = Sequence([self.task, self.block]).draw(sheet)
        out = sheet.id("pass")
        sheet.add(drawing.throw(out))
        sheet.add(
            f"{merge} > {first}; {last} > {self.id}; {self.id} > [modulo({self.id}, 3) = 1] {merge}; {self.id} > [*] {out}"
        )
        return merge, out

    def begin(self, scope: Scope, choices: Choices) -> Run:
        return AgainRun(self, scope, choices)


class AgainRun(Run):
    def __init__(self, block: Again, scope: Scope, choices: Choices) -> None:
        self.block, self.scope = block, scope
        self.current = self.turn(choices)

    def turn(self, choices: Choices) -> Run:
        return Sequence([self.block.task, self.block.block]).begin(self.scope, choices)

    @property
    def done(self) -> bool:  # type: ignore[override]
        return self.current.done

    def actions(self) -> Iterator[tuple[Action, Callable[[Choices], None]]]:
        for action, do in self.current.actions():
            yield action, self.then_again(do)

    def then_again(self, do: Callable[[Choices], None]) -> Callable[[Choices], None]:
        def both(choices: Choices) -> None:
            do(choices)
            if self.current.done and choices[self.block.id] % 3 == 1:
                self.current = self.turn(choices)

        return both


def gateways(parts: list[str]) -> list[str]:
    """The ids of the gateways that choose."""
    import re

    return sorted(set(re.findall(r'id="((?:xor|inc|again)\d+)"', "".join(parts))))
