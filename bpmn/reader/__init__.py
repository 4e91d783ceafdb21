"""Reads a .bpmn file into a :class:`bpmn.diagram.Diagram`, and refuses what contradicts itself.

Only what every reader needs is checked here: unique ids, references that lead somewhere, flows that stay in
their scope, one expression language. What is wise or executable is the business of lint and of the runtime.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bpmn.diagram import Diagram, Error, Escalation, Message, MessageFlow, Participant, Signal
from bpmn.findings import DiagramError, Finding, refusal
from bpmn.reader.correlation import check as check_correlation
from bpmn.reader.correlation import read_key, read_property, read_subscription
from bpmn.reader.extensions import read as read_extensions
from bpmn.reader.global_tasks import KINDS, read_global_task
from bpmn.reader.process import ProcessReader
from bpmn.reader.source import ARTIFACTS, BPMN, OMG, Source, children, is_true
from bpmn.vocabulary import Unknown
from bpmn.xml import Node, check_ids, line_of, local, namespace, parse, reference

_KNOWN = frozenset(
    {
        "message",
        "signal",
        "error",
        "escalation",
        "process",
        "collaboration",
        "itemDefinition",
        "correlationProperty",
        "dataStore",
        "category",
    }
)


def read(data: bytes) -> Diagram:
    """The diagram in these bytes; ``DiagramError`` with findings when it contradicts itself."""
    root = parse(data)
    if local(root) != "definitions" or namespace(root) != BPMN:
        message = "the file is no BPMN 2.0 diagram; its first element must be <definitions> of the standard"
        raise refusal("not-bpmn", None, message, line_of(root))
    check_ids(element for element in root.iter() if namespace(element).startswith(OMG))
    source = Source(root)
    diagram = _diagram(source)
    _check_references(source, diagram)
    if source.findings:
        raise DiagramError(source.findings)
    return diagram


def _diagram(source: Source) -> Diagram:
    """Everything in the file."""
    source.language(source.root, source.root.get("expressionLanguage"))
    tops: dict[str, list[Node]] = {}
    for child in children(source.root):
        tops.setdefault(local(child), []).append(child)
    properties = [read_property(source, node) for node in tops.get("correlationProperty", ())]
    keys = [
        read_key(source, child)
        for node in tops.get("collaboration", ())
        for child in children(node)
        if local(child) == "correlationKey"
    ]
    subscribed = [
        (child, read_subscription(source, child))
        for node in tops.get("process", ())
        for child in children(node)
        if local(child) == "correlationSubscription"
    ]
    sent = [node.get("id") or "" for node in tops.get("message", ())]
    check_correlation(source, properties, keys, subscribed, sent)
    pools, messages = _collaborations(source, tops.get("collaboration", ()))
    return Diagram(
        processes=(
            *(ProcessReader(source, node).process() for node in tops.get("process", ())),
            *(read_global_task(source, node) for kind in KINDS for node in tops.get(kind, ())),
        ),
        messages={found.id: found for found in (_message(source, node) for node in tops.get("message", ()))},
        signals={found.id: found for found in (_signal(source, node) for node in tops.get("signal", ()))},
        errors={found.id: found for found in (_error(source, node) for node in tops.get("error", ()))},
        escalations={
            found.id: found for found in (_escalation(source, node) for node in tops.get("escalation", ()))
        },
        participants=pools,
        message_flows=messages,
        correlation_properties={one.id: one for one in properties},
        correlation_keys={one.id: one for one in keys},
        data_stores=source.data.capacities,
        name=source.root.get("name") or "",
        unread=tuple(
            Unknown(name, line_of(nodes[0]))
            for name, nodes in tops.items()
            if name not in _KNOWN | ARTIFACTS | KINDS.keys() and not name.endswith("EventDefinition")
        ),
    )


def _message(source: Source, node: Node) -> Message:
    return Message(source.id(node), node.get("name") or "", read_extensions(node), line_of(node))


def _signal(source: Source, node: Node) -> Signal:
    return Signal(source.id(node), node.get("name") or "", line_of(node))


def _error(source: Source, node: Node) -> Error:
    return Error(source.id(node), node.get("name") or "", node.get("errorCode"), line_of(node))


def _escalation(source: Source, node: Node) -> Escalation:
    return Escalation(source.id(node), node.get("name") or "", node.get("escalationCode"), line_of(node))


def _collaborations(
    source: Source, nodes: Iterable[Node]
) -> tuple[tuple[Participant, ...], tuple[MessageFlow, ...]]:
    """Pools, and the messages drawn between them."""
    pools: list[Participant] = []
    messages: list[MessageFlow] = []
    for node in nodes:
        if is_true(node.get("isClosed")):
            message = "isClosed is not executed; remove the attribute: messages come in by their names"
            source.wrong("unsupported-attribute", node, message)
    for child in (child for node in nodes for child in children(node)):
        name, line = child.get("name") or "", line_of(child)
        if local(child) == "participant":
            for part in children(child):
                if local(part) not in ARTIFACTS | {"participantMultiplicity"}:
                    message = f"<{local(part)}> in a pool is not executed; remove it"
                    source.wrong("unsupported-element", part, message)
            several = any(local(part) == "participantMultiplicity" for part in child)
            process = reference(child.get("processRef")) or None
            pools.append(Participant(source.id(child), name, process, several, line))
        elif local(child) == "messageFlow":
            ends = (reference(child.get("sourceRef")), reference(child.get("targetRef")))
            messages.append(MessageFlow(source.id(child), name, *ends, line))
        elif local(child) not in ARTIFACTS | {"correlationKey"}:
            message = f"<{local(child)}> in a collaboration is not executed; remove it"
            source.wrong("unsupported-element", child, message)
    return tuple(pools), tuple(messages)


def _check_references(source: Source, diagram: Diagram) -> None:
    """Events refer to messages, signals, errors and escalations that exist."""
    known: Mapping[str, Mapping[str, object]] = {
        "message": diagram.messages,
        "signal": diagram.signals,
        "error": diagram.errors,
        "escalation": diagram.escalations,
    }
    for element in diagram.elements():
        wanted = [(event.kind, event.reference, event.line) for event in element.events]
        if element.type in {"receiveTask", "sendTask"}:
            wanted.append(("message", reference(element.attributes.get("messageRef")) or None, element.line))
        for kind, referred, line in wanted:
            if referred and kind in known and referred not in known[kind]:
                message = f"there is no {kind} with the id {referred!r}; define it, or refer to another"
                source.findings.append(Finding("unknown-reference", "error", element.id, message, line=line))
