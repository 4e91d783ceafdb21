"""Turns our reading of a diagram into task specs; what cannot run as the standard says is refused here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from bpmn.diagram import Element, MultiInstance, Process, StandardLoop
from bpmn.findings import DiagramError
from bpmn.vocabulary import NOTHING, Extensions
from engine.runtime.elements.activity import Activity
from engine.runtime.elements.adhoc import AdHocSubProcess, Choice
from engine.runtime.elements.call import CallActivity
from engine.runtime.elements.compensation import Undoing, check_handlers, is_undoable
from engine.runtime.elements.complex import ComplexGateway
from engine.runtime.elements.event_based import EventBasedGateway
from engine.runtime.elements.events import BoundaryEvent, IntermediateCatchEvent, StartEvent
from engine.runtime.elements.gateways import (
    ExclusiveGateway,
    InclusiveGateway,
    ParallelGateway,
)
from engine.runtime.elements.jobs import JobTask, SendTask
from engine.runtime.elements.loops import MultiInstanceLoop, StandardLoopNode
from engine.runtime.elements.process import ProcessNode
from engine.runtime.elements.receive import ReceiveTask
from engine.runtime.elements.subprocess import EventSubProcess, SubProcess, Transaction
from engine.runtime.elements.tasks import BusinessRuleTask, ScriptTask, UserTask
from engine.runtime.elements.throws import EndEvent, ThrowEvent
from engine.runtime.node import Node
from engine.runtime.site import Plan, Site

KINDS: Mapping[str, type[Node]] = {
    "task": UserTask,
    "userTask": UserTask,
    "manualTask": UserTask,
    "serviceTask": JobTask,
    "sendTask": SendTask,
    "receiveTask": ReceiveTask,
    "scriptTask": ScriptTask,
    "businessRuleTask": BusinessRuleTask,
    "subProcess": SubProcess,
    "transaction": Transaction,
    "adHocSubProcess": AdHocSubProcess,
    "callActivity": CallActivity,
    "exclusiveGateway": ExclusiveGateway,
    "parallelGateway": ParallelGateway,
    "inclusiveGateway": InclusiveGateway,
    "complexGateway": ComplexGateway,
    "eventBasedGateway": EventBasedGateway,
    "startEvent": StartEvent,
    "intermediateCatchEvent": IntermediateCatchEvent,
    "intermediateThrowEvent": ThrowEvent,
    "boundaryEvent": BoundaryEvent,
    "endEvent": EndEvent,
}
# What a handler does instead, when the element names one.
DONE_BY_A_HANDLER = frozenset({"sendTask", "scriptTask", "businessRuleTask"})
SAID_BY_A_HANDLER = frozenset({"intermediateThrowEvent", "endEvent"})
# What an attribute may say without changing anything.
HARMLESS = {
    "implementation": {"##unspecified", "##WebService", "##webService"},
    "isClosed": {"false"},
    "method": {"##Compensate", "##compensate"},
}
DEEPEST = 10
_NO_WORDS = frozenset({"unknown"})


def build(plan: Plan) -> ProcessNode:
    """Fill the plan with a node for every element; ``DiagramError`` when something cannot run."""
    process = plan.process
    root_site = Site(plan, _root_element(process))
    check(root_site, ProcessNode, process.extensions)
    for unknown in process.unread:
        root_site.refuse("unsupported-element", f"<{unknown.name}> is not executed; remove it", unknown.line)
    for unknown in plan.diagram.unread:
        root_site.refuse("unsupported-element", f"<{unknown.name}> is not executed; remove it", unknown.line)
    root = ProcessNode(root_site)
    plan.nodes[root.name] = root
    for element in process.elements.values():
        _add(Site(plan, element))
    if not plan.findings:
        for name, node in list(plan.nodes.items()):
            node.link(Site(plan, node.element) if name != root.name else root_site)
    _check_process(root_site)
    if plan.findings:
        raise DiagramError(plan.findings)
    return root


def _root_element(process: Process) -> Element:
    return Element(
        process.id,
        "process",
        process.name,
        "",
        attributes=process.attributes,
        extensions=process.extensions,
        documentation=process.documentation,
        line=process.line,
    )


def _add(site: Site) -> None:
    """The node of one element, and of its loop."""
    element = site.element
    kind = kind_of(element)
    if kind is None:
        message = f"a {element.type} is not executed; draw it with other elements"
        site.refuse("unsupported-element", message)
        return
    check(site, kind, element.extensions)
    if issubclass(kind, SubProcess) and is_undoable(site.process, element):
        undoing = Undoing(site)
        site.plan.nodes[undoing.name] = undoing
    if site.process.is_chosen(element):
        choice = Choice(site)
        site.plan.nodes[choice.name] = choice
    if element.loop is None or not issubclass(kind, Activity):
        node = kind(site)
        site.plan.nodes[node.name] = node
        return
    body = kind(site, f"{element.id}#")
    site.plan.nodes[body.name] = body
    for unknown in element.loop.unread:
        site.refuse(
            "unsupported-element", f"{unknown.name} in a loop is not executed; remove it", unknown.line
        )
    if isinstance(element.loop, MultiInstance):
        site.plan.nodes[element.id] = MultiInstanceLoop(site, body, element.loop)
    elif isinstance(element.loop, StandardLoop):
        site.plan.nodes[element.id] = StandardLoopNode(site, body, element.loop)


def kind_of(element: Element) -> type[Node] | None:
    """The class that executes an element."""
    if element.is_event_sub_process and element.type == "subProcess":
        return EventSubProcess
    if element.extensions.task_definition is not None and (
        element.type in DONE_BY_A_HANDLER
        or (element.type in SAID_BY_A_HANDLER and [one.kind for one in element.events] == ["message"])
    ):
        return JobTask
    return KINDS.get(element.type)


def check(site: Site, kind: type[Node], extensions: Extensions) -> None:
    """Everything an element says must mean something to the class that executes it."""
    element = site.element
    for unknown in element.unread:
        message = f"<{unknown.name}> is not executed here; remove it"
        site.refuse("unsupported-element", message, unknown.line)
    for unknown in extensions.unknown:
        site.refuse("unknown-extension", f"{unknown.name} has no meaning here; remove it", unknown.line)
    if extensions is not NOTHING:
        said = {one.name for one in fields(Extensions) if getattr(extensions, one.name)}
        for word in sorted(said - kind.words - _NO_WORDS):
            message = f"{word.replace('_', ' ')} has no meaning for a {element.type}; remove it"
            site.refuse("misplaced-extension", message)
    for name, value in element.attributes.items():
        if name not in kind.attributes:
            message = f"the attribute {name} has no meaning for a {element.type} here; remove it"
            site.refuse("unsupported-attribute", message)
        elif value not in HARMLESS.get(name, {value}):
            message = f"{name}={value!r} is not executed; remove the attribute"
            site.refuse("unsupported-attribute", message)


def _check_process(site: Site) -> None:
    """What concerns the process as a whole."""
    process = site.process
    if not process.elements:
        site.refuse("empty-process", "the process holds nothing; draw a start event and what follows it")
    for flow in process.flows.values():
        holder = process.elements[flow.source]
        for unknown in flow.unread:
            message = f"{unknown.name} on the flow {flow.id} has no meaning here; remove it"
            site.at(holder).refuse("unknown-extension", message, unknown.line)
        target = process.elements[flow.target]
        if target.type == "startEvent":
            site.at(target).refuse("start-incoming", "no flow leads into a start event; remove it")
    check_handlers(site)
    for element in process.elements.values():
        depth, scope = 0, element.scope
        while scope != process.id:
            depth, scope = depth + 1, process.elements[scope].scope
        if depth > DEEPEST:
            message = f"sub-processes are nested deeper than {DEEPEST}; use a call activity"
            site.at(element).refuse("nesting", message)
            return
