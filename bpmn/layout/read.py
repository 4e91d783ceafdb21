"""From BPMN XML to graphs."""

from __future__ import annotations

from lxml import etree

from bpmn.layout.graph import LINE, Edge, Graph, Lane, Node, text_width

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"

SUB_PROCESSES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
ACTIVITIES = SUB_PROCESSES | {"task", "callActivity"}
NOTES = {"textAnnotation": (120, 30), "dataObjectReference": (36, 50), "dataStoreReference": (50, 50)}
LEAF_SIZE = (100, 80)
TEXT_PER_LINE = 110


def kind_of(element: etree._Element) -> str:
    """The BPMN name of an element, or nothing when it is not of BPMN."""
    tag = element.tag
    return tag[len(BPMN) :] if isinstance(tag, str) and tag.startswith(BPMN) else ""


def graph_of(scope: etree._Element) -> Graph:
    """The graph of a process or sub-process, its inner sub-processes unarranged."""
    graph = Graph()
    band_of = _read_lanes(scope, graph)
    for element in scope:
        node = _node(element, band_of)
        if node is not None and node.id:
            graph.nodes[node.id] = node
    for element in scope:
        graph.edges += _edges(element)
    graph.edges = [e for e in graph.edges if e.source in graph.nodes and e.target in graph.nodes]
    _settle_lanes(graph, band_of)
    return graph


def _read_lanes(scope: etree._Element, graph: Graph) -> dict[str, int]:
    """Fill in the lanes; the answer says in which band an element stands."""
    band_of: dict[str, int] = {}
    count = 0

    def walk(lane_set: etree._Element, depth: int) -> None:
        nonlocal count
        for lane in lane_set.findall(f"{BPMN}lane"):
            first, children = count, lane.find(f"{BPMN}childLaneSet")
            if children is not None:
                walk(children, depth + 1)
            if count == first:
                count += 1
            for ref in lane.findall(f"{BPMN}flowNodeRef"):
                band_of.setdefault((ref.text or "").strip(), first)
            graph.lanes.append(Lane(lane.get("id", ""), lane.get("name", ""), depth, first, count - 1))

    for lane_set in scope.findall(f"{BPMN}laneSet"):
        walk(lane_set, 0)
    graph.bands = max(1, count)
    graph.lanes.sort(key=lambda lane: (lane.depth, lane.first))
    return band_of


def _node(element: etree._Element, band_of: dict[str, int]) -> Node | None:
    kind, key = kind_of(element), element.get("id", "")
    name = element.get("name", "")
    if kind.endswith("Event"):
        size = (36, 36)
    elif kind.endswith("Gateway"):
        size = (50, 50)
    elif kind.endswith("Task") or kind in ACTIVITIES:
        size = LEAF_SIZE
    elif kind == "textAnnotation":
        text = (element.findtext(f"{BPMN}text") or "").strip()
        lines = sum(1 + text_width(line) // TEXT_PER_LINE for line in text.splitlines() or [""])
        size = (min(130, text_width(text) + 24), LINE * lines + 12)
    elif kind in NOTES:
        size = NOTES[kind]
    else:
        return None
    node = Node(key, kind, name, band_of.get(key, 0), *size, host=element.get("attachedToRef"))
    if kind in SUB_PROCESSES:
        node.inner = graph_of(element)
        node.apart = element.get("triggeredByEvent") == "true"
    return node


def _edges(element: etree._Element) -> list[Edge]:
    kind = kind_of(element)
    if kind in {"sequenceFlow", "association"}:
        source, target = element.get("sourceRef", ""), element.get("targetRef", "")
        return [Edge(element.get("id", ""), source, target, element.get("name", ""), kind)]
    edges, owner = [], element.get("id", "")
    for link in element:
        which = kind_of(link)
        if which == "dataInputAssociation":
            source = (link.findtext(f"{BPMN}sourceRef") or "").strip()
            edges.append(Edge(link.get("id", ""), source, owner, kind=which))
        elif which == "dataOutputAssociation":
            target = (link.findtext(f"{BPMN}targetRef") or "").strip()
            edges.append(Edge(link.get("id", ""), owner, target, kind=which))
    return edges


def _settle_lanes(graph: Graph, band_of: dict[str, int]) -> None:
    """Boundary events and notes stand where their node stands; so does what is in no lane."""
    _settle_notes(graph)
    for node in graph.nodes.values():
        if node.host not in graph.nodes:
            node.host = None
    for edge in graph.flows:
        if edge.target not in band_of:
            graph.nodes[edge.target].lane = graph.nodes[edge.source].lane
    for node in graph.nodes.values():
        decides = node.host or node.beside
        if decides:
            node.lane = graph.nodes[decides].lane


def _settle_notes(graph: Graph) -> None:
    """A note belongs to the first node it is tied to."""
    for edge in graph.edges:
        if edge.kind == "sequenceFlow":
            continue
        for note, owner in ((edge.source, edge.target), (edge.target, edge.source)):
            if graph.nodes[note].kind in NOTES and graph.nodes[owner].kind not in NOTES:
                graph.nodes[note].beside = graph.nodes[note].beside or owner
