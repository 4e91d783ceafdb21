"""Coordinates: columns, bands and the shapes in them, in whole pixels from the graph's own corner."""

from __future__ import annotations

from collections import defaultdict

from bpmn.layout.graph import PAD, Graph, Node, span, text_width, touches

COLUMN_GAP, ROW_GAP = 54, 36
ROW_HEIGHT, MIN_COLUMN = 80, 50
LANE_PAD = 30
LABEL_GAP = 120
BESIDE_BOUNDARY = 42
APART_GAP = 40
CLEAR = 12


def assign(graph: Graph) -> None:
    """Give every node its place, and the graph its size."""
    _widen_hosts(graph)
    _columns(graph)
    _bands(graph)
    for node in graph.placed:
        top, height = graph.row_y[node.lane, node.row]
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


def _bands(graph: Graph) -> None:
    hosts = {(graph.nodes[n.host].lane, graph.nodes[n.host].row) for n in graph.nodes.values() if n.host}
    named = {(node.lane, node.row) for node in graph.placed if node.is_small and node.name}
    y = 0
    for lane in range(graph.bands):
        graph.band_y.append(y)
        start = y
        y += LANE_PAD
        for row in range(graph.rows[lane]):
            inside = [node.height for node in graph.placed if (node.lane, node.row) == (lane, row)]
            height = max([*inside, ROW_HEIGHT])
            graph.row_y[lane, row] = (y, height)
            extra = 14 if (lane, row) in hosts or ((lane, row) in named and height < ROW_HEIGHT) else 0
            y += height + extra + (ROW_GAP if row + 1 < graph.rows[lane] else 0)
        y = _room_apart(graph, lane, y) + LANE_PAD
        titles = [text_width(leaf.name) for leaf in graph.lanes if leaf.first == leaf.last == lane]
        y = max([y, *(start + title + 20 for title in titles)])
    graph.band_y.append(y)
    graph.height = y


def _apart(graph: Graph, lane: int) -> list[Node]:
    """The event sub-processes of a lane."""
    return [node for node in graph.nodes.values() if node.apart and node.lane == lane]


def _room_apart(graph: Graph, lane: int, y: int) -> int:
    """Keep a line free for them below the rows of their lane."""
    inside = _apart(graph, lane)
    if not inside:
        return y
    alone = not any(node.lane == lane for node in graph.placed)
    top = y - ROW_HEIGHT if alone else y + ROW_GAP
    for node in inside:
        node.y = top
    return max(y, top + max(node.height for node in inside))


def set_apart(graph: Graph) -> None:
    """Give event sub-processes their place across, once the lines are drawn: where no line crosses."""
    for lane in range(graph.bands):
        x = PAD
        for node in _apart(graph, lane):
            upright = [
                start[0]
                for edge in graph.edges
                for start, end in edge.segments
                if touches(span(start, end), (0, node.y, graph.width, node.y + node.height), CLEAR)
            ]
            while blocking := [at for at in upright if x - CLEAR < at < x + node.width + CLEAR]:
                x = max(blocking) + 2 * CLEAR
            node.x = x
            x += node.width + APART_GAP
            graph.width = max(graph.width, node.x + node.width + PAD)


def _widen_hosts(graph: Graph) -> None:
    """An activity is wide enough for its boundary events."""
    for node in graph.nodes.values():
        if node.host:
            events = sum(other.host == node.host for other in graph.nodes.values())
            host = graph.nodes[node.host]
            host.width = max(host.width, events * BESIDE_BOUNDARY + 16)


def _boundary_events(graph: Graph) -> None:
    """On the lower edge of their host, from the right."""
    hosted: dict[str, list[Node]] = defaultdict(list)
    for node in graph.nodes.values():
        if node.host:
            hosted[node.host].append(node)
    for key, events in hosted.items():
        host = graph.nodes[key]
        for place, node in enumerate(events):
            node.x = host.x + host.width - 48 - place * BESIDE_BOUNDARY
            node.y = host.y + host.height - 18
