"""Writing the picture down as BPMN DI, and putting it into a document whose other text stays."""

from __future__ import annotations

import re

from lxml import etree

from bpmn.layout.graph import Box
from bpmn.layout.plane import NAMES, Plane

_DRAWN = re.compile(
    r"(?P<skip><!--.*?-->|<!\[CDATA\[.*?\]\]>)"
    r"|\s*<(?P<tag>(?:[\w.-]+:)?BPMNDiagram)\b(?:[^>]*/>|.*?</(?P=tag)\s*>)",
    re.DOTALL,
)
_END = re.compile(r"\s*</(?:[\w.-]+:)?definitions\s*>(?!.*</(?:[\w.-]+:)?definitions\s*>)", re.DOTALL)
_ENCODING = re.compile(rb"""<\?xml[^>]*encoding=["']([\w.-]+)["']""")


def diagram_text(plane: Plane, declared: dict[str | None, str]) -> str:
    """The BPMNDiagram element, without the namespaces that the document declares under the same prefix."""
    page = f"_{plane.element}" if plane.apart else "_1"
    diagram = etree.Element(f"{{{NAMES['bpmndi']}}}BPMNDiagram", id=f"BPMNDiagram{page}", nsmap=dict(NAMES))
    board = _add(diagram, "bpmndi:BPMNPlane", id=f"BPMNPlane{page}", bpmnElement=plane.element)
    for shape in plane.shapes:
        drawn = _add(
            board, "bpmndi:BPMNShape", id=f"{shape.element}_di", bpmnElement=shape.element, **shape.attributes
        )
        _bounds(drawn, shape.box)
        _label(drawn, shape.label)
    for line in plane.lines:
        drawn = _add(board, "bpmndi:BPMNEdge", id=f"{line.id}_di", bpmnElement=line.id)
        for x, y in line.points:
            _add(drawn, "di:waypoint", x=str(x), y=str(y))
        _label(drawn, line.label)
    etree.indent(diagram, "  ", level=1)
    text = etree.tostring(diagram, encoding="unicode")
    for prefix, uri in NAMES.items():
        if declared.get(prefix) == uri:
            text = text.replace(f' xmlns:{prefix}="{uri}"', "", 1)
    return text.rstrip()


def _add(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    prefix, local = name.split(":")
    return etree.SubElement(parent, f"{{{NAMES[prefix]}}}{local}", attributes)


def _bounds(parent: etree._Element, box: Box) -> None:
    left, top, right, bottom = box
    size = {"width": str(right - left), "height": str(bottom - top)}
    _add(parent, "dc:Bounds", x=str(left), y=str(top), **size)


def _label(parent: etree._Element, box: Box | None) -> None:
    if box is not None:
        _bounds(_add(parent, "bpmndi:BPMNLabel"), box)


def put_into(xml: bytes, diagram: str) -> bytes:
    """The document with this diagram instead of those it had; everything else stays as it is written."""
    declared = _ENCODING.match(xml)
    encoding = declared[1].decode("ascii") if declared else "utf-8"
    text = xml.decode(encoding)
    text = _DRAWN.sub(lambda found: found["skip"] or "", text)
    end = _END.search(text)
    if end is None:
        raise ValueError("the document has no closing definitions element")
    return f"{text[: end.start()]}\n  {diagram}\n{text[end.start() :].lstrip()}".encode(encoding)
