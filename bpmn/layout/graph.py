"""What the layout works on: nodes, edges and lanes of one process or sub-process, in whole pixels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

Point = tuple[int, int]
Box = tuple[int, int, int, int]
"""Left, top, right, bottom."""

PAD = 24
HEAD = 30
"""The width of a pool's or lane's title strip."""
LINE = 15
"""The height of one line of a label."""


def text_width(text: str) -> int:
    """How wide a label is at 12 px: a CJK character is a square, a Latin letter about half of one."""
    return round(sum(12 if ord(char) > 0x2E7F else 6.8 for char in text))


def touches(one: Box, other: Box, margin: int = 0) -> bool:
    """Whether two boxes come nearer than `margin`."""
    return (
        one[0] < other[2] + margin
        and one[2] > other[0] - margin
        and one[1] < other[3] + margin
        and one[3] > other[1] - margin
    )


def span(start: Point, end: Point) -> Box:
    """The box around a segment."""
    return min(start[0], end[0]), min(start[1], end[1]), max(start[0], end[0]), max(start[1], end[1])


@dataclass(slots=True)
class Node:
    """A shape: an activity, an event, a gateway, or a note beside one."""

    id: str
    kind: str
    name: str
    lane: int
    width: int
    height: int
    host: str | None = None
    """The activity a boundary event sits on."""
    beside: str | None = None
    """The node that a note or a data object belongs to."""
    apart: bool = False
    """An event sub-process: no flow leads to it, it stands below the others of its lane."""
    rank: int = 0
    row: int = 0
    x: int = 0
    y: int = 0
    label: Box | None = None
    """Where the name stands when it stands outside the shape."""
    inner: Graph | None = None
    """What an expanded sub-process contains."""

    @property
    def cx(self) -> int:
        """The centre, across."""
        return self.x + self.width // 2

    @property
    def cy(self) -> int:
        """The centre, down."""
        return self.y + self.height // 2

    @property
    def box(self) -> Box:
        """The outline."""
        return self.x, self.y, self.x + self.width, self.y + self.height

    @property
    def is_small(self) -> bool:
        """An event or gateway or data symbol: its name stands outside."""
        return self.kind.endswith(("Event", "Gateway", "Reference"))


@dataclass(slots=True)
class Edge:
    """A line: a sequence flow, an association, or a message flow."""

    id: str
    source: str
    target: str
    name: str = ""
    kind: str = "sequenceFlow"
    back: bool = False
    """Leads to an earlier rank: a return."""
    points: list[Point] = field(default_factory=list)
    label: Box | None = None

    @property
    def segments(self) -> Iterator[tuple[Point, Point]]:
        """The straight pieces, in order."""
        return pairwise(self.points)


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane and the leaf bands it covers: itself, or its children's."""

    id: str
    name: str
    depth: int
    first: int
    last: int


@dataclass(slots=True)
class Graph:
    """The content of one process or sub-process."""

    nodes: dict[str, Node] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)
    lanes: list[Lane] = field(default_factory=list)
    bands: int = 1
    """How many leaf lanes there are; one when there is none."""
    rows: dict[int, int] = field(default_factory=dict)
    band_y: list[int] = field(default_factory=list)
    """The top of each band, and the bottom of the last."""
    row_y: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    """The top and height of every row, by lane and row."""
    column_x: dict[int, int] = field(default_factory=dict)
    column_width: dict[int, int] = field(default_factory=dict)
    gap: dict[int, int] = field(default_factory=dict)
    """The free space right of each column."""
    width: int = 0
    height: int = 0

    @property
    def flows(self) -> Iterator[Edge]:
        """The edges that decide where nodes stand: not associations."""
        return (edge for edge in self.edges if edge.kind == "sequenceFlow")

    @property
    def placed(self) -> Iterator[Node]:
        """The nodes with a rank and a row of their own."""
        return (node for node in self.nodes.values() if node.host is None and not node.apart)

    @property
    def lane_depth(self) -> int:
        """How many title strips the lanes need."""
        return max((lane.depth + 1 for lane in self.lanes), default=0)

    def standing(self, key: str) -> str:
        """The node that decides a node's rank: the host of a boundary event, else itself."""
        return self.nodes[key].host or key
