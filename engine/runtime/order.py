"""In which order the elements of one scope are passed: what lies ahead of a token, and on which flows.

Flows that lead back in a loop are left out, so "ahead" is what a token meets in one pass. It decides what a
move does to the other tokens of the scope: to those that came from behind the target, and to those that wait
for each other at a join.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bpmn.diagram import Element, Process
from engine.runtime.elements.links import link_targets

JOINS = frozenset({"parallelGateway", "inclusiveGateway", "complexGateway"})


@dataclass(frozen=True, slots=True)
class Step:
    """One way on: a sequence flow, a boundary event of an activity, or a link."""

    id: str
    source: str
    target: str


class Order:
    """One scope of one process, worked out once."""

    def __init__(self, process: Process, scope: str) -> None:
        inside = process.within(scope)
        self._steps = {one.id: tuple(_steps(process, one)) for one in inside}
        self.back = self._backward([one.id for one in inside])
        self.ahead: dict[str, frozenset[str]] = {}
        self.flows: dict[str, frozenset[str]] = {}
        for one in inside:
            self.ahead[one.id], self.flows[one.id] = self._reach(one.id)
        self.joins = tuple(one for one in inside if one.type in JOINS and len(one.incoming) > 1)

    def before(self, element_id: str, other: str) -> bool:
        """Whether a token at the first may come to the other."""
        return other in self.ahead.get(element_id, ())

    def delivers(self, element_id: str, via: str | None, join: Element) -> frozenset[str]:
        """The flows of a join on which a token at an element may come.

        One that came on ``via`` and waits at the join itself has come on that flow and no other.
        """
        if element_id == join.id:
            return frozenset() if via is None else frozenset({via})
        return self.flows.get(element_id, frozenset()) & frozenset(join.incoming)

    def _backward(self, elements: list[str]) -> frozenset[str]:
        """The flows that close a loop, found by walking in the order of the document."""
        reached = {step.target for steps in self._steps.values() for step in steps}
        back: set[str] = set()
        done: set[str] = set()
        starts = [one for one in elements if one not in reached]
        for start in [*starts, *elements]:
            if start not in done:
                self._walk(start, done, back)
        return frozenset(back)

    def _walk(self, start: str, done: set[str], back: set[str]) -> None:
        on_the_way = {start}
        todo = [(start, iter(self._steps[start]))]
        while todo:
            element, steps = todo[-1]
            step = next(steps, None)
            if step is None:
                done.add(element)
                on_the_way.discard(element)
                todo.pop()
            elif step.target in on_the_way:
                back.add(step.id)
            elif step.target not in done:
                on_the_way.add(step.target)
                todo.append((step.target, iter(self._steps.get(step.target, ()))))

    def _reach(self, start: str) -> tuple[frozenset[str], frozenset[str]]:
        ahead: set[str] = set()
        flows: set[str] = set()
        todo = [start]
        while todo:
            for step in self._steps.get(todo.pop(), ()):
                if step.id in self.back:
                    continue
                flows.add(step.id)
                if step.target not in ahead:
                    ahead.add(step.target)
                    todo.append(step.target)
        return frozenset(ahead), frozenset(flows)


def _steps(process: Process, element: Element) -> Iterator[Step]:
    for flow in process.outgoing(element):
        yield Step(flow.id, element.id, flow.target)
    for event in process.boundary(element.id):
        yield Step(f"{event.id}@", element.id, event.id)
    if element.type == "intermediateThrowEvent":
        for catch in link_targets(process, element):
            yield Step(f"{element.id}>{catch.id}", element.id, catch.id)
