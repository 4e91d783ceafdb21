"""Columns: how far along the flow each node stands.

Rank is the longest path from the start once the returning flows are turned round. A diagram that
would grow too wide is folded: a flow into another lane then goes straight up or down and keeps its column.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from bpmn.layout.graph import Edge, Graph, Node

WIDE = 11
"""From so many columns on, a diagram is folded."""


def assign(graph: Graph) -> None:
    """Give every node its rank and mark the returning flows."""
    out: dict[str, list[Edge]] = defaultdict(list)
    into: dict[str, list[Edge]] = defaultdict(list)
    main = [node.id for node in graph.placed if node.beside is None]
    entered = {graph.standing(edge.target) for edge in graph.flows}
    for edge in graph.flows:
        out[graph.standing(edge.source)].append(edge)
    starts = sorted(main, key=lambda key: (key in entered, graph.nodes[key].kind != "startEvent"))
    _mark_returns(graph, out, starts)
    for edge in graph.flows:
        if not edge.back:
            into[graph.standing(edge.target)].append(edge)
    order = _topological(graph, main, into)
    rank: dict[str, int] = {}
    for key in order:
        rank[key] = max((rank[graph.standing(e.source)] + 1 for e in into[key]), default=0)
    if max(rank.values(), default=0) >= WIDE and graph.bands > 1:
        rank = _fold(graph, order, into)
    _pull_together(graph, order, out, into, rank)
    for node in graph.nodes.values():
        node.rank = rank.get(node.beside or graph.standing(node.id), 0)


def _mark_returns(graph: Graph, out: dict[str, list[Edge]], starts: list[str]) -> None:
    """Depth first, without recursion: a flow to a node still being visited is a return."""
    open_, done = set[str](), set[str]()
    for start in starts:
        if start in done:
            continue
        open_.add(start)
        stack: list[tuple[str, Iterator[Edge]]] = [(start, iter(out[start]))]
        while stack:
            key, edges = stack[-1]
            for edge in edges:
                target = graph.standing(edge.target)
                if target in open_:
                    edge.back = True
                elif target not in done:
                    open_.add(target)
                    stack.append((target, iter(out[target])))
                    break
            else:
                open_.discard(key)
                done.add(key)
                stack.pop()


def _topological(graph: Graph, main: list[str], into: dict[str, list[Edge]]) -> list[str]:
    missing = {key: len(into[key]) for key in main}
    after: dict[str, list[str]] = defaultdict(list)
    for key in main:
        for edge in into[key]:
            after[graph.standing(edge.source)].append(key)
    order = [key for key in main if not missing[key]]
    for key in order:  # grows while it is read
        for target in after[key]:
            missing[target] -= 1
            if not missing[target]:
                order.append(target)
    return order


def _fold(graph: Graph, order: list[str], into: dict[str, list[Edge]]) -> dict[str, int]:
    """Ranks where a flow may stay in its column by going straight into another lane."""
    rank: dict[str, int] = {}
    taken: dict[int, dict[int, Node]] = defaultdict(dict)  # column -> lane -> who stands there
    sides: dict[str, set[str]] = defaultdict(set)  # which of top and bottom a node already uses

    def straight(edge: Edge) -> tuple[str, str] | None:
        """The sides a vertical flow would use, or None when it cannot be vertical."""
        source, target = graph.nodes[edge.source], graph.nodes[edge.target]
        if source.host or source.lane == target.lane or source.inner or target.inner:
            return None
        low, high = sorted((source.lane, target.lane))
        column = taken[rank[source.id]]
        if any(low < lane < high for lane in column) or target.lane in column:
            return None
        ways = ("down", "up") if source.lane < target.lane else ("up", "down")
        return None if ways[0] in sides[source.id] or ways[1] in sides[target.id] else ways

    for key in order:
        edges = into[key]
        base = max((rank[graph.standing(e.source)] for e in edges), default=-1)
        last = [e for e in edges if rank[graph.standing(e.source)] == base]
        ways = straight(last[0]) if len(last) == 1 else None
        if ways:
            sides[last[0].source].add(ways[0])
            sides[key].add(ways[1])
            rank[key] = base
        else:
            rank[key] = base + 1
        taken[rank[key]][graph.nodes[key].lane] = graph.nodes[key]
    return rank


def _pull_together(
    graph: Graph,
    order: list[str],
    out: dict[str, list[Edge]],
    into: dict[str, list[Edge]],
    rank: dict[str, int],
) -> None:
    """Bring a start near its successor, and a step that only returns near its first cause."""
    for key in reversed(order):
        ahead = [rank[graph.standing(e.target)] for e in out[key] if not e.back]
        if not into[key] and ahead:
            rank[key] = max(rank[key], min(ahead) - 1)
        if into[key] and out[key] and not ahead:
            lane = graph.nodes[key].lane
            first = min((graph.nodes[graph.standing(e.source)] for e in into[key]), key=lambda n: rank[n.id])
            column = rank[first.id] + (first.lane == lane)
            taken = {rank[other] for other in order if other != key and graph.nodes[other].lane == lane}
            while column in taken and column < rank[key]:
                column += 1
            rank[key] = min(rank[key], column)
            for edge in into[key]:
                edge.back = rank[graph.standing(edge.source)] > rank[key]
