"""A process definition: compiled once per version, never changed, shared by all its instances and threads."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from SpiffWorkflow.specs import WorkflowSpec

from bpmn import dates
from bpmn.diagram import Diagram, Element, Process
from bpmn.findings import refusal
from engine.runtime.build import build
from engine.runtime.catching import Catch, MessageCatch, SignalCatch, TimerCatch
from engine.runtime.elements.event_based import EventBasedGateway
from engine.runtime.elements.events import StartEvent
from engine.runtime.elements.process import ProcessNode
from engine.runtime.elements.receive import ReceiveTask
from engine.runtime.node import Node
from engine.runtime.order import Order
from engine.runtime.site import Plan
from engine.runtime.timers import Timer

logging.getLogger("spiff").setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True)
class Start:
    """What begins an instance: commands subscribe to it, or arm a timer for it.

    ``at`` is the node a token is placed at when that is not the element itself: the event-based gateway
    before it.
    """

    element_id: str
    kind: Literal["none", "timer", "message", "signal"]
    name: str | None = None
    timer: Timer | None = None
    at: str | None = None


class Definition:
    """One version of one process. ``version`` is the id instances are loaded with again."""

    def __init__(
        self, process: Process, version: str, spec: WorkflowSpec, nodes: dict[str, Node], kinds: dates.Kinds
    ) -> None:
        self.process = process
        self.process_id = process.id
        self.name = process.name
        self.version = version
        self.dates = kinds
        self.spec = spec
        self._nodes = nodes
        self.nodes: Mapping[str, Node] = MappingProxyType(nodes)
        self.root: ProcessNode
        self.starts: tuple[Start, ...] = ()
        self._orders: dict[str, Order] = {}

    @classmethod
    def build(
        cls, diagram: Diagram, process_id: str, *, version: str = "", kinds: dates.Kinds = dates.NONE
    ) -> Definition:
        """Compile a process; ``DiagramError`` names every element that cannot run, the rule and the cure.

        ``kinds`` are the variables that are dates in its expressions (``bpmn.dates``).
        """
        process = next((one for one in diagram.processes if one.id == process_id), None)
        if process is None:
            raise refusal(
                "unknown-process", process_id, f"the file has no process {process_id!r}; check its id"
            )
        spec = WorkflowSpec(name=process_id)
        nodes: dict[str, Node] = {}
        definition = cls(process, version, spec, nodes, kinds)
        definition.root = build(Plan(diagram, process, spec, definition, nodes=nodes))
        spec.start = definition.root  # pyright: ignore[reportAttributeAccessIssue]
        definition.starts = tuple(
            start for node in nodes.values() if node.element.scope == process_id for start in _starts(node)
        )
        return definition

    def order(self, scope: str) -> Order:
        """What lies ahead of what in the process or one of its sub-processes."""
        if scope not in self._orders:
            self._orders[scope] = Order(self.process, scope)
        return self._orders[scope]

    def element(self, element_id: str) -> Element:
        """An element of the diagram."""
        return self.process.elements[element_id]

    def beginning(self, start_element: str) -> Node:
        """Where the token of an instance is placed that this element begins."""
        start = next(one for one in self.starts if one.element_id == start_element)
        return self.nodes[start.at or start_element]

    @property
    def can_begin(self) -> bool:
        """Whether an instance can be begun without an event."""
        return bool(self.root.scope.starts) and not self.process.is_global_task


def _starts(node: Node) -> Iterator[Start]:
    """All that can begin an instance at a node; each definition of an event is enough."""
    if isinstance(node, ReceiveTask) and node.element.instantiates:
        for catch in node.catches:
            yield from _start(node.element_id, catch, None)
    elif isinstance(node, EventBasedGateway) and node.element.instantiates:
        for option in node.options:
            for catch in option.catches:
                yield from _start(option.element_id, catch, node.element_id)
    elif isinstance(node, StartEvent):
        if not node.events:
            yield Start(node.element_id, "none")
        for catch in node.catches:
            yield from _start(node.element_id, catch, None)


def _start(element_id: str, catch: Catch, at: str | None) -> Iterator[Start]:
    if isinstance(catch, TimerCatch):
        yield Start(element_id, "timer", timer=catch.timer, at=at)
    elif isinstance(catch, MessageCatch):
        yield Start(element_id, "message", name=catch.name.text, at=at)
    elif isinstance(catch, SignalCatch):
        yield Start(element_id, "signal", name=catch.name.text, at=at)
