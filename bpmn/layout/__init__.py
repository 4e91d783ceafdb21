"""Automatic layout: a diagram without a picture gets one that people can read.

Lanes are bands, the flow runs from left to right, lines have right angles and go through no foreign shape.
A sub-process that was closed in the picture a document had stays closed; its content is a page of its own.

    columns (ranks) -> rows inside lanes (rows) -> coordinates (place) -> lines (route) -> names (labels)
"""

from __future__ import annotations

from bpmn.layout.di import diagram_text, put_into
from bpmn.layout.plane import planes_of
from bpmn.xml import parse

__all__ = ["layout"]


def layout(xml: bytes) -> bytes:
    """The same document with a new picture in place of what it had; the rest stays byte for byte."""
    root = parse(xml)
    declared = dict(root.nsmap)
    pages = (diagram_text(plane, declared) for plane in planes_of(root))
    return put_into(xml, "\n  ".join(pages))
