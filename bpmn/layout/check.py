"""Measures of a drawn diagram, whoever drew it: what no readable picture may have, and how large it is."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, pairwise

from lxml import etree

from bpmn.layout.graph import Box, span, touches
from bpmn.layout.plane import NAMES
from bpmn.layout.read import BPMN, SUB_PROCESSES, kind_of
from bpmn.xml import parse

DI = f"{{{NAMES['bpmndi']}}}"
DC = f"{{{NAMES['dc']}}}"
DD = f"{{{NAMES['di']}}}"
FRAMES = SUB_PROCESSES | {"participant", "lane", "group"}


@dataclass(frozen=True, slots=True)
class Measures:
    """What a picture shows; the pairs name the elements."""

    undrawn: tuple[str, ...]
    through: tuple[tuple[str, str], ...]
    """A flow, and the foreign shape it runs through."""
    overlapping: tuple[tuple[str, str], ...]
    """Two shapes of which neither contains the other."""
    covered: tuple[tuple[str, str], ...]
    """A label, and the shape or label it lies on."""
    struck: tuple[tuple[str, str], ...]
    """A label, and the flow that runs through it."""
    crossings: int
    width: int
    height: int

    @property
    def faults(self) -> list[str]:
        """One sentence for each thing that must not be."""
        return [
            *(f"{key} is not drawn" for key in self.undrawn),
            *(f"flow {flow} runs through {shape}" for flow, shape in self.through),
            *(f"{one} overlaps {other}" for one, other in self.overlapping),
            *(f"the label of {label} lies on {shape}" for label, shape in self.covered),
        ]

    def __str__(self) -> str:
        return (
            f"{self.width} x {self.height}, {self.crossings} crossings, "
            f"{len(self.struck)} labels on lines, {len(self.faults)} faults"
        )


def measure(xml: bytes) -> Measures:
    """Measure the picture in a document: all its pages, which have nothing to do with each other."""
    root = parse(xml)
    model = {key: e for e in root.iter(f"{BPMN}*") if (key := e.get("id"))}
    drawn = {e.get("bpmnElement", "") for e in root.iter(f"{DI}BPMNShape", f"{DI}BPMNEdge")}
    pages = [_page(model, page) for page in root.iter(f"{DI}BPMNDiagram")]
    return Measures(
        undrawn=_undrawn(model, drawn),
        through=tuple(pair for page in pages for pair in page.through),
        overlapping=tuple(pair for page in pages for pair in page.overlapping),
        covered=tuple(pair for page in pages for pair in page.covered),
        struck=tuple(pair for page in pages for pair in page.struck),
        crossings=sum(page.crossings for page in pages),
        width=max((page.width for page in pages), default=0),
        height=max((page.height for page in pages), default=0),
    )


def _page(model: dict[str, etree._Element], root: etree._Element) -> Measures:
    shapes = {e.get("bpmnElement", ""): _box(e) for e in root.iter(f"{DI}BPMNShape")}
    lines = {e.get("bpmnElement", ""): _points(e) for e in root.iter(f"{DI}BPMNEdge")}
    labels = {
        e.get("bpmnElement", ""): _box(label)
        for e in root.iter(f"{DI}BPMNShape", f"{DI}BPMNEdge")
        if (label := e.find(f"{DI}BPMNLabel")) is not None and label.find(f"{DC}Bounds") is not None
    }
    solid = {k: box for k, box in shapes.items() if k in model and kind_of(model[k]) not in FRAMES}
    boxes = [*shapes.values()]
    return Measures(
        undrawn=(),
        through=_through(model, solid, lines),
        overlapping=_overlapping(model, shapes),
        covered=_covered(solid, labels),
        struck=tuple(
            (label, key)
            for label, box in labels.items()
            for key, points in lines.items()
            if any(touches(box, span(*piece), -1) for piece in pairwise(points))
        ),
        crossings=_crossings(lines),
        width=max((b[2] for b in boxes), default=0) - min((b[0] for b in boxes), default=0),
        height=max((b[3] for b in boxes), default=0) - min((b[1] for b in boxes), default=0),
    )


def _box(drawn: etree._Element) -> Box:
    bounds = drawn.find(f"{DC}Bounds")
    if bounds is None:
        return 0, 0, 0, 0
    x, y, width, height = (round(float(bounds.get(key, "0"))) for key in ("x", "y", "width", "height"))
    return x, y, x + width, y + height


def _points(drawn: etree._Element) -> list[tuple[int, int]]:
    return [
        (round(float(p.get("x", "0"))), round(float(p.get("y", "0")))) for p in drawn.findall(f"{DD}waypoint")
    ]


def _undrawn(model: dict[str, etree._Element], drawn: set[str]) -> tuple[str, ...]:
    """Flow nodes, flows and lanes that the picture leaves out; inside a closed sub-process they may be."""

    def should(element: etree._Element) -> bool:
        kind, parent = kind_of(element), element.getparent()
        if parent is not None and kind_of(parent) in SUB_PROCESSES and parent.get("id") not in drawn:
            return False
        return kind.endswith(("Event", "Gateway", "Task")) or kind in {
            *SUB_PROCESSES,
            "task",
            "callActivity",
            "lane",
            "participant",
            "sequenceFlow",
            "messageFlow",
        }

    return tuple(k for k, e in model.items() if k not in drawn and should(e))


def _ends(element: etree._Element) -> set[str]:
    parent = element.getparent()
    ends = {element.get("sourceRef", ""), element.get("targetRef", "")}
    if kind_of(element) in {"dataInputAssociation", "dataOutputAssociation"} and parent is not None:
        ends = {parent.get("id", ""), *((ref.text or "").strip() for ref in element)}
    return ends


def _through(
    model: dict[str, etree._Element], solid: dict[str, Box], lines: dict[str, list[tuple[int, int]]]
) -> tuple[tuple[str, str], ...]:
    found = []
    for key, points in lines.items():
        if key not in model:
            continue
        own = _ends(model[key])
        own |= {model[end].get("attachedToRef", "") for end in own if end in model}
        for shape, box in solid.items():
            foreign = shape not in own and model[shape].get("attachedToRef") not in own
            if foreign and any(touches(box, span(*piece), -1) for piece in pairwise(points)):
                found.append((key, shape))
    return tuple(found)


def _overlapping(model: dict[str, etree._Element], shapes: dict[str, Box]) -> tuple[tuple[str, str], ...]:
    """Siblings that overlap, and children that stick out of their sub-process."""
    found = []
    for (one, first), (other, second) in combinations(shapes.items(), 2):
        if one not in model or other not in model or not touches(first, second):
            continue
        if model[one].get("attachedToRef") == other or model[other].get("attachedToRef") == one:
            continue
        nested = _contains(first, second) or _contains(second, first)
        if not nested or {kind_of(model[one]), kind_of(model[other])}.isdisjoint(FRAMES):
            found.append((one, other))
    return tuple(found)


def _contains(outer: Box, inner: Box) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and outer[2] >= inner[2] and outer[3] >= inner[3]


def _covered(solid: dict[str, Box], labels: dict[str, Box]) -> tuple[tuple[str, str], ...]:
    on_shapes = [
        (key, shape)
        for key, box in labels.items()
        for shape, other in solid.items()
        if touches(box, other, -1)
    ]
    on_labels = [
        (one, other)
        for (one, first), (other, second) in combinations(labels.items(), 2)
        if touches(first, second, -1)
    ]
    return (*on_shapes, *on_labels)


def _crossings(lines: dict[str, list[tuple[int, int]]]) -> int:
    count = 0
    for one, other in combinations(lines.values(), 2):
        for a, b in pairwise(one):
            for c, d in pairwise(other):
                upright = (a[0] == b[0], c[0] == d[0])
                if upright[0] != upright[1] and touches(span(a, b), span(c, d), -1):
                    count += 1
    return count
