"""A read-only view of one .bpmn file: processes, elements, flows, lanes and what our vocabulary says of them.

Element types are the standard's tag names (``userTask``, ``exclusiveGateway``, ``boundaryEvent``, …).
Expressions are kept as text here. What the file says and this view has no field for is listed in ``unread``,
so that lint and the runtime can refuse it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from bpmn.findings import DiagramError, Finding
from bpmn.parts import (
    NO_DATA,
    Behavior,
    CorrelationKey,
    CorrelationProperty,
    CorrelationSubscription,
    DataUse,
    Error,
    Escalation,
    EventDefinition,
    Message,
    MultiInstance,
    Signal,
    StandardLoop,
)
from bpmn.vocabulary import NOTHING, Extensions, Unknown

__all__ = [
    "NO_DATA",
    "Behavior",
    "CorrelationKey",
    "CorrelationProperty",
    "CorrelationSubscription",
    "DataUse",
    "Diagram",
    "DiagramError",
    "Element",
    "Error",
    "Escalation",
    "EventDefinition",
    "Finding",
    "Flow",
    "Lane",
    "Message",
    "MessageFlow",
    "MultiInstance",
    "Participant",
    "Process",
    "Signal",
    "StandardLoop",
]

TASKS = frozenset(
    {
        "task",
        "userTask",
        "manualTask",
        "serviceTask",
        "sendTask",
        "receiveTask",
        "scriptTask",
        "businessRuleTask",
    }
)
SUB_PROCESSES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
ACTIVITIES = TASKS | SUB_PROCESSES | {"callActivity"}
GATEWAYS = frozenset(
    {"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"}
)
EVENTS = frozenset(
    {"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"}
)
FLOW_NODES = ACTIVITIES | GATEWAYS | EVENTS


@dataclass(frozen=True, slots=True)
class Element:
    """One flow node: an activity, an event or a gateway.

    ``scope`` is the id of the process or sub-process around it; ``lane`` the name of the innermost lane that
    holds it (or holds the sub-process it is in); ``attributes`` what BPMN's own attributes say beyond the
    fields.
    """

    id: str
    type: str
    name: str
    scope: str
    lane: str | None = None
    incoming: tuple[str, ...] = ()
    outgoing: tuple[str, ...] = ()
    default: str | None = None
    attached_to: str | None = None
    cancel_activity: bool = True
    events: tuple[EventDefinition, ...] = ()
    loop: MultiInstance | StandardLoop | None = None
    script: str | None = None
    activation_condition: str | None = None
    completion_condition: str | None = None
    """Of an ad hoc sub-process: when it is over."""
    compensated_by: str | None = None
    """Of a compensation boundary event: the activity that an association leads to."""
    attributes: Mapping[str, str] = field(default_factory=dict)
    extensions: Extensions = NOTHING
    data: DataUse = NO_DATA
    unread: tuple[Unknown, ...] = ()
    documentation: str | None = None
    line: int | None = None

    @property
    def is_activity(self) -> bool:
        """Whether this is a task, a sub-process or a call activity."""
        return self.type in ACTIVITIES

    @property
    def is_for_compensation(self) -> bool:
        """Whether this activity stands beside the flow and undoes another."""
        return self.attributes.get("isForCompensation") in {"true", "1"}

    @property
    def called(self) -> str | None:
        """The process or global task a call activity calls: an id, or FEEL."""
        said = self.extensions.called_element
        return (
            said.process_id if said else self.attributes.get("calledElement", "").rpartition(":")[2] or None
        )

    @property
    def instantiates(self) -> bool:
        """Whether this is a gateway or receive task whose message begins an instance."""
        able = self.type in {"eventBasedGateway", "receiveTask"}
        return able and self.attributes.get("instantiate") in {"true", "1"}

    def quantity(self, name: str) -> int:
        """How many tokens begin an activity (``startQuantity``) or leave it on each flow."""
        given = self.attributes.get(name, "1")
        return int(given) if given.isdecimal() else 0

    @property
    def is_event_sub_process(self) -> bool:
        """Whether this is a sub-process that an event starts."""
        return self.type in SUB_PROCESSES and self.attributes.get("triggeredByEvent") == "true"


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow; ``condition`` is FEEL."""

    id: str
    name: str
    source: str
    target: str
    scope: str
    condition: str | None = None
    unread: tuple[Unknown, ...] = ()
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane, with the ids of the elements it holds itself (those of inner lanes stand with them)."""

    id: str
    name: str
    elements: tuple[str, ...]
    parent: str | None = None
    line: int | None = None


@dataclass(frozen=True)
class Process:
    """One process with everything in it, nested sub-processes included, in the order of the document."""

    id: str
    name: str
    is_executable: bool
    elements: Mapping[str, Element]
    flows: Mapping[str, Flow]
    lanes: tuple[Lane, ...] = ()
    subscriptions: tuple[CorrelationSubscription, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    extensions: Extensions = NOTHING
    data: DataUse = NO_DATA
    unread: tuple[Unknown, ...] = ()
    documentation: str | None = None
    line: int | None = None
    is_global_task: bool = False
    """A task that stands at the root of the file, to be called; its one element is the task."""

    @cached_property
    def _scopes(self) -> Mapping[str, tuple[Element, ...]]:
        inside: dict[str, list[Element]] = {}
        for element in self.elements.values():
            inside.setdefault(element.scope, []).append(element)
        return {scope: tuple(elements) for scope, elements in inside.items()}

    @cached_property
    def _boundary(self) -> Mapping[str, tuple[Element, ...]]:
        attached: dict[str, list[Element]] = {}
        for element in self.elements.values():
            if element.attached_to is not None:
                attached.setdefault(element.attached_to, []).append(element)
        return {activity: tuple(events) for activity, events in attached.items()}

    def within(self, scope: str) -> tuple[Element, ...]:
        """The elements directly in the process or in one of its sub-processes."""
        return self._scopes.get(scope, ())

    def boundary(self, activity: str) -> tuple[Element, ...]:
        """The boundary events of an activity."""
        return self._boundary.get(activity, ())

    def is_chosen(self, element: Element) -> bool:
        """Whether people begin this activity when they want to: an ad hoc sub-process's, without a flow."""
        holder = self.elements.get(element.scope)
        apart = element.incoming or element.is_for_compensation or element.is_event_sub_process
        return holder is not None and holder.type == "adHocSubProcess" and element.is_activity and not apart

    def outgoing(self, element: Element) -> tuple[Flow, ...]:
        """The flows that leave an element, in the order of the document."""
        return tuple(self.flows[flow] for flow in element.outgoing)


