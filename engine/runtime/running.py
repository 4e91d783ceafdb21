"""The processes that run in an instance: its own, and those it calls; and what people may begin in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bpmn.diagram import Element
from engine.model import Variables
from engine.runtime.elements import adhoc, countersign
from engine.runtime.elements.tasks import UserTask
from engine.runtime.scopes import View
from engine.runtime.tokens import ERROR, STARTED, Phase, Token
from engine.runtime.tree import root_of

if TYPE_CHECKING:
    from engine.runtime.definition import Definition
    from engine.runtime.tree import Tree


@dataclass(frozen=True, slots=True)
class Running:
    """One of them: its token, the version it runs on, and its variables."""

    token_id: str
    definition: Definition
    read: Variables
    calls: tuple[tuple[str, str], ...]
    """From the instance's own process inwards: a process's token, and the call activity there."""

    @property
    def is_called(self) -> bool:
        """Whether another process of the instance called it."""
        return bool(self.calls)

    def fingerprint(self, names: Sequence[str]) -> str:
        """A hash of these variables of it, as they are, or were when it ended."""
        return countersign.hash_of(self.read, names)


@dataclass(frozen=True, slots=True)
class Choice:
    """An activity of an ad hoc sub-process that people may begin, and what can be read there.

    It ``is_free`` unless another is being done where one is done after the other.
    """

    token_id: str
    element: Element
    holder: Element
    read: Variables
    is_free: bool


def around(token: Token) -> Running:
    """The process a token stands in."""
    root = root_of(token)
    calls = []
    above = root.owner
    while above is not None:
        home = root_of(above)
        calls.append((home.key, above.node.element_id))
        above = home.owner
    return Running(root.key, root.node.definition, View(root), tuple(reversed(calls)))


def processes(tree: Tree) -> Iterator[Running]:
    """All that run now, the instance's own first."""
    for token in list(tree.tasks.values()):
        if token.node.is_process:
            yield around(token)


def inside(tree: Tree, process_id: str) -> Iterator[Token]:
    """The tokens of a process and of those it calls."""
    for token in tree.tasks.values():
        above: Token | None = token
        while above is not None and above.key != process_id:
            above = above.owner
        if above is not None:
            yield token


def choices(tree: Tree) -> Iterator[Choice]:
    """What people may begin in ad hoc sub-processes."""
    for token in list(tree.tasks.values()):
        holder = token.owner
        if not isinstance(token.node, adhoc.Choice) or holder is None or holder.state != STARTED:
            continue
        free = holder.node.admits(holder, token)
        yield Choice(token.key, token.node.element, holder.node.element, View(holder), is_free=free)


def waiting_at(tree: Tree, process_id: str | None) -> list[str]:
    """The elements at which tokens wait, in one process or in all."""
    found = (
        token.node.element_id
        for token in tree.tasks.values()
        if token.is_flow and (token.state == ERROR or is_waiting(token))
        if process_id is None or root_of(token).key == process_id
    )
    return list(dict.fromkeys(found))


def is_one_of_several(token: Token) -> bool:
    """Whether it stands in one of the bodies of a loop of its process."""
    above: Token | None = token
    while above is not None and not above.node.is_process:
        if above.index is not None:
            return True
        above = above.owner
    return False


def is_waiting(token: Token) -> bool:
    """Whether something or somebody is waited for here.

    Who waits for another token does not count, nor a place that is only held, nor who has answered.
    """
    if isinstance(token.node, UserTask) and "done" in token.facts:
        return False
    waits = not token.is_flow or (token.node.waits and token.phase not in {Phase.HELD, Phase.AWAY})
    return waits and int(token.state) == STARTED
