"""The whole picture: pools one below the other, message flows between them, and the shapes to write."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from bpmn.layout.arrange import arrange, move
from bpmn.layout.board import Board
from bpmn.layout.graph import HEAD, LINE, Box, Edge, Graph, Node, Point, text_width
from bpmn.layout.paths import ports
from bpmn.layout.read import BPMN, graph_of
from bpmn.layout.route import cheapest, sorted_ways

LEFT, TOP = 160, 80
NAMES = {
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
}
BETWEEN_POOLS = 60
CLOSED_POOL = 60
NARROWEST = 600


@dataclass(slots=True)
class Shape:
    """One BPMNShape."""

    element: str
    box: Box
    label: Box | None = None
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Plane:
    """What one BPMNDiagram shows."""

    element: str
    shapes: list[Shape] = field(default_factory=list)
    lines: list[Edge] = field(default_factory=list)
    apart: bool = False
    """A page of its own for what is in a closed sub-process."""


def planes_of(root: etree._Element) -> Iterator[Plane]:
    """Arrange everything in a BPMN document: the main page, then one for each closed sub-process."""
    closed = _closed_in(root)
    apart: list[tuple[str, Graph]] = []
    yield _main_plane(root, closed, apart)
    for key, graph in apart:
        arrange(graph)
        plane = Plane(key, apart=True)
        _add_pool(plane, "", graph, 0, TOP)
        yield plane


def _closed_in(root: etree._Element) -> set[str]:
    """The sub-processes that the document's own picture shows closed."""
    shapes = root.iter(f"{{{NAMES['bpmndi']}}}BPMNShape")
    return {shape.get("bpmnElement", "") for shape in shapes if shape.get("isExpanded") == "false"}


def _take_out(graph: Graph, closed: set[str], apart: list[tuple[str, Graph]]) -> Graph:
    """The graph with its closed sub-processes empty; what is in them goes apart."""
    for node in graph.nodes.values():
        if node.inner is None:
            continue
        _take_out(node.inner, closed, apart)
        if node.id in closed and node.inner.nodes:
            apart.append((node.id, node.inner))
            node.inner = None
    return graph


def _main_plane(root: etree._Element, closed: set[str], apart: list[tuple[str, Graph]]) -> Plane:
    processes = {key: e for e in root.findall(f"{BPMN}process") if (key := e.get("id"))}
    collaboration = root.find(f"{BPMN}collaboration")
    main = collaboration if collaboration is not None else next(iter(processes.values()), root)
    plane = Plane(main.get("id", ""))
    pools: list[tuple[str, str]] = [("", key) for key in processes]
    if collaboration is not None:
        named = collaboration.findall(f"{BPMN}participant")
        pools = [(pool.get("id", ""), pool.get("processRef", "")) for pool in named]
    graphs = {key: _take_out(graph_of(processes[key]), closed, apart) for _, key in pools if key in processes}
    for graph in graphs.values():
        arrange(graph)
    widest = max([NARROWEST, *(graph.width + HEAD * (1 + graph.lane_depth) for graph in graphs.values())])
    y, nodes = TOP, dict[str, Node]()
    for pool, key in pools:
        if key not in graphs:
            node = Node(pool, "participant", "", 0, widest, CLOSED_POOL, x=LEFT, y=y)
            nodes[pool] = node
            plane.shapes.append(Shape(pool, node.box, attributes={"isHorizontal": "true"}))
            y += CLOSED_POOL + BETWEEN_POOLS
            continue
        graph = graphs[key]
        _add_pool(plane, pool, graph, widest, y)
        nodes |= {node.id: node for node, _ in _all_nodes(graph)}
        y += graph.height + BETWEEN_POOLS
    if collaboration is not None:
        _message_flows(plane, collaboration, nodes, y)
    return plane


