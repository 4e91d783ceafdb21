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
from bpmn.vocabulary import NOTHING, Extensions, Unknown

__all__ = [
    "CorrelationKey",
    "CorrelationProperty",
    "CorrelationSubscription",
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
class Message:
    """A message that processes throw and catch by ``name``."""

    id: str
    name: str
    extensions: Extensions = NOTHING
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Signal:
    """A signal that everybody who waits for ``name`` catches."""

    id: str
    name: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Error:
    """An error, caught by its ``code``."""

    id: str
    name: str
    code: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Escalation:
    """An escalation, caught by its ``code``."""

    id: str
    name: str
    code: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class CorrelationProperty:
    """Something a message says of the conversation it belongs to; ``paths`` by message id are FEEL."""

    id: str
    name: str
    paths: Mapping[str, str]
    line: int | None = None

    @property
    def label(self) -> str:
        """What senders call it."""
        return self.name or self.id


@dataclass(frozen=True, slots=True)
class CorrelationKey:
    """Properties that tell one conversation between pools from another."""

    id: str
    properties: tuple[str, ...]
    line: int | None = None


@dataclass(frozen=True, slots=True)
class CorrelationSubscription:
    """What a process expects of the properties of a key; ``paths`` by property id are FEEL over its data."""

    key: str
    paths: Mapping[str, str]
    line: int | None = None


@dataclass(frozen=True, slots=True)
class EventDefinition:
    """What an event throws or catches. ``kind`` is the tag name without ``EventDefinition``.

    ``reference`` is the id of the message, signal, error or escalation; ``link`` the name of a link.
    """

    kind: str
    id: str | None = None
    reference: str | None = None
    date: str | None = None
    duration: str | None = None
    cycle: str | None = None
    condition: str | None = None
    link: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    extensions: Extensions = NOTHING
    line: int | None = None


@dataclass(frozen=True, slots=True)
class MultiInstance:
    """An activity that is done once for each item, one after another or side by side."""

    sequential: bool = False
    input_collection: str | None = None
    input_element: str | None = None
    output_collection: str | None = None
    output_element: str | None = None
    cardinality: str | None = None
    completion_condition: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    unread: tuple[Unknown, ...] = ()
    line: int | None = None


@dataclass(frozen=True, slots=True)
class StandardLoop:
    """An activity that is repeated while its condition holds, at most ``maximum`` times."""

    condition: str | None = None
    test_before: bool = False
    maximum: int | None = None
    unread: tuple[Unknown, ...] = ()
    line: int | None = None


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
    compensated_by: str | None = None
    """Of a compensation boundary event: the activity that an association leads to."""
    attributes: Mapping[str, str] = field(default_factory=dict)
    extensions: Extensions = NOTHING
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
    def instantiates(self) -> bool:
        """Whether this is a gateway or receive task whose message begins an instance."""
        able = self.type in {"eventBasedGateway", "receiveTask"}
        return able and self.attributes.get("instantiate") in {"true", "1"}

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
    unread: tuple[Unknown, ...] = ()
    documentation: str | None = None
    line: int | None = None

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
