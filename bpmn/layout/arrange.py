"""The order of the work: ranks, rows, places, lines; inner sub-processes first."""

from __future__ import annotations

from bpmn.layout import labels, place, ranks, route, rows
from bpmn.layout.graph import Box, Graph

SUB_HEAD = 16
"""The room for a sub-process's name above its content."""
EMPTY = 80


def arrange(graph: Graph) -> None:
    """Give everything in a graph its place, from the graph's own corner."""
    if not graph.nodes:
        graph.rows = dict.fromkeys(range(graph.bands), 1)
        graph.band_y = [EMPTY * band for band in range(graph.bands + 1)]
        graph.width, graph.height = 6 * EMPTY, EMPTY * graph.bands
        return
    for node in graph.nodes.values():
        if node.inner is not None and not node.inner.nodes:
            node.inner = None  # nothing inside: drawn closed
        if node.inner is not None:
            arrange(node.inner)
            node.width = max(140, node.inner.width)
            node.height = max(90, node.inner.height + SUB_HEAD)
    ranks.assign(graph)
    rows.assign(graph)
    place.assign(graph)
    route.assign(graph)
    place.set_apart(graph)
    labels.assign(graph)


def move(graph: Graph, x: int, y: int) -> None:
    """Shift a graph and what is inside it: from its own corner to the plane's."""
    for node in graph.nodes.values():
        node.x, node.y = node.x + x, node.y + y
        node.label = _shifted(node.label, x, y)
        if node.inner is not None:
            move(node.inner, node.x, node.y + SUB_HEAD)
    for edge in graph.edges:
        edge.points = [(a + x, b + y) for a, b in edge.points]
        edge.label = _shifted(edge.label, x, y)
    graph.band_y = [top + y for top in graph.band_y]


def _shifted(box: Box | None, x: int, y: int) -> Box | None:
    return box and (box[0] + x, box[1] + y, box[2] + x, box[3] + y)
