"""Lines: every flow takes the cheapest way; then all look once more, knowing the others."""

from __future__ import annotations

from bpmn.layout.board import IMPOSSIBLE, Board, base_cost
from bpmn.layout.graph import Edge, Graph, Point
from bpmn.layout.paths import Way, Ways, ports

PASSES, FEWER_PASSES, MANY = 3, 2, 120


def assign(graph: Graph) -> None:
    """Give every edge its points."""
    here = {key: node for key, node in graph.nodes.items() if not node.apart}
    board, ways = Board(here, graph.edges, 0, graph.height), Ways(graph)

    def reach(edge: Edge) -> tuple[bool, bool, int]:
        source, target = graph.nodes[edge.source], graph.nodes[edge.target]
        far = (
            abs(source.rank - target.rank) + 2 * abs(source.lane - target.lane) + abs(source.row - target.row)
        )
        return edge.kind != "sequenceFlow", edge.back, far

    candidates = {
        edge.id: sorted_ways(list(ways.of(edge))) for edge in graph.edges if edge.kind != "association"
    }
    for _ in range(PASSES if len(graph.edges) < MANY else FEWER_PASSES):
        for edge in sorted(graph.edges, key=reach):
            if edge.kind == "association":
                board.put(edge, _straight(graph, edge))
            else:
                board.put(edge, cheapest(board, edge, candidates[edge.id]))


def sorted_ways(ways: list[Way]) -> list[Way]:
    """Distinct ways, what they cost on an empty board first."""
    priced: dict[tuple[Point, ...], Way] = {}
    for extra, points in ways:
        straightened = _straighten(points)
        price = extra + base_cost(straightened)
        key = tuple(straightened)
        if price < priced.get(key, (IMPOSSIBLE, straightened))[0]:
            priced[key] = (price, straightened)
    return sorted(priced.values(), key=lambda way: way[0])


def cheapest(board: Board, edge: Edge, ways: list[Way]) -> list[Point]:
    """The way that costs least beside what is drawn."""
    best, choice = IMPOSSIBLE * 2, ways[0][1]
    for base, points in ways:
        if base >= best:
            break
        cost = board.cost(edge, points, base, best)
        if cost < best:
            best, choice = cost, points
    return choice


def _straighten(points: list[Point]) -> list[Point]:
    """Without points that repeat or lie in the middle of a straight piece."""
    out: list[Point] = []
    for point in points:
        if out and out[-1] == point:
            continue
        if len(out) > 1 and any(out[-1][axis] == out[-2][axis] == point[axis] for axis in (0, 1)):
            out[-1] = point
            continue
        out.append(point)
    return out


def _straight(graph: Graph, edge: Edge) -> list[Point]:
    """An association is the shortest straight line between two sides."""
    sources, targets = ports(graph.nodes[edge.source]), ports(graph.nodes[edge.target])
    pairs = [(a, b) for a in sources.values() for b in targets.values()]
    best = min(pairs, key=lambda pair: abs(pair[0][0] - pair[1][0]) + abs(pair[0][1] - pair[1][1]))
    return list(best)
