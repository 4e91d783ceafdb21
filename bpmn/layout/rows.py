"""Rows: which of the lines inside its lane each node stands on."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

from bpmn.layout.graph import Edge, Graph, Node

SWEEPS = 8
LANE_STEP = 100
"""Rows apart that two lanes count when the pull between them is measured."""


class _Rows:
    """Nodes move towards the mean row of their neighbours; a straight continuation keeps its row."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.near: dict[str, list[Node]] = defaultdict(list)
        self.below: set[tuple[str, str]] = set()
        self.beneath: set[str] = set()
        self.cells: dict[tuple[int, int], list[Node]] = defaultdict(list)
        for node in graph.placed:
            if node.beside is None:
                self.cells[node.rank, node.lane].append(node)
        for edge in graph.flows:
            source, target = graph.nodes[graph.standing(edge.source)], graph.nodes[edge.target]
            way = [source, *self._room(edge, source, target), target]
            for one, other in pairwise(way):
                self.near[one.id].append(other)
                self.near[other.id].append(one)
            if graph.nodes[edge.source].host:
                self.below.add((way[1].id, source.id))
                self.beneath.add(way[1].id)

    def _room(self, edge: Edge, source: Node, target: Node) -> list[Node]:
        """Room for a long flow within its lane: a stand-in for each column it passes."""
        if source.lane != target.lane:
            return []
        room = [
            Node(f"{edge.id} {rank}", "", "", source.lane, 0, 0, rank=rank)
            for rank in range(source.rank + 1, target.rank)
        ]
        for node in room:
            self.cells[node.rank, node.lane].append(node)
        return room

    def wish(self, node: Node) -> float:
        """The row a node would like: its neighbours' in the same lane, one lower after a boundary event."""
        rows = [
            other.row + ((node.id, other.id) in self.below)
            for other in self.near[node.id]
            if other.lane == node.lane and other.rank != node.rank
        ]
        before = [
            other.row + ((node.id, other.id) in self.below)
            for other in self.near[node.id]
            if other.lane == node.lane and other.rank < node.rank
        ]
        rows += before  # where a node comes from counts double
        return sum(rows) / len(rows) if rows else 0

    def pull(self, node: Node) -> float:
        """Up or down among the lanes: decides between equal wishes."""
        places = [other.lane * LANE_STEP + other.row for other in self.near[node.id]]
        own = node.lane * LANE_STEP + node.row
        return sum(places) / len(places) if places else own

    def sweep(self, *, backwards: bool) -> None:
        """Order every cell once, column by column."""
        for key in sorted(self.cells, reverse=backwards):
            cell = self.cells[key]
            wishes = {node.id: self.wish(node) for node in cell}
            cell.sort(
                key=lambda node: (
                    round(wishes[node.id] - 0.01),
                    node.id in self.beneath,
                    round(wishes[node.id], 2),
                    self.pull(node),
                )
            )
            last = -1
            for node in cell:
                node.row = max(last + 1, round(wishes[node.id] - 0.01))
                last = node.row


def assign(graph: Graph) -> None:
    """Give every node its row and every lane its number of rows."""
    rows = _Rows(graph)
    for cell in rows.cells.values():
        for row, node in enumerate(cell):
            node.row = row
    for turn in range(SWEEPS):
        rows.sweep(backwards=turn % 2 == 1)
    rows.sweep(backwards=False)
    _add_notes(graph)
    for lane in range(graph.bands):
        inside = [node for node in graph.placed if node.lane == lane]
        used = sorted({node.row for node in inside})
        for node in inside:
            node.row = used.index(node.row)
        graph.rows[lane] = max(1, len(used))


def _add_notes(graph: Graph) -> None:
    """Notes and data objects get a line of their own above (or, for the second, below) their node."""
    for node in graph.placed:
        node.row *= 4
    used: dict[str, int] = defaultdict(int)
    for node in graph.placed:
        if node.beside:
            node.row = graph.nodes[graph.standing(node.beside)].row + (-1, 1, -2, 2)[used[node.beside] % 4]
            used[node.beside] += 1
