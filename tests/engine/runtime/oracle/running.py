"""What runs: blocks, the scopes they are in, and the two ways in which all of a scope is over at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

Action = tuple[str, str]
Choices = dict[str, int]
Do = Callable[[Choices], None]
THROWS = "!"
"""After the id of a task whose handler throws an error instead of completing."""


class Thrown(Exception):
    """An error rises until somebody catches it."""


class Terminated(Exception):
    """A terminate end event: the scope around it is over."""


class Sheet:
    """The diagram being drawn: parts of the scope that is open, ids that are free, and what chooses."""

    def __init__(self, ids: Iterator[int] | None = None) -> None:
        self.ids = ids or count()
        self.parts: list[str] = []
        self.called: dict[str, list[str]] = {}
        self.choosing: list[str] = []

    def id(self, kind: str) -> str:
        return f"{kind}{next(self.ids)}"

    def chooses(self, name: str) -> str:
        self.choosing.append(name)
        return name

    def add(self, part: str) -> None:
        self.parts.append(part)

    def inner(self) -> Sheet:
        sheet = Sheet(self.ids)
        sheet.called, sheet.choosing = self.called, self.choosing
        return sheet


def below(path: str, part: str) -> str:
    """The path of a scope inside another."""
    return f"{path}/{part}" if path else part


class Run:
    """A block that runs."""

    done = False

    def actions(self) -> Iterator[tuple[Action, Do]]:
        return iter(())


class Over(Run):
    """Nothing is left of it."""

    done = True


class Scope:
    """A process or sub-process that runs: its main block, and what boundary events began beside it."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.beside: list[Run] = []


class Block:
    """A piece of a process."""

    def draw(self, sheet: Sheet) -> tuple[str, str]:
        """Draw it; the ids of its first and last element."""
        raise NotImplementedError

    def begin(self, scope: Scope, choices: Choices) -> Run:
        raise NotImplementedError


class Once(Run):
    """Something a person does, or an event that comes."""

    def __init__(self, action: Action) -> None:
        self.action = action

    def actions(self) -> Iterator[tuple[Action, Do]]:
        if not self.done:
            yield self.action, self.do

    def do(self, choices: Choices) -> None:
        self.done = True


class Work(Once):
    """What a handler does; it may throw an error."""

    def actions(self) -> Iterator[tuple[Action, Do]]:
        if not self.done:
            yield self.action, self.do
            yield (self.action[0], self.action[1] + THROWS), self.throw

    def throw(self, choices: Choices) -> None:
        raise Thrown


class Following(Run):
    """A run inside, after whose every action something follows."""

    def then(self, do: Do) -> Do:
        def both(choices: Choices) -> None:
            do(choices)
            self.follow(choices)

        return both

    def follow(self, choices: Choices) -> None:
        raise NotImplementedError