def _add_pool(plane: Plane, pool: str, graph: Graph, widest: int, y: int) -> None:
    """A pool (or a process without one), its lanes, and what stands in them."""
    x = LEFT + (HEAD if pool else 0)
    right = LEFT + widest if pool else x + graph.width + HEAD * graph.lane_depth
    horizontal = {"isHorizontal": "true"}
    if pool:
        plane.shapes.append(Shape(pool, (LEFT, y, right, y + graph.height), attributes=horizontal))
    for lane in graph.lanes:
        box = (x + HEAD * lane.depth, y + graph.band_y[lane.first], right, y + graph.band_y[lane.last + 1])
        plane.shapes.append(Shape(lane.id, box, attributes=horizontal))
    move(graph, x + HEAD * graph.lane_depth, y)
    for node, inside in _all_nodes(graph):
        plane.shapes.append(Shape(node.id, node.box, node.label, _attributes(node)))
        plane.lines += inside
    plane.lines += graph.edges


def _all_nodes(graph: Graph) -> Iterator[tuple[Node, list[Edge]]]:
    """Every node, outer before inner, boundary events after their hosts, with the edges inside it."""
    for node in sorted(graph.nodes.values(), key=lambda node: node.host is not None):
        yield node, node.inner.edges if node.inner else []
        if node.inner is not None:
            yield from _all_nodes(node.inner)


def _attributes(node: Node) -> dict[str, str]:
    if node.kind == "exclusiveGateway":
        return {"isMarkerVisible": "true"}
    if node.kind in {"subProcess", "transaction", "adHocSubProcess"}:
        return {"isExpanded": "true" if node.inner is not None else "false"}
    return {}


def _message_flows(plane: Plane, collaboration: etree._Element, nodes: dict[str, Node], bottom: int) -> None:
    """Between pools: up or down, beside what is there."""
    flows = [
        Edge(
            e.get("id", ""), e.get("sourceRef", ""), e.get("targetRef", ""), e.get("name", ""), "messageFlow"
        )
        for e in collaboration.findall(f"{BPMN}messageFlow")
    ]
    pools = {shape.element: shape.box for shape in plane.shapes}
    for flow in flows:  # an end at an open pool's edge
        for key in (flow.source, flow.target):
            if key in pools and key not in nodes:
                left, top, right, low = pools[key]
                nodes[key] = Node(key, "participant", "", 0, right - left, low - top, x=left, y=top)
    flows = [flow for flow in flows if flow.source in nodes and flow.target in nodes]
    solid = {
        k: n
        for k, n in nodes.items()
        if n.inner is None and (n.kind != "participant" or n.height == CLOSED_POOL)
    }
    known = [edge for edge in plane.lines if edge.source in nodes and edge.target in nodes]
    board = Board(nodes, [*known, *flows], 0, bottom)
    board.keep_only(solid)
    for edge in known:
        board.put(edge, edge.points)
    for flow in [*flows, *flows]:  # twice: the first ones learn of the last
        board.put(flow, cheapest(board, flow, sorted_ways([*enumerate(_ways(flow, nodes))])))
    for flow in flows:
        if flow.name:
            x, y = flow.points[0]
            down = flow.points[1][1] > y
            top = y + 8 if down else y - 8 - LINE
            width = text_width(flow.name) + 4
            left = x - 6 - width if flow.points[-1][0] > x else x + 6  # on the side it does not turn to
            flow.label = (left, top, left + width, top + LINE)
    plane.lines += flows


def _ways(flow: Edge, nodes: dict[str, Node]) -> Iterator[list[Point]]:
    source, target = nodes[flow.source], nodes[flow.target]
    down = source.cy < target.cy
    start, end = ports(source)["bottom" if down else "top"], ports(target)["top" if down else "bottom"]
    if source.kind == "participant":
        start = (end[0], start[1])
    if target.kind == "participant":
        end = (start[0], end[1])
    yield [start, end] if start[0] == end[0] else [start, (start[0], end[1]), end]
    turn = 1 if down else -1
    turns = [start[1] + turn * d for d in (18, 30, 42)] + [end[1] - turn * d for d in (30, 18, 42)]
    for y in turns:
        yield [start, (start[0], y), (end[0], y), end]
    for y in turns[:3]:
        for back in turns[3:]:
            for d in range(-240, 241, 20):
                for x in (start[0] + d, end[0] + d):
                    yield [start, (start[0], y), (x, y), (x, back), (end[0], back), end]
