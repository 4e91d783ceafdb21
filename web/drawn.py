"""A diagram as it is shown: one that came without a drawing is laid out for the page."""

from __future__ import annotations

from functools import lru_cache

from bpmn.layout import layout
from engine.queries import definitions
from web import current


def diagram(version_id: str) -> bytes:
    """The diagram of a version, with shapes and lines for the viewer and the editor."""
    return _drawn(definitions.xml(current.engine(), version_id))


@lru_cache(maxsize=64)
def _drawn(xml: bytes) -> bytes:
    return xml if b"BPMNShape" in xml else layout(xml)
