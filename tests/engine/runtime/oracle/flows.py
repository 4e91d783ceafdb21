"""What is drawn with flows: sequences, branches that meet again, loops, the first of several events, ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from tests.engine.runtime import drawing
from tests.engine.runtime.oracle.activities import Task, event
from tests.engine.runtime.oracle.running import (
    Action,
    Block,
    Choices,
    Do,
    Following,
    Once,
    Over,
    Run,
    Scope,
    Sheet,
    Terminated,
    Thrown,
)


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


class SequenceRun(Following):
    def __init__(self, blocks: list[Block], scope: Scope, choices: Choices) -> None:
        self.rest, self.scope = list(blocks), scope
        self.current = self.rest.pop(0).begin(scope, choices)
        self.follow(choices)

    def follow(self, choices: Choices) -> None:
        while self.current.done and self.rest:
            self.current = self.rest.pop(0).begin(self.scope, choices)

    @property
    def done(self) -> bool:  # type: ignore[override]
        return self.current.done and not self.rest

    def actions(self) -> Iterator[tuple[Action, Do]]:
        for action, do in self.current.actions():
            yield action, self.then(do)


@dataclass
class Branches(Block):
    """Exclusive, parallel or inclusive branches that meet again."""

    kind: str
    blocks: list[Block]
    id: str = ""

    def draw(self, sheet: Sheet) -> tuple[str, str]:
        self.id, join = sheet.id(self.kind), sheet.id("join")
        if self.kind != "par":
            sheet.chooses(self.id)
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

    def actions(self) -> Iterator[tuple[Action, Do]]:
        for run in self.runs:
            yield from run.actions()


@dataclass
class Again(Block):
    """A task and what follows, again while somebody says so."""

    block: Block
    id: str = ""
    task: Task = field(default_factory=Task)

    def draw(self, sheet: Sheet) -> tuple[str, str]:
        self.id, merge = sheet.chooses(sheet.id("again")), sheet.id("merge")
        sheet.add(drawing.xor(merge))
        sheet.add(drawing.xor(self.id))
        first, last = Sequence([self.task, self.block]).draw(sheet)
        out = sheet.id("pass")
        sheet.add(drawing.throw(out))
        back = f"{self.id} > [modulo({self.id}, 3) = 1] {merge}; {self.id} > [*] {out}"
        sheet.add(f"{merge} > {first}; {last} > {self.id}; {back}")
        return merge, out

    def begin(self, scope: Scope, choices: Choices) -> Run:
        return AgainRun(self, scope, choices)


class AgainRun(Following):
    def __init__(self, block: Again, scope: Scope, choices: Choices) -> None:
        self.block, self.scope = block, scope
        self.current = self.turn(choices)

    def turn(self, choices: Choices) -> Run:
        return Sequence([self.block.task, self.block.block]).begin(self.scope, choices)

    @property
    def done(self) -> bool:  # type: ignore[override]
        return self.current.done

    def actions(self) -> Iterator[tuple[Action, Do]]:
        for action, do in self.current.actions():
            yield action, self.then(do)

    def follow(self, choices: Choices) -> None:
        if self.current.done and choices[self.block.id] % 3 == 1:
            self.current = self.turn(choices)


@dataclass
class Wait(Block):
    """An event on the way."""

    kind: str
    id: str = ""

    def draw(self, sheet: Sheet) -> tuple[str, str]:
        self.id = sheet.id("wait")
        sheet.add(drawing.catch(self.id, event(self.kind)))
        return self.id, self.id

    def begin(self, scope: Scope, choices: Choices) -> Run:
        return Once((scope.path, self.id))


@dataclass
class First(Block):
    """The first of several events decides what follows."""

    kinds: list[str]
    blocks: list[Block]
    id: str = ""

    def draw(self, sheet: Sheet) -> tuple[str, str]:
        self.id, join = sheet.id("first"), sheet.id("join")
        sheet.add(drawing.node("eventBasedGateway", self.id))
        sheet.add(drawing.xor(join))
        for number, (kind, block) in enumerate(zip(self.kinds, self.blocks, strict=False)):
            sheet.add(drawing.catch(f"{self.id}o{number}", event(kind)))
            first, last = block.draw(sheet)
            sheet.add(f"{self.id} > {self.id}o{number} > {first}; {last} > {join}")
        return self.id, join

    def begin(self, scope: Scope, choices: Choices) -> Run:
        return FirstRun(self, scope)


class FirstRun(Run):
    def __init__(self, block: First, scope: Scope) -> None:
        self.block, self.scope = block, scope
        self.chosen: Run | None = None

    @property
    def done(self) -> bool:  # type: ignore[override]
        return self.chosen is not None and self.chosen.done

    def actions(self) -> Iterator[tuple[Action, Do]]:
        if self.chosen is not None:
            yield from self.chosen.actions()
            return
        for number, (_, block) in enumerate(zip(self.block.kinds, self.block.blocks, strict=False)):
            yield (self.scope.path, f"{self.block.id}o{number}"), self.comes(block)

    def comes(self, block: Block) -> Do:
        def come(choices: Choices) -> None:
            self.chosen = block.begin(self.scope, choices)

        return come


@dataclass
class Jump(Block):
    """A pair of link events."""

    def draw(self, sheet: Sheet) -> tuple[str, str]:
        name = sheet.id("link")
        link = f'<linkEventDefinition name="{name}"/>'
        sheet.add(drawing.throw(f"{name}t", link))
        sheet.add(drawing.catch(f"{name}c", link))
        return f"{name}t", f"{name}c"

    def begin(self, scope: Scope, choices: Choices) -> Run:
        return Over()


@dataclass
class Leave(Block):
    """Perhaps an end event that ends all around it: by an error, or by terminating its scope."""

    kind: str
    id: str = ""

    def draw(self, sheet: Sheet) -> tuple[str, str]:
        self.id, over, on = sheet.chooses(sheet.id("leave")), sheet.id("over"), sheet.id("pass")
        sheet.add(drawing.xor(self.id))
        sheet.add(drawing.end(over, drawing.TERMINATE if self.kind == "terminate" else event("error")))
        sheet.add(drawing.throw(on))
        sheet.add(f"{self.id} > [modulo({self.id}, 4) = 1] {over}; {self.id} > [*] {on}")
        return self.id, on

    def begin(self, scope: Scope, choices: Choices) -> Run:
        if choices[self.id] % 4 == 1:
            raise Terminated if self.kind == "terminate" else Thrown
        return Over()
