"""Reads one process with its sub-processes, flows and lanes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bpmn.diagram import (
    ACTIVITIES,
    EVENTS,
    FLOW_NODES,
    NO_DATA,
    SUB_PROCESSES,
    DataUse,
    Element,
    EventDefinition,
    Flow,
    Lane,
    MultiInstance,
    Process,
)
from bpmn.reader.correlation import read_subscription
from bpmn.reader.data import IN_AN_ACTIVITY, IN_AN_EVENT
from bpmn.reader.extensions import read as read_extensions
from bpmn.reader.parts import event_definition, part_of, shared_event
from bpmn.reader.source import ARTIFACTS, BPMN, DRAWN_DATA, Source, children, foreign, is_true, plain
from bpmn.vocabulary import Unknown
from bpmn.xml import Node, line_of, local, reference, text_of, token

_IN_A_SCOPE = FLOW_NODES | ARTIFACTS | DRAWN_DATA | {"sequenceFlow", "laneSet"}

_IN_A_PROCESS = frozenset({"correlationSubscription", "ioSpecification", "property"})


class ProcessReader:
    """Reads one process; the order of the document is kept."""

    def __init__(self, source: Source, root: Node) -> None:
        self.source, self.root = source, root
        self.nodes: dict[str, tuple[Node, str]] = {}
        self.flows: dict[str, Flow] = {}
        self.flow_nodes: dict[str, Node] = {}
        self.incoming: dict[str, list[str]] = {}
        self.outgoing: dict[str, list[str]] = {}
        self.associated: dict[str, list[str]] = {}
        self.lanes: list[Lane] = []
        self.lane_sets: list[Node] = []
        self.lane_of: dict[str, str] = {}
        self.unread: list[Unknown] = []

    def process(self) -> Process:
        """The process, checked."""
        process_id = self.source.id(self.root)
        self.collect(self.root, process_id)
        for lane_set in self.lane_sets:
            self.lane_set(lane_set, None)
        elements = {key: self.element(node, scope) for key, (node, scope) in self.nodes.items()}
        self.check(elements)
        return Process(
            id=process_id,
            name=self.root.get("name") or "",
            is_executable=is_true(self.root.get("isExecutable")),
            elements=elements,
            flows=self.flows,
            lanes=tuple(self.lanes),
            subscriptions=tuple(
                read_subscription(self.source, child)
                for child in children(self.root)
                if local(child) == "correlationSubscription"
            ),
            attributes=plain(self.root, "isExecutable"),
            extensions=read_extensions(self.root),
            data=self.own_data(),
            unread=(*self.unread, *foreign(self.root)),
            documentation=_documentation(self.root),
            line=line_of(self.root),
        )

    def own_data(self) -> DataUse:
        """The variables that the process's own data objects, properties, inputs and outputs are."""
        read, data = self.source.data.of(self.root), self.source.data
        names = (*read.variables, *data.objects_in(self.root))
        return DataUse(names, tuple(read.input_sets), tuple(read.output_sets))

    def collect(self, holder: Node, scope: str) -> None:
        """Flow nodes, flows and lane sets of one scope and of those inside it."""
        for child in children(holder):
            name = local(child)
            if name in FLOW_NODES:
                self.nodes[self.source.id(child)] = (child, scope)
                if name in SUB_PROCESSES:
                    self.collect(child, self.source.id(child))
            elif name == "sequenceFlow":
                self.flow(child, scope)
            elif name == "association":
                ends = (reference(child.get("sourceRef")), reference(child.get("targetRef")))
                self.associated.setdefault(ends[0], []).append(ends[1])
            elif name == "laneSet":
                self.lane_sets.append(child)
            elif name not in _IN_A_SCOPE | _IN_A_PROCESS and holder is self.root:
                self.unread.append(Unknown(name, line_of(child)))

    def flow(self, node: Node, scope: str) -> None:
        """One sequence flow."""
        extra = [child for child in children(node) if local(child) not in ARTIFACTS | {"conditionExpression"}]
        late = (
            [Unknown("@isImmediate", line_of(node))] if not is_true(node.get("isImmediate"), "true") else []
        )
        flow = Flow(
            id=self.source.id(node),
            name=node.get("name") or "",
            source=reference(node.get("sourceRef")),
            target=reference(node.get("targetRef")),
            scope=scope,
            condition=self.source.expression(node.find(f"{{{BPMN}}}conditionExpression")),
            unread=(
                *read_extensions(node).unknown,
                *late,
                *(Unknown(local(child), line_of(child)) for child in extra),
            ),
            line=line_of(node),
        )
        self.flows[flow.id] = flow
        self.flow_nodes[flow.id] = node
        self.outgoing.setdefault(flow.source, []).append(flow.id)
        self.incoming.setdefault(flow.target, []).append(flow.id)

    def lane_set(self, lane_set: Node, parent: str | None) -> None:
        """Lanes; the inner ones come after the outer, so that the innermost name is kept."""
        for lane in children(lane_set):
            if local(lane) != "lane":
                continue
            lane_id, name = self.source.id(lane), token(lane.get("name"))
            self.check_lane(lane)
            members: list[str] = []
            for ref in lane.findall(f"{{{BPMN}}}flowNodeRef"):
                member = reference(ref.text)
                members.append(member)
                self.lane_of[member] = name
                if member not in self.nodes:
                    message = f"the lane holds {member!r}, which is not in this process; remove the reference"
                    self.source.wrong("unknown-reference", ref, message)
            self.lanes.append(Lane(lane_id, name, tuple(members), parent, line_of(lane)))
            for inner in lane.findall(f"{{{BPMN}}}childLaneSet"):
                self.lane_set(inner, lane_id)

    def check_lane(self, lane: Node) -> None:
        """A lane holds elements and lanes; who stands behind it, its name says."""
        if lane.get("partitionElementRef"):
            message = "partitionElementRef has no meaning here; give the lane the name of a group"
            self.source.wrong("unsupported-attribute", lane, message)
        for child in children(lane):
            if local(child) not in ARTIFACTS | {"flowNodeRef", "childLaneSet"}:
                message = f"<{local(child)}> in a lane has no meaning here; give the lane the name of a group"
                self.source.wrong("unsupported-element", child, message)

    def lane(self, node_id: str) -> str | None:
        """The lane of an element: its own, else that of the sub-process around it."""
        while node_id in self.nodes:
            if node_id in self.lane_of:
                return self.lane_of[node_id] or None
            node_id = self.nodes[node_id][1]
        return None

    def element(self, node: Node, scope: str) -> Element:
        """One flow node."""
        node_id, kind = self.source.id(node), local(node)
        return Element(
            id=node_id,
            type=kind,
            name=node.get("name") or "",
            scope=scope,
            lane=self.lane(node_id),
            incoming=tuple(self.incoming.get(node_id, ())),
            outgoing=tuple(self.outgoing.get(node_id, ())),
            default=reference(node.get("default")) or None,
            attached_to=reference(node.get("attachedToRef")) or None,
            cancel_activity=is_true(node.get("cancelActivity"), "true"),
            attributes=plain(node, "default", "attachedToRef", "cancelActivity"),
            documentation=_documentation(node),
            line=line_of(node),
            **self.data(node, kind, self.parts(node, kind)),
            compensated_by=self.handler(node),
        )

    def data(self, node: Node, kind: str, found: dict[str, Any]) -> dict[str, Any]:
        """The extensions of an element with what BPMN's own data say, and what they say beyond."""
        extensions, read = read_extensions(node), self.source.data.of(node)
        inside = self.source.data.objects_in(node) if kind in SUB_PROCESSES else ()
        use = DataUse(
            (*read.variables, *inside),
            tuple(read.input_sets),
            tuple(read.output_sets),
            is_mapped=bool(read.inputs or read.outputs),
        )
        loop = found.get("loop")
        if isinstance(loop, MultiInstance) and (read.collection or read.collected):
            given = loop.input_collection or read.collection, loop.output_collection or read.collected
            found["loop"] = replace(loop, input_collection=given[0], output_collection=given[1])
        if use.is_mapped:
            inputs, outputs = (*read.inputs, *extensions.inputs), (*read.outputs, *extensions.outputs)
            extensions = replace(extensions, inputs=inputs, outputs=outputs)
        return {**found, "extensions": extensions, "data": use if use != NO_DATA else NO_DATA}

    def handler(self, node: Node) -> str | None:
        """Of a compensation boundary event: what its association leads to."""
        if local(node) != "boundaryEvent" or node.find(f"{{{BPMN}}}compensateEventDefinition") is None:
            return None
        beside = self.associated.get(self.source.id(node), ())
        return next((one for one in beside if one in self.nodes), None)

    def parts(self, node: Node, kind: str) -> dict[str, Any]:
        """What the element holds: event definitions, a loop, a script; and what nobody reads."""
        found: dict[str, Any] = {}
        events: list[EventDefinition] = []
        unread = foreign(node)
        for child in children(node):
            name = local(child)
            if name.endswith("EventDefinition"):
                events.append(event_definition(self.source, child))
            elif name == "eventDefinitionRef":
                events.extend(shared_event(self.source, child))
            elif (part := part_of(kind, name)) is not None:
                found[part.field] = part.read(self.source, child)
            elif not _is_known(kind, name):
                unread.append(Unknown(name, line_of(child)))
        return {**found, "events": tuple(events), "unread": tuple(unread)}

    def check(self, elements: Mapping[str, Element]) -> None:
        """Flows join elements of one scope; defaults and attachments lead somewhere."""
        for flow in self.flows.values():
            node = self.flow_nodes[flow.id]
            ends = [elements.get(flow.source), elements.get(flow.target)]
            for name, end in zip((flow.source, flow.target), ends, strict=True):
                if end is None:
                    message = f"the flow joins {name!r}, which is not in this process; draw it to an element"
                    self.source.wrong("unknown-reference", node, message)
            if len({end.scope for end in ends if end}) > 1:
                message = "a sequence flow may not cross the border of a sub-process; use an event"
                self.source.wrong("flow-crosses-scope", node, message)
        for key, (node, _) in self.nodes.items():
            self.check_element(node, elements[key], elements)

    def check_element(self, node: Node, element: Element, elements: Mapping[str, Element]) -> None:
        """The default flow is one of its own, and a boundary event has an activity."""
        if element.default and element.default not in element.outgoing:
            message = f"its default flow {element.default!r} does not leave it; choose one of its own flows"
            self.source.wrong("unknown-reference", node, message)
        host = elements.get(element.attached_to or "")
        if element.type == "boundaryEvent" and (
            host is None or not host.is_activity or host.scope != element.scope
        ):
            message = "it is not attached to an activity of its own scope; attach it to one"
            self.source.wrong("unknown-reference", node, message)


def _is_known(kind: str, name: str) -> bool:
    """Whether somebody else reads this child of an element, or it says nothing about what happens."""
    return (
        name in ARTIFACTS | {"incoming", "outgoing"}
        or (kind in SUB_PROCESSES and name in _IN_A_SCOPE)
        or (kind in ACTIVITIES and name in IN_AN_ACTIVITY)
        or (kind in EVENTS and name in IN_AN_EVENT)
    )


def _documentation(element: Node) -> str | None:
    return text_of(element.find(f"{{{BPMN}}}documentation"))
