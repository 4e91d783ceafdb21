"""The board that lines are drawn on: it knows all shapes and lines near a place and prices a new line.

The prices are the taste of the layout: a bend is worth a detour of 450 pixels, a crossing nearly two bends,
running along a foreign line or through a foreign shape is worse than any detour.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from bpmn.layout.graph import Box, Edge, Node, Point, span, touches

BEND, CROSSING, LENGTH = 14.0, 24.0, 0.03
ALONG, TOGETHER = 260.0, 12.0
THROUGH_SHAPE, OUTSIDE, IMPOSSIBLE = 900.0, 500.0, 1e9
SHARED_EXIT, SHARED_FORK, EXIT_AT_ENTRY = 40.0, 14.0, 120.0
SHORT_TIP, TIP = 30.0, 13
NEAR, CLEAR = 7, 7
CELL = 160

Cell = tuple[int, int]
Segment = tuple[str, Point, Point]


def _cells(box: Box) -> Iterator[Cell]:
    for column in range((box[0] - 8) // CELL, (box[2] + 8) // CELL + 1):
        for row in range((box[1] - 8) // CELL, (box[3] + 8) // CELL + 1):
            yield column, row


def base_cost(points: list[Point]) -> float:
    """What a line costs on an empty board."""
    length = sum(abs(a[0] - b[0]) + abs(a[1] - b[1]) for a, b in pairwise(points))
    return BEND * (len(points) - 2) + LENGTH * length


class Board:
    """Shapes stay; lines are put down and taken up again."""

    def __init__(self, nodes: dict[str, Node], edges: Iterable[Edge], top: int, bottom: int) -> None:
        self.nodes, self.top, self.bottom = nodes, top, bottom
        self.edges = {edge.id: edge for edge in edges}
        self.boxes = {node.id: node.box for node in nodes.values()}
        self._shapes: dict[Cell, set[str]] = defaultdict(set)
        self._lines: dict[Cell, set[Segment]] = defaultdict(set)
        self.keep_only(nodes)
        self._at: dict[str, set[str]] = defaultdict(set)
        for edge in self.edges.values():
            self._at[edge.source].add(edge.id)
            self._at[edge.target].add(edge.id)

    def keep_only(self, solid: Iterable[str]) -> None:
        """Only these shapes are in the way."""
        self._shapes.clear()
        for key in solid:
            for cell in _cells(self.boxes[key]):
                self._shapes[cell].add(key)

    def put(self, edge: Edge, points: list[Point]) -> None:
        """Draw a line, in place of the one it had."""
        for start, end in edge.segments:
            for cell in _cells(span(start, end)):
                self._lines[cell].discard((edge.id, start, end))
        edge.points = points
        for start, end in edge.segments:
            for cell in _cells(span(start, end)):
                self._lines[cell].add((edge.id, start, end))

    def cost(self, edge: Edge, points: list[Point], base: float, best: float) -> float:
        """The price of a line; it stops counting when it is dearer than the best."""
        if not self._leaves_outwards(edge, points):
            return IMPOSSIBLE
        total = base + self._ports(edge, points) + self._tips(edge, points)
        own = self._own(edge)
        for start, end in pairwise(points):
            if total >= best:
                return total
            total += self._through(own, start, end)
        for start, end in pairwise(points):
            if total >= best:
                return total
            total += self._beside(edge, start, end)
        return total

    def _own(self, edge: Edge) -> set[str | None]:
        source, target = self.nodes[edge.source], self.nodes[edge.target]
        return {source.id, target.id, source.host, target.host}

    def _leaves_outwards(self, edge: Edge, points: list[Point]) -> bool:
        """No piece may run through the shapes that the line connects, or along their sides."""
        if not self._is_outward(edge.source, points[0], points[1]):
            return False
        if not self._is_outward(edge.target, points[-1], points[-2]):
            return False
        last = len(points) - 2
        host = self.nodes[edge.source].host
        for place, (start, end) in enumerate(pairwise(points)):
            line = span(start, end)
            for key, own in ((edge.source, place == 0), (edge.target, place == last)):
                if touches(line, self.boxes[key], -2 if own else 2):
                    return False
            if host and edge.target != host and touches(line, self.boxes[host], -2 if place == 0 else 2):
                return False
        return True

    def _is_outward(self, key: str, port: Point, beyond: Point) -> bool:
        """Whether a line stands upright on the side of the shape it leaves, and leads away from it."""
        left, top, right, bottom = self.boxes[key]
        if left < port[0] < right:
            away = beyond[1] > bottom if port[1] == bottom else beyond[1] < top
            return port[0] == beyond[0] and away
        away = beyond[0] > right if port[0] == right else beyond[0] < left
        return port[1] == beyond[1] and away

    def _through(self, own: set[str | None], start: Point, end: Point) -> float:
        line = span(start, end)
        found = set[str]()
        for cell in _cells(line):
            found |= self._shapes.get(cell, set())
        total = sum(
            THROUGH_SHAPE for key in found if key not in own and touches(line, self.boxes[key], CLEAR)
        )
        return total + OUTSIDE * (not self.top < end[1] < self.bottom)

    def _beside(self, edge: Edge, start: Point, end: Point) -> float:
        line = span(start, end)
        upright = start[0] == end[0]
        along = 1 if upright else 0  # the axis the line runs on
        across = 1 - along
        found = set[Segment]()
        for cell in _cells(line):
            found |= self._lines.get(cell, set())
        total = 0.0
        for other, first, last in found:
            if other == edge.id:
                continue
            if (first[0] == last[0]) == upright:
                apart = abs(start[across] - first[across])
                low = max(line[along], min(first[along], last[along]))
                high = min(line[along + 2], max(first[along], last[along]))
                if apart < NEAR and high - low > 1:
                    total += TOGETHER if apart == 0 and self._belong(edge, self.edges[other]) else ALONG
            elif touches(line, span(first, last)):
                total += CROSSING
        return total

    def _ports(self, edge: Edge, points: list[Point]) -> float:
        total = 0.0
        for key in (self._at[edge.source] | self._at[edge.target]) - {edge.id}:
            other = self.edges[key]
            if other.points:
                if other.source == edge.source and other.points[0] == points[0]:
                    total += SHARED_FORK if self._belong(edge, other) else SHARED_EXIT
                total += EXIT_AT_ENTRY * (other.target == edge.source and other.points[-1] == points[0])
                total += EXIT_AT_ENTRY * (other.source == edge.target and other.points[0] == points[-1])
        return total

    @staticmethod
    def _belong(one: Edge, other: Edge) -> bool:
        """Whether two lines may run together: to one target, or out of one fork without names to confuse."""
        return one.target == other.target or (one.source == other.source and not one.name and not other.name)

    @staticmethod
    def _tips(edge: Edge, points: list[Point]) -> float:
        """An arrow needs a straight piece before its tip, and a line one after its beginning."""
        ends = [(points[-2], points[-1])] if len(points) > 2 else []
        short = sum(abs(a[0] - b[0]) + abs(a[1] - b[1]) < TIP for a, b in ends)
        return SHORT_TIP * short * (edge.kind == "sequenceFlow")
