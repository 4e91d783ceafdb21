"""A diagram that was deployed without a drawing can be looked at all the same."""

from __future__ import annotations

from bpmn.diagram import Diagram
from tests.diagrams import REWORK
from web import drawn


def test_a_diagram_without_shapes_is_laid_out_and_one_with_shapes_is_left_alone():
    assert b"BPMNShape" not in REWORK
    shown = drawn._drawn(REWORK)
    assert shown.count(b"<bpmndi:BPMNShape") >= 4
    assert Diagram.read(shown).process("rework").elements.keys() == (
        Diagram.read(REWORK).process("rework").elements.keys()
    )
    assert drawn._drawn(shown) is shown
