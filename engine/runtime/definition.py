"""A process definition: compiled once per version, never changed, shared by all its instances and threads."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from SpiffWorkflow.specs import WorkflowSpec

from bpmn.diagram import Diagram, Element, Process
from bpmn.findings import refusal
from engine.runtime.build import build
from engine.runtime.catching import Catch, MessageCatch, SignalCatch, TimerCatch
from engine.runtime.elements.events import StartEvent
from engine.runtime.elements.process import ProcessNode
from engine.runtime.node import Node
from engine.runtime.site import Plan
from engine.runtime.timers import Timer

logging.getLogger("spiff").setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True)
class Start:
    """A start event of the process: what commands subscribe to, or arm a timer for."""

    element_id: str
    kind: Literal["none", "timer", "message", "signal"]
    name: str | None = None
    timer: Timer | None = None


class Definition:
    """One version of one process. ``version`` is the id instances are loaded with again."""

    def __init__(self, process: Process, version: str, spec: WorkflowSpec, nodes: dict[str, Node]) -> None:
        self.process = process
        self.process_id = process.id
        self.name = process.name
        self.version = version
        self.spec = spec
        self._nodes = nodes
        self.nodes: Mapping[str, Node] = MappingProxyType(nodes)
        self.root: ProcessNode
        self.starts: tuple[Start, ...] = ()

    @classmethod
    def build(cls, diagram: Diagram, process_id: str, *, version: str = "") -> Definition:
        """Compile a process; ``DiagramError`` names every element that cannot run, the rule and the cure."""
        process = next((one for one in diagram.processes if one.id == process_id), None)
        if process is None:
            raise refusal(
                "unknown-process", process_id, f"the file has no process {process_id!r}; check its id"
            )
        spec = WorkflowSpec(name=process_id)
        nodes: dict[str, Node] = {}
        definition = cls(process, version, spec, nodes)
        definition.root = build(Plan(diagram, process, spec, definition, nodes=nodes))
        spec.start = definition.root  # pyright: ignore[reportAttributeAccessIssue]
        definition.starts = tuple(
            start
            for node in nodes.values()
            if isinstance(node, StartEvent) and node.element.scope == process_id
            for start in _starts(node)
        )
        return definition

    def element(self, element_id: str) -> Element:
        """An element of the diagram."""
        return self.process.elements[element_id]

    @property
    def can_begin(self) -> bool:
        """Whether an instance can be begun without an event."""
        return bool(self.root.scope.starts)


def _starts(node: StartEvent) -> tuple[Start, ...]:
    """All that can begin an instance there; each definition of the event is enough."""
    if not node.events:
        return (Start(node.element_id, "none"),)
    return tuple(found for catch in node.catches if (found := _start(node.element_id, catch)))


def _start(element_id: str, catch: Catch) -> Start | None:
    if isinstance(catch, TimerCatch):
        return Start(element_id, "timer", timer=catch.timer)
    if isinstance(catch, MessageCatch):
        return Start(element_id, "message", name=catch.name.text)
    return Start(element_id, "signal", name=catch.name.text) if isinstance(catch, SignalCatch) else None
