"""The orthogonal ways a flow might take: out at one side, through gaps and gutters, in at another."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from bpmn.layout.graph import Edge, Graph, Node, Point

CHANNEL = 12
"""How far apart parallel lines in one gap stand."""
BORDER = 6
"""How far from a lane's border lines run."""
GUTTERS = 8
"""How many of the gutters nearest to each of its ends a flow tries."""
SIDE_ENTRY, GATEWAY_SIDE, TASK_SIDE, BACKWARDS = 10.0, 4.0, 26.0, 6.0

Way = tuple[float, list[Point]]


def ports(node: Node) -> dict[str, Point]:
    """The middles of the four sides."""
    return {
        "right": (node.x + node.width, node.cy),
        "left": (node.x, node.cy),
        "top": (node.cx, node.y),
        "bottom": (node.cx, node.y + node.height),
    }


def _channels(left: int, width: int) -> list[int]:
    """Where lines may run in a gap, from its middle outwards."""
    middle = left + width // 2
    steps = range(1, max(2, (width // 2 - CHANNEL) // CHANNEL + 1))
    return [middle] + [middle + sign * CHANNEL * step for step in steps for sign in (-1, 1)]


class Ways:
    """All ways through one graph."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        lanes = {y + d for y in graph.band_y for d in (-16, -8, 8, 16)}
        below = {top + height + d for top, height in graph.row_y.values() for d in (10, 18, 28)}
        above = {top - d for top, _ in graph.row_y.values() for d in (10, 18)}
        free = {y for y in below | above if all(abs(y - border) > BORDER for border in graph.band_y)}
        self.gutters = sorted(y for y in lanes | free if 0 < y < graph.height)

    def of(self, edge: Edge) -> Iterator[Way]:
        """Each way with its surcharge."""
        source, target = self.graph.nodes[edge.source], self.graph.nodes[edge.target]
        gutters = self._near(source, target)
        out, into = ports(source), ports(target)
        if edge.back and not source.host:
            for side in ("top", "bottom"):
                start, end = out["left"], into[side]
                yield BACKWARDS, [start, (end[0], start[1]), end]
                for x, y in product(self._before(source.rank)[:3], gutters):
                    yield BACKWARDS, [start, (x, start[1]), (x, y), (end[0], y), end]
        side_out = GATEWAY_SIDE if source.kind.endswith("Gateway") or source.host else TASK_SIDE
        for exit_ in ("bottom",) if source.host else ("right", "top", "bottom"):
            for entry in ("left", "top", "bottom"):
                extra = (0 if exit_ == "right" else side_out) + (0 if entry == "left" else SIDE_ENTRY)
                start, end = out[exit_], into[entry]
                for points in self._between(edge, exit_, entry, start, end, gutters):
                    yield extra, points

    def _near(self, source: Node, target: Node) -> list[int]:
        low, high = sorted((source.cy, target.cy))

        def nearest(node: Node) -> list[int]:
            return sorted(self.gutters, key=lambda y: (max(low - y, y - high, 0), abs(y - node.cy)))[:GUTTERS]

        below = [y for y in self.gutters if y > source.y + source.height][:2] if source.host else []
        return list(dict.fromkeys([*nearest(target), *nearest(source), *below]))

    def _between(
        self, edge: Edge, exit_: str, entry: str, start: Point, end: Point, gutters: list[int]
    ) -> Iterator[list[Point]]:
        """The ways from one port to another."""
        after = self._after(self.graph.nodes[edge.source].rank)
        before = self._before(self.graph.nodes[edge.target].rank)
        facing = {(exit_, entry)} & {("right", "left"), ("bottom", "top"), ("top", "bottom")}
        if facing and (start[0] == end[0] or start[1] == end[1]):
            yield [start, end]
        if exit_ == "right" and entry == "left":
            yield from ([start, (x, start[1]), (x, end[1]), end] for x in (*after, *before))
            for x, back, y in product(after[:3], before[:3], gutters):
                yield [start, (x, start[1]), (x, y), (back, y), (back, end[1]), end]
        elif exit_ == "right":
            yield [start, (end[0], start[1]), end]
            for x, y in product(after[:3], gutters):
                yield [start, (x, start[1]), (x, y), (end[0], y), end]
        elif entry == "left":
            yield [start, (start[0], end[1]), end]
            for x, y in product(before[:3], gutters):
                yield [start, (start[0], y), (x, y), (x, end[1]), end]
        else:
            yield from ([start, (start[0], y), (end[0], y), end] for y in gutters)

    def _after(self, rank: int) -> list[int]:
        graph = self.graph
        return _channels(graph.column_x[rank] + graph.column_width[rank], graph.gap[rank])

    def _before(self, rank: int) -> list[int]:
        graph = self.graph
        width = graph.gap.get(rank - 1, 24)
        return _channels(graph.column_x[rank] - width, width)
