"""What a rule looks at: one process with its graph, and what the engine knows around it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

from bpmn.diagram import Diagram, Element, Flow, Process
from bpmn.findings import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What exists around a diagram. ``None``: not known here, so nothing is said about it."""

    forms: frozenset[str] | None = None
    fields: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The fields that the answers of each form may have."""
    dates: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """What each form says of its names: which are dates (``bpmn.dates.Declared``)."""
    decisions: frozenset[str] | None = None
    processes: frozenset[str] | None = None
    calls: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The processes that each known process calls."""
    handlers: frozenset[str] | None = None
    groups: frozenset[str] | None = None
    """Roles and units."""
    policies: frozenset[str] | None = None
    books: frozenset[str] | None = None
    """Number books."""
    functions: frozenset[str] | None = None
    """Functions of the office that expressions may call."""
    texts: frozenset[str] | None = None
    """The keys that the folder's ``en.json`` has English for."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What a rule found; lint adds the rule's name and the file."""

    severity: Severity
    element_id: str | None
    message: str
    message_zh: str
    line: int | None = None


class Located(Protocol):
    """Something of the diagram that a finding can point to."""

    @property
    def id(self) -> str:
        """The element id."""
        ...

    @property
    def name(self) -> str:
        """What people call it."""
        ...

    @property
    def line(self) -> int | None:
        """Where it stands in the file."""


def error(at: Located, message: str, message_zh: str, line: int | None = None) -> Fault:
    """The diagram is refused."""
    return Fault("error", at.id, message, message_zh, line or at.line)


def warning(at: Located, message: str, message_zh: str, line: int | None = None) -> Fault:
    """The diagram runs, but probably not as meant."""
    return Fault("warning", at.id, message, message_zh, line or at.line)


AUTOMATIC = frozenset(
    {
        "serviceTask",
        "scriptTask",
        "businessRuleTask",
        "sendTask",
        "exclusiveGateway",
        "parallelGateway",
        "inclusiveGateway",
        "complexGateway",
        "intermediateThrowEvent",
    }
)
"""What goes on without waiting for a person, a time or a message."""


@dataclass(frozen=True)
class Subject:
    """One process, with the questions that several rules ask."""

    diagram: Diagram
    process: Process
    known: Known

    @property
    def elements(self) -> Iterable[Element]:
        """Every flow node, those in sub-processes included."""
        return self.process.elements.values()

    def of_type(self, *types: str) -> Iterator[Element]:
        """The flow nodes of these types."""
        return (element for element in self.elements if element.type in types)

    @cached_property
    def scopes(self) -> Mapping[str, tuple[Element, ...]]:
        """The process and each sub-process, with what stands directly in it."""
        inside = [self.process.id, *(e.id for e in self.elements if e.type in _SCOPES)]
        return {scope: self.process.within(scope) for scope in inside}

    def flows_into(self, element: Element) -> tuple[Flow, ...]:
        """The flows that enter an element."""
        return tuple(self.process.flows[key] for key in element.incoming)

    @cached_property
    def next(self) -> Mapping[str, tuple[str, ...]]:
        """Where a token goes from each node: along flows, to its boundary events, over links."""
        links: dict[tuple[str, str | None], list[str]] = {}
        for catch in self.of_type("intermediateCatchEvent"):
            for event in catch.events:
                if event.kind == "link":
                    links.setdefault((catch.scope, event.link), []).append(catch.id)
        after = {}
        for element in self.elements:
            targets = [flow.target for flow in self.process.outgoing(element)]
            targets += [boundary.id for boundary in self.process.boundary(element.id)]
            if element.type == "intermediateThrowEvent":
                targets += [
                    c
                    for e in element.events
                    if e.kind == "link"
                    for c in links.get((element.scope, e.link), ())
                ]
            after[element.id] = tuple(dict.fromkeys(targets))
        return after

    def reachable(self, starts: Iterable[str], without: str | None = None) -> set[str]:
        """The nodes a token can come to from these (which are included), never through one node."""
        found, ahead = set[str](), [start for start in starts if start != without]
        while ahead:
            key = ahead.pop()
            if key not in found:
                found.add(key)
                ahead += [target for target in self.next[key] if target != without]
        return found

    @cached_property
    def after(self) -> Mapping[str, frozenset[str]]:
        """For each node, those that every way from it to an end passes (itself included)."""
        found: dict[str, frozenset[str]] = {}
        for inside in self.scopes.values():
            found |= self._post_dominators([element.id for element in inside])
        return found

    def _post_dominators(self, keys: list[str]) -> dict[str, frozenset[str]]:
        everything = frozenset(keys)
        found = {key: everything if self.next[key] else frozenset({key}) for key in keys}
        changed = True
        while changed:
            changed = False
            for key in reversed(keys):
                if self.next[key]:
                    ways = [found[target] for target in self.next[key]]
                    passed = frozenset.intersection(*ways) | {key}
                    if passed != found[key]:
                        found[key], changed = passed, True
        return found

    def join_of(self, split: Element) -> Element | None:
        """The first node that all branches of a split come to."""
        common = self.after[split.id] - {split.id}
        nearest = max(common, key=lambda key: len(self.after[key]), default=None)
        return self.process.elements[nearest] if nearest else None

    def branches(self, split: Element) -> list[tuple[Flow, set[str]]]:
        """Each flow out of a split with the nodes on it before the branches meet again."""
        join = self.join_of(split)
        end = join.id if join else None
        found = []
        for flow in self.process.outgoing(split):
            inside = self.reachable([flow.target], without=end)
            found.append((flow, inside - {split.id}))
        return found


_SCOPES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
