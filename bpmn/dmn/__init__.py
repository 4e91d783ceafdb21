"""Decisions: DMN 1.3 to 1.5, read once and evaluated often.

decisions = dmn.read(xml)
decisions.decision("urgency").evaluate({"pages": 3}).result
"""

from bpmn.dmn.errors import DecisionError, DmnError
from bpmn.dmn.model import Decision, Decisions, Evaluation, Service
from bpmn.dmn.reader import read
from bpmn.dmn.scope import TableRun

__all__ = [
    "Decision",
    "DecisionError",
    "Decisions",
    "DmnError",
    "Evaluation",
    "Service",
    "TableRun",
    "read",
]
