"""Labels of events, gateways and flows: on the free side, where no line and no shape is."""

from __future__ import annotations

from collections.abc import Iterable

from bpmn.layout.graph import LINE, Box, Edge, Graph, Node, span, text_width, touches

WIDEST = 92
"""Where the editor wraps a label."""
ON_LINE, ON_SHAPE, LATER_SPOT = 2.0, 3.0, 0.1


def assign(graph: Graph) -> None:
    """Give every name that stands outside its shape a place."""
    labels = _Labels(graph)
    for node in graph.nodes.values():
        if node.name and node.is_small:
            node.label = labels.beside(node)
    for edge in graph.edges:
        if edge.name:
            edge.label = labels.along(edge)


class _Labels:
    """Chooses places one after the other; what is placed is taken."""

    def __init__(self, graph: Graph) -> None:
        self.lines = [span(a, b) for edge in graph.edges for a, b in edge.segments]
        self.lines += [(0, y, graph.width, y) for y in graph.band_y[1:-1]]
        self.taken = [node.box for node in graph.nodes.values()]
        self.bottom = graph.height

    def _choose(self, spots: Iterable[tuple[int, int]], width: int, height: int) -> Box:
        def cost(numbered: tuple[int, tuple[int, int]]) -> float:
            place, (x, y) = numbered
            box = (x, y, x + width, y + height)
            lines = sum(touches(box, line, 1) for line in self.lines)
            shapes = sum(touches(box, shape) for shape in self.taken)
            outside = x < 0 or y < 0 or y + height > self.bottom
            return ON_LINE * lines + ON_SHAPE * (shapes + outside) + LATER_SPOT * place

        _, (x, y) = min(enumerate(spots), key=cost)
        box = (x, y, x + width, y + height)
        self.taken.append(box)
        return box

    def beside(self, node: Node) -> Box:
        """Where the name of an event or gateway stands: below, above, or at a corner."""
        wide = round(text_width(node.name) * 1.1) + 6
        width, height = min(WIDEST, wide), LINE * -(-wide // WIDEST)
        left, right = node.cx - 14 - width, node.cx + 14
        above, below = node.y - height, node.y + node.height
        spots = [
            (node.cx - width // 2, below + 4),
            (node.cx - width // 2, above - 4),
            (right, above),
            (left, above),
            (right, below + 2),
            (left, below + 2),
            (node.x + node.width + 6, node.cy - height - 4),
            (node.x + node.width + 6, node.cy + 4),
        ]
        return self._choose(spots, width, height)

    def along(self, edge: Edge) -> Box:
        """Where a flow's name stands: beside its first pieces, near where it begins."""
        width = text_width(edge.name) + 4
        height = LINE
        spots: list[tuple[int, int]] = []
        for (x1, y1), (x2, y2) in list(edge.segments)[:3]:
            if y1 == y2:
                start = x1 + 6 if x2 > x1 else x1 - 6 - width
                spots += [(start, y1 - height - 2), (start, y1 + 3)]
                middle = (x1 + x2 - width) // 2
                spots += [(middle, y1 - height - 2), (middle, y1 + 3)]
            else:
                down = y1 + 6 if y2 > y1 else y1 - 6 - height
                spots += [(x1 + 5, down), (x1 - 5 - width, down)]
                middle = (y1 + y2 - height) // 2
                spots += [(x1 + 5, middle), (x1 - 5 - width, middle)]
        return self._choose(spots, width, height)