@dataclass(frozen=True, slots=True)
class Participant:
    """A pool."""

    id: str
    name: str
    process: str | None = None
    multiplicity: bool = False
    line: int | None = None


@dataclass(frozen=True, slots=True)
class MessageFlow:
    """A message that is drawn between pools."""

    id: str
    name: str
    source: str
    target: str
    line: int | None = None


@dataclass(frozen=True)
class Diagram:
    """What one .bpmn file says."""

    processes: tuple[Process, ...]
    messages: Mapping[str, Message] = field(default_factory=dict)
    signals: Mapping[str, Signal] = field(default_factory=dict)
    errors: Mapping[str, Error] = field(default_factory=dict)
    escalations: Mapping[str, Escalation] = field(default_factory=dict)
    participants: tuple[Participant, ...] = ()
    message_flows: tuple[MessageFlow, ...] = ()
    correlation_properties: Mapping[str, CorrelationProperty] = field(default_factory=dict)
    correlation_keys: Mapping[str, CorrelationKey] = field(default_factory=dict)
    data_stores: Mapping[str, int] = field(default_factory=dict)
    """How many entries a data store may hold, by its name, where that is limited."""
    name: str = ""
    unread: tuple[Unknown, ...] = ()

    @classmethod
    def read(cls, data: bytes) -> Diagram:
        """Read a file; ``DiagramError`` says with findings what is wrong in it."""
        from bpmn.reader import read  # the reader builds these classes

        return read(data)

    def process(self, process_id: str) -> Process:
        """The process with this id; ``KeyError`` when there is none."""
        for process in self.processes:
            if process.id == process_id:
                return process
        raise KeyError(process_id)

    @property
    def executable(self) -> tuple[Process, ...]:
        """The processes that are meant to run."""
        return tuple(process for process in self.processes if process.is_executable)

    def elements(self) -> Iterator[Element]:
        """Every flow node of every process."""
        for process in self.processes:
            yield from process.elements.values()
