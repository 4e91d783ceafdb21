"""Coordinates: columns, bands and the shapes in them, in whole pixels from the graph's own corner."""

from __future__ import annotations

from collections import defaultdict

from bpmn.layout.graph import PAD, Graph, Node, text_width

COLUMN_GAP, ROW_GAP = 54, 36
ROW_HEIGHT, MIN_COLUMN = 80, 50
LABEL_GAP = 120
BESIDE_BOUNDARY = 42
APART_GAP = 40


def assign(graph: Graph) -> None:
    """Give every node its place, and the graph its size."""
    _columns(graph)
    tops = _bands(graph)
    for node in graph.placed:
        top, height = tops[node.lane, node.row]
        node.x = graph.column_x[node.rank] + (graph.column_width[node.rank] - node.width) // 2
        node.y = top + (height - node.height) // 2
    _boundary_events(graph)


def _columns(graph: Graph) -> None:
    ranks = max((node.rank for node in graph.placed), default=0) + 1
    turning = defaultdict[int, int](int)
    label = defaultdict[int, int](int)
    for edge in graph.edges:
        source, target = graph.nodes[edge.source], graph.nodes[edge.target]
        if (source.lane, source.row) != (target.lane, target.row):
            turning[min(source.rank, target.rank)] += 1
        label[source.rank] = max(label[source.rank], text_width(edge.name))
    x = PAD
    for rank in range(ranks):
        inside = [node.width for node in graph.placed if node.rank == rank]
        graph.column_x[rank] = x
        graph.column_width[rank] = max([*inside, MIN_COLUMN])
        crowd = COLUMN_GAP + 8 * max(0, min(turning[rank], 9) - 2)
        graph.gap[rank] = max(crowd, min(label[rank] + 26, LABEL_GAP))
        x += graph.column_width[rank] + graph.gap[rank]
    graph.width = x - graph.gap[ranks - 1] + PAD


def _bands(graph: Graph) -> dict[tuple[int, int], tuple[int, int]]:
    """The top and height of every row, by lane and row."""
    tops = {}
    hosts = {(graph.nodes[n.host].lane, graph.nodes[n.host].row) for n in graph.nodes.values() if n.host}
    named = {(node.lane, node.row) for node in graph.placed if node.is_small and node.name}
    y = 0
    for lane in range(graph.bands):
        graph.band_y.append(y)
        start = y
        y += PAD
        for row in range(graph.rows[lane]):
            inside = [node.height for node in graph.placed if (node.lane, node.row) == (lane, row)]
            height = max([*inside, ROW_HEIGHT])
            tops[lane, row] = (y, height)
            extra = 14 if (lane, row) in hosts or ((lane, row) in named and height < ROW_HEIGHT) else 0
            y += height + extra + (ROW_GAP if row + 1 < graph.rows[lane] else 0)
        y = _apart(graph, lane, y) + PAD
        titles = [text_width(leaf.name) for leaf in graph.lanes if leaf.first == leaf.last == lane]
        y = max([y, *(start + title + 20 for title in titles)])
    graph.band_y.append(y)
    graph.height = y
    return tops


def _apart(graph: Graph, lane: int, y: int) -> int:
    """Event sub-processes in a line below the rows of their lane, broken at the graph's width."""
    inside = [node for node in graph.nodes.values() if node.apart and node.lane == lane]
    if not inside:
        return y
    graph.width = max(graph.width, *(node.width + 2 * PAD for node in inside))
    alone = not any(node.lane == lane for node in graph.placed)
    x, top, bottom = PAD, (y - ROW_HEIGHT if alone else y + ROW_GAP), y
    for node in inside:
        if x > PAD and x + node.width + PAD > graph.width:
            x, top = PAD, bottom + ROW_GAP
        node.x, node.y = x, top
        x += node.width + APART_GAP
        bottom = max(bottom, top + node.height)
    return bottom


def _boundary_events(graph: Graph) -> None:
    """On the lower edge of their host, from the right."""
    hosted: dict[str, list[Node]] = defaultdict(list)
    for node in graph.nodes.values():
        if node.host:
            hosted[node.host].append(node)
    for key, events in hosted.items():
        host = graph.nodes[key]
        step = min(BESIDE_BOUNDARY, max(20, (host.width - 36) // max(1, len(events))))
        for place, node in enumerate(events):
            node.x = host.x + host.width - 48 - place * step
            node.y = host.y + host.height - 18
