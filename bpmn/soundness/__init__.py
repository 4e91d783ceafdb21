"""Can every token reach an end? All states of a process are visited, breadth first and within a bound.

Said are four things, each with the shortest way there as a path of element ids: a state in which nothing can
happen (a join waits for ever), a state from which no end can be reached, a token that meets another on its
place, and an activity that never runs.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Literal

from bpmn.diagram import Element, Process
from bpmn.soundness.game import Game, Move, State

__all__ = ["Problem", "Soundness", "explore"]

Kind = Literal["deadlock", "never-ends", "token-doubles", "never-runs"]
LIMIT = 6_000


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that may go wrong, at an element; the path leads there from the start."""

    kind: Kind
    element_id: str
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Soundness:
    """What was found, and whether all states were seen."""

    problems: tuple[Problem, ...]
    states: int
    complete: bool
    unjudged: str | None = None
    """The element for which the game was not played: a complex join, whose condition decides what it waits
    for, or an activity that begins or ends with several tokens."""

    @property
    def is_sound(self) -> bool:
        """Nothing can go wrong, as far as was looked."""
        return not self.problems and self.unjudged is None


def explore(process: Process, limit: int = LIMIT) -> Soundness:
    """Play every game of a process, at most `limit` states."""
    for element in process.elements.values():
        if _counts(element):
            return Soundness((), 0, complete=False, unjudged=element.id)
    search = _Search(Game(process), limit)
    search.run()
    search.judge()
    return Soundness(tuple(search.problems.values()), len(search.came), search.complete)


def _counts(element: Element) -> bool:
    """Whether what happens here depends on how many tokens there are, or on a condition about them."""
    if element.type == "complexGateway":
        return len(element.incoming) > 1
    quantities = element.quantity("startQuantity"), element.quantity("completionQuantity")
    return element.is_activity and quantities != (1, 1)


@dataclass
class _Search:
    """The states seen so far, and how each was come to."""

    game: Game
    limit: int
    came: dict[State, tuple[State | None, tuple[str, ...]]] = field(default_factory=dict)
    before: dict[State, list[State]] = field(default_factory=dict)
    fired: set[str] = field(default_factory=set)
    problems: dict[tuple[Kind, str], Problem] = field(default_factory=dict)
    stuck: list[State] = field(default_factory=list)
    complete: bool = True

    def run(self) -> None:
        """Breadth first, so that the first way to a state is the shortest."""
        ahead: deque[State] = deque()
        for opening in self.game.openings():
            self._reach(None, opening.placed, opening.passed, ahead)
        while ahead:
            if len(self.came) > self.limit:
                self.complete = False
                return
            state = ahead.popleft()
            moves = list(self.game.moves(state))
            for move in moves:
                self._take(state, move, ahead)
            if state and all(move.escapes for move in moves):
                self.stuck.append(state)

    def _take(self, state: State, move: Move, ahead: deque[State]) -> None:
        left = state - move.taken
        self._reach(state, (*left, *move.placed), move.passed, ahead)

    def _reach(
        self, state: State | None, places: tuple[str, ...], passed: tuple[str, ...], ahead: deque[State]
    ) -> None:
        self.fired.update(passed)
        found = frozenset(places)
        if len(found) < len(places):  # not looked further: two tokens on one place
            twice = next(place for place in places if places.count(place) > 1)
            self._report("token-doubles", self._node(twice), (*self._path(state), *passed))
            return
        if found not in self.came:
            self.came[found] = (state, passed)
            ahead.append(found)
        if state is not None:
            self.before.setdefault(found, []).append(state)

    def judge(self) -> None:
        """What the states say together."""
        for state in self.stuck:
            self._report("deadlock", self._waiting(state), self._path(state))
        if self.complete:
            self._never_ends()
            if not any(kind == "token-doubles" for kind, _ in self.problems):
                self._never_runs()

    def _never_ends(self) -> None:
        good = {frozenset[str](), *self.stuck}
        ahead = list(good)
        while ahead:
            for state in self.before.get(ahead.pop(), ()):
                if state not in good:
                    good.add(state)
                    ahead.append(state)
        doubled = any(kind == "token-doubles" for kind, _ in self.problems)
        lost = next((state for state in self.came if state not in good), None)
        if lost is not None and not doubled:
            self._report("never-ends", self._node(min(lost)), self._path(lost))

    def _never_runs(self) -> None:
        for element in self.game.process.elements.values():
            holder = self.game.process.elements.get(element.scope)
            free = holder is not None and holder.type == "adHocSubProcess"
            handler = element.attributes.get("isForCompensation") == "true"
            if element.is_activity and element.id not in self.fired and not free and not handler:
                self._report("never-runs", element.id, ())

    def _report(self, kind: Kind, element: str, path: tuple[str, ...]) -> None:
        self.problems.setdefault((kind, element), Problem(kind, element, path))

    def _path(self, state: State | None) -> tuple[str, ...]:
        """The nodes passed on the shortest way to a state."""
        parts: list[tuple[str, ...]] = []
        while state is not None:
            state, passed = self.came[state]
            parts.append(passed)
        return tuple(node for part in reversed(parts) for node in part)

    def _node(self, place: str) -> str:
        return place[1:] if place[0] in "@!+" else self.game.process.flows[place].target

    def _waiting(self, state: State) -> str:
        """The join that waits in vain, not one behind it."""
        nodes = [self._node(place) for place in sorted(state)]
        joins = [key for key in nodes if self.game.process.elements[key].type.endswith("Gateway")]
        ahead = {key: self.game.joins.reachable(self.game.joins.next(key), set()) for key in joins}
        foremost = [key for key in joins if not any(key in ahead[other] for other in joins if other != key)]
        return (foremost or joins or nodes)[0]
